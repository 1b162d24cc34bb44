"""Export of a person's data, across all features."""

from datetime import datetime

from functions.accounts.acts.store import acts_about
from functions.accounts.administrators.rules import UnknownAccount
from functions.accounts.offerers.store import professionals, sirens_of
from functions.accounts.people.schemas import MyBeneficiaryView
from functions.accounts.people.store import beneficiaries
from functions.booking.export.schemas import ExportView, KeptView, NotedView
from functions.booking.routes import routes
from functions.booking.schemas import BookingView
from functions.booking.store import bookings_of
from functions.kernel.database import UnitOfWork
from functions.kernel.http import BY_HANDLER, Call, Who
from functions.kernel.schemas import ReasonBody
from functions.offers.favorites.store import favorites
from functions.wallet.balance.schemas import EntryView, WalletView
from functions.wallet.store import all_entries_of, wallets


@routes.get("/v1/me/export", who=Who.SIGNED_IN)
def export_me(call: Call) -> ExportView:
    """Export all data kept about the caller."""
    uid, email = call.caller.uid, call.caller.email
    return call.read(lambda work: _export(work, uid, email=email, now=call.now))


@routes.post(
    "/v1/back-office/people/{person_id}/export",
    who=Who.SUPPORT,
    acts_on=BY_HANDLER,
    acts_with=ReasonBody,
    refusals=(UnknownAccount,),
)
def export_person(call: Call, person_id: str) -> ExportView:
    """Export all data kept about a person, for a request by post.

    Codes that would let anybody else in are left out.
    """
    account = call.platform.identity.find(person_id)
    if account is None:
        raise UnknownAccount

    def export(work: UnitOfWork) -> ExportView:
        call.act(work, beneficiaries.ref(person_id))
        return read(work)

    def read(work: UnitOfWork) -> ExportView:
        export = _export(work, person_id, email=account.email, now=call.now)
        kept = [_without_codes(booking) for booking in export.bookings]
        return export.model_copy(update={"bookings": kept})

    return call.commit_unkept(export, repeat=read)


def _without_codes(view: BookingView) -> BookingView:
    is_open = view.status == "confirmed"
    hidden = {"activation_code": None, "countermark": "" if is_open else view.countermark}
    return view.model_copy(update=hidden)


def _export(work: UnitOfWork, uid: str, *, email: str, now: datetime) -> ExportView:
    work.prefetch(
        *(beneficiaries.ref(uid), professionals.ref(uid), wallets.ref(uid)),
        favorites.ref(uid),
    )
    beneficiary = beneficiaries.find(work, uid)
    wallet = wallets.find(work, uid)
    kept = favorites.find(work, uid)
    known = beneficiary is not None and beneficiary.status != "erased"
    return ExportView(
        id=uid,
        email=email,
        exported_at=now,
        beneficiary=MyBeneficiaryView.of(beneficiary) if beneficiary and known else None,
        offerers=sirens_of(work, uid),
        wallet=WalletView.of(wallet, now=now) if wallet else None,
        entries=[EntryView.model_validate(entry) for entry in all_entries_of(work, uid)],
        bookings=[BookingView.of(found) for found in bookings_of(work, uid, after=None)],
        favorites=[KeptView.model_validate(one) for one in kept.kept] if kept else [],
        acts=[NotedView.model_validate(act) for act in acts_about(work, uid)],
    )
