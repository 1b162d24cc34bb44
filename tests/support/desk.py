"""Acts on bookings by their holders, by professionals, and at the desk over HTTP."""

from typing import Any

from werkzeug.test import TestResponse

from functions.accounts.people import service as people_service
from functions.accounts.people.models import SuspensionReason
from functions.booking.holder import service as holder_service
from functions.booking.models import Booking
from functions.kernel.platform import Platform
from functions.offers.stocks import service as stocks_service
from tests.support import given
from tests.support.given import MEMBER


def cancelled(platform: Platform, booking_id: str, uid: str = "ana") -> Booking:
    """Cancel a booking as its holder."""
    at = given.now(platform)
    return platform.database.run(
        lambda work: holder_service.cancel_own(work, booking_id, caller_id=uid, now=at)
    )


def deleted(platform: Platform, stock_id: str) -> None:
    """Delete a stock as a member."""
    at = given.now(platform)
    platform.database.run(
        lambda work: stocks_service.delete_stock(work, stock_id, member_id=MEMBER, now=at)
    )


def suspended(platform: Platform, uid: str, reason: SuspensionReason) -> None:
    """Suspend a beneficiary."""
    at = given.now(platform)
    platform.database.run(lambda work: people_service.suspend(work, uid, reason=reason, now=at))


def at_desk(
    platform: Platform,
    code: str,
    verb: str = "",
    *,
    uid: str | None = MEMBER,
    key: str | None = None,
) -> TestResponse:
    """Ask the desk as a member or, where a key is given, as software that has it."""
    path = f"/v1/desk/countermarks/{code}" + (f"/{verb}" if verb else "")
    method = "POST" if verb else "GET"
    if key is not None:
        return given.call(platform, method, path, X_Api_Key=key)
    return given.call(platform, method, path, uid=uid)


def desk_rows(platform: Platform, what: str, venue_id: str, **query: str) -> Any:
    """List the bookings or transactions of a venue as a member."""
    path = f"/v1/desk/{what}?venue_id={venue_id}"
    path += "".join(f"&{name}={value}" for name, value in query.items())
    answer = given.call(platform, "GET", path, uid=MEMBER)
    assert answer.status_code == 200, answer.text
    return answer.get_json()
