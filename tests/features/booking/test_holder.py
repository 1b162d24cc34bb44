"""The lists of a beneficiary."""

import pytest

from functions.booking.models import Booking
from functions.kernel.platform import Platform
from tests.support import given
from tests.support.desk import at_desk, cancelled
from tests.support.given import HandClock

pytestmark = pytest.mark.usefixtures("whole_books")


def test_a_beneficiarys_bookings_are_ongoing_or_ended(platform: Platform, clock: HandClock) -> None:
    given.beneficiary(platform)
    house = given.house(platform)
    made: dict[str, Booking] = {}
    for name, facts in {
        "open": given.ticket(days=10),
        "used thing": given.thing(),
        "used, to come": given.ticket(days=1),
        "cancelled": given.ticket(days=10),
    }.items():
        made[name] = given.book(platform, given.stock(platform, facts, at_venue=house).id)
        clock.move(seconds=1)
    for name in ("used thing", "used, to come"):
        at_desk(platform, made[name].countermark, "redeem")
    clock.move(seconds=1)
    cancelled(platform, made["cancelled"].id)

    def listed(query: str = "") -> list[str]:
        names, token = [], ""
        while True:
            path = f"/v1/bookings?page_size=1{query}{token}"
            page = given.call(platform, "GET", path, uid="ana").get_json()
            names += [item["id"] for item in page["items"]]
            if page["next_page_token"] is None:
                return names
            token = f"&page_token={page['next_page_token']}"

    def ids(*names: str) -> list[str]:
        return [made[name].id for name in names]

    assert listed() == ids("cancelled", "used, to come", "used thing", "open")
    assert listed("&state=ongoing") == ids("used, to come", "open")
    assert listed("&state=ended") == ids("cancelled", "used thing")
    clock.move(days=1)
    assert listed("&state=ended") == ids("used, to come", "cancelled", "used thing")
