"""Who may book what, until when, and what becomes of a booking."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from functions.accounts.models import Beneficiary, Residence
from functions.booking import rules
from functions.booking.models import ActiveBooking, Booking, BookingStatus, BookOffer
from functions.kernel.errors import Refusal
from functions.offers.models import Place, Stock

NOW = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SECOND = timedelta(seconds=1)

ANA = Beneficiary(
    id="ana",
    email="ana@demo.test",
    first_name="Ana",
    last_name="Kieffer",
    birth_date=date(2008, 1, 15),
    residence=Residence(
        country="FR", postal_code="67000", department="67", time_zone="Europe/Paris"
    ),
    person="key",
    scheme="fr-pilot",
    status="active",
    signed_up_at=NOW,
)
PLACE = Place(
    venue_id="v1",
    name="La Laiterie",
    address="1 rue du Port",
    postal_code="67000",
    city="Strasbourg",
    department="67",
    time_zone="Europe/Paris",
    latitude=48.5839,
    longitude=7.7455,
)
STOCK = Stock(
    id="o1~1",
    offer_id="o1",
    offerer_siren="732829320",
    offer_name="Nuit du jazz",
    category="concert",
    domain="live",
    is_event=True,
    expiry_days=None,
    duo=False,
    url=None,
    place=PLACE,
    is_open=True,
    price_cents=1000,
    quantity=10,
    begins_at=NOW + 10 * DAY,
    booking_limit_at=NOW + 10 * DAY,
)
COMMAND = BookOffer(
    booking_id="b1", beneficiary_id="ana", stock_id="o1~1", quantity=1, countermark="ABC234"
)
ACTIVE = ActiveBooking(booking_id="b0")


def checked(
    *,
    beneficiary: Beneficiary = ANA,
    stock: Stock = STOCK,
    active: ActiveBooking | None = None,
    quantity: int = 1,
    is_excluded: bool = False,
) -> None:
    rules.check(
        replace(COMMAND, quantity=quantity),
        beneficiary=beneficiary,
        stock=stock,
        active=active,
        is_excluded=is_excluded,
        now=NOW,
    )


def confirmed(stock: Stock = STOCK, *, quantity: int = 1, now: datetime = NOW) -> Booking:
    command = replace(COMMAND, quantity=quantity)
    return rules.confirm(command, beneficiary=ANA, stock=stock, now=now)


THING = replace(
    STOCK,
    category="paper_book",
    domain="physical",
    is_event=False,
    expiry_days=10,
    begins_at=None,
    booking_limit_at=None,
)


# The order of checks: each case has every fault of the cases behind it as well

INACTIVE = replace(ANA, status="pending")
CLOSED = {"is_open": False, "begins_at": NOW, "booking_limit_at": NOW, "booked": 10}
OVER = {**CLOSED, "is_open": True}
FULL = {"booked": 10}


@pytest.mark.parametrize(
    ("beneficiary", "is_excluded", "active", "quantity", "facts", "refusal"),
    [
        (INACTIVE, True, ACTIVE, 3, CLOSED, rules.NotActive),
        (ANA, True, ACTIVE, 3, CLOSED, rules.CategoryExcluded),
        (ANA, False, ACTIVE, 3, CLOSED, rules.AlreadyBooked),
        (ANA, False, None, 3, CLOSED, rules.QuantityInvalid),
        (ANA, False, None, 1, CLOSED, rules.NotBookable),
        (ANA, False, None, 1, OVER, rules.BookingClosed),
        (ANA, False, None, 1, FULL, rules.SoldOut),
    ],
    ids=["active", "category", "once", "quantity", "published", "in time", "places"],
)
def test_the_first_reason_that_applies_is_given(
    beneficiary: Beneficiary,
    is_excluded: bool,
    active: ActiveBooking | None,
    quantity: int,
    facts: dict[str, object],
    refusal: type[Refusal],
) -> None:
    stock = replace(STOCK, **facts)  # type: ignore[arg-type]
    with pytest.raises(refusal):
        checked(
            beneficiary=beneficiary,
            is_excluded=is_excluded,
            stock=stock,
            active=active,
            quantity=quantity,
        )


def test_what_violates_nothing_is_allowed() -> None:
    checked()
    checked(stock=THING)
    checked(stock=replace(STOCK, quantity=None, booked=100_000))


@pytest.mark.parametrize("status", ["pending", "suspended", "erased"])
def test_only_the_active_book(status: str) -> None:
    with pytest.raises(rules.NotActive):
        checked(beneficiary=replace(ANA, status=status))  # type: ignore[arg-type]


@pytest.mark.parametrize("quantity", [0, -1, -2, 2, 3])
def test_one_place_can_be_booked(quantity: int) -> None:
    """case 11, case 12"""
    with pytest.raises(rules.QuantityInvalid):
        checked(quantity=quantity)


@pytest.mark.parametrize(("quantity", "allowed"), [(0, False), (1, True), (2, True), (3, False)])
def test_one_or_two_where_the_offer_is_for_two(quantity: int, allowed: bool) -> None:
    """case 12"""
    stock = replace(STOCK, duo=True)
    if allowed:
        checked(stock=stock, quantity=quantity)
    else:
        with pytest.raises(rules.QuantityInvalid):
            checked(stock=stock, quantity=quantity)


@pytest.mark.parametrize(
    ("booked", "quantity", "allowed"),
    [(9, 1, True), (10, 1, False), (8, 2, True), (9, 2, False), (11, 1, False)],
)
def test_there_have_to_be_as_many_places_as_are_booked(
    booked: int, quantity: int, allowed: bool
) -> None:
    """case 7, case 8"""
    stock = replace(STOCK, duo=True, booked=booked)
    if allowed:
        checked(stock=stock, quantity=quantity)
    else:
        with pytest.raises(rules.SoldOut):
            checked(stock=stock, quantity=quantity)


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({"is_deleted": True}, rules.NotBookable),
        ({"is_open": False}, rules.NotBookable),
        ({"booking_limit_at": NOW}, rules.BookingClosed),
        ({"booking_limit_at": NOW - SECOND}, rules.BookingClosed),
        ({"begins_at": NOW}, rules.BookingClosed),
        ({"booking_limit_at": NOW + SECOND}, None),
        ({"begins_at": NOW + SECOND, "booking_limit_at": NOW + SECOND}, None),
    ],
)
def test_a_stock_that_is_closed_or_over_cannot_be_booked(
    facts: dict[str, object], refusal: type[Refusal] | None
) -> None:
    """case 24, case 25, case 26"""
    stock = replace(STOCK, **facts)  # type: ignore[arg-type]
    if refusal is None:
        checked(stock=stock)
    else:
        with pytest.raises(refusal):
            checked(stock=stock)


# What is agreed


def test_a_booking_keeps_all_that_was_agreed() -> None:
    booking = confirmed(replace(STOCK, duo=True, price_cents=1250), quantity=2)
    assert (booking.quantity, booking.unit_price_cents, booking.amount_cents) == (2, 1250, 2500)
    assert (booking.status, booking.revision, booking.booked_at) == ("confirmed", 1, NOW)
    assert (booking.countermark, booking.holder_name) == ("ABC234", "Ana Kieffer")
    assert (booking.offer_name, booking.venue_name) == ("Nuit du jazz", "La Laiterie")
    assert (booking.time_zone, booking.begins_at) == ("Europe/Paris", STOCK.begins_at)
    assert (booking.used_at, booking.cancelled_at, booking.expires_at) == (None, None, None)


def test_taking_and_giving_back_are_each_others_reverse() -> None:
    taken = rules.take(STOCK, 2)
    assert taken.remaining == 8
    assert rules.give_back(taken, 2) == STOCK
    # Unlimited stays unlimited, case 6.
    unlimited = rules.take(replace(STOCK, quantity=None), 2)
    assert (unlimited.quantity, unlimited.remaining, unlimited.booked) == (None, None, 2)


# Until when a booking can be cancelled


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


@pytest.mark.parametrize(
    ("begins_in", "until_in"),
    [
        (10 * DAY, 48 * HOUR),
        (4 * DAY + SECOND, 48 * HOUR),
        (4 * DAY, 48 * HOUR),
        (4 * DAY - SECOND, 48 * HOUR - SECOND),
        (3 * DAY, DAY),
        (2 * DAY + SECOND, SECOND),
        (2 * DAY, 0 * DAY),
        (2 * DAY - SECOND, 0 * DAY),
        (HOUR, 0 * DAY),
    ],
    ids=[
        *("case 1", "case 1: just above", "four days", "case 2: just below", "case 2"),
        *("case 2: just above", "two days", "case 3: just below", "case 3"),
    ],
)
def test_an_event_can_be_cancelled_until_48_hours_before_it_or_after_booking(
    begins_in: timedelta, until_in: timedelta
) -> None:
    until = rules.cancellable_until(begins_at=NOW + begins_in, booked_at=NOW)
    assert until == NOW + until_in


def test_a_thing_has_no_deadline() -> None:
    """case 4"""
    assert rules.cancellable_until(begins_at=None, booked_at=NOW) is None
    assert confirmed(THING).cancellable_until is None


@pytest.mark.parametrize(
    ("booked", "begins", "until"),
    [
        # Clocks go forward in the night of 29 March 2026: 48 hours are 48 hours.
        ("2026-03-28T12:00+01:00", "2026-04-20T20:00+02:00", "2026-03-30T13:00+02:00"),
        ("2026-03-27T12:00+01:00", "2026-03-30T20:00+02:00", "2026-03-28T19:00+01:00"),
        # They go back in the night of 25 October 2026.
        ("2026-10-24T12:00+02:00", "2026-11-20T20:00+01:00", "2026-10-26T11:00+01:00"),
        ("2026-10-23T12:00+02:00", "2026-10-26T20:00+01:00", "2026-10-24T21:00+02:00"),
        # Guyane knows no summer time, wherever Paris is.
        ("2026-03-28T12:00-03:00", "2026-04-20T20:00-03:00", "2026-03-30T12:00-03:00"),
        ("2026-10-23T12:00-03:00", "2026-10-26T20:00-03:00", "2026-10-24T20:00-03:00"),
    ],
    ids=[
        *("spring, after booking", "spring, before the event", "autumn, after booking"),
        *("autumn, before the event", "guyane, after booking", "guyane, before the event"),
    ],
)
def test_the_deadline_is_48_real_hours_across_a_change_of_clocks(
    booked: str, begins: str, until: str
) -> None:
    """case 5"""
    got = rules.cancellable_until(begins_at=utc(begins), booked_at=utc(booked))
    assert got == utc(until)


# When a thing expires


@pytest.mark.parametrize(
    ("days", "booked", "expires"),
    [
        (10, "2026-05-04T12:00+02:00", "2026-05-15T00:00+02:00"),
        (30, "2026-05-04T12:00+02:00", "2026-06-04T00:00+02:00"),
        (10, "2026-05-04T00:00+02:00", "2026-05-14T00:00+02:00"),
        (10, "2026-05-04T00:00:01+02:00", "2026-05-15T00:00+02:00"),
        (10, "2026-05-04T23:59:59+02:00", "2026-05-15T00:00+02:00"),
        (10, "2026-03-20T12:00+01:00", "2026-03-31T00:00+02:00"),
        (10, "2026-10-20T12:00+02:00", "2026-10-31T00:00+01:00"),
    ],
    ids=[
        *("a book", "another thing", "booked at midnight", "just after midnight"),
        *("just before midnight", "across spring", "across autumn"),
    ],
)
def test_a_thing_expires_at_the_first_start_of_a_day_in_paris_after_its_term(
    days: int, booked: str, expires: str
) -> None:
    """case 68, case 70"""
    assert rules.expires_at(expiry_days=days, booked_at=utc(booked)) == utc(expires)


def test_what_has_no_term_never_expires() -> None:
    """case 69"""
    assert rules.expires_at(expiry_days=None, booked_at=NOW) is None
    assert not rules.is_due(confirmed(), now=NOW + 3650 * DAY)


def test_only_what_is_confirmed_and_past_its_term_is_due() -> None:
    booking = confirmed(THING)
    assert booking.expires_at is not None
    assert rules.is_due(booking, now=booking.expires_at)
    assert not rules.is_due(booking, now=booking.expires_at - SECOND)
    for status in ("used", "reimbursed", "cancelled", "expired"):
        assert not rules.is_due(in_status(status, THING), now=booking.expires_at)


def in_status(status: BookingStatus, stock: Stock = STOCK) -> Booking:
    return replace(confirmed(stock), status=status)


def test_an_expired_booking_says_so() -> None:
    after = rules.expire(confirmed(THING), now=NOW + 11 * DAY)
    assert (after.status, after.cancellation_reason, after.revision) == ("expired", "expired", 2)
    assert after.cancelled_at == NOW + 11 * DAY


# At the desk


@pytest.mark.parametrize(
    ("status", "refusal"),
    [
        ("reimbursed", rules.AlreadyReimbursed),
        ("used", rules.AlreadyUsed),
        ("cancelled", rules.AlreadyCancelled),
        ("expired", rules.AlreadyExpired),
        ("confirmed", rules.TooEarly),
    ],
)
def test_a_countermark_is_refused_for_its_state_before_it_is_too_early(
    status: BookingStatus, refusal: type[Refusal]
) -> None:
    """case 48, case 49, case 50, case 51"""
    with pytest.raises(refusal):
        rules.redeem(in_status(status), now=NOW)


def test_a_countermark_of_an_event_is_good_once_it_can_no_longer_be_cancelled() -> None:
    """case 51, case 53"""
    booking = confirmed()
    assert booking.cancellable_until == NOW + 2 * DAY
    with pytest.raises(rules.TooEarly) as early:
        rules.redeem(booking, now=NOW + 2 * DAY - SECOND)
    assert early.value.facts == {"usable_from": "2026-05-06T10:00:00Z"}
    used = rules.redeem(booking, now=NOW + 2 * DAY)
    assert (used.status, used.used_at, used.revision) == ("used", NOW + 2 * DAY, 2)


def test_what_begins_within_48_hours_is_good_at_once() -> None:
    """case 52"""
    soon = confirmed(replace(STOCK, begins_at=NOW + 2 * DAY))
    assert rules.redeem(soon, now=NOW).status == "used"


def test_a_thing_is_always_good() -> None:
    """case 54"""
    assert rules.redeem(confirmed(THING), now=NOW).status == "used"


def test_a_redemption_can_be_undone_and_done_again() -> None:
    """case 55"""
    used = rules.redeem(confirmed(THING), now=NOW)
    back = rules.undo(used)
    assert (back.status, back.used_at, back.revision) == ("confirmed", None, 3)
    assert rules.redeem(back, now=NOW + HOUR).used_at == NOW + HOUR


@pytest.mark.parametrize(
    ("status", "refusal"),
    [
        ("confirmed", rules.NotUsed),
        ("reimbursed", rules.AlreadyReimbursed),
        ("cancelled", rules.AlreadyCancelled),
        ("expired", rules.AlreadyExpired),
    ],
)
def test_only_what_is_used_can_be_undone(status: BookingStatus, refusal: type[Refusal]) -> None:
    """case 56, case 57"""
    with pytest.raises(refusal):
        rules.undo(in_status(status))


# Cancelling


def test_its_owner_cancels_a_booking_in_time() -> None:
    """case 32"""
    after = rules.cancel_by_owner(confirmed(), now=NOW + 2 * DAY - SECOND)
    assert (after.status, after.cancellation_reason) == ("cancelled", "beneficiary")
    assert (after.cancelled_at, after.revision) == (NOW + 2 * DAY - SECOND, 2)


@pytest.mark.parametrize("status", ["cancelled", "expired"])
def test_a_booking_that_has_ended_stays_as_it_is(status: BookingStatus) -> None:
    """case 33"""
    ended = in_status(status)
    assert rules.cancel_by_owner(ended, now=NOW + 9 * DAY) is ended


@pytest.mark.parametrize("status", ["used", "reimbursed"])
def test_its_owner_cannot_cancel_what_was_used(status: BookingStatus) -> None:
    """case 35: also past the deadline, the use is what is told"""
    with pytest.raises(rules.UsedBefore):
        rules.cancel_by_owner(in_status(status), now=NOW + 9 * DAY)


@pytest.mark.parametrize(
    ("stock", "now"),
    [
        (replace(STOCK, begins_at=NOW + DAY), NOW),
        (STOCK, NOW + 2 * DAY),
        (STOCK, NOW + 3 * DAY),
    ],
    ids=["case 36: begins within 48 hours", "case 37: 48 hours ago", "case 37: longer ago"],
)
def test_its_owner_cannot_cancel_an_event_that_is_near(stock: Stock, now: datetime) -> None:
    with pytest.raises(rules.TooLate):
        rules.cancel_by_owner(confirmed(stock), now=now)


def test_a_thing_can_be_cancelled_until_it_is_used() -> None:
    assert rules.cancel_by_owner(confirmed(THING), now=NOW + 9 * DAY).status == "cancelled"


def test_the_offerer_cancels_whatever_the_deadline() -> None:
    """case 40"""
    after = rules.cancel_by_offerer(confirmed(), now=NOW + 9 * DAY)
    assert (after.status, after.cancellation_reason) == ("cancelled", "offerer")


@pytest.mark.parametrize(
    ("status", "refusal"),
    [
        ("used", rules.UsedBefore),
        ("reimbursed", rules.AlreadyReimbursed),
        ("cancelled", rules.AlreadyCancelled),
        ("expired", rules.AlreadyExpired),
    ],
)
def test_the_offerer_cannot_cancel_what_is_used_or_has_ended(
    status: BookingStatus, refusal: type[Refusal]
) -> None:
    """case 41, case 42"""
    with pytest.raises(refusal):
        rules.cancel_by_offerer(in_status(status), now=NOW)


def test_a_use_counts_no_more_once_its_event_is_called_off() -> None:
    """case 43: what is listed as captured goes by the instant of use"""
    used = rules.redeem(confirmed(THING), now=NOW)
    after = rules.cancel(used, reason="offerer", now=NOW + DAY)
    assert (after.status, after.used_at, after.cancelled_at) == ("cancelled", None, NOW + DAY)


# What counts as used by itself, and what is shown where


@pytest.mark.parametrize(
    ("after_beginning", "past"),
    [(DAY, False), (2 * DAY, False), (2 * DAY + SECOND, True), (3 * DAY, True)],
    ids=["case 65: a day", "48 hours", "a second more", "case 64: three days"],
)
def test_an_event_counts_as_used_48_hours_after_it_began(
    after_beginning: timedelta, past: bool
) -> None:
    booking = confirmed()
    assert booking.begins_at is not None
    assert rules.is_past(booking, now=booking.begins_at + after_beginning) is past


def test_neither_things_nor_what_was_used_or_has_ended_count_as_used() -> None:
    """case 66, case 67"""
    late = NOW + 100 * DAY
    assert not rules.is_past(confirmed(THING), now=late)
    for status in ("used", "reimbursed", "cancelled", "expired"):
        assert not rules.is_past(in_status(status), now=late)


def test_a_past_event_is_used_as_of_the_run() -> None:
    """case 64"""
    used = rules.use_past(confirmed(), now=NOW + 13 * DAY)
    assert (used.status, used.used_at, used.revision) == ("used", NOW + 13 * DAY, 2)


@pytest.mark.parametrize(
    ("status", "stock", "ongoing"),
    [
        ("confirmed", STOCK, True),
        ("confirmed", THING, True),
        ("used", STOCK, True),
        ("reimbursed", STOCK, True),
        ("used", THING, False),
        ("used", replace(STOCK, begins_at=NOW), False),
        ("confirmed", replace(STOCK, begins_at=NOW - DAY), True),
        ("cancelled", STOCK, False),
        ("expired", THING, False),
    ],
    ids=[
        *("event", "thing", "used, still to come", "reimbursed, still to come", "used thing"),
        *("used, begun", "begun but not used", "cancelled", "expired"),
    ],
)
def test_a_booking_is_ongoing_while_its_holder_has_to_do_with_it(
    status: BookingStatus, stock: Stock, ongoing: bool
) -> None:
    assert rules.is_ongoing(in_status(status, stock), now=NOW) is ongoing


# Being forgotten


@pytest.mark.parametrize("status", ["confirmed", "used", "cancelled", "expired"])
def test_a_forgotten_booking_has_lost_its_holders_name_and_nothing_else(
    status: BookingStatus,
) -> None:
    booking = in_status(status)
    assert booking.holder_name == "Ana Kieffer"
    assert rules.forget(booking) == replace(booking, holder_name="")
