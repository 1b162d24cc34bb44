"""Redeeming a booking at the desk, and undoing it."""

import pytest

from functions.booking.countermarks import rules as countermarks_rules
from functions.booking.desk import rules as desk_rules
from functions.booking.models import Booking, BookingStatus
from functions.kernel.errors import Refusal
from functions.kernel.identifiers import COUNTERMARK_ALPHABET
from functions.kernel.values import replace
from tests.support.booking_values import (
    DAY,
    HOUR,
    NOW,
    SECOND,
    STOCK,
    THING,
    confirmed,
    in_status,
    redeem,
)


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
        *((f"ABC{between}234", "ABC234") for between in (" ", "-", "\u00a0", "\u2011", "\u200b")),
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
@pytest.mark.parametrize(("status", "refusal"), [*ENDED, ("confirmed", desk_rules.TooEarly)])
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
