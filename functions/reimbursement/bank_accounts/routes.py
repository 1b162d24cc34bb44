"""Routes that give, decide and close bank accounts, and link venues to them."""

from operator import attrgetter

from functions.accounts.offerers.rules import MEMBER_ONLY, OffererNotValidated, UnknownOfferer
from functions.accounts.roles.service import check_may_read, refs_of_reader
from functions.accounts.schemas import Removed
from functions.accounts.venues.rules import UnknownVenue
from functions.accounts.venues.store import venues
from functions.kernel.call import Call
from functions.kernel.database import UnitOfWork
from functions.kernel.identifiers import new_id
from functions.kernel.page_tokens import MOMENT, cut_page, decode_token
from functions.kernel.route import Who
from functions.reimbursement.bank_accounts import rules, service
from functions.reimbursement.bank_accounts.models import GiveAccount
from functions.reimbursement.bank_accounts.schemas import (
    AccountVenuesBody,
    AccountVenuesView,
    BankAccountBody,
    BankAccountPageView,
    BankAccountsQuery,
    BankAccountsView,
    BankAccountView,
    MoveBody,
    MovesQuery,
    MovesView,
    MoveView,
    ProposedMoveView,
    RefusalBody,
    VenueAccountsView,
    VenueAccountView,
)
from functions.reimbursement.bank_accounts.store import (
    accounts,
    accounts_with,
    moving_venues,
    venue_links,
)
from functions.reimbursement.routes import routes

_ACCOUNT = "bank_accounts/{account_id}"
_DECIDED = (rules.UnknownBankAccount, rules.AccountDecided, rules.OwnBankAccount)
_OWN = (rules.UnknownBankAccount, *MEMBER_ONLY)


@routes.post(
    "/v1/offerers/{siren}/bank-accounts",
    who=Who.MEMBER,
    status=201,
    refusals=(
        UnknownOfferer,
        *MEMBER_ONLY,
        OffererNotValidated,
        rules.IbanInvalid,
        rules.IbanOutsideSepa,
        rules.IbanExists,
        rules.TooManyBankAccounts,
        rules.UnknownBankAccount,
        rules.AccountNotAccepted,
    ),
)
def give_bank_account(call: Call, siren: str, body: BankAccountBody) -> BankAccountView:
    """Give a bank account; finance accepts or refuses it. Another IBAN is another account."""
    uid = call.caller.uid
    # Before anything else, so that only members have an IBAN checked and sealed.
    call.read(lambda work: service.check_may_give(work, siren, uid=uid))
    iban = rules.checked_iban(body.iban)
    encryption, account_id = call.platform.encryption, new_id()
    fingerprint = encryption.fingerprint(iban, context=rules.fingerprint_context(siren))
    command = GiveAccount(
        account_id=account_id,
        siren=siren,
        member_id=uid,
        label=body.label,
        holder=body.holder,
        sealed_iban=encryption.seal(iban, context=rules.seal_context(account_id)),
        fingerprint=fingerprint,
        country=iban[:2],
        last_four=iban[-4:],
        replaces=body.replaces,
    )
    return call.commit_unkept(
        lambda work: BankAccountView.of(service.give_account(work, command, now=call.now)),
        repeat=lambda work: BankAccountView.of(service.given_before(work, fingerprint)),
    )


@routes.get(
    "/v1/offerers/{siren}/bank-accounts", who=Who.MEMBER, refusals=(UnknownOfferer, *MEMBER_ONLY)
)
def list_own_bank_accounts(call: Call, siren: str) -> BankAccountsView:
    """List an offerer's bank accounts, with hidden IBANs."""
    uid = call.caller.uid
    found = call.read(lambda work: service.own_accounts(work, siren, uid=uid))
    return BankAccountsView(items=[BankAccountView.of(account) for account in found])


@routes.get("/v1/bank-accounts", who=Who.FINANCE)
def list_bank_accounts(call: Call, query: BankAccountsQuery) -> BankAccountPageView:
    """List bank accounts by state, those that wait by default."""
    list_id = call.list_id
    after = decode_token(query.page_token, MOMENT, of_list=list_id)

    def read(work: UnitOfWork) -> BankAccountPageView:
        found = accounts_with(work, query.state, after=after, page=query.page_size + 1)
        page, token = cut_page(
            found, query.page_size, attrgetter("created_at", "id"), of_list=list_id
        )
        return BankAccountPageView(
            items=[BankAccountView.of(account) for account in page], next_page_token=token
        )

    return call.read(read)


@routes.post(
    "/v1/bank-accounts/{account_id}/accept",
    who=Who.FINANCE,
    acts_on=_ACCOUNT,
    refusals=(*_DECIDED, rules.SecondAdministratorNeeded),
)
def accept_bank_account(call: Call, account_id: str) -> BankAccountView:
    """Accept a bank account; one that replaces another needs a second administrator."""
    uid = call.caller.uid
    return call.commit_unkept(
        lambda work: BankAccountView.of(
            service.accept_account(work, account_id, by=uid, now=call.now)
        ),
        repeat=lambda work: BankAccountView.of(accounts.get(work, account_id)),
    )


@routes.post(
    "/v1/bank-accounts/{account_id}/refuse",
    who=Who.FINANCE,
    acts_on=_ACCOUNT,
    refusals=_DECIDED,
)
def refuse_bank_account(call: Call, account_id: str, body: RefusalBody) -> BankAccountView:
    """Refuse a bank account; the offerer's members are mailed the reason."""
    uid = call.caller.uid
    return call.commit_unkept(
        lambda work: BankAccountView.of(
            service.refuse_account(work, account_id, reason=body.reason, by=uid, now=call.now)
        ),
        repeat=lambda work: BankAccountView.of(accounts.get(work, account_id)),
    )


@routes.post(
    "/v1/bank-accounts/{account_id}/close",
    who=Who.FINANCE,
    acts_on=_ACCOUNT,
    refusals=(rules.UnknownBankAccount,),
)
def close_bank_account(call: Call, account_id: str, body: RefusalBody) -> BankAccountView:
    """Close a bank account at once; the offerer's members are mailed the reason."""
    return call.commit_unkept(
        lambda work: BankAccountView.of(
            service.close_account(work, account_id, reason=body.reason, now=call.now)
        ),
        repeat=lambda work: BankAccountView.of(accounts.get(work, account_id)),
    )


@routes.delete("/v1/bank-accounts/{account_id}", who=Who.MEMBER, refusals=_OWN)
def close_own_bank_account(call: Call, account_id: str) -> Removed:
    """Close an own bank account; the money of its venues waits for another one."""

    def close(work: UnitOfWork) -> Removed:
        service.close_own_account(work, account_id, uid=call.caller.uid, now=call.now)
        return Removed()

    return call.commit(close)


@routes.put(
    "/v1/bank-accounts/{account_id}/venues",
    who=Who.MEMBER,
    refusals=(*_OWN, rules.AccountNotOpen, UnknownVenue, rules.VenueOfOther),
)
def set_account_venues(call: Call, account_id: str, body: AccountVenuesBody) -> AccountVenuesView:
    """Name the venues whose money goes to an account; those left out have none from now on.

    A venue whose money went elsewhere is proposed, and moves when two administrators approve.
    Naming it for its present account withdraws the proposal.
    """

    def link(work: UnitOfWork) -> AccountVenuesView:
        account, linked = service.link_venues(
            work, account_id, body.venue_ids, uid=call.caller.uid, now=call.now
        )
        views = [VenueAccountView.of(venue) for venue in linked]
        return AccountVenuesView(account_id=account.id, venues=views)

    return call.commit(link)


@routes.get(
    "/v1/venues/{venue_id}/bank-accounts",
    who=Who.MEMBER_OR_ADMIN,
    refusals=(UnknownVenue, *MEMBER_ONLY),
)
def list_venue_bank_accounts(call: Call, venue_id: str) -> VenueAccountsView:
    """List the accounts that a venue's money went to over time, to members and administrators."""
    uid = call.caller.uid

    def read(work: UnitOfWork) -> VenueAccountsView:
        work.prefetch(*refs_of_reader(uid), venue_links.ref(venue_id))
        venue = venues.get(work, venue_id)
        check_may_read(work, venue.offerer_siren, uid=uid)
        links = venue_links.find(work, venue_id)
        named = {link.account_id for link in links.links} if links else set()
        work.prefetch(*map(accounts.ref, named))
        found = {name: account for name in named if (account := accounts.find(work, name))}
        return VenueAccountsView.of(venue_id, links, found)

    return call.read(read)


@routes.get("/v1/account-moves", who=Who.FINANCE)
def list_account_moves(call: Call, query: MovesQuery) -> MovesView:
    """List the venues whose money is proposed to go to another account."""
    list_id = call.list_id
    after = decode_token(query.page_token, MOMENT, of_list=list_id)

    def read(work: UnitOfWork) -> MovesView:
        found = moving_venues(work, after=after, page=query.page_size + 1)
        page, token = cut_page(
            found, query.page_size, attrgetter("moving_since", "venue_id"), of_list=list_id
        )
        links = [link for venue in page for link in (venue.current, venue.move) if link]
        named = {link.account_id for link in links}
        work.prefetch(*map(accounts.ref, named))
        known = {name: account for name in named if (account := accounts.find(work, name))}
        items = [ProposedMoveView.of(venue, known) for venue in page]
        return MovesView(items=items, next_page_token=token)

    return call.read(read)


@routes.post(
    "/v1/account-moves/{venue_id}/accept",
    who=Who.FINANCE,
    acts_on="venues/{venue_id}",
    shown_by="venue_account_links/{venue_id}",
    refusals=(
        rules.UnknownMove,
        rules.MoveChanged,
        rules.OwnBankAccount,
        rules.SecondAdministratorNeeded,
        rules.UnknownBankAccount,
        rules.AccountNotAccepted,
    ),
)
def accept_account_move(call: Call, venue_id: str, body: MoveBody) -> MoveView:
    """Approve that a venue's money goes to another account; two administrators have to."""
    uid, account_id = call.caller.uid, body.account_id

    def accept(work: UnitOfWork) -> MoveView:
        return MoveView.of(service.accept_move(work, venue_id, account_id, by=uid, now=call.now))

    return call.commit(accept)


@routes.post(
    "/v1/account-moves/{venue_id}/refuse",
    who=Who.FINANCE,
    acts_on="venues/{venue_id}",
    shown_by="venue_account_links/{venue_id}",
    refusals=(rules.UnknownMove,),
)
def refuse_account_move(call: Call, venue_id: str) -> MoveView:
    """Refuse that a venue's money goes to another account; it stays where it is."""
    return call.commit(lambda work: MoveView.of(service.refuse_move(work, venue_id, now=call.now)))
