"""A race: how a round is prepared, the acts that start at the same time, and its right ends."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from functions.accounts.venues.models import Venue
from functions.booking.models import Booking
from functions.kernel.errors import Contention, Refusal
from functions.kernel.platform import Platform
from functions.offers.models import Stock
from tests.support import given


@dataclass(frozen=True)
class Act:
    """The act of one caller: a function of a module, so that any process can call it."""

    function: Callable[..., object]
    arguments: tuple[Any, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)

    def outcome(self, platform: Platform) -> str:
        """Act; return `done`, the code of the refusal, the text returned, or the fault."""
        try:
            answer = self.function(platform, *self.arguments, **self.facts)
        except Refusal as refusal:
            return refusal.code
        except Contention:
            return "contention"
        except Exception as fault:
            return f"fault: {type(fault).__name__}: {fault}"
        return answer if isinstance(answer, str) else "done"


def act(function: Callable[..., object], *arguments: Any, **facts: Any) -> Act:
    """Return the act of calling a function with the platform and these."""
    return Act(function, arguments, facts)


def use(use_case: Callable[..., object], *arguments: Any, **facts: Any) -> Act:
    """Return the act of running a use case in a unit of work, as of the platform's clock."""
    return Act(given.do, (use_case, *arguments), facts)


class Stage:
    """A platform with a house; every round takes names of its own from it."""

    def __init__(self, platform: Platform) -> None:
        self.platform = platform
        self.number = 0
        self._house: Venue | None = None

    @property
    def house(self) -> Venue:
        """The venue of a validated offerer."""
        if self._house is None:
            self._house = given.house(self.platform)
        return self._house

    def name(self, number: int = 0) -> str:
        """Return a name that no other round uses."""
        # Only the letters of a name tell people apart, so that each has the same number of digits.
        return f"r{self.number:04}x{number:02}"

    def people(self, count: int, **facts: Any) -> list[str]:
        """Return the uids of new beneficiaries."""
        names = [self.name(number) for number in range(count)]
        for name in names:
            given.beneficiary(self.platform, name, **facts)
        return names

    def stock(self, facts: dict[str, Any] | None = None, **offered: Any) -> Stock:
        """Return the one stock of a new offer of the house."""
        return given.stock(self.platform, facts, at_venue=self.house, **offered)

    def booking(self, facts: dict[str, Any] | None = None, *, uid: str | None = None) -> Booking:
        """Return a new booking of a new offer, by a new beneficiary unless one is named."""
        holder = uid or self.people(1)[0]
        return given.book(self.platform, self.stock(facts or given.thing(1500)).id, holder)


@dataclass(frozen=True)
class Round:
    """The acts of one round, and the check of how it ended, which raises AssertionError.

    The check is given the outcomes in the order of the acts, after every event was delivered.
    """

    acts: list[Act]
    check: Callable[[list[str]], None]


@dataclass(frozen=True)
class Race:
    """A kind of race, by name."""

    name: str
    prepare: Callable[[Stage], Round]
    has_wallets: bool = True
    """Whether every booking has a wallet and a stock, so that these are audited too."""


RACES: list[Race] = []
"""Every kind whose module is imported."""


def race(
    name: str, *, has_wallets: bool = True
) -> Callable[[Callable[[Stage], Round]], Callable[[Stage], Round]]:
    """Register how a round of a kind is prepared."""

    def register(prepare: Callable[[Stage], Round]) -> Callable[[Stage], Round]:
        RACES.append(Race(name, prepare, has_wallets))
        return prepare

    return register


def counted(got: list[str], **expected: int) -> None:
    """Check how often each outcome came."""
    assert Counter(got) == Counter({name: n for name, n in expected.items() if n}), got


def among(got: list[str], *expected: str) -> None:
    """Check that there were no other outcomes than these."""
    assert set(got) <= set(expected), got
