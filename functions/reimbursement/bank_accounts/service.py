"""Give, decide, replace and close bank accounts, and link venues to them."""

from collections.abc import Iterable
from datetime import datetime

from functions.accounts.offerers.rules import OffererNotValidated
from functions.accounts.offerers.service import check_member
from functions.accounts.offerers.store import offerers, professionals
from functions.accounts.venues.store import venues
from functions.kernel.bus import record
from functions.kernel.database import UnitOfWork
from functions.kernel.encryption import Encryption
from functions.kernel.values import replace
from functions.reimbursement.bank_accounts import rules
from functions.reimbursement.bank_accounts.models import (
    BankAccount,
    BankAccountDecided,
    GiveAccount,
    IbanClaim,
    VenueAccountChanged,
    VenueLinks,
)
from functions.reimbursement.bank_accounts.store import (
    accounts,
    accounts_of,
    iban_claims,
    venue_links,
)


def check_may_give(work: UnitOfWork, siren: str, *, uid: str) -> None:
    """Check that a person may give accounts of an offerer.

    Refuses UnknownOfferer, NotAMember, ProfessionalSuspended, OffererNotValidated.
    """
    work.prefetch(professionals.ref(uid))
    offerer = offerers.get(work, siren)
    check_member(work, siren, uid=uid)
    if offerer.status != "validated":
        raise OffererNotValidated


def give_account(work: UnitOfWork, command: GiveAccount, *, now: datetime) -> BankAccount:
    """Give a bank account, which waits for finance.

    Calls that come at the same time may pass the limit of open accounts a little. Refuses
    UnknownOfferer, NotAMember, ProfessionalSuspended, OffererNotValidated, IbanExists,
    TooManyBankAccounts, UnknownBankAccount, AccountNotAccepted.
    """
    siren = command.siren
    work.prefetch(iban_claims.ref(command.fingerprint))
    check_may_give(work, siren, uid=command.member_id)
    if iban_claims.find(work, command.fingerprint) is not None:
        raise rules.IbanExists
    if sum(account.is_open for account in accounts_of(work, siren)) >= rules.MOST_ACCOUNTS:
        raise rules.TooManyBankAccounts
    if command.replaces is not None:
        replaced = accounts.get(work, command.replaces)
        if replaced.siren != siren:
            raise rules.UnknownBankAccount
        if replaced.status != "accepted":
            raise rules.AccountNotAccepted
    account = BankAccount(
        id=command.account_id,
        siren=siren,
        label=command.label,
        holder=command.holder,
        sealed_iban=command.sealed_iban,
        fingerprint=command.fingerprint,
        country=command.country,
        last_four=command.last_four,
        replaces=command.replaces,
        status="pending",
        given_by=command.member_id,
        created_at=now,
    )
    accounts.create(work, account.id, account)
    iban_claims.create(work, account.fingerprint, IbanClaim(account_id=account.id))
    return account


def given_before(work: UnitOfWork, fingerprint: str) -> BankAccount:
    """Return the open account with an IBAN, for the repeat of a request."""
    claim = iban_claims.find(work, fingerprint)
    if claim is None:
        raise rules.UnknownBankAccount
    return accounts.get(work, claim.account_id)


def accept_account(work: UnitOfWork, account_id: str, *, by: str, now: datetime) -> BankAccount:
    """Accept a pending account; one that replaces another needs two administrators.

    At the second approval the replaced account closes and its venues are linked to this one.
    Refuses UnknownBankAccount, AccountDecided, OwnBankAccount, SecondAdministratorNeeded.
    """
    work.prefetch(professionals.ref(by))
    before = accounts.get(work, account_id)
    after = rules.approve(before, by=by, now=now)
    if after is before:
        return before
    _check_is_no_member(work, before.siren, uid=by)
    if after.status == "accepted":
        replaced = accounts.find(work, before.replaces) if before.replaces else None
        if replaced is not None and replaced.is_open:
            after = _take_over(work, replaced, after, now=now)
        _decided(work, after, now=now)
    accounts.replace(work, account_id, after)
    return after


def refuse_account(
    work: UnitOfWork, account_id: str, *, reason: str, by: str, now: datetime
) -> BankAccount:
    """Refuse a pending account; the offerer's members are mailed the reason.

    Refuses UnknownBankAccount, AccountDecided, OwnBankAccount.
    """
    work.prefetch(professionals.ref(by))
    before = accounts.get(work, account_id)
    after = rules.refuse(before, reason=reason, by=by, now=now)
    if after is before:
        return before
    _check_is_no_member(work, before.siren, uid=by)
    _end(work, before, after, now=now)
    _decided(work, after, reason=reason, now=now)
    return after


def close_account(
    work: UnitOfWork, account_id: str, *, reason: str | None = None, now: datetime
) -> BankAccount:
    """Close an account: its links end now. With a reason, the offerer's members are notified.

    Refuses UnknownBankAccount.
    """
    before = accounts.get(work, account_id)
    after = rules.close(before, now=now)
    if after is before:
        return before
    _end(work, before, after, now=now)
    if reason is not None:
        _decided(work, after, reason=reason, now=now)
    return after


def close_own_account(work: UnitOfWork, account_id: str, *, uid: str, now: datetime) -> BankAccount:
    """Close an account of the caller's offerer. Refuses UnknownBankAccount, NotAMember."""
    get_own_account(work, account_id, uid=uid)
    return close_account(work, account_id, now=now)


def get_own_account(work: UnitOfWork, account_id: str, *, uid: str) -> BankAccount:
    """Return an account of the caller's offerer. Refuses UnknownBankAccount, NotAMember."""
    work.prefetch(professionals.ref(uid))
    account = accounts.get(work, account_id)
    check_member(work, account.siren, uid=uid)
    return account


def own_accounts(work: UnitOfWork, siren: str, *, uid: str) -> list[BankAccount]:
    """Return the accounts of the caller's offerer. Refuses UnknownOfferer, NotAMember."""
    work.prefetch(professionals.ref(uid))
    offerers.get(work, siren)
    check_member(work, siren, uid=uid)
    return list(accounts_of(work, siren))


def link_venues(
    work: UnitOfWork, account_id: str, venue_ids: Iterable[str], *, uid: str, now: datetime
) -> tuple[BankAccount, list[VenueLinks]]:
    """Link these venues, and no others, to an account.

    A venue whose money went to another account is proposed for two administrators to decide; until
    then nothing changes for it. A venue that is left out is unlinked, and its proposal dropped.
    Returns the account and the venues named. Refuses UnknownBankAccount, NotAMember,
    AccountNotOpen, UnknownVenue, VenueOfOther.
    """
    account = get_own_account(work, account_id, uid=uid)
    if not account.is_open:
        raise rules.AccountNotOpen
    named = tuple(dict.fromkeys(venue_ids))
    left = [venue_id for venue_id in account.venue_ids if venue_id not in named]
    work.prefetch(
        *(venues.ref(venue_id) for venue_id in named),
        *(venue_links.ref(venue_id) for venue_id in (*named, *left)),
    )
    shown, now_linked = [], []
    for venue_id in named:
        if venues.get(work, venue_id).offerer_siren != account.siren:
            raise rules.VenueOfOther
        before = _links_of(work, venue_id, siren=account.siren)
        if rules.needs_four_eyes(before, account_id) and not _is_linked(before, account_id):
            after = rules.proposed(before, account_id, by=uid, now=now)
        else:
            after = rules.linked(before, account_id, now=now)
            now_linked.append(venue_id)
        _save_links(work, before, after, now=now)
        shown.append(after)
    for venue_id in left:
        before = _links_of(work, venue_id, siren=account.siren)
        _save_links(work, before, rules.linked(before, None, now=now), now=now)
    after_account = _with_venues(account, now_linked)
    if after_account != account:
        accounts.replace(work, account_id, after_account)
    return after_account, shown


def accept_move(
    work: UnitOfWork, venue_id: str, account_id: str, *, by: str, now: datetime
) -> VenueLinks:
    """Approve a proposed change to an account; the second administrator carries it out.

    Members can propose another account at any time, so the account approved is named. Refuses
    UnknownMove, MoveChanged, OwnBankAccount, SecondAdministratorNeeded, AccountNotAccepted.
    """
    work.prefetch(professionals.ref(by))
    before = venue_links.find(work, venue_id)
    if before is None or before.move is None:
        raise rules.UnknownMove
    after = rules.approve_move(before, account_id, by=by, now=now)
    target = accounts.get(work, before.move.account_id)
    _check_is_no_member(work, target.siren, uid=by)
    if target.status != "accepted":
        raise rules.AccountNotAccepted
    if after.move is None:
        if before.current is not None:
            _drop_venue(work, before.current.account_id, venue_id)
        accounts.replace(work, target.id, _with_venues(target, [*target.venue_ids, venue_id]))
    _save_links(work, before, after, now=now)
    return after


def refuse_move(work: UnitOfWork, venue_id: str, *, now: datetime) -> VenueLinks:
    """Drop a proposed change of account. Refuses UnknownMove."""
    before = venue_links.find(work, venue_id)
    if before is None:
        raise rules.UnknownMove
    after = rules.refuse_move(before)
    _save_links(work, before, after, now=now)
    return after


def account_of_venue(work: UnitOfWork, venue_id: str, *, at: datetime) -> BankAccount | None:
    """Return the account that a venue's money went to at an instant; the caller checks its status.

    The caller's commit verifies both documents.
    """
    links = venue_links.find(work, venue_id)
    account_id = rules.account_at(links.links, at) if links is not None else None
    return accounts.find(work, account_id) if account_id is not None else None


def iban_for_payment(encryption: Encryption, account: BankAccount) -> str:
    """Return the whole IBAN of an account, for the payment file and nothing else.

    Raises Unopenable when the database and the key do not belong together.
    """
    if account.sealed_iban is None:
        raise rules.AccountNotOpen
    return encryption.unseal(account.sealed_iban, context=rules.seal_context(account.id))


def _check_is_no_member(work: UnitOfWork, siren: str, *, uid: str) -> None:
    """Check that who decides where an offerer's money goes is none of its members.

    Refuses OwnBankAccount.
    """
    professional = professionals.find(work, uid)
    if professional is not None and siren in professional.sirens:
        raise rules.OwnBankAccount


def _take_over(
    work: UnitOfWork, old: BankAccount, new: BankAccount, *, now: datetime
) -> BankAccount:
    """Close an account, and link its venues to the one that replaces it."""
    work.prefetch(*(venue_links.ref(venue_id) for venue_id in old.venue_ids))
    for venue_id in old.venue_ids:
        before = _links_of(work, venue_id, siren=old.siren)
        _save_links(work, before, rules.linked(before, new.id, now=now), now=now)
    closed = rules.close(old, now=now)
    accounts.replace(work, old.id, closed)
    _free_iban(work, old)
    return _with_venues(new, [*new.venue_ids, *old.venue_ids])


def _end(work: UnitOfWork, before: BankAccount, after: BankAccount, *, now: datetime) -> None:
    """Write an account that was refused or closed; its venues have none from now on."""
    work.prefetch(*(venue_links.ref(venue_id) for venue_id in before.venue_ids))
    for venue_id in before.venue_ids:
        links = _links_of(work, venue_id, siren=before.siren)
        ended = (
            rules.linked(links, None, now=now)
            if before.status == "accepted"
            else rules.without_account(links, before.id)
        )
        _save_links(work, links, ended, now=now)
    accounts.replace(work, before.id, after)
    _free_iban(work, before)


def _free_iban(work: UnitOfWork, account: BankAccount) -> None:
    if iban_claims.find(work, account.fingerprint) is not None:
        iban_claims.delete(work, account.fingerprint)


def _drop_venue(work: UnitOfWork, account_id: str, venue_id: str) -> None:
    account = accounts.get(work, account_id)
    kept = [other for other in account.venue_ids if other != venue_id]
    accounts.replace(work, account_id, _with_venues(account, kept))


def _with_venues(account: BankAccount, venue_ids: Iterable[str]) -> BankAccount:
    named = tuple(dict.fromkeys(venue_ids))
    if named == account.venue_ids:
        return account
    return replace(account, venue_ids=named, revision=account.revision + 1)


def _is_linked(venue: VenueLinks, account_id: str) -> bool:
    return venue.current is not None and venue.current.account_id == account_id


def _links_of(work: UnitOfWork, venue_id: str, *, siren: str) -> VenueLinks:
    found = venue_links.find(work, venue_id)
    return found or VenueLinks(venue_id=venue_id, siren=siren, revision=0)


def _save_links(work: UnitOfWork, before: VenueLinks, after: VenueLinks, *, now: datetime) -> None:
    """Write the links of a venue that changed, with an event if its account did."""
    if after == before:
        return
    if venue_links.find(work, after.venue_id) is None:
        venue_links.create(work, after.venue_id, after)
    else:
        venue_links.replace(work, after.venue_id, after)
    old, new = before.current, after.current
    if (old and old.account_id) != (new and new.account_id):
        record(
            work,
            VenueAccountChanged(
                subject_id=after.venue_id,
                revision=after.revision,
                at=now,
                siren=after.siren,
                account_id=new.account_id if new else None,
                had_account=bool(before.links),
            ),
        )


def _decided(
    work: UnitOfWork, account: BankAccount, *, reason: str | None = None, now: datetime
) -> None:
    record(
        work,
        BankAccountDecided(
            subject_id=account.id,
            revision=account.revision,
            at=now,
            siren=account.siren,
            status=account.status,
            reason=reason,
        ),
    )
