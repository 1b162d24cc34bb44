"""Routes that suspend one's own account, take it back, and sign out everywhere."""

from functions.accounts.own_account import service
from functions.accounts.own_account.schemas import OwnAccountView, SignedOut
from functions.accounts.people.rules import BeneficiaryOnly, Suspended
from functions.accounts.routes import routes
from functions.kernel.call import Call
from functions.kernel.database import UnitOfWork
from functions.kernel.route import Who


@routes.post("/v1/me/suspend", who=Who.BENEFICIARY, refusals=(BeneficiaryOnly,))
def suspend_me(call: Call) -> OwnAccountView:
    """Suspend the caller's account and cancel their open bookings.

    The caller can take it back within 60 days; then it is erased.
    """
    return call.commit(
        lambda work: OwnAccountView.of(service.suspend_own(work, call.caller.uid, now=call.now))
    )


@routes.post("/v1/me/unsuspend", who=Who.BENEFICIARY, refusals=(BeneficiaryOnly, Suspended))
def unsuspend_me(call: Call) -> OwnAccountView:
    """Take back the account that the caller suspended."""
    return call.commit(
        lambda work: OwnAccountView.of(service.take_back(work, call.caller.uid, now=call.now))
    )


@routes.post("/v1/me/sign-out", who=Who.SIGNED_IN)
def sign_out_everywhere(call: Call) -> SignedOut:
    """Sign the caller out on all devices; tokens issued before can no longer be renewed."""

    def sign_out(work: UnitOfWork) -> SignedOut:
        service.sign_out_everywhere(work, call.caller.uid, now=call.now)
        return SignedOut()

    return call.commit(sign_out)
