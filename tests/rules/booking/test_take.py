"""Who may book what, until when, and what becomes of a booking."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any, Literal

import pytest

from functions.accounts.people.models import Beneficiary
from functions.accounts.schemes.models import Residence, SpendingDomain
from functions.booking import rules as booking_rules
from functions.booking.countermarks import rules as countermarks_rules
from functions.booking.desk import rules as desk_rules
from functions.booking.holder.rules import in_order
from functions.booking.models import ActiveBooking, Booking, BookingStatus, BookOffer
from functions.booking.take import rules as take_rules
from functions.kernel.errors import Refusal
from functions.kernel.identifiers import COUNTERMARK_ALPHABET
from functions.kernel.values import replace
from functions.offers.codes.rules import NoActivationCode
from functions.offers.models import Place, Stock
from functions.wallet.holds.rules import CapReached, GrantExpired, InsufficientCredit
from functions.wallet.models import CapUse, Wallet

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


WALLET = Wallet(
    id="ana",
    scheme="fr-pilot",
    granted_cents=50_000,
    available_cents=50_000,
    expires_at=NOW + 365 * DAY,
    caps=(),
    domains={},
)


def good_facts() -> dict[str, Any]:
    """Return the arguments of a check that nothing speaks against."""
    return {
        "command": COMMAND,
        "beneficiary": ANA,
        "stock": STOCK,
        "active": None,
        "wallet": WALLET,
        "now": NOW,
    }


def checked(*, quantity: int = 1, **facts: Any) -> None:
    command = replace(COMMAND, quantity=quantity)
    take_rules.check(**{**good_facts(), "command": command, **facts})


def confirmed(stock: Stock = STOCK, *, quantity: int = 1, now: datetime = NOW) -> Booking:
    command = replace(COMMAND, quantity=quantity)
    return take_rules.confirm(command, beneficiary=ANA, stock=stock, wallet=WALLET, now=now)


THING = replace(
    STOCK,
    category="paper_book",
    domain="physical",
    is_event=False,
    expiry_days=10,
    begins_at=None,
    booking_limit_at=None,
)


# The order of checks

Facts = dict[str, Any]
"""The facts of a booking: the arguments of `take_rules.check`."""


def with_(name: str, **changes: Any) -> Callable[[Facts], None]:
    def change(facts: Facts) -> None:
        facts[name] = replace(facts[name], **changes)

    return change


FAULTS: list[tuple[type[Refusal], Callable[[Facts], None]]] = [
    (take_rules.NotActive, with_("beneficiary", status="pending")),
    (take_rules.CategoryExcluded, with_("wallet", excluded=("concert",))),
    (take_rules.AlreadyBooked, lambda facts: facts.update(active=ACTIVE)),
    (take_rules.QuantityInvalid, with_("command", quantity=3)),
    (take_rules.NotBookable, with_("stock", is_open=False)),
    (take_rules.BookingClosed, with_("stock", booking_limit_at=NOW)),
    (take_rules.SoldOut, with_("stock", booked=10)),
    (GrantExpired, with_("wallet", expires_at=NOW)),
    (InsufficientCredit, with_("wallet", available_cents=999)),
    (CapReached, with_("wallet", caps=(CapUse(domain="live", limit_cents=999),))),
    (NoActivationCode, with_("stock", code_batches=())),
]
"""Each reason to refuse, in the order of domain facts, and what makes it apply."""


def test_of_all_reasons_that_apply_the_earliest_is_given() -> None:
    """Every set of faults, and so every pair of them."""
    judged = 0
    for chosen in product((False, True), repeat=len(FAULTS)):
        facts = good_facts()
        expected = []
        for is_chosen, (refusal, make) in zip(chosen, FAULTS, strict=True):
            if is_chosen:
                make(facts)
                expected.append(refusal)
        if GrantExpired in expected and take_rules.CategoryExcluded in expected:
            # What a scheme leaves out, it leaves out while its grant lasts.
            expected.remove(take_rules.CategoryExcluded)
        if NoActivationCode in expected and take_rules.SoldOut in expected:
            # Where codes are given, they are the places.
            expected.remove(take_rules.SoldOut)
        assert [type(reason) for reason in take_rules.reasons(**facts)] == expected
        if expected:
            with pytest.raises(expected[0]):
                take_rules.check(**facts)
        else:
            assert take_rules.check(**facts) is facts["wallet"]
        judged += 1
    assert judged == 2**11


@pytest.mark.behaviour(14)
@pytest.mark.parametrize("price_cents", [0, 1000])
def test_a_person_without_a_grant_books_nothing(price_cents: int) -> None:
    facts = good_facts()
    facts["wallet"] = None
    with_("stock", price_cents=price_cents)(facts)
    facts["active"] = ACTIVE
    with pytest.raises(take_rules.NotActive):
        take_rules.check(**facts)


@pytest.mark.behaviour(22)
@pytest.mark.behaviour(23)
def test_whose_grant_has_ended_books_what_is_free_and_nothing_else() -> None:
    ended = replace(WALLET, expires_at=NOW, available_cents=0, excluded=("concert",))
    checked(wallet=ended, stock=replace(STOCK, price_cents=0))
    with pytest.raises(GrantExpired):
        checked(wallet=ended, stock=replace(STOCK, price_cents=1))


@pytest.mark.behaviour(15)
@pytest.mark.behaviour(16)
def test_credit_is_asked_for_to_the_cent_and_for_every_place() -> None:
    duo = replace(STOCK, duo=True, price_cents=1000)
    checked(wallet=replace(WALLET, available_cents=2000), stock=duo, quantity=2)
    for quantity, available in ((2, 1999), (1, 999)):
        with pytest.raises(InsufficientCredit) as refused:
            checked(wallet=replace(WALLET, available_cents=available), stock=duo, quantity=quantity)
        assert refused.value.facts == {"available_cents": available}


@pytest.mark.parametrize(
    ("domain", "used", "price", "allowed"),
    [
        pytest.param("physical", 19_000, 1_000, True, marks=pytest.mark.behaviour(17)),
        pytest.param("physical", 19_000, 1_100, False, marks=pytest.mark.behaviour(17)),
        pytest.param("digital", 19_000, 1_000, True, marks=pytest.mark.behaviour(18)),
        pytest.param("digital", 19_000, 1_100, False, marks=pytest.mark.behaviour(18)),
        pytest.param("live", 19_000, 30_000, True, marks=pytest.mark.behaviour(21)),
    ],
)
def test_a_cap_leaves_what_it_leaves(
    domain: SpendingDomain, used: int, price: int, allowed: bool
) -> None:
    wallet = replace(
        WALLET,
        caps=tuple(
            CapUse(domain=capped, limit_cents=20_000, used_cents=used)
            for capped in ("physical", "digital")
        ),
    )
    stock = replace(STOCK, domain=domain, price_cents=price)
    if allowed:
        checked(wallet=wallet, stock=stock)
    else:
        with pytest.raises(CapReached) as refused:
            checked(wallet=wallet, stock=stock)
        assert refused.value.facts == {"domain": domain, "remaining_cents": 1_000}


def test_what_violates_nothing_is_allowed() -> None:
    checked()
    checked(stock=THING)
    checked(stock=replace(STOCK, quantity=None, booked=100_000))


@pytest.mark.parametrize("status", ["pending", "suspended", "erased"])
def test_only_the_active_book(status: str) -> None:
    with pytest.raises(take_rules.NotActive):
        checked(beneficiary=replace(ANA, status=status))  # type: ignore[arg-type]


@pytest.mark.behaviour(11)
@pytest.mark.behaviour(12)
@pytest.mark.parametrize("quantity", [0, -1, -2, 2, 3])
def test_one_place_can_be_booked(quantity: int) -> None:
    with pytest.raises(take_rules.QuantityInvalid):
        checked(quantity=quantity)


@pytest.mark.behaviour(12)
@pytest.mark.parametrize(("quantity", "allowed"), [(0, False), (1, True), (2, True), (3, False)])
def test_one_or_two_where_the_offer_is_for_two(quantity: int, allowed: bool) -> None:
    stock = replace(STOCK, duo=True)
    if allowed:
        checked(stock=stock, quantity=quantity)
    else:
        with pytest.raises(take_rules.QuantityInvalid):
            checked(stock=stock, quantity=quantity)


@pytest.mark.behaviour(7)
@pytest.mark.behaviour(8)
@pytest.mark.parametrize(
    ("booked", "quantity", "allowed"),
    [(9, 1, True), (10, 1, False), (8, 2, True), (9, 2, False), (11, 1, False)],
)
def test_there_have_to_be_as_many_places_as_are_booked(
    booked: int, quantity: int, allowed: bool
) -> None:
    stock = replace(STOCK, duo=True, booked=booked)
    if allowed:
        checked(stock=stock, quantity=quantity)
    else:
        with pytest.raises(take_rules.SoldOut):
            checked(stock=stock, quantity=quantity)


@pytest.mark.behaviour(24)
@pytest.mark.behaviour(25)
@pytest.mark.behaviour(26)
@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({"is_deleted": True}, take_rules.NotBookable),
        ({"is_open": False}, take_rules.NotBookable),
        ({"booking_limit_at": NOW}, take_rules.BookingClosed),
        ({"booking_limit_at": NOW - SECOND}, take_rules.BookingClosed),
        ({"begins_at": NOW}, take_rules.BookingClosed),
        ({"booking_limit_at": NOW + SECOND}, None),
        ({"begins_at": NOW + SECOND, "booking_limit_at": NOW + SECOND}, None),
    ],
)
def test_a_stock_that_is_closed_or_over_cannot_be_booked(
    facts: dict[str, object], refusal: type[Refusal] | None
) -> None:
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


@pytest.mark.behaviour(6)
def test_taking_and_giving_back_are_each_others_reverse() -> None:
    taken = booking_rules.take(STOCK, 2)
    assert taken.remaining == 8
    assert booking_rules.give_back(taken, 2) == STOCK
    # Unlimited stays unlimited, case 6.
    unlimited = booking_rules.take(replace(STOCK, quantity=None), 2)
    assert (unlimited.quantity, unlimited.remaining, unlimited.booked) == (None, None, 2)


# Until when a booking can be cancelled


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


@pytest.mark.behaviour(1)
@pytest.mark.behaviour(2)
@pytest.mark.behaviour(3)
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
    until = booking_rules.cancellable_until(begins_at=NOW + begins_in, booked_at=NOW)
    assert until == NOW + until_in


@pytest.mark.behaviour(4)
def test_a_thing_has_no_deadline() -> None:
    assert booking_rules.cancellable_until(begins_at=None, booked_at=NOW) is None
    assert confirmed(THING).cancellable_until is None


@pytest.mark.behaviour(5)
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
    got = booking_rules.cancellable_until(begins_at=utc(begins), booked_at=utc(booked))
    assert got == utc(until)


# When a thing expires


@pytest.mark.behaviour(68, 70)
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
        # Who books in the last hour before a midnight, or the first after it, has no day more or
        # less for the hour that the clocks have been moved by since.
        (10, "2026-03-20T23:30+01:00", "2026-03-31T00:00+02:00"),
        (10, "2026-10-20T00:30+02:00", "2026-10-31T00:00+01:00"),
        (30, "2026-10-01T00:00+02:00", "2026-10-31T00:00+01:00"),
        # The nights in which they are moved.
        (10, "2026-03-29T01:59:59+01:00", "2026-04-09T00:00+02:00"),
        (10, "2026-10-25T02:30+02:00", "2026-11-05T00:00+01:00"),
        (10, "2026-10-25T02:30+01:00", "2026-11-05T00:00+01:00"),
    ],
    ids=[
        *("a book", "another thing", "booked at midnight", "just after midnight"),
        *("just before midnight", "across spring", "across autumn"),
        *("late, across spring", "early, across autumn", "at midnight, across autumn"),
        *("before the lost hour", "in the hour that is twice", "in its second time"),
    ],
)
def test_a_thing_expires_at_the_start_of_a_day_in_paris_after_whole_days(
    days: int, booked: str, expires: str
) -> None:
    assert booking_rules.expires_at(expiry_days=days, booked_at=utc(booked)) == utc(expires)


@pytest.mark.behaviour(69)
def test_what_has_no_term_never_expires() -> None:
    assert booking_rules.expires_at(expiry_days=None, booked_at=NOW) is None
    assert not booking_rules.is_due(confirmed(), now=NOW + 3650 * DAY)


def test_only_what_is_confirmed_and_past_its_term_is_due() -> None:
    booking = confirmed(THING)
    assert booking.expires_at is not None
    assert booking_rules.is_due(booking, now=booking.expires_at)
    assert not booking_rules.is_due(booking, now=booking.expires_at - SECOND)
    for status in ("used", "reimbursed", "cancelled", "expired"):
        assert not booking_rules.is_due(in_status(status, THING), now=booking.expires_at)


def in_status(status: BookingStatus, stock: Stock = STOCK) -> Booking:
    return replace(confirmed(stock), status=status)


def test_an_expired_booking_says_so() -> None:
    after = booking_rules.expire(confirmed(THING), now=NOW + 11 * DAY)
    assert (after.status, after.cancellation_reason, after.revision) == ("expired", "expired", 2)
    assert after.cancelled_at == NOW + 11 * DAY


# At the desk


def redeem(booking: Booking, *, is_closed: bool = False, now: datetime) -> Booking:
    return desk_rules.redeem(booking, is_closed=is_closed, now=now)


def undo(booking: Booking, *, is_closed: bool = False) -> Booking:
    return desk_rules.undo(booking, is_closed=is_closed)


@pytest.mark.behaviour(63)
def test_for_a_closed_offerer_nothing_is_redeemed_whatever_the_hour() -> None:
    booking = confirmed()
    assert booking.cancellable_until is not None
    for now in (NOW, booking.cancellable_until):
        with pytest.raises(desk_rules.ClosedOfferer):
            redeem(booking, is_closed=True, now=now)
    for status, refusal in ENDED:
        with pytest.raises(refusal):
            redeem(in_status(status), is_closed=True, now=NOW)
        with pytest.raises(desk_rules.ClosedOfferer if status == "used" else refusal):
            undo(in_status(status), is_closed=True)


@pytest.mark.behaviour(51)
@pytest.mark.parametrize(
    ("zone", "local"),
    [
        ("Europe/Paris", "2026-05-06T12:00:00+02:00"),
        ("America/Cayenne", "2026-05-06T07:00:00-03:00"),
        ("Pacific/Noumea", "2026-05-06T21:00:00+11:00"),
    ],
)
def test_too_early_uses_the_time_of_the_venue(zone: str, local: str) -> None:
    booking = replace(confirmed(), time_zone=zone)
    with pytest.raises(desk_rules.TooEarly) as early:
        redeem(booking, now=NOW)
    assert early.value.facts["usable_from_local"] == local


@pytest.mark.behaviour(47)
@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("ABC234", "ABC234"),
        ("  abc234\n", "ABC234"),
        ("PASSCULTURE:v3;TOKEN:ABC234", "ABC234"),
        ("passculture:V3;token:abc234", "ABC234"),
        *((text, None) for text in ("", "ABC23", "ABC2345", "ABC-34", "ABC23é", "ABCDEF\x00")),
        # Not of the alphabet: I, O, 0, 1, 8 and 9.
        *((f"ABC23{letter}", None) for letter in "IO0189"),
        ("PASSCULTURE:v2;TOKEN:ABC234", None),
    ],
)
def test_a_code_is_read_in_any_case_and_from_its_qr_code(text: str, code: str | None) -> None:
    assert countermarks_rules.countermark_in(text) == code


def test_every_symbol_of_the_alphabet_is_read() -> None:
    for symbol in COUNTERMARK_ALPHABET:
        assert countermarks_rules.countermark_in(symbol * 6) == symbol * 6


ENDED: list[tuple[BookingStatus, type[Refusal]]] = [
    ("reimbursed", desk_rules.AlreadyReimbursed),
    ("used", desk_rules.AlreadyUsed),
    ("cancelled", desk_rules.AlreadyCancelled),
    ("expired", desk_rules.AlreadyExpired),
]


@pytest.mark.behaviour(48)
@pytest.mark.behaviour(49)
@pytest.mark.behaviour(50)
@pytest.mark.behaviour(51)
@pytest.mark.parametrize(
    ("status", "refusal"),
    [
        ("reimbursed", desk_rules.AlreadyReimbursed),
        ("used", desk_rules.AlreadyUsed),
        ("cancelled", desk_rules.AlreadyCancelled),
        ("expired", desk_rules.AlreadyExpired),
        ("confirmed", desk_rules.TooEarly),
    ],
)
def test_a_countermark_is_refused_for_its_state_before_it_is_too_early(
    status: BookingStatus, refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        redeem(in_status(status), now=NOW)


@pytest.mark.behaviour(51)
@pytest.mark.behaviour(53)
def test_a_countermark_of_an_event_is_good_once_it_can_no_longer_be_cancelled() -> None:
    booking = confirmed()
    assert booking.cancellable_until == NOW + 2 * DAY
    with pytest.raises(desk_rules.TooEarly) as early:
        redeem(booking, now=NOW + 2 * DAY - SECOND)
    assert early.value.facts == {
        "usable_from": NOW + 2 * DAY,
        "usable_from_local": "2026-05-06T12:00:00+02:00",
        "time_zone": "Europe/Paris",
    }
    used = redeem(booking, now=NOW + 2 * DAY)
    assert (used.status, used.used_at, used.revision) == ("used", NOW + 2 * DAY, 2)


@pytest.mark.behaviour(52)
def test_what_begins_within_48_hours_is_good_at_once() -> None:
    soon = confirmed(replace(STOCK, begins_at=NOW + 2 * DAY))
    assert redeem(soon, now=NOW).status == "used"


@pytest.mark.behaviour(54)
def test_a_thing_is_always_good() -> None:
    assert redeem(confirmed(THING), now=NOW).status == "used"


@pytest.mark.behaviour(55)
def test_a_redemption_can_be_undone_and_done_again() -> None:
    used = redeem(confirmed(THING), now=NOW)
    back = undo(used)
    assert (back.status, back.used_at, back.revision) == ("confirmed", None, 3)
    assert redeem(back, now=NOW + HOUR).used_at == NOW + HOUR


@pytest.mark.behaviour(56)
@pytest.mark.behaviour(57)
@pytest.mark.parametrize(
    ("status", "refusal"),
    [
        ("confirmed", desk_rules.NotUsed),
        ("reimbursed", desk_rules.AlreadyReimbursed),
        ("cancelled", desk_rules.AlreadyCancelled),
        ("expired", desk_rules.AlreadyExpired),
    ],
)
def test_only_what_is_used_can_be_undone(status: BookingStatus, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        undo(in_status(status))


# Cancelling


@pytest.mark.behaviour(32)
def test_its_owner_cancels_a_booking_in_time() -> None:
    after = booking_rules.cancel_by_owner(confirmed(), now=NOW + 2 * DAY - SECOND)
    assert (after.status, after.cancellation_reason) == ("cancelled", "beneficiary")
    assert (after.cancelled_at, after.revision) == (NOW + 2 * DAY - SECOND, 2)


@pytest.mark.behaviour(33)
@pytest.mark.parametrize("status", ["cancelled", "expired"])
def test_a_booking_that_has_ended_stays_as_it_is(status: BookingStatus) -> None:
    ended = in_status(status)
    assert booking_rules.cancel_by_owner(ended, now=NOW + 9 * DAY) is ended


@pytest.mark.behaviour(35)
@pytest.mark.parametrize("status", ["used", "reimbursed"])
def test_its_owner_cannot_cancel_what_was_used(status: BookingStatus) -> None:
    """Also past the deadline, the refusal is that it was used."""
    with pytest.raises(booking_rules.UsedBefore):
        booking_rules.cancel_by_owner(in_status(status), now=NOW + 9 * DAY)


@pytest.mark.behaviour(36)
@pytest.mark.behaviour(37)
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
    with pytest.raises(booking_rules.TooLate):
        booking_rules.cancel_by_owner(confirmed(stock), now=now)


def test_a_thing_can_be_cancelled_until_it_is_used() -> None:
    assert booking_rules.cancel_by_owner(confirmed(THING), now=NOW + 9 * DAY).status == "cancelled"


@pytest.mark.behaviour(40)
def test_the_offerer_cancels_whatever_the_deadline() -> None:
    after = desk_rules.cancel_by_offerer(confirmed(), now=NOW + 9 * DAY)
    assert (after.status, after.cancellation_reason) == ("cancelled", "offerer")


@pytest.mark.behaviour(41)
@pytest.mark.behaviour(42)
@pytest.mark.parametrize(
    ("status", "refusal"),
    [
        ("used", desk_rules.UsedAtDesk),
        ("reimbursed", desk_rules.AlreadyReimbursed),
        ("cancelled", desk_rules.AlreadyCancelled),
        ("expired", desk_rules.AlreadyExpired),
    ],
)
def test_the_offerer_cannot_cancel_what_is_used_or_has_ended(
    status: BookingStatus, refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        desk_rules.cancel_by_offerer(in_status(status), now=NOW)


@pytest.mark.behaviour(43)
def test_a_use_is_undone_when_its_event_is_called_off() -> None:
    used = redeem(confirmed(THING), now=NOW)
    after = booking_rules.cancel(used, reason="offerer", now=NOW + DAY)
    assert (after.status, after.used_at, after.cancelled_at) == ("cancelled", None, NOW + DAY)


# What counts as used by itself, and what is shown where


@pytest.mark.behaviour(64, 65)
@pytest.mark.parametrize(
    ("after_beginning", "past"),
    [(DAY, False), (2 * DAY, False), (2 * DAY + SECOND, True), (3 * DAY, True)],
    ids=["a day", "48 hours", "a second more", "three days"],
)
def test_an_event_counts_as_used_48_hours_after_it_began(
    after_beginning: timedelta, past: bool
) -> None:
    booking = confirmed()
    assert booking.begins_at is not None
    assert booking_rules.is_past(booking, now=booking.begins_at + after_beginning) is past


@pytest.mark.behaviour(66, 67)
def test_neither_things_nor_what_was_used_or_has_ended_count_as_used() -> None:
    late = NOW + 100 * DAY
    assert not booking_rules.is_past(confirmed(THING), now=late)
    for status in ("used", "reimbursed", "cancelled", "expired"):
        assert not booking_rules.is_past(in_status(status), now=late)


@pytest.mark.behaviour(64)
def test_a_past_event_is_used_as_of_the_run() -> None:
    used = booking_rules.use_past(confirmed(), now=NOW + 13 * DAY)
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
    assert booking_rules.is_ongoing(in_status(status, stock), now=NOW) is ongoing


def test_what_is_ongoing_comes_by_when_it_is_due_and_what_ended_by_when_it_did() -> None:
    online = replace(THING, expiry_days=None)
    made = {
        "never due": confirmed(online),
        "expires in 10 days": confirmed(THING),
        "begins in 10 days": confirmed(),
        "begins in 12 days": confirmed(replace(STOCK, begins_at=NOW + 12 * DAY)),
        "used, begins in a day": replace(
            confirmed(replace(STOCK, begins_at=NOW + DAY)), status="used", used_at=NOW
        ),
        "cancelled": booking_rules.cancel(confirmed(), reason="offerer", now=NOW + 2 * HOUR),
        "expired": booking_rules.expire(confirmed(THING), now=NOW + 3 * HOUR),
        "used": redeem(confirmed(THING), now=NOW + HOUR),
    }
    several = [replace(booking, id=name) for name, booking in made.items()]

    def order(state: Literal["ongoing", "ended"], now: datetime) -> list[str]:
        """Return them, read one after the other, each behind the one before."""
        names: list[str] = []
        after = None
        while True:
            behind, position = in_order(several, state, after=after, now=now)
            first = next(behind, None)
            if first is None:
                whole, _ = in_order(several, state, after=None, now=now)
                assert [booking.id for booking in whole] == names
                return names
            names.append(first.id)
            after = position(first)

    due = ["used, begins in a day", "begins in 10 days", "expires in 10 days"]
    assert order("ongoing", NOW) == [*due, "begins in 12 days", "never due"]
    assert order("ended", NOW) == ["expired", "cancelled", "used"]
    later = NOW + 2 * DAY
    assert order("ongoing", later) == [*due[1:], "begins in 12 days", "never due"]
    assert order("ended", later) == ["used, begins in a day", "expired", "cancelled", "used"]


# Being forgotten


@pytest.mark.parametrize("status", ["confirmed", "used", "cancelled", "expired"])
def test_a_forgotten_booking_has_lost_its_holders_name_and_nothing_else(
    status: BookingStatus,
) -> None:
    booking = in_status(status)
    assert booking.holder_name == "Ana Kieffer"
    assert booking_rules.forget(booking) == replace(booking, holder_name="")
