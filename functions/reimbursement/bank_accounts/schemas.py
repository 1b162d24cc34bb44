"""Request bodies, queries and responses about bank accounts."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from pydantic import Field

from functions.kernel.field_types import line
from functions.kernel.page_tokens import PageToken
from functions.kernel.schemas import ActBody, Body, Parameters, ReasonBody, UnkeptView, View
from functions.reimbursement.bank_accounts.models import AccountStatus, BankAccount, VenueLinks
from functions.reimbursement.bank_accounts.rules import MOST_VENUES, obfuscated

AccountId = Annotated[str, Field(min_length=1, max_length=64)]


class BankAccountBody(Body):
    """A bank account; `replaces` names the accepted account that it takes the place of."""

    label: Annotated[str, line(100)]
    holder: Annotated[str, line(140)]
    iban: Annotated[str, line(50)]
    replaces: AccountId | None = None


class AccountVenuesBody(Body):
    """The venues whose money goes to an account, all of them."""

    venue_ids: list[AccountId] = Field(
        max_length=MOST_VENUES, json_schema_extra={"uniqueItems": True}
    )


class RefusalBody(ReasonBody):
    """The reason, which is mailed to the offerer's members."""


class MoveBody(ActBody):
    """The account that is approved; another one may be proposed by now."""

    may_be_missing = False

    account_id: AccountId


class BankAccountsQuery(Parameters):
    """The state of the accounts to list, and the page."""

    state: AccountStatus = "pending"
    page_size: int = Field(default=50, ge=1, le=100)
    page_token: PageToken | None = None


class MovesQuery(Parameters):
    """The page of proposed changes."""

    page_size: int = Field(default=50, ge=1, le=100)
    page_token: PageToken | None = None


class BankAccountView(UnkeptView):
    """A bank account; of its IBAN only the country and the last four characters are shown.

    `approvals` counts the administrators who approved; one that `replaces` another needs two.
    """

    id: str
    siren: str
    label: str
    holder: str
    iban: str
    replaces: str | None
    state: AccountStatus
    approvals: int
    created_at: datetime
    decided_at: datetime | None
    refusal_reason: str | None
    closed_at: datetime | None
    venue_ids: list[str]

    @classmethod
    def of(cls, account: BankAccount) -> "BankAccountView":
        """Build the view of an account."""
        own = {name: getattr(account, name) for name in cls.model_fields if name not in _MADE}
        is_approved = account.decided_at is not None and account.refusal_reason is None
        approvals = (account.approved_by is not None) + is_approved
        shown = {"iban": obfuscated(account), "state": account.status, "approvals": approvals}
        return cls(**own, **shown, venue_ids=list(account.venue_ids))


_MADE = ("iban", "state", "approvals", "venue_ids")


class BankAccountsView(UnkeptView):
    """An offerer's bank accounts, oldest first."""

    items: list[BankAccountView]


class BankAccountPageView(UnkeptView):
    """A page of bank accounts in a state, oldest first."""

    items: list[BankAccountView]
    next_page_token: str | None


class VenueAccountView(View):
    """A venue after its account was set: the account it has now, and one that is proposed."""

    venue_id: str
    account_id: str | None
    proposed_account_id: str | None

    @classmethod
    def of(cls, venue: VenueLinks) -> "VenueAccountView":
        """Build the view of a venue's links."""
        return cls(
            venue_id=venue.venue_id,
            account_id=venue.current.account_id if venue.current else None,
            proposed_account_id=venue.move.account_id if venue.move else None,
        )


class AccountVenuesView(View):
    """The venues that were named, each with its account now and the proposed one."""

    account_id: str
    venues: list[VenueAccountView]


class LinkView(UnkeptView):
    """A span of time in which a venue's money went to an account; the end is exclusive."""

    account_id: str
    label: str | None
    iban: str | None
    starts_at: datetime
    ends_at: datetime | None


class VenueAccountsView(UnkeptView):
    """The accounts of a venue over time, oldest first, and a proposed one."""

    venue_id: str
    links: list[LinkView]
    proposed_account_id: str | None

    @classmethod
    def of(
        cls, venue_id: str, venue: VenueLinks | None, accounts: Mapping[str, BankAccount]
    ) -> "VenueAccountsView":
        """Build the view of a venue's history; an account that was deleted has no label."""
        links = [
            LinkView(
                account_id=link.account_id,
                label=account.label if account else None,
                iban=obfuscated(account) if account else None,
                starts_at=link.starts_at,
                ends_at=link.ends_at,
            )
            for link in (venue.links if venue else ())
            for account in (accounts.get(link.account_id),)
        ]
        move = venue.move if venue else None
        proposed = move.account_id if move else None
        return cls(venue_id=venue_id, links=links, proposed_account_id=proposed)


class MoveView(View):
    """A proposed change of a venue's account; `approvals` counts the administrators, of two."""

    venue_id: str
    siren: str
    from_account_id: str | None
    to_account_id: str | None
    proposed_at: datetime | None
    approvals: int

    @classmethod
    def of(cls, venue: VenueLinks) -> "MoveView":
        """Build the view of a venue with a proposed change, or after its decision."""
        move = venue.move
        return cls(
            venue_id=venue.venue_id,
            siren=venue.siren,
            from_account_id=venue.current.account_id if venue.current else None,
            to_account_id=move.account_id if move else None,
            proposed_at=move.proposed_at if move else None,
            approvals=1 if move and move.approved_by else 0,
        )


class MovedAccountView(UnkeptView):
    """An account as who decides on a change compares it with the other one."""

    label: str
    holder: str
    iban: str

    @classmethod
    def of(cls, account: BankAccount | None) -> "MovedAccountView | None":
        """Build the view of an account; None for one that is not there."""
        if account is None:
            return None
        return cls(label=account.label, holder=account.holder, iban=obfuscated(account))


class ProposedMoveView(UnkeptView):
    """A proposed change with both accounts; of their IBANs only the last four characters."""

    venue_id: str
    siren: str
    from_account_id: str | None
    from_account: MovedAccountView | None
    to_account_id: str
    to_account: MovedAccountView | None
    proposed_at: datetime
    approvals: int

    @classmethod
    def of(cls, venue: VenueLinks, accounts: Mapping[str, BankAccount]) -> "ProposedMoveView":
        """Build the view of a venue with a proposed change."""
        current, move = venue.current, venue.move
        assert move is not None
        source = accounts.get(current.account_id) if current else None
        return cls(
            venue_id=venue.venue_id,
            siren=venue.siren,
            from_account_id=current.account_id if current else None,
            from_account=MovedAccountView.of(source),
            to_account_id=move.account_id,
            to_account=MovedAccountView.of(accounts.get(move.account_id)),
            proposed_at=move.proposed_at,
            approvals=1 if move.approved_by else 0,
        )


class MovesView(UnkeptView):
    """A page of proposed changes, oldest first."""

    items: list[ProposedMoveView]
    next_page_token: str | None
