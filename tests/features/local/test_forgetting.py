"""Documents that expire, on one machine: removed when their time has passed, and not before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from functions.kernel.database import Query, Snapshot
from functions.kernel.platform import Platform
from local.forgetting import forget_expired
from tests.support import given
from tests.support.adapters import DelegatingAdapter
from tests.support.given import HandClock

KEPT = ("bookings", "stocks", "wallets", "holds", "ledger_entries", "beneficiaries")


def test_claims_and_notices_go_after_a_month_and_nothing_else(
    platform: Platform, clock: HandClock
) -> None:
    given.booking(platform)
    kept = {name: given.documents(platform, name) for name in KEPT}
    claims = len(given.documents(platform, "handled_events"))
    notices = len(given.documents(platform, "notices"))
    news = len(given.documents(platform, "venue_news"))
    assert (claims, notices, news) == (1, 2, 1)
    clock.at = given.NOW + timedelta(days=30) - timedelta(seconds=1)
    assert forget_expired(platform) == 0
    clock.move(seconds=1)
    assert forget_expired(platform) == claims + notices + news
    assert given.documents(platform, "handled_events") == {}
    assert given.documents(platform, "notices") == {}
    assert given.documents(platform, "venue_news") == {}
    assert {name: given.documents(platform, name) for name in KEPT} == kept
    assert forget_expired(platform) == 0


def test_more_than_a_page_goes_and_a_countermark_that_stands_for_a_booking_stays(
    platform: Platform, clock: HandClock
) -> None:
    given.beneficiary(platform)
    stock = given.stock(platform, given.thing(0, None))
    for _ in range(101):
        given.cancel(platform, given.book(platform, stock.id))
    current = given.book(platform, stock.id)
    clock.move(days=366)
    forget_expired(platform)
    assert given.documents(platform, "countermarks").keys() == {current.countermark}


@dataclass
class Prolonging(DelegatingAdapter):
    """A database in which what was found is given more time by somebody else just then."""

    platform: Platform

    def query(self, query: Query) -> Sequence[Snapshot]:
        found = super().query(query)
        if query.collection == "handled_events":
            until = given.now(self.platform) + timedelta(days=1)
            for snapshot in found:
                given.change(self.platform, query.collection, snapshot.ref.id, expires_at=until)
        return found


def test_what_was_given_more_time_meanwhile_stays(platform: Platform, clock: HandClock) -> None:
    given.booking(platform)
    clock.move(days=31)
    platform.database.adapter = Prolonging(platform.database.adapter, platform)
    assert forget_expired(platform) == 3, "two notices, and the line of a letter to the venue"
    assert len(given.documents(platform, "handled_events")) == 1
