"""`python -m bench statistics`: counting the people of a month and publishing it.

A month of 1,000,000 bookings is worked out from a smaller one: each booking costs the same. Bars:
behind ten times as many people of earlier months, a person is read as often and takes at most 1.3
times as long to count, and publishing reads as many documents.
"""

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import islice
from pathlib import Path

from bench.stage import quiet
from bench.tables import conclude, ratio, table
from functions.accounts.people.models import Beneficiary
from functions.accounts.people.store import beneficiaries
from functions.accounts.places.data import departments
from functions.accounts.schemes.models import Residence
from functions.accounts.venues.store import venues
from functions.booking.models import Booking, BookingRedeemed
from functions.booking.store import bookings
from functions.kernel.config import Settings
from functions.kernel.database import Write, metered
from functions.kernel.jobs import run_job
from functions.kernel.platform import Platform, use_platform
from functions.kernel.values import replace
from functions.statistics.counting import service
from functions.wallet.models import LedgerEntry, Wallet
from functions.wallet.store import ledger_entries, wallets
from main import load_all
from tests.support.booking_values import THING, confirmed
from tests.support.reimbursement import VENUE

MOST = 1.3
A_MONTH = 1_000_000
EACH = 3
"""How many bookings a person used in the month."""

VENUES_EACH = 12
"""How many venues a department has, each of an offerer of its own."""

_EARLIER = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
_LATER = datetime(2026, 4, 2, 12, 0, tzinfo=UTC)
_GROUPS = ("paper_book", "cinema_screening", "concert")
_CENT_READ, _CENT_WRITTEN = 0.06 / 100_000, 0.18 / 100_000
"""Firestore's prices in USD, of a document in a European region."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The cost of a step for the bookings of a month, behind those of earlier months."""

    earlier: int
    bookings: int
    step: str
    seconds: float
    cpu: float
    reads: int
    writes: int

    @property
    def usd_a_month(self) -> float:
        """The cost of its documents for a month of a million bookings."""
        cost = self.reads * _CENT_READ + self.writes * _CENT_WRITTEN
        return cost if self.step == "publish" else cost * A_MONTH / self.bookings


def main(arguments: Sequence[str]) -> int:
    """Measure, print, and return 0 only if no bar was missed."""
    parser = argparse.ArgumentParser("python -m bench statistics")
    parser.add_argument("--bookings", type=int, default=10_000)
    options = parser.parse_args(arguments)
    results = measure(options.bookings)
    print(_table(results), end="\n\n")
    met = "Every bar is met: a month costs the same behind ten times as many people."
    return conclude(missed(results), met=met)


def measure(number: int) -> list[Result]:
    """Measure a month of this many bookings, behind none and behind ten times as many."""
    load_all()
    return [result for earlier in (0, 10 * number) for result in _measured(number, earlier)]


def _measured(number: int, earlier: int) -> list[Result]:
    with (
        tempfile.TemporaryDirectory(prefix="bench-statistics-") as folder,
        quiet(),
        closing(Platform(Settings(data=Path(folder), relay="trigger"), is_durable=False)) as one,
    ):
        use_platform(one)
        _commit(one, _places())
        if earlier:
            people = range(number, number + earlier // EACH)
            _commit(one, (write for each in people for write in _person(each, _EARLIER)))
            for step in _steps(one, people, _EARLIER).values():
                step()
        people = range(number // EACH)
        _commit(one, (write for each in people for write in _person(each, _LATER)))
        results = [
            _timed(name, step, number=len(people) * EACH, earlier=earlier)
            for name, step in _steps(one, people, _LATER).items()
        ]
        use_platform(None)
    return results


def _steps(platform: Platform, people: range, at: datetime) -> Mapping[str, Callable[[], object]]:
    night = at + timedelta(days=1)

    def mark() -> None:
        for number in people:
            for index in range(EACH):
                event = BookingRedeemed.of(_booking(number, index, at), at=at)
                platform.database.run(
                    partial(service.mark, person_id=event.beneficiary_id, now=event.at)
                )

    return {
        "mark": mark,
        "count": lambda: run_job(platform, "count-statistics", night),
        "publish": lambda: run_job(platform, "publish-statistics", night),
    }


def _timed(name: str, step: Callable[[], object], *, number: int, earlier: int) -> Result:
    cpu, started = time.process_time(), time.perf_counter()
    with metered() as meter:
        step()
    return Result(
        earlier=earlier,
        bookings=number,
        step=name,
        seconds=time.perf_counter() - started,
        cpu=time.process_time() - cpu,
        reads=meter.documents_read,
        writes=meter.documents_written,
    )


def _commit(platform: Platform, writes: Iterator[Write]) -> None:
    while part := list(islice(writes, 2000)):
        platform.database.adapter.commit(part)


def _places() -> Iterator[Write]:
    for code in departments():
        for number in range(VENUES_EACH):
            venue = replace(VENUE, id=_venue(code, number), department=code)
            yield Write("create", venues.ref(venue.id), venues.encode(venue))


def _venue(department: str, number: int) -> str:
    return f"venue-{department}-{number}"


def _department(number: int) -> str:
    return list(departments())[number % len(departments())]


def _booking(number: int, index: int, at: datetime) -> Booking:
    code = _department(number)
    return replace(
        confirmed(THING),
        id=f"b-{number}-{index}",
        beneficiary_id=f"p-{number}",
        venue_id=_venue(code, (number + index) % VENUES_EACH),
        offerer_siren=f"siren-{code}-{(number + index) % VENUES_EACH}",
        category=_GROUPS[index % len(_GROUPS)],
        status="used",
        booked_at=at,
        used_at=at,
    )


def _person(number: int, at: datetime) -> Iterator[Write]:
    code, name = _department(number), f"p-{number}"
    person = Beneficiary(
        id=name,
        email="",
        first_name="A",
        last_name="B",
        birth_date=date(2008, 1, 1) + timedelta(days=number % 330),
        residence=Residence(
            country="FR", postal_code="67000", department=code, time_zone="Europe/Paris"
        ),
        person=None,
        scheme="fr-2025",
        status="active",
        signed_up_at=at,
    )
    wallet = Wallet(
        id=name,
        scheme="fr-2025",
        granted_cents=150_00,
        available_cents=150_00,
        expires_at=at + timedelta(days=700),
        caps=(),
        domains={},
    )
    entry = LedgerEntry(
        id=f"{name}~1",
        wallet_id=name,
        number=1,
        at=at,
        kind="grant",
        amount_cents=150_00,
        postings=(),
    )
    yield Write("create", beneficiaries.ref(name), beneficiaries.encode(person))
    yield Write("create", wallets.ref(name), wallets.encode(wallet))
    yield Write("create", ledger_entries.ref(entry.id), ledger_entries.encode(entry))
    for index in range(EACH):
        booking = _booking(number, index, at)
        yield Write("create", bookings.ref(booking.id), bookings.encode(booking))


def missed(results: Sequence[Result]) -> list[str]:
    """Return a sentence for each bar that the results missed."""
    half = len(results) // 2
    sentences = []
    for few, many in zip(results[:half], results[half:], strict=True):
        if many.reads > few.reads * 1.02:
            sentences.append(f"{many.step}: {many.reads:,} reads, the bar is {few.reads:,}")
        if many.step != "publish" and many.cpu > few.cpu * MOST:
            sentences.append(f"{many.step}: {ratio(many.cpu, few.cpu)} the time, the bar is {MOST}")
    return sentences


def _table(results: Sequence[Result]) -> str:
    rows = [
        (
            one.step,
            f"{one.bookings:,}",
            f"{one.earlier:,}",
            one.seconds,
            one.cpu,
            f"{one.reads / one.bookings:.3f}",
            f"{one.writes / one.bookings:.3f}",
            f"{one.usd_a_month:.2f}",
        )
        for one in results
    ]
    header = (
        *("sqlite", "bookings", "earlier", "seconds", "CPU s", "read each", "written"),
        "USD a month",
    )
    return table(
        "A month of statistics: people marked by events, counted, and the month published",
        header,
        rows,
        caption=(
            f"USD: the documents of a month of {A_MONTH:,} bookings on Firestore, where each person"
            " is counted once; publishing costs the same whatever their number."
        ),
    )
