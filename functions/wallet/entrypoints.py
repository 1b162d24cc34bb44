"""The functions of the wallet: what a beneficiary sees of it, its events and its jobs."""

from datetime import datetime
from operator import attrgetter

import flask
import functions_framework
from cloudevents.http import CloudEvent

from functions.accounts.models import BeneficiaryActivated, BeneficiaryCredited
from functions.accounts.rules import BeneficiaryOnly
from functions.accounts.service import get_beneficiary
from functions.accounts.store import beneficiaries
from functions.kernel.batch_jobs import batch_job
from functions.kernel.database import UnitOfWork
from functions.kernel.http import Call, Routes, Who
from functions.kernel.page_tokens import NUMBER, cut_page, decode_token
from functions.kernel.push_endpoint import receive
from functions.kernel.subscribers import Subscriber
from functions.wallet import service
from functions.wallet.models import BookingRedeemed, BookingRestored
from functions.wallet.rules import NoWallet
from functions.wallet.store import due_to_expire, entries_of, wallets
from functions.wallet.wire import EntriesQuery, EntriesView, EntryView, WalletView

routes = Routes("wallet_api")
events = Subscriber("wallet_events")
jobs = Subscriber("wallet_jobs")


@routes.get("/v1/wallet", who=Who.BENEFICIARY, refusals=(BeneficiaryOnly, NoWallet))
def read_wallet(call: Call) -> WalletView:
    """Tell how much credit there is, and where it is."""

    def read(work: UnitOfWork) -> WalletView:
        uid = call.caller.uid
        work.prefetch(beneficiaries.ref(uid), wallets.ref(uid))
        get_beneficiary(work, uid)
        return WalletView.of(wallets.get(work, uid))

    return call.read(read)


@routes.get("/v1/wallet/entries", who=Who.BENEFICIARY, refusals=(BeneficiaryOnly,))
def list_entries(call: Call, query: EntriesQuery) -> EntriesView:
    """List every movement of the credit, newest first."""
    before = decode_token(query.page_token, NUMBER)

    def read(work: UnitOfWork) -> EntriesView:
        get_beneficiary(work, call.caller.uid)
        found = entries_of(work, call.caller.uid, before_number=before, limit=query.page_size + 1)
        page, token = cut_page(found, query.page_size, attrgetter("number"))
        return EntriesView(
            items=[EntryView.model_validate(entry) for entry in page], next_page_token=token
        )

    return call.read(read)


@events.on(BeneficiaryActivated)
def receive_grant(work: UnitOfWork, event: BeneficiaryActivated) -> None:
    """Open the wallet with the grant."""
    service.receive_grant(work, event.subject_id, event.grant, now=event.at)


@events.on(BeneficiaryCredited)
def receive_credits(work: UnitOfWork, event: BeneficiaryCredited) -> None:
    """Add what the scheme gives again: a birthday, a bonus."""
    service.receive_credits(
        work, event.subject_id, event.credits, scheme=event.scheme, now=event.at
    )


@events.on(BookingRedeemed)
def capture(work: UnitOfWork, event: BookingRedeemed) -> None:
    """Debit what the booking held: it is owed to the venue."""
    service.settle(
        work,
        event.subject_id,
        beneficiary_id=event.beneficiary_id,
        state="captured",
        revision=event.revision,
        now=event.at,
    )


@events.on(BookingRestored)
def reverse(work: UnitOfWork, event: BookingRestored) -> None:
    """Hold again what an undone redemption had debited."""
    service.settle(
        work,
        event.subject_id,
        beneficiary_id=event.beneficiary_id,
        state="held",
        revision=event.revision,
        now=event.at,
    )


@batch_job(jobs, "expire-grants", due_to_expire, done="expired", names_people=True)
def expire_grant(work: UnitOfWork, wallet_id: str, at: datetime) -> bool:
    """Take what is left of a grant that has ended."""
    return service.expire(work, wallet_id, now=at)


@functions_framework.http
def wallet_api(request: flask.Request) -> flask.Response:
    """What a beneficiary sees of their credit: /v1/wallet."""
    return routes.dispatch(request)


@functions_framework.cloud_event
def wallet_events(event: CloudEvent) -> None:
    """Grants, debits and their reversal, as events tell them."""
    receive(events, event)


@functions_framework.cloud_event
def wallet_jobs(event: CloudEvent) -> None:
    """The wallet's job: expire-grants."""
    receive(jobs, event)
