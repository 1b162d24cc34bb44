"""The ledger under anything that can happen to it.

A machine books, redeems, undoes, cancels and expires bookings in any order, and delivers what the
wallet hears of them late, twice, or the wrong way round. Meanwhile the wallet is credited, and
moves to other schemes, which continue the last one or do not. After every step the wallet is
compared with its entries, and with what the machine itself knows of each booking and of each
scheme's funds.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from functions.accounts.schemes.models import Cap, Credit, Grant, SpendingDomain
from functions.kernel.errors import Refusal
from functions.wallet.audit import rules as audit_rules
from functions.wallet.grants import rules as grants_rules
from functions.wallet.holds import rules as holds_rules
from functions.wallet.models import Hold, HoldState, LedgerEntry, Movement, Wallet

NOW = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)
DOMAINS: tuple[SpendingDomain, ...] = ("physical", "digital", "live")


@dataclass
class Known:
    """A booking as the machine knows it: its state, and the last one that the wallet received."""

    amount_cents: int
    domain: SpendingDomain
    scheme: str
    cancellable_until: datetime | None
    now: HoldState = "held"
    revision: int = 1
    heard: HoldState = "held"
    heard_revision: int = 1
    messages: list[tuple[int, HoldState]] = field(default_factory=list)

    def change(self, state: HoldState) -> tuple[int, HoldState]:
        self.revision += 1
        self.now = state
        return self.revision, state

    def hear(self, revision: int, state: HoldState) -> bool:
        """The law in one sentence: the latest revision counts, and an end is an end.

        Returns whether this was the end.
        """
        if revision > self.heard_revision and self.heard != "released":
            self.heard, self.heard_revision = state, revision
            return state == "released"
        return False


CAPS = st.tuples(st.integers(0, 30_000), st.integers(0, 30_000))
AMOUNTS = st.integers(0, 60_000)


class Ledger(RuleBasedStateMachine):
    """A wallet, its entries and its holds, moved by the rules alone."""

    def __init__(self) -> None:
        super().__init__()
        self.now = NOW
        self.entries: dict[str, LedgerEntry] = {}
        self.holds: dict[str, Hold] = {}
        self.known: dict[str, Known] = {}
        # The machine's own books, which follow from what it does and not from the wallet.
        self.scheme = "s0"
        self.ends = NOW
        self.limits: dict[SpendingDomain, int] = {}
        self.brought: dict[SpendingDomain, int] = {}
        self.credits: dict[str, int] = {}
        self.available = 0
        self.taken = 0
        self.given: Counter[str] = Counter()
        self.lost: Counter[str] = Counter()

    @initialize(amount_cents=AMOUNTS, caps=CAPS, days=st.integers(1, 400))
    def grant(self, amount_cents: int, caps: tuple[int, int], days: int) -> None:
        given = self.granted(amount_cents, caps, days, continues=None)
        self.count(given.credits)
        self.keep(grants_rules.open_wallet("ana", given, now=self.now))

    def granted(
        self, amount_cents: int, caps: tuple[int, int], days: int, *, continues: str | None
    ) -> Grant:
        """Return the grant of the present scheme, and note its terms."""
        self.ends = self.now + timedelta(days=days)
        self.limits = dict(zip(DOMAINS, caps, strict=False))
        return Grant(
            scheme=self.scheme,
            credits=(Credit(id=f"{self.scheme}~15", amount_cents=amount_cents),),
            expires_at=self.ends,
            caps=tuple(Cap(domain=d, limit_cents=limit) for d, limit in self.limits.items()),
            domains={},
            continues=continues,
        )

    def count(self, credits_: Sequence[Credit]) -> None:
        """Note what is given, each credit once."""
        for one in credits_:
            if one.id not in self.credits:
                self.credits[one.id] = one.amount_cents
                self.available += one.amount_cents
                self.given[self.scheme] += one.amount_cents

    def keep(self, movement: Movement) -> None:
        """Write a movement as the store does: the wallet again, its entry once, its hold again."""
        self.wallet: Wallet = movement.wallet
        if movement.entry is not None:
            assert movement.entry.id not in self.entries
            self.entries[movement.entry.id] = movement.entry
        changed = (movement.hold, *movement.moved_holds)
        self.holds.update({hold.id: hold for hold in changed if hold is not None})

    @rule(age=st.integers(15, 20), amount_cents=AMOUNTS)
    def credit(self, age: int, amount_cents: int) -> None:
        """A birthday or a bonus, or the event of an earlier one that comes again."""
        name = f"{self.scheme}~{age}"
        given = Credit(id=name, amount_cents=self.credits.get(name, amount_cents))
        if not self.wallet.is_expired:
            before, is_new = self.wallet, name not in self.credits
            self.count([given])
            self.keep(grants_rules.credit(self.wallet, [given], now=self.now))
            assert is_new or self.wallet == before

    @rule(chance=st.randoms(use_true_random=False))
    def credit_everything_again(self, chance: object) -> None:
        several = [Credit(id=name, amount_cents=cents) for name, cents in self.credits.items()]
        chance.shuffle(several)  # type: ignore[attr-defined]
        movement = grants_rules.credit(self.wallet, several, now=self.now)
        assert (movement.wallet, movement.entry) == (self.wallet, None)

    @rule(
        continuing=st.sampled_from([True, True, False]),
        amount_cents=AMOUNTS,
        caps=CAPS,
        days=st.integers(1, 400),
    )
    def move(self, continuing: bool, amount_cents: int, caps: tuple[int, int], days: int) -> None:
        former = self.scheme
        self.scheme = f"s{int(former[1:]) + 1}"
        given = self.granted(amount_cents, caps, days, continues=former if continuing else None)
        movement = grants_rules.move(self.wallet, given, list(self.holds.values()), now=self.now)
        self.brought = dict.fromkeys(DOMAINS, 0)
        if continuing:
            # What the end of the former grant took comes back.
            self.lost[former] -= self.taken
            self.available += self.taken
            carried = self.available
            for known in self.known.values():
                until = known.cancellable_until
                in_time = until is None or self.now < until
                if (known.scheme, known.heard) == (former, "held") and in_time:
                    known.scheme = self.scheme
                    self.brought[known.domain] += known.amount_cents
                    carried += known.amount_cents
            self.given[former] -= carried
            self.given[self.scheme] += carried
        else:
            self.lose(former, self.available)
            self.available = 0
        self.taken = 0
        self.keep(movement)
        self.count(given.credits)
        self.keep(grants_rules.credit(self.wallet, given.credits, now=self.now))

    def lose(self, scheme: str, amount_cents: int) -> None:
        self.lost[scheme] += amount_cents

    @rule(days=st.integers(0, 200))
    def wait(self, days: int) -> None:
        self.now += timedelta(days=days)

    def in_domain(self, domain: SpendingDomain) -> int:
        """Return what counts against a cap of the present scheme."""
        return sum(
            known.amount_cents
            for known in self.known.values()
            if (known.domain, known.scheme) == (domain, self.scheme) and known.heard != "released"
        )

    @rule(
        amount_cents=st.integers(1, 25_000),
        domain=st.sampled_from(DOMAINS),
        notice=st.sampled_from([None, 0, 0, 1, 30]),
    )
    def book(self, amount_cents: int, domain: SpendingDomain, notice: int | None) -> None:
        booking_id = f"b{len(self.known)}"
        until = None if notice is None else self.now + timedelta(days=notice)
        # What may be held follows from the machine's own books, not from the wallet's.
        limit = self.limits.get(domain)
        may = (
            self.now < self.ends
            and amount_cents <= self.available
            and (limit is None or self.in_domain(domain) + amount_cents <= limit)
        )
        try:
            movement = holds_rules.hold(
                self.wallet,
                amount_cents,
                booking_id=booking_id,
                venue_id="v1",
                cancellable_until=until,
                domain=domain,
                revision=1,
                now=self.now,
            )
        except Refusal:
            assert not may
            return
        assert may
        self.keep(movement)
        self.available -= amount_cents
        self.known[booking_id] = Known(amount_cents, domain, self.scheme, until)

    def settle(self, booking_id: str, revision: int, state: HoldState) -> None:
        """Deliver a booking's state to the wallet, as an event does."""
        hold = self.holds[booking_id]
        movement = holds_rules.settle(self.wallet, hold, state, revision=revision, now=self.now)
        known = self.known[booking_id]
        if known.hear(revision, state):
            if known.scheme != self.scheme or self.wallet.is_expired:
                self.lose(known.scheme, known.amount_cents)
            else:
                self.available += known.amount_cents
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
        movement = grants_rules.expire(self.wallet, now=self.now)
        assert (movement is None) == (self.now < self.ends or self.wallet.is_expired)
        if movement is not None:
            self.keep(movement)
            self.lose(self.scheme, self.available)
            self.taken, self.available = self.available, 0

    @precondition(lambda self: self.wallet.held_cents > 0)
    @rule()
    def outlive(self) -> None:
        """The grant ends, and takes what is left, while something is held."""
        self.now = max(self.now, self.ends)
        self.expire()

    @precondition(lambda self: self.wallet.is_expired)
    @rule()
    def expire_again(self) -> None:
        assert grants_rules.expire(self.wallet, now=self.now) is None

    @invariant()
    def the_audit_finds_nothing(self) -> None:
        assert audit_rules.faults(self.wallet, self.entries.values(), self.holds.values()) == []

    @invariant()
    def no_cent_is_lost_or_made(self) -> None:
        wallet = self.wallet
        parts = (
            wallet.available_cents,
            wallet.held_cents,
            wallet.spent_cents,
            wallet.expired_cents,
        )
        assert sum(parts) == wallet.granted_cents == sum(self.credits.values())
        assert min(parts) >= 0

    @invariant()
    def every_part_is_what_the_machine_knows(self) -> None:
        of_state: dict[HoldState, int] = {"held": 0, "captured": 0, "released": 0}
        for known in self.known.values():
            of_state[known.heard] += known.amount_cents
        assert self.wallet.held_cents == of_state["held"]
        assert self.wallet.spent_cents == of_state["captured"]
        assert self.wallet.available_cents == self.available
        assert self.wallet.expired_cents == self.lost.total()
        assert {name: hold.scheme for name, hold in self.holds.items()} == {
            name: known.scheme for name, known in self.known.items()
        }

    @invariant()
    def no_cap_is_passed(self) -> None:
        """Not by booking: only what came along from another scheme may use more than there is."""
        assert {cap.domain: cap.limit_cents for cap in self.wallet.caps} == self.limits
        for cap in self.wallet.caps:
            assert cap.used_cents == self.in_domain(cap.domain)
            assert cap.used_cents <= max(cap.limit_cents, self.brought.get(cap.domain, 0))

    @invariant()
    def the_ledger_alone_gives_the_wallet(self) -> None:
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
        for scheme in (f"s{number}" for number in range(int(self.scheme[1:]) + 1)):
            given, lost = (
                -balance.get(f"scheme:{scheme}", 0),
                balance.get(f"scheme:{scheme}:expired", 0),
            )
            assert (given, lost) == (self.given[scheme], self.lost[scheme])
            live = sum(
                known.amount_cents
                for known in self.known.values()
                if known.scheme == scheme and known.heard != "released"
            )
            left = self.available if scheme == self.scheme else 0
            assert given == left + live + lost, "what a scheme gave is in the wallet, spent or lost"


TestLedger = Ledger.TestCase
TestLedger.settings = settings(max_examples=150, stateful_step_count=50, deadline=None)
