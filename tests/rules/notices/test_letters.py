"""When a letter is true, and what it says about credit and deadlines."""

from datetime import datetime, timedelta
from typing import get_args

import pytest

from functions.accounts.people.models import Beneficiary
from functions.booking.models import (
    Booking,
    BookingEvent,
    BookingStatus,
    CancellationReason,
)
from functions.kernel import french
from functions.kernel.values import replace
from functions.notices.letters import rules as letters_rules
from functions.notices.letters.models import (
    CreditFate,
)
from functions.offers.models import Upload
from functions.offers.pictures.models import ImageRejected
from functions.wallet.models import Hold, Wallet
from tests.support.letter_values import (
    BOOK,
    CONCERT,
    CONFIRMED,
    EXPIRED,
    EXPIRING,
    GRANT,
    HOLD,
    HOLDER,
    IN_TIME,
    LAPSES_AT,
    MOVED,
    NOW,
    OFFER,
    TOO_LATE,
    WALLET,
    cancelled,
    letter,
)

TRUE_WHEN: list[tuple[BookingEvent, set[BookingStatus]]] = [
    (CONFIRMED, {"confirmed"}),
    (cancelled(), {"cancelled"}),
    (EXPIRED, {"expired"}),
    (MOVED, {"confirmed", "used"}),
]


@pytest.mark.parametrize("status", get_args(BookingStatus))
@pytest.mark.parametrize(("event", "when"), TRUE_WHEN)
def test_a_letter_is_true_of_some_states_only(
    event: BookingEvent, when: set[BookingStatus], status: BookingStatus
) -> None:
    booking = replace(CONCERT, status=status, used_at=NOW + timedelta(hours=1))
    assert (letter(event, booking) is not None) == (status in when)


@pytest.mark.parametrize("status", get_args(BookingStatus))
def test_a_reminder_is_true_until_the_booking_ends(status: BookingStatus) -> None:
    booking = replace(BOOK, status=status)
    assert booking.expires_at is not None
    assert (letter(EXPIRING, booking) is not None) == (status == "confirmed")
    assert letter(EXPIRING, booking, now=booking.expires_at) is None
    assert letter(EXPIRING, CONCERT) is None


def test_what_is_used_by_booking_it_is_confirmed_too() -> None:
    at_once = replace(BOOK, status="used", used_at=BOOK.booked_at)
    assert letter(CONFIRMED, at_once) is not None
    assert letter(CONFIRMED, replace(at_once, used_at=NOW + timedelta(seconds=1))) is None


def test_a_move_is_true_until_the_next_one_and_until_it_has_begun() -> None:
    assert CONCERT.begins_at is not None
    elsewhere = replace(CONCERT, begins_at=CONCERT.begins_at + timedelta(hours=1))
    assert letter(MOVED, elsewhere) is None
    assert letter(MOVED, now=CONCERT.begins_at) is None


@pytest.mark.parametrize("event", [CONFIRMED, cancelled(), EXPIRED, EXPIRING, MOVED])
def test_nothing_is_said_to_who_was_forgotten(event: BookingEvent) -> None:
    for status in get_args(BookingStatus):
        booking = replace(BOOK, status=status, begins_at=CONCERT.begins_at)
        assert letter(event, booking, holder=replace(HOLDER, status="erased")) is None


@pytest.mark.parametrize("reason", get_args(CancellationReason))
def test_only_a_suspension_for_fraud_silences_cancellations(reason: str) -> None:
    booking = replace(CONCERT, status="cancelled")
    suspended = replace(HOLDER, status="suspended")
    assert letter(cancelled(reason), booking) is not None
    told = letter(cancelled(reason), booking, holder=suspended) is not None
    assert told == (reason != "fraud")


@pytest.mark.parametrize(
    ("booking", "wallet", "hold", "fate"),
    [
        (replace(CONCERT, amount_cents=0), None, None, "free"),
        (CONCERT, WALLET, HOLD, "back"),
        (CONCERT, IN_TIME, HOLD, "back"),
        (CONCERT, TOO_LATE, HOLD, "lost"),
        (CONCERT, replace(WALLET, is_expired=True), HOLD, "lost"),
        (CONCERT, replace(WALLET, scheme="fr-2021"), HOLD, "lost"),
        (CONCERT, WALLET, None, "lost"),
        (CONCERT, None, HOLD, "lost"),
        (BOOK, WALLET, HOLD, "back"),
        # It would give back its credit when it expires, and the grant will have ended by then.
        (BOOK, replace(WALLET, expires_at=LAPSES_AT), HOLD, "lost"),
        (replace(BOOK, status="cancelled"), IN_TIME, HOLD, "back"),
    ],
)
def test_the_fate_of_the_credit(
    booking: Booking, wallet: Wallet | None, hold: Hold | None, fate: CreditFate
) -> None:
    event = cancelled() if booking.status == "cancelled" else CONFIRMED
    written = letter(event, booking, wallet=wallet, hold=hold)
    assert written is not None
    assert written.fate == fate


def test_until_when_it_can_be_cancelled() -> None:
    def is_cancellable(booking: Booking, now: datetime) -> bool:
        written = letter(MOVED if booking.is_event else CONFIRMED, booking, now=now)
        assert written is not None
        return written.is_cancellable

    assert CONCERT.cancellable_until is not None
    before = CONCERT.cancellable_until - timedelta(seconds=1)
    assert is_cancellable(CONCERT, before)
    assert not is_cancellable(CONCERT, CONCERT.cancellable_until)
    assert not is_cancellable(replace(CONCERT, status="used"), before)
    assert is_cancellable(BOOK, before)


def test_a_grant_is_notified_to_those_who_can_spend_it() -> None:
    def is_told(holder: Beneficiary, wallet: Wallet) -> bool:
        return (
            letters_rules.for_beneficiary(GRANT, beneficiary=holder, wallet=wallet, now=NOW)
            is not None
        )

    assert is_told(HOLDER, WALLET)
    assert not is_told(HOLDER, TOO_LATE)
    assert not is_told(HOLDER, replace(WALLET, is_expired=True))
    assert not is_told(replace(HOLDER, status="suspended"), WALLET)
    assert not is_told(replace(HOLDER, status="erased"), WALLET)


def test_a_refused_picture_is_notified_until_another_is_sent() -> None:
    event = ImageRejected(
        subject_id="u1",
        at=NOW,
        offer_id="o1",
        offerer_siren="732829320",
        offer_name="Nuit du jazz",
        code="image_too_small",
    )

    def is_told(upload: Upload | None) -> bool:
        return letters_rules.for_member(event, offer=replace(OFFER, upload=upload)) is not None

    assert is_told(Upload(id="u1", open_until=NOW, status="rejected", code="image_too_small"))
    assert not is_told(Upload(id="u1", open_until=NOW, status="processing"))
    assert not is_told(Upload(id="u2", open_until=NOW, status="rejected", code="image_too_small"))
    assert not is_told(None)


@pytest.mark.parametrize(
    ("at", "zone", "text"),
    [
        ("2027-10-31T00:30:00Z", "Europe/Paris", "à 2 h 30 (heure d’été)"),
        ("2027-10-31T01:30:00Z", "Europe/Paris", "à 2 h 30 (heure d’hiver)"),
        ("2027-10-30T23:59:00Z", "Europe/Paris", "à 1 h 59"),
        ("2027-10-31T02:00:00Z", "Europe/Paris", "à 3 h"),
        ("2027-11-07T03:30:00Z", "America/Miquelon", "à 1 h 30 (heure d’été)"),
        ("2027-03-28T01:30:00Z", "Europe/Paris", "à 3 h 30"),
    ],
)
def test_an_hour_that_comes_twice_is_told_apart(at: str, zone: str, text: str) -> None:
    told = french.moment(datetime.fromisoformat(at), zone).replace(french.NBSP, " ")
    assert told.endswith(text)
