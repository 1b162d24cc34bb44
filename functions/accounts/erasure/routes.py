"""The route that erases an account."""

from functions.accounts.administrators.rules import LastAdministrator
from functions.accounts.erasure import service
from functions.accounts.routes import routes
from functions.accounts.schemas import Removed
from functions.kernel.call import Call
from functions.kernel.database import UnitOfWork
from functions.kernel.route import Who


@routes.delete("/v1/me", who=Who.SIGNED_IN, refusals=(LastAdministrator,), when_gone=Removed())
def erase_me(call: Call) -> Removed:
    """Erase the caller's account and cancel their open bookings.

    Money records are kept, anonymised. A repeat succeeds, also once the account is gone.
    """

    def erase(work: UnitOfWork) -> Removed:
        service.erase(work, call.caller.uid, email=call.caller.email, now=call.now)
        return Removed()

    return call.commit(erase)
