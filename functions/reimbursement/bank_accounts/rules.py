"""Rules of bank accounts: valid IBANs, decisions, and links to venues that never overlap."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from stdnum import iban as iban_numbers
from stdnum.exceptions import ValidationError

from functions.kernel.errors import Conflict, Forbidden, Malformed, NotFound
from functions.kernel.values import replace
from functions.reimbursement.bank_accounts.models import BankAccount, Link, Move, VenueLinks
from functions.reimbursement.sepa.rules import LONGEST_NAME, latin


class IbanInvalid(Malformed):
    """This is not a valid IBAN; check the country, the length and the digits."""

    code = "iban_invalid"


class HolderInvalid(Malformed):
    """The name of the holder needs a letter or a digit that banks accept."""

    code = "holder_invalid"


class IbanOutsideSepa(Malformed):
    """Payments go to accounts in the SEPA area only."""

    code = "iban_outside_sepa"


class IbanExists(Conflict):
    """This offerer already has an open bank account with this IBAN."""

    code = "iban_exists"


class UnknownBankAccount(NotFound):
    """There is no such bank account."""

    code = "unknown_bank_account"


class UnknownMove(NotFound):
    """No change of account is proposed for this venue."""

    code = "unknown_account_move"


class MoveChanged(Conflict):
    """Another account is proposed for this venue by now; look at it before you approve."""

    code = "account_move_changed"


class AccountDecided(Conflict):
    """This bank account was already decided."""

    code = "bank_account_decided"


class AccountNotOpen(Conflict):
    """This bank account was refused or closed."""

    code = "bank_account_not_open"


class AccountNotAccepted(Conflict):
    """Only an accepted bank account can be replaced or receive the money of a moved venue."""

    code = "bank_account_not_accepted"


class OwnBankAccount(Forbidden):
    """An administrator cannot decide on an account of an offerer whose member they are or were."""

    code = "own_bank_account"


class SecondAdministratorNeeded(Conflict):
    """This change is approved once and needs a second, different administrator."""

    code = "second_administrator_needed"


class VenueOfOther(Conflict):
    """This venue does not belong to the offerer of the bank account."""

    code = "venue_of_other_offerer"


class TooManyBankAccounts(Conflict):
    """An offerer can have at most 20 open bank accounts."""

    code = "too_many_bank_accounts"


MOST_ACCOUNTS = 20
"""Open accounts of an offerer."""

MOST_VENUES = 100
"""Venues of an account, so that one commit moves them all."""

KEPT_YEARS = 10
"""How long an account that was accepted is kept after the year in which it closed (Code de
commerce, L123-22: accounting records)."""

UNUSED_KEPT = timedelta(days=61)
"""How long an account that was never accepted is kept (pass-culture-main, 2025-12)."""

SEPA_COUNTRIES = frozenset(
    (
        *("AD", "AL", "AT", "BE", "BG", "CH", "CY", "CZ", "DE", "DK", "EE", "ES"),
        *("FI", "FR", "GB", "GI", "GR", "HR", "HU", "IE", "IS", "IT", "LI", "LT"),
        *("LU", "LV", "MC", "MD", "ME", "MK", "MT", "NL", "NO", "PL", "PT", "RO"),
        *("RS", "SE", "SI", "SK", "SM", "VA"),
    )
)
"""Country codes of IBANs in the SEPA area (EPC409-09); overseas France has FR."""


_WORD = re.compile(r"^\s*IBAN\s*:?", re.IGNORECASE)
"""The word before the number on a bank's paper; no country has the code IB."""


def checked_iban(text: str) -> str:
    """Return an IBAN without spaces, in capitals (ISO 13616); the word IBAN may stand before it.

    Checks the country, its length and structure, and both check digits. Refuses IbanInvalid,
    IbanOutsideSepa.
    """
    try:
        # The lists of banks of some countries in the library are older than their newest banks.
        number = str(iban_numbers.validate(_WORD.sub("", text), check_country=False))
    except ValidationError as fault:
        raise IbanInvalid from fault
    if number[:2] not in SEPA_COUNTRIES:
        raise IbanOutsideSepa
    return number


def check_holder(name: str) -> None:
    """Check that a payment file can name a holder. Refuses HolderInvalid.

    A transfer without a name would keep the file of a whole batch from being made.
    """
    if not any(map(str.isalnum, latin(name, longest=LONGEST_NAME))):
        raise HolderInvalid


def obfuscated(account: BankAccount) -> str:
    """Return the country and the last four characters of an IBAN, the rest hidden."""
    return f"{account.country}** **** {account.last_four}"


def fingerprint_context(siren: str) -> str:
    """Return the context of fingerprints: the same IBAN looks different at each offerer."""
    return f"bank-account {siren}"


def seal_context(account_id: str) -> str:
    """Return the context that an account's IBAN is sealed with."""
    return f"bank-account {account_id}"


def approve(account: BankAccount, *, by: str, now: datetime) -> BankAccount:
    """Accept a pending account, or note the first approval of one that replaces another.

    Refuses AccountDecided, OwnBankAccount, SecondAdministratorNeeded.
    """
    if account.status == "accepted":
        return account
    _check_may_decide(account, by=by)
    if account.replaces is not None and account.approved_by is None:
        return replace(account, approved_by=by, revision=account.revision + 1)
    if by == account.approved_by:
        raise SecondAdministratorNeeded
    return replace(account, status="accepted", decided_at=now, revision=account.revision + 1)


def refuse(account: BankAccount, *, reason: str, by: str, now: datetime) -> BankAccount:
    """Refuse a pending account for a reason. Refuses AccountDecided, OwnBankAccount."""
    if account.status == "refused":
        return account
    _check_may_decide(account, by=by)
    return replace(
        account,
        status="refused",
        decided_at=now,
        refusal_reason=reason,
        venue_ids=(),
        expires_at=now + UNUSED_KEPT,
        revision=account.revision + 1,
    )


def _check_may_decide(account: BankAccount, *, by: str) -> None:
    if account.status != "pending":
        raise AccountDecided
    if by == account.given_by:
        raise OwnBankAccount


def close(account: BankAccount, *, now: datetime) -> BankAccount:
    """Close an account. One that was accepted is kept as long as accounting needs it."""
    if not account.is_open:
        return account
    kept_until = now + UNUSED_KEPT
    if account.status == "accepted":
        kept_until = now.replace(
            year=now.year + KEPT_YEARS + 1, month=1, day=2, hour=0, minute=0, second=0
        )
    return replace(
        account,
        status="closed",
        closed_at=now,
        venue_ids=(),
        expires_at=kept_until,
        revision=account.revision + 1,
    )


def needs_four_eyes(venue: VenueLinks, account_id: str) -> bool:
    """Return whether linking a venue to an account changes where its money goes."""
    return any(link.account_id != account_id for link in venue.links)


def linked(venue: VenueLinks, account_id: str | None, *, now: datetime) -> VenueLinks:
    """Link a venue to an account from now on, or to none; the present link ends now.

    A link that would end when it begins is left out, so that spans never overlap or are empty.
    """
    current = venue.current
    if current is not None and current.account_id == account_id:
        return _without_move(venue)
    kept = list(venue.links)
    if current is not None:
        kept[-1:] = [replace(current, ends_at=now)] if current.starts_at < now else []
    if account_id is not None:
        starts_at = max([now, *(link.ends_at for link in kept if link.ends_at)])
        kept.append(Link(account_id=account_id, starts_at=starts_at))
    if tuple(kept) == venue.links:
        return _without_move(venue)
    return replace(_without_move(venue), links=tuple(kept), revision=venue.revision + 1)


def without_account(venue: VenueLinks, account_id: str) -> VenueLinks:
    """Remove the links to an account that was never accepted: no money can have gone there."""
    kept = tuple(link for link in venue.links if link.account_id != account_id)
    if venue.move is not None and venue.move.account_id == account_id:
        venue = _without_move(venue)
    if kept == venue.links:
        return venue
    return replace(venue, links=kept, revision=venue.revision + 1)


def proposed(venue: VenueLinks, account_id: str, *, by: str, now: datetime) -> VenueLinks:
    """Propose another account for a venue; the same proposal stays as it is."""
    if venue.move is not None and venue.move.account_id == account_id:
        return venue
    move = Move(account_id=account_id, proposed_by=by, proposed_at=now)
    return replace(venue, move=move, is_moving=True, moving_since=now)


def approve_move(venue: VenueLinks, account_id: str, *, by: str, now: datetime) -> VenueLinks:
    """Approve the proposed change to an account once, or carry it out at the second approval.

    Refuses UnknownMove, MoveChanged, OwnBankAccount, SecondAdministratorNeeded.
    """
    if venue.move is None:
        raise UnknownMove
    if venue.move.account_id != account_id:
        raise MoveChanged
    if by == venue.move.proposed_by:
        raise OwnBankAccount
    if venue.move.approved_by is None:
        return replace(venue, move=replace(venue.move, approved_by=by))
    if by == venue.move.approved_by:
        raise SecondAdministratorNeeded
    return linked(venue, venue.move.account_id, now=now)


def refuse_move(venue: VenueLinks) -> VenueLinks:
    """Drop a proposed change. Refuses UnknownMove."""
    if venue.move is None:
        raise UnknownMove
    return _without_move(venue)


def account_at(links: Sequence[Link], at: datetime) -> str | None:
    """Return the account that a venue's money went to at an instant, or None."""
    for link in links:
        if link.starts_at <= at and (link.ends_at is None or at < link.ends_at):
            return link.account_id
    return None


def _without_move(venue: VenueLinks) -> VenueLinks:
    if venue.move is None:
        return venue
    return replace(venue, move=None, is_moving=False, moving_since=None)
