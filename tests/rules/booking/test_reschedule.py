"""Bookings whose event is moved."""

from datetime import UTC, datetime, timedelta
from itertools import permutations
from zoneinfo import ZoneInfo

import pytest

from functions.booking import rules as booking_rules
from functions.booking.desk import rules as desk_rules
from functions.booking.models import Booking, BookingStatus
from functions.booking.reschedule.rules import cancellable_until, move
from functions.kernel.values import replace

NOW = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)
HOUR, DAY, SECOND = timedelta(hours=1), timedelta(days=1), timedelta(seconds=1)
TWO_DAYS = 48 * HOUR

BOOKING = Booking(
    id="b1",
    beneficiary_id="ana",
    holder_name="Ana Kieffer",
    offer_id="o1",
    stock_id="o1~1",
    offerer_siren="732829320",
    venue_id="v1",
    venue_name="La Laiterie",
    time_zone="Europe/Paris",
    offer_name="Nuit du jazz",
    category="concert",
    is_event=True,
    domain="live",
    url=None,
    begins_at=NOW + DAY,
    quantity=1,
    unit_price_cents=1000,
    amount_cents=1000,
    countermark="ABC234",
    status="confirmed",
    booked_at=NOW - 9 * DAY,
    cancellable_until=NOW - 7 * DAY,
    expires_at=None,
)
USED = replace(BOOKING, status="used", used_at=NOW - HOUR, revision=2)


def moved(booking: Booking, begins_at: datetime, *, moves: int = 1, at: datetime = NOW) -> Booking:
    return move(booking, begins_at=begins_at, moves=moves, moved_at=at)


@pytest.mark.behaviour(86)
@pytest.mark.parametrize(
    ("begins_in", "open_for"),
    [
        (HOUR, HOUR),
        (TWO_DAYS - SECOND, TWO_DAYS - SECOND),
        (TWO_DAYS, TWO_DAYS),
        (TWO_DAYS + SECOND, TWO_DAYS),
        (90 * DAY, TWO_DAYS),
    ],
)
def test_a_moved_booking_can_be_cancelled_for_48_hours_or_until_it_begins(
    begins_in: timedelta, open_for: timedelta
) -> None:
    after = moved(BOOKING, NOW + begins_in)
    assert (after.begins_at, after.cancellable_until) == (NOW + begins_in, NOW + open_for)
    assert (after.status, after.moves, after.revision) == ("confirmed", 1, 2)


def test_the_48_hours_are_real_ones_across_a_change_of_clocks() -> None:
    paris = ZoneInfo("Europe/Paris")
    edited = datetime(2026, 3, 28, 12, 0, tzinfo=paris).astimezone(UTC)
    until = cancellable_until(begins_at=edited + 30 * DAY, moved_at=edited)
    assert until - edited == TWO_DAYS
    assert until.astimezone(paris).hour == 13


@pytest.mark.behaviour(86)
@pytest.mark.parametrize(
    ("begins_in", "status"),
    [
        (HOUR, "used"),
        (TWO_DAYS, "used"),
        (TWO_DAYS + SECOND, "confirmed"),
        (30 * DAY, "confirmed"),
    ],
)
def test_a_use_is_undone_only_by_a_move_over_48_hours_ahead(
    begins_in: timedelta, status: BookingStatus
) -> None:
    after = moved(USED, NOW + begins_in)
    assert after.status == status
    assert after.used_at == (USED.used_at if status == "used" else None)
    assert (after.begins_at, after.revision) == (NOW + begins_in, 3)


@pytest.mark.parametrize("status", ["cancelled", "expired"])
def test_what_has_ended_stays_as_it_is(status: BookingStatus) -> None:
    ended = replace(BOOKING, status=status)
    assert moved(ended, NOW + 9 * DAY) is ended


def test_what_was_reimbursed_has_the_new_date_and_stays_reimbursed() -> None:
    after = moved(replace(USED, status="reimbursed"), NOW + 9 * DAY)
    assert (after.status, after.used_at) == ("reimbursed", USED.used_at)
    assert after.begins_at == NOW + 9 * DAY


def test_who_booked_after_the_move_has_its_date_already() -> None:
    later = replace(BOOKING, moves=1, booked_at=NOW + SECOND, begins_at=NOW + 9 * DAY)
    assert moved(later, NOW + 9 * DAY) is later
    used = replace(later, status="used", used_at=NOW + 8 * DAY)
    assert moved(used, NOW + 9 * DAY) is used


def test_a_use_after_the_move_was_meant_for_the_new_date() -> None:
    used = replace(USED, used_at=NOW + SECOND)
    assert moved(used, NOW + 9 * DAY).status == "used"


DATES = (NOW + 30 * DAY, NOW + DAY, NOW + 12 * DAY)


@pytest.mark.parametrize("start", [BOOKING, USED, replace(USED, status="reimbursed")])
@pytest.mark.parametrize("order", [*permutations(range(3)), (2, 1, 2, 0, 1), (0, 0, 1, 2, 0)])
def test_moves_applied_twice_and_in_any_order_end_the_same(
    start: Booking, order: tuple[int, ...]
) -> None:
    def after(order: tuple[int, ...]) -> Booking:
        booking = start
        for number in order:
            told = {"moves": number + 1, "at": NOW + number * HOUR}
            booking = moved(booking, DATES[number], **told)  # type: ignore[arg-type]
            assert moved(booking, DATES[number], **told) is booking  # type: ignore[arg-type]
        return replace(booking, revision=0)

    assert after(order) == after((0, 1, 2))
    assert after(order).begins_at == DATES[2]
    assert after(order).cancellable_until == NOW + 2 * HOUR + TWO_DAYS


@pytest.mark.parametrize(
    ("begins_in", "opens_in"),
    [
        (HOUR, timedelta(0)),
        (TWO_DAYS, timedelta(0)),
        (TWO_DAYS + HOUR, HOUR),
        (2 * TWO_DAYS, TWO_DAYS),
        (30 * DAY, TWO_DAYS),
    ],
)
def test_the_desk_of_a_moved_event_is_open_in_the_48_hours_before_it(
    begins_in: timedelta, opens_in: timedelta
) -> None:
    after = moved(BOOKING, NOW + begins_in)
    if opens_in:
        with pytest.raises(desk_rules.TooEarly):
            desk_rules.redeem(after, is_closed=False, now=NOW + opens_in - SECOND)
    assert desk_rules.redeem(after, is_closed=False, now=NOW + opens_in).status == "used"
    # Who was not let in yet may still stay away.
    until = NOW + min(begins_in, TWO_DAYS)
    assert booking_rules.cancel_by_owner(after, now=until - SECOND).status == "cancelled"


@pytest.mark.parametrize("ahead", [HOUR, DAY, 3 * DAY, 30 * DAY])
def test_the_desk_of_an_event_that_stays_opens_with_the_deadline(ahead: timedelta) -> None:
    until = booking_rules.cancellable_until(begins_at=NOW + ahead, booked_at=NOW)
    booking = replace(BOOKING, begins_at=NOW + ahead, booked_at=NOW, cancellable_until=until)
    assert desk_rules.usable_from(booking) == until


def test_the_desk_waits_for_the_new_deadline() -> None:
    after = moved(BOOKING, NOW + 9 * DAY)
    with pytest.raises(desk_rules.TooEarly):
        desk_rules.redeem(after, is_closed=False, now=NOW + DAY)
    used = desk_rules.redeem(after, is_closed=False, now=NOW + TWO_DAYS)
    assert used.status == "used"
    assert booking_rules.cancel_by_owner(after, now=NOW + TWO_DAYS - SECOND).status == "cancelled"
    with pytest.raises(booking_rules.TooLate):
        booking_rules.cancel_by_owner(after, now=NOW + TWO_DAYS)
