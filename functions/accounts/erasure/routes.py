"""Erasure: the route."""

from functions.accounts.erasure import service
from functions.accounts.routes import routes
from functions.accounts.schemas import Removed
from functions.kernel.database import UnitOfWork
from functions.kernel.http import Call, Who


@routes.delete("/v1/me", who=Who.SIGNED_IN)
def erase_me(call: Call) -> Removed:
    """Forget the caller: open bookings are cancelled, money records stay without the person."""

    def erase(work: UnitOfWork) -> Removed:
        service.erase(work, call.caller.uid, now=call.now)
        return Removed()

    return call.commit(erase)
