"""The audit finds planted faults of places, claims and the outbox, and accuses nobody else."""

import io
import json
from collections.abc import Callable
from datetime import timedelta

import pytest

from functions.booking.claims_audit.service import walk
from functions.booking.models import Booking
from functions.kernel.database import OUTBOX, Ref
from functions.kernel.logs import digest, log
from functions.kernel.platform import Platform
from tests.support import given
from tests.support.given import HandClock

Plant = Callable[[Platform, Booking, Booking], None]
CASES: dict[str, tuple[Plant, set[str]]] = {}


def planted(*faults: str) -> Callable[[Plant], Plant]:
    """Declare a fault by the codes that have to be found."""

    def declare(plant: Plant) -> Plant:
        CASES[plant.__name__] = (plant, set(faults))
        return plant

    return declare


def claim_of(booking: Booking) -> str:
    return f"{booking.beneficiary_id}~{booking.offer_id}"


@planted("places_differ")
def stock_counts_too_many(platform: Platform, live: Booking, ended: Booking) -> None:
    given.change(platform, "stocks", live.stock_id, booked=3)


@planted("places_differ")
def stock_counts_too_few(platform: Platform, live: Booking, ended: Booking) -> None:
    given.change(platform, "stocks", live.stock_id, booked=0)


@planted("stock_unreadable")
def stock_cannot_be_read(platform: Platform, live: Booking, ended: Booking) -> None:
    given.change(platform, "stocks", live.stock_id, booked="many")


@planted("active_claim_missing")
def active_claim_is_gone(platform: Platform, live: Booking, ended: Booking) -> None:
    given.remove(platform, "active_bookings", claim_of(live))


@planted("active_claim_stray")
def active_claim_outlives_its_booking(platform: Platform, live: Booking, ended: Booking) -> None:
    put(platform, "active_bookings", claim_of(ended), booking_id=ended.id)


@planted("active_claim_stray")
def active_claim_names_no_booking(platform: Platform, live: Booking, ended: Booking) -> None:
    put(platform, "active_bookings", "zoe~o1", booking_id="none/at all")


@planted("active_claim_stray")
def active_claim_cannot_be_read(platform: Platform, live: Booking, ended: Booking) -> None:
    put(platform, "active_bookings", "zoe~o1", booking_id=5)


@planted("active_claim_missing", "active_claim_stray")
def active_claim_names_another_booking(platform: Platform, live: Booking, ended: Booking) -> None:
    given.change(platform, "active_bookings", claim_of(live), booking_id=ended.id)


@planted("countermark_claim_missing")
def countermark_claim_is_gone(platform: Platform, live: Booking, ended: Booking) -> None:
    given.remove(platform, "countermarks", live.countermark)


@planted("countermark_claim_missing", "countermark_claim_stray")
def countermark_names_another_booking(platform: Platform, live: Booking, ended: Booking) -> None:
    given.change(platform, "countermarks", live.countermark, booking_id=ended.id)


@planted("countermark_claim_stray")
def countermark_of_no_booking(platform: Platform, live: Booking, ended: Booking) -> None:
    put(platform, "countermarks", "ABC234", booking_id="none", offerer_siren=live.offerer_siren)


@planted("countermark_offerer_differs")
def countermark_opens_another_desk(platform: Platform, live: Booking, ended: Booking) -> None:
    given.change(platform, "countermarks", live.countermark, offerer_siren=given.OTHER_SIREN)


@planted("countermark_rest_differs")
def countermark_rests_too_early(platform: Platform, live: Booking, ended: Booking) -> None:
    given.change(platform, "countermarks", live.countermark, reusable_at=given.NOW)


@planted("countermark_rest_differs")
def countermark_does_not_rest(platform: Platform, live: Booking, ended: Booking) -> None:
    given.change(platform, "countermarks", ended.countermark, reusable_at=None)


@planted("outbox_stuck")
def event_waits_for_hours(platform: Platform, live: Booking, ended: Booking) -> None:
    platform.database.on_commit = None
    at = given.NOW - timedelta(hours=2)
    put(platform, OUTBOX, "gone:1:1", topic="gone", id="gone:1:1", data="{}", recorded_at=at)


def put(platform: Platform, collection: str, document_id: str, **fields: object) -> None:
    ref = Ref(collection, document_id)
    platform.database.run(lambda work: work.create(ref, fields))


def bookings(platform: Platform) -> tuple[Booking, Booking]:
    """Return a live booking of two places, and a cancelled one."""
    given.beneficiary(platform)
    venue = given.house(platform)
    stock = given.stock(platform, given.ticket(), at_venue=venue, duo=True)
    live = given.book(platform, stock.id, quantity=2)
    other = given.stock(platform, given.ticket(), at_venue=venue)
    return live, given.cancel(platform, given.book(platform, other.id))


def audit(platform: Platform) -> tuple[int, set[str]]:
    """Run the audit; return how many faults it counts, and the codes that it logs."""
    stream = io.StringIO()
    log.to(stream)
    try:
        report = given.run(platform, "audit-ledger")
    finally:
        log.to(None)
    entries = map(json.loads, stream.getvalue().splitlines())
    codes = {entry["fault_code"] for entry in entries if "fault_code" in entry}
    return report.counts["faulty"], codes


@pytest.mark.parametrize("case", CASES)
def test_planted_fault_is_found(platform: Platform, case: str) -> None:
    plant, faults = CASES[case]
    live, ended = bookings(platform)
    assert audit(platform) == (0, set())
    plant(platform, live, ended)
    assert audit(platform) == (len(faults), faults)


def test_pass_resumes_where_it_stopped(platform: Platform) -> None:
    live, _ = bookings(platform)
    given.change(platform, "stocks", live.stock_id, booked=5)
    given.remove(platform, "active_bookings", claim_of(live))
    found: list[tuple[str, str]] = []
    for _ in range(30):
        calls = iter([True])
        walk(
            platform.database,
            now=given.NOW,
            may_go_on=lambda calls=calls: next(calls, False),  # type: ignore[misc]
            found=lambda item, fault: found.append((item, fault)),
            page=1,
        )
    assert sorted(set(found)) == sorted(
        [(live.stock_id, "places_differ"), (live.id, "active_claim_missing")]
    )


def test_names_of_people_and_codes_stay_out_of_the_log(platform: Platform) -> None:
    live, ended = bookings(platform)
    active_claim_outlives_its_booking(platform, live, ended)
    countermark_does_not_rest(platform, live, ended)
    found: list[str] = []
    walk(
        platform.database,
        now=given.NOW,
        may_go_on=lambda: True,
        found=lambda item, _: found.append(item),
    )
    assert sorted(found) == sorted([digest(claim_of(ended)), digest(ended.countermark)])


def test_event_that_has_just_been_recorded_is_no_fault(
    platform: Platform, clock: HandClock
) -> None:
    bookings(platform)
    platform.database.on_commit = None
    given.pending(platform, "zoe")
    given.activated(platform, "zoe")
    clock.move(minutes=59)
    assert audit(platform)[0] == 0
    clock.move(minutes=1)
    assert audit(platform) == (1, {"outbox_stuck"})
