"""The wallet: what events bring to it, once each, late or in any order."""

import itertools
from datetime import date, datetime, timedelta

import pytest

from functions.accounts.people.models import BeneficiaryActivated, BeneficiaryCredited
from functions.accounts.schemes.data import load_scheme
from functions.accounts.schemes.models import Credit
from functions.accounts.schemes.rules import grant_of, residence_of
from functions.booking.desk_access.service import Desk
from functions.booking.holder import service as holder_service
from functions.booking.models import Booking, BookingEvent, BookingRedeemed, BookingRestored
from functions.kernel.bus import record
from functions.kernel.bus.inline import InlineBus
from functions.kernel.database import UnitOfWork
from functions.kernel.events import Message, from_message, to_message
from functions.kernel.platform import Platform
from functions.wallet.audit import rules as audit_rules
from functions.wallet.models import GrantReceived
from functions.wallet.store import all_entries_of, holds_of, wallets
from tests.support import given
from tests.support.given import MEMBER, HandClock

DESK = Desk(uid=MEMBER)


def grant_message() -> Message:
    grant = grant_of(
        given.PILOT[0],
        birth_date=date(2008, 1, 15),
        residence=residence_of("FR", "67000", given.PILOT),
        signed_up_on=given.NOW.date(),
        today=given.NOW.date(),
    )
    return to_message(BeneficiaryActivated(subject_id="ana", revision=2, at=given.NOW, grant=grant))


@pytest.mark.behaviour(87)
def test_a_grant_delivered_twice_is_given_once(platform: Platform) -> None:
    message = grant_message()
    given.deliver(platform, message)
    given.deliver(platform, message)
    assert given.parts(platform) == (50_000, 0, 0, 0)
    assert given.kinds(platform) == ["grant"]
    # The claim on the event was made with its effect, and is kept longer than any bus delivers.
    ((name, claim),) = given.documents(platform, "handled_events").items()
    assert name == f"wallet_events~{message.id}"
    assert claim["expires_at"] > given.NOW + timedelta(days=7)
    given.audit(platform)


def test_each_credit_emits_one_event(platform: Platform, clock: HandClock) -> None:
    given.beneficiary(platform, schemes=(load_scheme("fr-2025"),))
    platform.database.on_commit = None
    credits_ = (("bonus", 5_000), ("bonus", 5_000), ("nothing", 0), ("more", 5_000))
    for revision, (credit, amount_cents) in enumerate(credits_, start=3):
        event = BeneficiaryCredited(
            subject_id="ana",
            revision=revision,
            at=clock.move(days=1),
            scheme="fr-2025",
            credits=(Credit(id=credit, amount_cents=amount_cents),),
        )
        given.deliver(platform, to_message(event))
    recorded = given.waiting(platform)
    events = [from_message(GrantReceived, message) for message in recorded]
    assert [(e.id, e.amount_cents, e.scheme) for e in events] == [
        ("grant-received:ana:2", 5_000, "fr-2025"),
        ("grant-received:ana:3", 5_000, "fr-2025"),
    ]
    assert [entry.number for entry in given.entries(platform)] == [1, 2, 3]


@pytest.mark.behaviour(87)
def test_another_event_of_a_grant_opens_no_second_wallet(platform: Platform) -> None:
    given.beneficiary(platform)
    message = grant_message()
    other = Message(
        message.topic,
        "beneficiary-activated:ana:9",
        message.data.replace('"revision":2', '"revision":9'),
    )
    assert other.data != message.data
    given.deliver(platform, other)
    assert given.parts(platform) == (50_000, 0, 0, 0)
    given.audit(platform)


def test_a_redemption_debits_by_its_event(platform: Platform) -> None:
    booking = given.booking(platform, given.thing(1500))
    assert given.parts(platform) == (48_500, 1500, 0, 0)
    given.redeem(platform, booking)
    assert given.parts(platform) == (48_500, 0, 1500, 0)
    assert given.kinds(platform) == ["grant", "hold", "capture"]
    last = given.entries(platform)[-1]
    assert last.postings[0].destination == f"venue:{booking.venue_id}"
    given.audit(platform)


def test_an_undo_holds_the_credit_again(platform: Platform) -> None:
    booking = given.booking(platform, given.thing(1500))
    given.redeem(platform, booking)
    given.undo(platform, booking)
    assert given.parts(platform) == (48_500, 1500, 0, 0)
    given.redeem(platform, booking)
    assert given.parts(platform) == (48_500, 0, 1500, 0)
    assert given.kinds(platform) == ["grant", "hold", "capture", "reversal", "capture"]
    given.audit(platform)


def test_events_that_come_again_when_their_claims_are_forgotten_move_nothing(
    platform: Platform,
) -> None:
    bus = Noting(platform)
    platform.use("bus", bus)
    booking = given.booking(platform, given.thing(1500))
    credited = BeneficiaryCredited(
        subject_id="ana",
        revision=3,
        at=given.NOW,
        scheme="fr-pilot",
        credits=(Credit(id="bonus", amount_cents=5_000),),
    )
    platform.database.run(lambda work: record(work, credited))
    for change in (given.redeem, given.undo, given.redeem):
        change(platform, booking)
    ledger = ("wallets", "holds", "ledger_entries")
    before = {name: given.documents(platform, name) for name in ledger}
    assert given.parts(platform) == (53_500, 0, 1500, 0)
    for name in given.documents(platform, "handled_events"):
        given.remove(platform, "handled_events", name)
    for message in bus.messages:
        given.deliver(platform, message)
    assert {name: given.documents(platform, name) for name in ledger} == before
    assert len(given.documents(platform, "handled_events")) == 5, "all were looked at anew"


class Noting(InlineBus):
    """The bus, which keeps what it published."""

    def __init__(self, platform: Platform) -> None:
        super().__init__(platform)
        self.messages: list[Message] = []

    def publish(self, message: Message) -> None:
        super().publish(message)
        self.messages.append(message)


def message_of(booking: Booking, kind: type[BookingEvent], revision: int) -> Message:
    at = given.NOW + timedelta(minutes=revision)
    return to_message(kind.of(booking, at=at, revision=revision))


def ledger_is_right(platform: Platform) -> None:
    """Check the wallet against its ledger alone: no booking caused these events."""

    def faults(work: UnitOfWork) -> list[str]:
        return audit_rules.faults(
            wallets.get(work, "ana"), all_entries_of(work, "ana"), holds_of(work, "ana")
        )

    assert platform.database.run(faults) == []


@pytest.mark.parametrize("order", list(itertools.permutations([0, 1, 2])))
def test_the_latest_revision_counts_in_any_order(
    platform: Platform, order: tuple[int, ...]
) -> None:
    booking = given.booking(platform, given.thing(1500))
    messages = [
        message_of(booking, BookingRedeemed, 2),
        message_of(booking, BookingRestored, 3),
        message_of(booking, BookingRedeemed, 4),
    ]
    for number in (*order, *order):
        given.deliver(platform, messages[number])
        ledger_is_right(platform)
    assert given.parts(platform) == (48_500, 0, 1500, 0)


@pytest.mark.parametrize("order", list(itertools.permutations([0, 1])))
def test_an_undo_is_not_undone_by_the_redemption_that_it_undid(
    platform: Platform, order: tuple[int, ...]
) -> None:
    booking = given.booking(platform, given.thing(1500))
    messages = [
        message_of(booking, BookingRedeemed, 2),
        message_of(booking, BookingRestored, 3),
    ]
    for number in order:
        given.deliver(platform, messages[number])
    assert given.parts(platform) == (48_500, 1500, 0, 0)
    ledger_is_right(platform)


def test_a_debit_delivered_after_the_cancellation_takes_nothing(platform: Platform) -> None:
    booking = given.booking(platform, given.thing(1500))
    at = given.NOW
    platform.database.run(
        lambda work: holder_service.cancel_own(work, booking.id, caller_id="ana", now=at)
    )
    given.deliver(platform, message_of(booking, BookingRedeemed, 9))
    assert given.parts(platform) == (50_000, 0, 0, 0)
    assert given.kinds(platform) == ["grant", "hold", "release"]
    given.audit(platform)


def test_a_free_booking_moves_nothing(platform: Platform) -> None:
    booking = given.booking(platform, given.thing(0))
    given.redeem(platform, booking)
    given.undo(platform, booking)
    assert given.kinds(platform) == ["grant"]
    assert given.documents(platform, "holds") == {}
    given.audit(platform)


def test_an_ebook_counts_as_physical_in_the_pilot(platform: Platform) -> None:
    booking = given.booking(platform, given.thing(1500), category="ebook", url="https://books.test")
    assert booking.domain == "physical"
    used = {cap.domain: cap.used_cents for cap in given.the_wallet(platform).caps}
    assert used == {"physical": 1500, "digital": 0}
    given.audit(platform)


# Over HTTP


def test_a_beneficiary_reads_their_wallet_and_its_entries_newest_first(
    platform: Platform, clock: HandClock
) -> None:
    booking = given.booking(platform, given.thing(1500))
    clock.move(minutes=5)
    given.redeem(platform, booking)
    wallet = given.call(platform, "GET", "/v1/wallet", uid="ana").get_json()
    assert wallet == {
        "granted_cents": 50_000,
        "available_cents": 48_500,
        "held_cents": 0,
        "spent_cents": 1500,
        "expired_cents": 0,
        "expires_at": "2027-05-04T22:00:00Z",
        "caps": [
            {"domain": "physical", "limit_cents": 20_000, "remaining_cents": 18_500},
            {"domain": "digital", "limit_cents": 20_000, "remaining_cents": 20_000},
        ],
    }
    path = "/v1/wallet/entries?page_size=2"
    first = given.call(platform, "GET", path, uid="ana").get_json()
    behind = f"{path}&page_token={first['next_page_token']}"
    second = given.call(platform, "GET", behind, uid="ana").get_json()
    assert second["next_page_token"] is None
    listed = first["items"] + second["items"]
    assert [(e["kind"], e["amount_cents"], e["booking_id"]) for e in listed] == [
        ("capture", 1500, booking.id),
        ("hold", 1500, booking.id),
        ("grant", 50_000, None),
    ]
    assert listed[0]["at"] == "2026-05-04T10:05:00Z"


def test_a_caller_without_wallet_learns_why(platform: Platform) -> None:
    given.pending(platform)
    for uid, status, code in ((None, 401, "unauthenticated"), ("zoe", 403, "beneficiary_only")):
        for path in ("/v1/wallet", "/v1/wallet/entries"):
            answer = given.call(platform, "GET", path, uid=uid)
            assert (answer.status_code, answer.get_json()["code"]) == (status, code)
    answer = given.call(platform, "GET", "/v1/wallet", uid="ana")
    assert (answer.status_code, answer.get_json()["code"]) == (404, "no_wallet")
    assert given.call(platform, "GET", "/v1/wallet/entries", uid="ana").get_json()["items"] == []


def test_from_its_end_on_nothing_of_a_grant_is_available(
    platform: Platform, clock: HandClock
) -> None:
    """Whether or not the job that expires it has run."""
    given.beneficiary(platform)
    given.book(platform, given.stock(platform, given.thing(1000)).id)
    wallet = given.call(platform, "GET", "/v1/wallet", uid="ana").get_json()
    ends_at = datetime.fromisoformat(wallet["expires_at"])

    def shown() -> tuple[int, int, int, set[int]]:
        for path in ("/v1/wallet", "/v1/me/export"):
            content = given.call(platform, "GET", path, uid="ana").get_json()
            seen = content.get("wallet", content)
            caps = {cap["remaining_cents"] for cap in seen["caps"]}
            parts = seen["available_cents"], seen["held_cents"], seen["expired_cents"]
            assert sum(parts) + seen["spent_cents"] == seen["granted_cents"]
        return *parts, caps

    clock.at = ends_at - timedelta(microseconds=1)
    assert shown()[:3] == (49_000, 1_000, 0)
    assert shown()[3] != {0}
    clock.at = ends_at
    assert shown() == (0, 1_000, 49_000, {0})
