"""The ledger under anything that can happen to it.

A machine books, redeems, undoes, cancels and expires bookings in any order, and delivers what the
wallet hears of them late, twice, or the wrong way round. After every step the wallet is compared
with its entries, and with what the machine itself knows of each booking.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from functions.accounts.models import Cap, Grant, SpendingDomain
from functions.kernel.errors import Refusal
from functions.wallet import audit, rules
from functions.wallet.models import Hold, HoldState, LedgerEntry, Movement, Wallet

NOW = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)
ENDS = NOW + timedelta(days=365)
DOMAINS: tuple[SpendingDomain, ...] = ("physical", "digital", "live")


@dataclass
class Known:
    """What the machine knows of a booking: its state now, and the last that the wallet heard."""

    amount_cents: int
    domain: SpendingDomain
    now: HoldState = "held"
    revision: int = 1
    heard: HoldState = "held"
    heard_revision: int = 1
    messages: list[tuple[int, HoldState]] = field(default_factory=list)

    def change(self, state: HoldState) -> tuple[int, HoldState]:
        self.revision += 1
        self.now = state
        return self.revision, state

    def hear(self, revision: int, state: HoldState) -> None:
        """The law in one sentence: the latest revision counts, and an end is an end."""
        if revision > self.heard_revision and self.heard != "released":
            self.heard, self.heard_revision = state, revision


class Ledger(RuleBasedStateMachine):
    """A wallet, its entries and its holds, moved by the rules alone."""

    def __init__(self) -> None:
        super().__init__()
        self.now = NOW
        self.entries: dict[str, LedgerEntry] = {}
        self.holds: dict[str, Hold] = {}
        self.known: dict[str, Known] = {}
        self.granted = 0

    @initialize(
        amount_cents=st.integers(1, 60_000),
        caps=st.tuples(st.integers(0, 30_000), st.integers(0, 30_000)),
    )
    def grant(self, amount_cents: int, caps: tuple[int, int]) -> None:
        limits = zip(DOMAINS, caps, strict=False)
        given = Grant(
            scheme="fr-pilot",
            amount_cents=amount_cents,
            expires_at=ENDS,
            caps=tuple(Cap(domain=domain, limit_cents=limit) for domain, limit in limits),
            domains={},
        )
        self.granted = amount_cents
        self.keep(rules.open_wallet("ana", given, now=self.now))

    def keep(self, movement: Movement) -> None:
        """Write a movement as the store does: the wallet again, its entry once, its hold again."""
        self.wallet: Wallet = movement.wallet
        if movement.entry is not None:
            assert movement.entry.id not in self.entries
            self.entries[movement.entry.id] = movement.entry
        if movement.hold is not None:
            self.holds[movement.hold.id] = movement.hold

    @rule(days=st.integers(0, 200))
    def wait(self, days: int) -> None:
        self.now += timedelta(days=days)

    @rule(amount_cents=st.integers(1, 25_000), domain=st.sampled_from(DOMAINS))
    def book(self, amount_cents: int, domain: SpendingDomain) -> None:
        booking_id = f"b{len(self.known)}"
        before = self.wallet
        # What may be held follows from the machine's own books, not from the wallet's.
        taken = sum(k.amount_cents for k in self.known.values() if k.heard != "released")
        in_domain = sum(
            k.amount_cents
            for k in self.known.values()
            if k.heard != "released" and k.domain == domain
        )
        limit = next((c.limit_cents for c in before.caps if c.domain == domain), None)
        may = (
            self.now < ENDS
            and taken + amount_cents <= self.granted
            and (limit is None or in_domain + amount_cents <= limit)
        )
        try:
            movement = rules.hold(
                before,
                amount_cents,
                booking_id=booking_id,
                venue_id="v1",
                domain=domain,
                revision=1,
                now=self.now,
            )
        except Refusal:
            assert not may
            return
        assert may
        self.keep(movement)
        self.known[booking_id] = Known(amount_cents, domain)

    def settle(self, booking_id: str, revision: int, state: HoldState) -> None:
        """Have the wallet hear of a booking's state, as an event tells it."""
        hold = self.holds[booking_id]
        movement = rules.settle(self.wallet, hold, state, revision=revision, now=self.now)
        self.known[booking_id].hear(revision, state)
        if movement is not None:
            self.keep(movement)

    def pick(self, number: int, *states: HoldState) -> str | None:
        """Return one of the bookings that are in one of these states now."""
        fitting = [name for name, known in self.known.items() if known.now in states]
        return fitting[number % len(fitting)] if fitting else None

    @rule(number=st.integers(0, 50))
    def redeem(self, number: int) -> None:
        booking_id = self.pick(number, "held")
        if booking_id:
            known = self.known[booking_id]
            known.messages.append(known.change("captured"))

    @rule(number=st.integers(0, 50))
    def undo(self, number: int) -> None:
        booking_id = self.pick(number, "captured")
        if booking_id:
            known = self.known[booking_id]
            known.messages.append(known.change("held"))

    @rule(number=st.integers(0, 50))
    def end(self, number: int) -> None:
        """A cancellation or an expiry releases in its own commit; even a used event's booking."""
        booking_id = self.pick(number, "held", "captured")
        if booking_id:
            revision, state = self.known[booking_id].change("released")
            self.settle(booking_id, revision, state)

    @rule(number=st.integers(0, 50), which=st.integers(0, 20))
    def deliver(self, number: int, which: int) -> None:
        """Deliver any message of a booking that was ever sent, and keep it for another time."""
        told = [name for name, known in self.known.items() if known.messages]
        if told:
            booking_id = told[number % len(told)]
            messages = self.known[booking_id].messages
            self.settle(booking_id, *messages[which % len(messages)])

    @rule(chance=st.randoms(use_true_random=False))
    def deliver_everything(self, chance: object) -> None:
        """Once every message has come, in whatever order, the wallet knows what is so."""
        everything = [(name, *m) for name, known in self.known.items() for m in known.messages]
        chance.shuffle(everything)  # type: ignore[attr-defined]
        for booking_id, revision, state in everything:
            self.settle(booking_id, revision, state)
        for booking_id, known in self.known.items():
            assert self.holds[booking_id].state == known.now

    @rule()
    def expire(self) -> None:
        movement = rules.expire(self.wallet, now=self.now)
        assert (movement is None) == (self.now < ENDS or self.wallet.is_expired)
        if movement is not None:
            self.keep(movement)
            assert self.wallet.available_cents == 0

    @precondition(lambda self: self.wallet.is_expired)
    @rule()
    def expire_again(self) -> None:
        assert rules.expire(self.wallet, now=self.now) is None

    @invariant()
    def the_audit_finds_nothing(self) -> None:
        assert audit.faults(self.wallet, self.entries.values(), self.holds.values()) == []

    @invariant()
    def no_cent_is_lost_or_made(self) -> None:
        wallet = self.wallet
        parts = (
            wallet.available_cents,
            wallet.held_cents,
            wallet.spent_cents,
            wallet.expired_cents,
        )
        assert sum(parts) == self.granted
        assert min(parts) >= 0

    @invariant()
    def every_part_is_what_the_machine_knows(self) -> None:
        of_state: dict[HoldState, int] = {"held": 0, "captured": 0, "released": 0}
        for known in self.known.values():
            of_state[known.heard] += known.amount_cents
        assert self.wallet.held_cents == of_state["held"]
        assert self.wallet.spent_cents == of_state["captured"]

    @invariant()
    def no_cap_is_passed(self) -> None:
        for cap in self.wallet.caps:
            counted = sum(
                k.amount_cents
                for k in self.known.values()
                if k.domain == cap.domain and k.heard != "released"
            )
            assert cap.used_cents == counted
            assert counted <= cap.limit_cents

    @invariant()
    def the_ledger_alone_tells_the_wallet(self) -> None:
        balance: dict[str, int] = {}
        for entry in self.entries.values():
            for posting in entry.postings:
                assert posting.amount_cents > 0
                for name, sign in ((posting.source, -1), (posting.destination, 1)):
                    balance[name] = balance.get(name, 0) + sign * posting.amount_cents
        assert sum(balance.values()) == 0
        assert balance.get("wallet:ana:available", 0) == self.wallet.available_cents
        assert balance.get("wallet:ana:held", 0) == self.wallet.held_cents
        assert balance.get("venue:v1", 0) == self.wallet.spent_cents
        assert balance.get("scheme:fr-pilot:expired", 0) == self.wallet.expired_cents
        assert balance["scheme:fr-pilot"] == -self.granted


TestLedger = Ledger.TestCase
TestLedger.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
