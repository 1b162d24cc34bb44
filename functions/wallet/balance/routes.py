"""The balance: routes of the wallet and its entries."""

from operator import attrgetter

from functions.accounts.people.rules import BeneficiaryOnly
from functions.accounts.people.service import get_beneficiary
from functions.accounts.people.store import beneficiaries
from functions.kernel.call import Call
from functions.kernel.database import UnitOfWork
from functions.kernel.page_tokens import NUMBER, cut_page, decode_token
from functions.kernel.route import Who
from functions.wallet.balance.schemas import EntriesQuery, EntriesView, EntryView, WalletView
from functions.wallet.routes import routes
from functions.wallet.rules import NoWallet
from functions.wallet.store import entries_of, wallets


@routes.get("/v1/wallet", who=Who.BENEFICIARY, refusals=(BeneficiaryOnly, NoWallet))
def read_wallet(call: Call) -> WalletView:
    """Show the caller's credit: granted, available, held and spent."""

    def read(work: UnitOfWork) -> WalletView:
        uid = call.caller.uid
        work.prefetch(beneficiaries.ref(uid), wallets.ref(uid))
        get_beneficiary(work, uid)
        return WalletView.of(wallets.get(work, uid), now=call.now)

    return call.read(read)


@routes.get("/v1/wallet/entries", who=Who.BENEFICIARY, refusals=(BeneficiaryOnly,))
def list_entries(call: Call, query: EntriesQuery) -> EntriesView:
    """List movements of the caller's credit, newest first."""
    list_id = call.list_id
    before = decode_token(query.page_token, NUMBER, of_list=list_id)

    def read(work: UnitOfWork) -> EntriesView:
        get_beneficiary(work, call.caller.uid)
        found = entries_of(work, call.caller.uid, before_number=before, limit=query.page_size + 1)
        page, token = cut_page(found, query.page_size, attrgetter("number"), of_list=list_id)
        return EntriesView(
            items=[EntryView.model_validate(entry) for entry in page], next_page_token=token
        )

    return call.read(read)
