"""The door without a network: lists, scans that waited, and what comes of each."""

from datetime import timedelta
from functools import partial

import pytest
from cryptography.exceptions import InvalidTag

from functions.booking.cancel import service as cancel_service
from functions.booking.models import Booking
from functions.booking.rules import qr_payload
from functions.booking.store import OPEN, bookings
from functions.kernel.database import UnitOfWork
from functions.kernel.identifiers import new_id, new_proof
from functions.kernel.platform import Platform
from functions.kernel.values import replace
from tests.support import given
from tests.support.answers import refused
from tests.support.desk import at_desk
from tests.support.door import Device, opened, plain, proof_of
from tests.support.given import MEMBER, OTHER_SIREN, SIREN, HandClock

HOUR = timedelta(hours=1)


@pytest.fixture
def tonight(platform: Platform, whole_books: None) -> Booking:
    """Give Ana's ticket of a concert that begins in six hours."""
    return given.booking(platform, given.ticket(1250, days=0.25), duo=True)


def device(platform: Platform, booking: Booking, name: str = "Porte A") -> Device:
    """Return a device with the list of a booking's stock."""
    made = Device(platform, name)
    made.take_list(booking.stock_id)
    return made


def test_a_ticket_is_checked_without_a_network_and_redeemed_later(
    platform: Platform, clock: HandClock, tonight: Booking
) -> None:
    door, payload = device(platform, tonight), qr_payload(tonight)
    (ticket,) = door.tickets.values()
    assert opened(ticket["sealed"], proof_of(payload)) == {
        "initials": "A. K.",
        "quantity": 1,
        "price_label": None,
    }
    clock.move(hours=5)
    assert door.scan(payload) == "open"
    assert given.the_booking(platform, tonight.id).status == "confirmed"
    clock.move(hours=3)
    (result,) = door.results()
    assert (result["outcome"], result["scanned_at"]) == ("used", "2026-05-04T15:00:00Z")
    used = given.the_booking(platform, tonight.id)
    assert (used.status, used.used_at) == ("used", given.now(platform))
    assert given.kinds(platform) == ["grant", "hold", "capture"]
    assert device(platform, tonight).check(payload) == "used"


def test_lists_and_scans_are_the_same_on_both_databases(either: Platform) -> None:
    given.beneficiary(either, "zoe")
    booking = given.booking(either, given.ticket(1250, days=0.25))
    other = given.book(either, booking.stock_id, "zoe")
    door = Device(either)
    assert door.take_list(booking.stock_id, page_size=1) == 2
    given.cancel_at_desk(either, other)
    for ticket in (booking, booking, other):
        assert door.scan(qr_payload(ticket)) == "open"
    door.as_of = "2026-05-04T09:00:00Z"
    door.waiting[2]["list_as_of"] = door.as_of
    first = door.results()
    assert [one["outcome"] for one in first] == ["used", "used_before", "used"]
    assert door.results() == first


def test_two_devices_let_one_ticket_in_and_the_second_learns_of_the_first(
    platform: Platform, clock: HandClock, tonight: Booking
) -> None:
    first, second = (device(platform, tonight, name) for name in ("Porte A", "Porte B"))
    payload = qr_payload(tonight)
    assert first.scan(payload) == "open"
    clock.move(minutes=10)
    assert second.scan(payload) == "open"
    assert first.outcomes() == ["used"]
    (result,) = second.results()
    assert (result["outcome"], result["earlier_device"]) == ("used_before", "Porte A")
    assert result["earlier_at"] == "2026-05-04T10:00:00Z"
    assert given.kinds(platform) == ["grant", "hold", "capture"]


def test_a_batch_sent_twice_gets_the_same_answer_and_changes_nothing(
    platform: Platform, clock: HandClock, tonight: Booking
) -> None:
    door = device(platform, tonight)
    door.scan(qr_payload(tonight))
    door.scan(qr_payload(tonight))
    door.scan(qr_payload(replace(tonight, proof=new_proof())))
    first = door.results()
    assert [one["outcome"] for one in first] == ["used", "used_before", "unknown"]
    names = ("bookings", "door_scans", "wrong_codes", "ledger_entries")
    kept = [given.documents(platform, name) for name in names]
    clock.move(minutes=1)
    assert door.results() == first
    assert [given.documents(platform, name) for name in names] == kept
    # An undone redemption stays undone, whatever is repeated.
    given.undo(platform, tonight)
    assert door.results() == first
    assert given.the_booking(platform, tonight.id).status == "confirmed"
    again = device(platform, tonight)
    again.scan(qr_payload(tonight))
    assert again.outcomes() == ["used"]


def test_devices_that_send_at_once_use_a_ticket_once(platform: Platform, tonight: Booking) -> None:
    doors = [device(platform, tonight, f"Porte {number}") for number in range(4)]
    for door in doors:
        door.scan(qr_payload(tonight))
    got = given.at_once(lambda n: doors[n].outcomes()[0], 4)
    assert sorted(got) == ["used", *["used_before"] * 3]


def test_who_was_let_in_before_a_cancellation_was_known_has_used_the_booking(
    platform: Platform, clock: HandClock, tonight: Booking
) -> None:
    before, payload = device(platform, tonight, "Porte A"), qr_payload(tonight)
    clock.move(hours=1)
    given.cancel_at_desk(platform, tonight)
    clock.move(hours=1)
    after = device(platform, tonight, "Porte B")
    assert (before.scan(payload), after.scan(payload)) == ("open", "ended")
    (late,) = after.results()
    assert (late["outcome"], late["earlier_at"]) == ("cancelled", "2026-05-04T11:00:00Z")
    (result,) = before.results()
    assert (result["outcome"], result["was_cancelled"]) == ("used", True)
    assert given.kinds(platform) == ["grant", "hold", "release", "hold", "capture"]


@pytest.mark.parametrize(("quantity", "code"), [(1, "sold_out"), (None, "insufficient_credit")])
def test_a_cancelled_booking_stays_so_where_its_place_or_credit_is_gone(
    platform: Platform, clock: HandClock, whole_books: None, quantity: int | None, code: str
) -> None:
    for uid in ("ana", "zoe"):
        given.beneficiary(platform, uid)
    venue = given.house(platform)
    facts = given.ticket(30_000, quantity, days=0.25)
    booking = given.book(platform, given.stock(platform, facts, at_venue=venue).id)
    other = given.stock(platform, facts, at_venue=venue)
    door = device(platform, booking)
    door.scan(qr_payload(booking))
    clock.move(hours=1)
    given.cancel_at_desk(platform, booking)
    given.book(platform, booking.stock_id, "zoe")
    given.book(platform, other.id)
    (result,) = door.results()
    assert (result["outcome"], result["code"]) == ("cancelled", code)
    assert given.the_booking(platform, booking.id).status == "cancelled"


def test_a_cancellation_by_an_administrator_is_not_overruled(
    platform: Platform, clock: HandClock, tonight: Booking
) -> None:
    door = device(platform, tonight)
    door.scan(qr_payload(tonight))
    clock.move(hours=1)
    given.do(platform, cancel_service.cancel, tonight.id, reason="fraud", status=OPEN)
    assert door.outcomes() == ["cancelled"]
    assert given.the_booking(platform, tonight.id).status == "cancelled"


@pytest.mark.parametrize("years", [-30, 30])
def test_a_wrong_clock_cancels_out(
    platform: Platform, clock: HandClock, tonight: Booking, years: int
) -> None:
    door = device(platform, tonight)
    door.clock_error = timedelta(days=365 * years)
    door.scan(qr_payload(tonight))
    clock.move(hours=2)
    (result,) = door.results()
    assert (result["outcome"], result["scanned_at"]) == ("used", "2026-05-04T10:00:00Z")


@pytest.mark.parametrize(
    ("set_by", "made_at"),
    [
        pytest.param(365 * 24 * HOUR, "2026-05-04T10:00:00Z", id="ahead: not before the list"),
        pytest.param(-365 * 24 * HOUR, "2026-05-04T14:00:00Z", id="back: not in the future"),
    ],
)
def test_a_clock_that_is_set_meanwhile_moves_a_scan_no_further_than_these_bounds(
    platform: Platform, clock: HandClock, tonight: Booking, set_by: timedelta, made_at: str
) -> None:
    door = device(platform, tonight)
    clock.move(hours=2)
    door.scan(qr_payload(tonight))
    clock.move(hours=2)
    door.clock_error = set_by
    (result,) = door.results()
    assert (result["outcome"], result["scanned_at"]) == ("used", made_at)
    assert given.the_booking(platform, tonight.id).used_at == given.now(platform)


def test_a_claimed_old_list_overrules_no_cancellation_of_more_than_a_week_ago(
    platform: Platform, clock: HandClock, whole_books: None
) -> None:
    booking = given.booking(platform, given.thing())
    given.cancel_at_desk(platform, booking)
    clock.move(days=8)
    door = Device(platform, as_of="2020-01-01T00:00:00Z")
    door.scan(qr_payload(booking))
    assert door.outcomes() == ["cancelled"]


def test_a_forged_code_redeems_nothing_and_counts_as_a_wrong_code(
    platform: Platform, tonight: Booking
) -> None:
    door = device(platform, tonight)
    forged = qr_payload(replace(tonight, proof=new_proof()))
    assert door.scan(forged) == "unknown"
    without = qr_payload(replace(tonight, proof=None))
    door.waiting.append({**door.waiting[0], "id": new_id(), "qr_payload": without})
    door.waiting.append({**door.waiting[0], "id": new_id(), "qr_payload": "https://other.example"})
    assert door.outcomes() == ["unknown"] * 3
    assert given.the_booking(platform, tonight.id) == tonight
    counted = given.documents(platform, "wrong_codes")[f"uid~{MEMBER}"]
    assert counted["expires_at"] == given.now(platform) + 2 * timedelta(minutes=1)


def test_wrong_codes_at_the_door_end_at_the_limit_of_the_desk(
    platform: Platform, tonight: Booking
) -> None:
    door = device(platform, tonight)
    for _ in range(50):
        door.scan(qr_payload(replace(tonight, proof=new_proof())))
    assert door.outcomes() == ["unknown"] * 50
    door.waiting = []
    door.scan(qr_payload(tonight))
    assert refused(door.send()) == (429, "too_many_requests")
    assert refused(at_desk(platform, tonight.countermark)) == (429, "too_many_requests")


def test_forged_tickets_hold_up_the_others_for_a_minute_each_at_most(
    platform: Platform, clock: HandClock, tonight: Booking
) -> None:
    door = device(platform, tonight)
    for _ in range(49):
        door.scan(qr_payload(replace(tonight, proof=new_proof())))
    assert door.outcomes() == ["unknown"] * 49
    door.waiting = []
    for _ in range(3):
        door.scan(qr_payload(replace(tonight, proof=new_proof())))
    door.scan(qr_payload(tonight))
    for _ in range(3):
        assert refused(door.send()) == (429, "too_many_requests")
        clock.move(minutes=1)
    assert door.outcomes() == ["unknown"] * 3 + ["used"]


def test_a_stolen_list_shows_nothing(platform: Platform, tonight: Booking) -> None:
    given.beneficiary(platform, "zoe")
    other = given.book(platform, tonight.stock_id, "zoe", quantity=2)
    door = device(platform, tonight)
    first, second = (dict(one) for one in door.tickets.values())
    assert first.keys() == {"id", "state", "sealed"}
    # What differs between tickets is random or as long for each.
    assert [len(one["id"]) for one in (first, second)] == [22, 22]
    assert len(first["sealed"]) == len(second["sealed"])
    # A countermark can be tried out; a proof cannot, and nothing else opens what is sealed.
    for booking in (tonight, other):
        for guess in (booking.countermark, booking.id, booking.beneficiary_id, new_proof()):
            for one in (first, second):
                with pytest.raises(InvalidTag):
                    opened(one["sealed"], guess)
    # The same ticket is sealed with another nonce each time.
    before = {plain(one["sealed"])[:12] for one in door.tickets.values()}
    door.take_list(tonight.stock_id)
    assert not before & {plain(one["sealed"])[:12] for one in door.tickets.values()}
    scan = {"outcome": "used", "booking_id": tonight.id}
    door.scan(qr_payload(tonight))
    assert door.outcomes() == ["used"]
    (kept,) = given.documents(platform, "door_scans").values()
    assert scan.items() <= kept.items()
    assert proof_of(qr_payload(tonight)) not in str(kept)


def test_a_list_holds_the_five_thousand_places_of_an_event(platform: Platform) -> None:
    booking = given.booking(platform, given.ticket(0, 5_000, days=0.25))

    def fill(work: UnitOfWork, start: int) -> None:
        for number in range(start, min(start + 500, 4_999)):
            copy = replace(booking, id=f"copy{number:04}", proof=new_proof())
            bookings.create(work, copy.id, copy)

    for start in range(0, 4_999, 500):
        platform.database.run(partial(fill, start=start))
    door = Device(platform)
    assert door.take_list(booking.stock_id) == 10
    assert len(door.tickets) == 5_000
    assert door.check(qr_payload(booking)) == "open"


def test_tickets_of_earlier_releases_are_checked_at_the_desk(
    platform: Platform, tonight: Booking
) -> None:
    given.change(platform, "bookings", tonight.id, proof=None)
    old = given.the_booking(platform, tonight.id)
    door = device(platform, old)
    assert door.tickets == {}
    assert qr_payload(old) == f"PASSCULTURE:v3;TOKEN:{old.countermark}"
    assert at_desk(platform, qr_payload(old), "redeem").get_json()["status"] == "used"


def test_the_desk_takes_the_text_of_the_code(platform: Platform, tonight: Booking) -> None:
    shown = at_desk(platform, qr_payload(tonight)).get_json()
    assert (shown["booking_id"], shown["status"]) == (tonight.id, "confirmed")
    assert proof_of(qr_payload(tonight)) not in str(shown)


def test_a_late_scan_of_an_event_that_is_over_finds_it_used_by_date(
    platform: Platform, clock: HandClock, tonight: Booking
) -> None:
    first, second = (device(platform, tonight, name) for name in ("Porte A", "Porte B"))
    for door in (first, second):
        door.scan(qr_payload(tonight))
    clock.move(days=4)
    given.run(platform, "use-past-events")
    assert given.the_booking(platform, tonight.id).status == "used"
    assert first.outcomes() == ["used"]
    (result,) = second.results()
    assert (result["outcome"], result["earlier_device"]) == ("used_before", "Porte A")
    assert given.kinds(platform) == ["grant", "hold", "capture"]


def test_what_was_redeemed_at_the_desk_was_used_before(
    platform: Platform, tonight: Booking
) -> None:
    door = device(platform, tonight)
    given.redeem(platform, tonight)
    door.scan(qr_payload(tonight))
    (result,) = door.results()
    assert (result["outcome"], result["earlier_device"]) == ("used_before", None)
    assert result["earlier_at"] == "2026-05-04T10:00:00Z"


def test_a_scan_is_refused_for_the_reasons_of_the_desk(
    platform: Platform, clock: HandClock, whole_books: None
) -> None:
    early = given.booking(platform, given.ticket(days=10))
    door = device(platform, early)
    door.scan(qr_payload(early))
    (result,) = door.results()
    assert (result["outcome"], result["code"]) == ("refused", "too_early")
    assert given.the_booking(platform, early.id) == early


def test_a_device_with_an_api_key_keeps_the_door_of_its_offerer_alone(
    platform: Platform, tonight: Booking
) -> None:
    given.house(platform, OTHER_SIREN, member="rival")
    keys = {
        siren: given.call(platform, "POST", f"/v1/offerers/{siren}/api-keys", uid=uid).get_json()
        for siren, uid in ((SIREN, MEMBER), (OTHER_SIREN, "rival"))
    }
    own = Device(platform, api_key=keys[SIREN]["secret"])
    other = Device(platform, api_key=keys[OTHER_SIREN]["secret"])
    own.take_list(tonight.stock_id)
    path = f"/v1/desk/door-list?stock_id={tonight.stock_id}"
    theirs = given.call(platform, "GET", path, X_Api_Key=other.api_key or "")
    assert refused(theirs) == (404, "unknown_stock")
    other.scan(qr_payload(tonight))
    assert other.outcomes() == ["unknown"]
    own.scan(qr_payload(tonight))
    assert own.outcomes() == ["used"]
    # Nor does a repeat of another's scan show what came of it.
    other.waiting = own.waiting
    (result,) = other.results()
    assert (result["outcome"], result["earlier_at"]) == ("unknown", None)


DONE = (True, None)


def undone(door: Device, *numbers: int) -> list[tuple[bool, str | None]]:
    """Undo scans of a device by their numbers; return what came of each."""
    items = door.undo(*(door.waiting[number] for number in numbers))
    return [(one["is_undone"], one["code"]) for one in items]


def test_a_scan_by_mistake_is_undone_and_the_ticket_lets_in_again(
    platform: Platform, tonight: Booking
) -> None:
    door = device(platform, tonight)
    door.scan(qr_payload(tonight))
    assert door.outcomes() == ["used"]
    for _ in range(2):
        assert undone(door, 0) == [DONE]
    after = given.the_booking(platform, tonight.id)
    assert (after.status, after.scan_id) == ("confirmed", None)
    assert given.kinds(platform) == ["grant", "hold", "capture", "reversal"]
    # The scan sent again gets its first answer, and redeems nothing.
    assert door.outcomes() == ["used"]
    assert given.the_booking(platform, tonight.id).status == "confirmed"
    door.scan(qr_payload(tonight))
    assert door.outcomes() == ["used", "used"]
    # Nor does undoing the first again undo the second.
    assert undone(door, 0) == [DONE]
    assert given.the_booking(platform, tonight.id).status == "used"


def test_a_scan_undone_before_it_arrives_has_no_effect(
    platform: Platform, tonight: Booking
) -> None:
    door = device(platform, tonight)
    door.scan(qr_payload(tonight))
    assert undone(door, 0) == [DONE]
    assert door.outcomes() == ["undone"]
    assert given.the_booking(platform, tonight.id) == tonight
    door.scan(qr_payload(tonight))
    assert door.outcomes() == ["undone", "used"]


def test_scans_and_their_undoing_at_once_leave_the_ticket_to_be_used(
    platform: Platform, tonight: Booking
) -> None:
    door = device(platform, tonight)
    door.scan(qr_payload(tonight))

    def act(number: int) -> object:
        return undone(door, 0) if number % 2 else door.outcomes()

    given.at_once(act, 4)
    assert given.the_booking(platform, tonight.id).status == "confirmed"


def test_undoing_a_scan_leaves_what_others_have_redeemed(
    platform: Platform, tonight: Booking
) -> None:
    first, second = (device(platform, tonight, name) for name in ("Porte A", "Porte B"))
    for door in (first, second):
        door.scan(qr_payload(tonight))
    assert (first.outcomes(), second.outcomes()) == (["used"], ["used_before"])
    assert undone(second, 0) == [DONE]
    assert given.the_booking(platform, tonight.id).status == "used"
    given.undo(platform, tonight)
    given.redeem(platform, tonight)
    assert undone(first, 0) == [DONE]
    assert given.the_booking(platform, tonight.id).status == "used"


def test_undoing_a_scan_that_overruled_a_cancellation_cancels_again(
    platform: Platform, clock: HandClock, tonight: Booking
) -> None:
    door = device(platform, tonight)
    clock.move(hours=1)
    given.cancel_at_desk(platform, tonight)
    door.scan(qr_payload(tonight))
    (result,) = door.results()
    assert (result["outcome"], result["was_cancelled"]) == ("used", True)
    assert undone(door, 0) == [DONE]
    after = given.the_booking(platform, tonight.id)
    assert (after.status, after.cancellation_reason) == ("cancelled", "offerer")
    assert (after.used_at, after.scan_id) == (None, None)
    assert given.kinds(platform)[-1] == "release"
    stock = given.the_stock(platform, tonight.stock_id)
    assert stock.booked == 0


def test_a_scan_that_was_reimbursed_is_not_undone(platform: Platform, tonight: Booking) -> None:
    door = device(platform, tonight)
    door.scan(qr_payload(tonight))
    assert door.outcomes() == ["used"]
    given.change(platform, "bookings", tonight.id, status="reimbursed")
    for _ in range(2):
        assert undone(door, 0) == [(False, "reimbursed")]
    given.change(platform, "bookings", tonight.id, status="used")
    assert undone(door, 0) == [DONE]


def test_nobody_undoes_the_scan_of_another_offerer(platform: Platform, tonight: Booking) -> None:
    given.house(platform, OTHER_SIREN, member="rival")
    made = given.call(
        platform, "POST", f"/v1/offerers/{OTHER_SIREN}/api-keys", uid="rival"
    ).get_json()
    door, rival = device(platform, tonight), Device(platform, api_key=made["secret"])
    door.scan(qr_payload(tonight))
    assert door.outcomes() == ["used"]
    rival.waiting = door.waiting
    assert undone(rival, 0) == [DONE]
    assert given.the_booking(platform, tonight.id).status == "used"
