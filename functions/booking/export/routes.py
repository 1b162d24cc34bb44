"""Export of a person's data, across all features."""

from functions.accounts.offerers.store import professionals, sirens_of
from functions.accounts.people.schemas import MyBeneficiaryView
from functions.accounts.people.store import beneficiaries
from functions.booking.export.schemas import ExportView, KeptView
from functions.booking.routes import routes
from functions.booking.schemas import BookingView
from functions.booking.store import bookings_of
from functions.kernel.database import UnitOfWork
from functions.kernel.http import Call, Who
from functions.offers.favorites.store import favorites
from functions.wallet.balance.schemas import EntryView, WalletView
from functions.wallet.store import all_entries_of, wallets


@routes.get("/v1/me/export", who=Who.SIGNED_IN)
def export_me(call: Call) -> ExportView:
    """Export all data kept about the caller."""
    uid = call.caller.uid

    def read(work: UnitOfWork) -> ExportView:
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
            email=call.caller.email,
            exported_at=call.now,
            beneficiary=MyBeneficiaryView.of(beneficiary) if beneficiary and known else None,
            offerers=sirens_of(work, uid),
            wallet=WalletView.of(wallet, now=call.now) if wallet else None,
            entries=[EntryView.model_validate(entry) for entry in all_entries_of(work, uid)],
            bookings=[BookingView.of(found) for found in bookings_of(work, uid, after=None)],
            favorites=[KeptView.model_validate(one) for one in kept.kept] if kept else [],
        )

    return call.read(read)
