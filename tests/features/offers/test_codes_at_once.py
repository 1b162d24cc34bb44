"""Activation codes in many hands at once, and events in any order."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import Any

import pytest

from functions.booking.models import Booking
from functions.booking.take import rules as take_rules
from functions.booking.take.service import CountermarkTaken
from functions.kernel.database import (
    Query,
    Ref,
    RetryPolicy,
    Snapshot,
    UnitOfWork,
)
from functions.kernel.events import Message
from functions.kernel.platform import Platform
from functions.offers.codes import service as codes_service
from functions.offers.codes.models import LoadCodes
from functions.offers.codes.rules import NoActivationCode
from functions.offers.models import Stock
from tests.support import given
from tests.support.activation_codes import counts, deleted, ebooks, load, with_codes
from tests.support.adapters import DelegatingAdapter
from tests.support.attempts import book_amid
from tests.support.given import MEMBER

pytestmark = pytest.mark.usefixtures("whole_codes")


# Events in any order


@pytest.mark.parametrize("repeats", [1, 2])
def test_the_ledger_holds_and_captures_in_every_order_of_delivery(
    platform: Platform, repeats: int
) -> None:
    """Two codes of one person: confirmations and redemptions are delivered in every order."""
    given.beneficiary(platform)
    house = given.house(platform)
    several = [ebooks(platform, at_venue=house) for _ in range(2)]
    for number, stock in enumerate(several):
        load(platform, stock.id, f"A-{number}")
    committed, platform.database.on_commit = platform.database.on_commit, None
    made = [given.book(platform, stock.id) for stock in several]
    messages = [
        Message(str(one["topic"]), str(one["id"]), str(one["data"]))
        for one in given.documents(platform, "outbox").values()
    ]
    assert sorted(message.id for message in messages) == sorted(
        f"{name}:{booking.id}:{revision}"
        for booking in made
        for name, revision in (("booking-confirmed", 1), ("booking-redeemed", 2))
    )
    before = {name: given.documents(platform, name) for name in LEDGER}
    given.audit(platform)
    assert given.parts(platform) == (48_000, 2000, 0, 0)
    for order in permutations(messages):
        for message in order * repeats:
            given.deliver(platform, message)
            given.audit(platform)
        assert given.parts(platform) == (48_000, 0, 2000, 0)
        kinds = [entry.kind for entry in given.entries(platform)]
        assert kinds == ["grant", "hold", "hold", "capture", "capture"]
        restore(platform, before)
    platform.database.on_commit = committed
    platform.relay.sweep()


LEDGER = ("wallets", "holds", "ledger_entries", "handled_events", "audit_findings")


def restore(platform: Platform, before: dict[str, dict[str, dict[str, Any]]]) -> None:
    """Restore the ledger as if nothing had been delivered."""

    def body(work: UnitOfWork) -> None:
        for name in LEDGER:
            for ref, _ in work.query(Query(name, limit=5000)):
                if ref.id not in before[name]:
                    work.delete(ref)
                else:
                    work.replace(ref, before[name][ref.id])

    platform.database.run(body)


# Many at once, on both databases


def waiting_room(platform: Platform, codes: list[str]) -> Stock:
    """Return a stock with these codes, for 24 people with a wallet."""
    platform.database.policy = RetryPolicy(deadline=60.0)
    for number in range(24):
        given.beneficiary(platform, f"b{number}")
    stock = ebooks(platform)
    load(platform, stock.id, *codes)
    return stock


def test_24_people_get_24_codes(either: Platform) -> None:
    codes = [f"A-{number}" for number in range(24)]
    stock = waiting_room(either, codes)
    got = given.at_once(lambda n: given.book(either, stock.id, f"b{n}"), 24)
    assert sorted(one.activation_code for one in got) == sorted(codes)
    assert {one.status for one in got} == {"used"}
    for number in range(24):
        assert given.parts(either, f"b{number}") == (49_000, 0, 1000, 0)


def test_24_people_get_5_codes(either: Platform) -> None:
    codes = [f"A-{number}" for number in range(5)]
    stock = waiting_room(either, codes)
    got = given.at_once(lambda n: given.book(either, stock.id, f"b{n}"), 24)
    lucky = [one for one in got if isinstance(one, Booking)]
    assert sorted(str(one.activation_code) for one in lucky) == codes
    assert got.count(NoActivationCode) == 19
    assert len(given.documents(either, "bookings")) == 5


def test_as_many_codes_as_a_call_may_bring_fit_in_it(either: Platform) -> None:
    stock = ebooks(either)
    for part in (0, 0, 1):
        codes = [f"{200 * part + number:0200d}" for number in range(200)]
        told = load(either, stock.id, *codes)
        assert counts(told) == (200 * (part + 1), 0, 200 * (part + 1), 0)


def test_the_same_codes_loaded_by_six_at_once_are_loaded_once(either: Platform) -> None:
    stock = ebooks(either)
    codes = [f"A-{number}" for number in range(20)]
    at = given.now(either)

    def again(number: int) -> Stock:
        rotated = tuple(codes[number:] + codes[:number])
        command = LoadCodes(stock_id=stock.id, member_id=MEMBER, codes=rotated, expires_at=None)
        return either.database.run(lambda work: codes_service.load_codes(work, command, now=at))

    got = given.at_once(again, 6)
    assert {one.quantity for one in got} == {20}
    free = given.documents(either, "free_codes")
    assert sorted(one["code"] for one in free.values()) == sorted(codes)
    assert len(given.documents(either, "code_claims")) == 20


@pytest.mark.parametrize("happens", ["another books", "more codes", "deleted"])
def test_what_changes_between_reading_and_committing_is_noticed(
    either: Platform, happens: str
) -> None:
    for uid in ("ana", "zoe"):
        given.beneficiary(either, uid)
    stock = with_codes(either, "A-1", "A-2")
    changes: dict[str, Callable[[], object]] = {
        "another books": lambda: given.book(either, stock.id, "zoe"),
        "more codes": lambda: load(either, stock.id, "A-3"),
        "deleted": lambda: deleted(either, stock.id),
    }
    refusal = take_rules.NotBookable if happens == "deleted" else None
    attempts = book_amid(either, stock, changes[happens], refused_by=refusal)
    if happens != "deleted":
        expected = "A-2" if happens == "another books" else "A-1"
        assert (attempts[-1].activation_code, len(attempts)) == (expected, 2)


@dataclass
class Overtaken(DelegatingAdapter):
    """A database in which something happens just before the first free code is read."""

    happens: Callable[[], object] | None

    def read(self, refs: Sequence[Ref]) -> Sequence[Snapshot]:
        happens = self.happens
        if happens is not None and any(ref.collection == "free_codes" for ref in refs):
            self.happens = None
            happens()
        return super().read(refs)


def test_who_is_overtaken_between_stock_and_code_gets_the_next_one(platform: Platform) -> None:
    for uid in ("ana", "zoe"):
        given.beneficiary(platform, uid)
    stock = with_codes(platform, "A-1", "A-2")
    database = platform.database
    database.adapter = Overtaken(
        database.adapter, lambda: given.book(platform, stock.id, "zoe").activation_code
    )
    assert given.book(platform, stock.id).activation_code == "A-2"


def test_a_countermark_that_is_taken_takes_no_code(platform: Platform) -> None:
    for uid in ("ana", "zoe"):
        given.beneficiary(platform, uid)
    stock = with_codes(platform, "A-1", "A-2")
    first = given.book(platform, stock.id)
    with pytest.raises(CountermarkTaken):
        given.book(platform, stock.id, "zoe", countermark=first.countermark)
    assert given.book(platform, stock.id, "zoe").activation_code == "A-2"
