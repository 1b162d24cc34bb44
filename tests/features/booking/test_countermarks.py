"""Countermarks: unique, and drawn again where one is taken."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from functions.booking.models import Booking
from functions.booking.take.service import CountermarkTaken
from functions.kernel.database import (
    Ref,
    Snapshot,
)
from functions.kernel.platform import Platform
from tests.support import given
from tests.support.adapters import DelegatingAdapter
from tests.support.answers import refused
from tests.support.desk import cancelled
from tests.support.given import SIREN, HandClock

pytestmark = pytest.mark.usefixtures("whole_books")


@dataclass
class Colliding(DelegatingAdapter):
    """A database in which the first so many countermarks that are drawn are taken already."""

    collisions: int
    tried: list[str] = field(default_factory=list)

    def read(self, refs: Sequence[Ref]) -> Sequence[Snapshot]:
        return [self._taken(snapshot) for snapshot in super().read(refs)]

    def _taken(self, snapshot: Snapshot) -> Snapshot:
        if snapshot.ref.collection != "countermarks":
            return snapshot
        self.tried.append(snapshot.ref.id)
        if len(self.tried) > self.collisions:
            return snapshot
        return Snapshot(snapshot.ref, {"booking_id": "other", "offerer_siren": SIREN}, 1)


def test_a_countermark_that_is_taken_is_not_given_to_another(
    platform: Platform, clock: HandClock
) -> None:
    given.beneficiary(platform, "zoe")
    booking = given.booking(platform)
    with pytest.raises(CountermarkTaken):
        given.book(platform, booking.stock_id, "zoe", countermark=booking.countermark)
    cancelled(platform, booking.id)
    # Released, it still rests: what it once stood for can be looked up at the desk.
    with pytest.raises(CountermarkTaken):
        given.book(platform, booking.stock_id, "zoe", countermark=booking.countermark)


def test_one_countermark_drawn_twice_at_once_is_given_once(platform: Platform) -> None:
    stock = given.stock(platform, given.ticket(1000, None))
    for number in range(4):
        given.beneficiary(platform, f"b{number}")
    got = given.at_once(lambda n: given.book(platform, stock.id, f"b{n}", countermark="ABC234"), 4)
    assert sum(isinstance(one, Booking) for one in got) == 1
    assert got.count(CountermarkTaken) == 3


def test_another_countermark_is_drawn_where_one_is_taken(platform: Platform) -> None:
    given.beneficiary(platform)
    stock = given.stock(platform)
    database = platform.database
    colliding = Colliding(database.adapter, collisions=3)
    database.adapter = colliding
    body = {"stock_id": stock.id}
    answer = given.call(platform, "POST", "/v1/bookings", body, uid="ana", Idempotency_Key="k1")
    assert answer.status_code == 201
    assert len(set(colliding.tried)) == 4
    assert answer.get_json()["countermark"] == colliding.tried[-1]


def test_a_hundred_collisions_are_reported_as_busy(platform: Platform) -> None:
    given.beneficiary(platform)
    stock = given.stock(platform)
    platform.database.adapter = Colliding(platform.database.adapter, collisions=1000)
    answer = given.call(platform, "POST", "/v1/bookings", {"stock_id": stock.id}, uid="ana")
    assert refused(answer) == (503, "contention")
    assert answer.headers["Retry-After"] == "1"
