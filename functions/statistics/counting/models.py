"""A person as statistics see them, and the sums by month and department."""

from datetime import date, datetime

from functions.kernel.values import Model, Struct, queried


class Use(Model, frozen=True, kw_only=True):
    """Bookings that a person used in a month, in Paris, of one group of categories at one venue.

    `department` is the venue's. `free` counts those of the bookings that cost nothing.
    """

    month: str
    age: int
    group: str
    department: str
    siren: str
    venue_id: str
    bookings: int
    free: int = 0
    amount_cents: int = 0


class Granted(Model, frozen=True, kw_only=True):
    """A grant: its month, and how much it was."""

    month: str
    amount_cents: int


class Facts(Model, frozen=True, kw_only=True):
    """A person as they are counted: their department, the months of their pass, their uses.

    `department` stays the first one, so that people who move are counted once. `ends` is the last
    month in which the pass was valid.
    """

    department: str
    birth_date: date
    starts: str
    ends: str
    grants: tuple[Granted, ...] = ()
    uses: tuple[Use, ...] = ()


class Record(Model, frozen=True, kw_only=True):
    """A person in the statistics; `id` is the beneficiary's. `facts` are those counted so far.

    `due_at` is when they are to be counted again, None while nothing has happened since; `marks`
    counts the events that asked for it, so that none is lost while a count is under way. `grants`
    are by their number in the ledger, None until they were read there.
    """

    id: str
    due_at: datetime | None = queried(None)
    marks: int = 1
    grants: dict[str, Granted] | None = None
    facts: Facts | None = None


Counts = dict[str, tuple[int, ...]]
"""Sums by key; see `counting.rules`."""


class Tally(Model, frozen=True, kw_only=True):
    """The sums of the residents of a department in a month, or of their passes in all months.

    `due_at` is when a change asked for publication, None once it is published; `since` is the first
    month that changed; `changes` counts them, so that none is lost while figures are published.
    """

    month: str = queried("")
    department: str
    counts: Counts
    due_at: datetime | None = queried(None)
    since: str | None = None
    changes: int = 1


class Used(Struct, frozen=True, kw_only=True):
    """A used booking, as counting needs it."""

    at: datetime
    category: str
    department: str
    siren: str
    venue_id: str
    amount_cents: int
