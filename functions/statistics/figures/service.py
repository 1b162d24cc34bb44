"""Publish the months whose sums have changed, and read what is published."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import TypeVar

from functions.kernel.calendar_days import month_after, months_between
from functions.kernel.database import Database, UnitOfWork
from functions.kernel.values import replace
from functions.reimbursement.revenue.rules import month_of
from functions.statistics.active import service as active_service
from functions.statistics.active.store import active_offers, due_counts
from functions.statistics.counting.rules import PASSES
from functions.statistics.counting.store import due_tallies, tallies, tallies_of
from functions.statistics.figures import rules
from functions.statistics.figures.models import MonthFigures, Span
from functions.statistics.figures.store import THE_SPAN, figures, figures_id, spans

T = TypeVar("T")

_AT_ONCE = 40
"""The documents that one commit writes: a large department's sums take some 100 kB."""


def publish_due(database: Database, *, now: datetime) -> int:
    """Publish every month whose sums changed; return how many.

    A run that is stopped is continued by the next one: sums stay due until their months are
    published, and those that change meanwhile stay due.
    """
    # Without their sums, which are large.
    due = {name: replace(one, counts={}) for name, one in due_tallies(database, now)}
    this_month = month_of(now)
    active_service.count(database, this_month, now=now)
    counted = due_counts(database, now)
    months = {tally.month for tally in due.values() if tally.month != PASSES}
    months.update(one.month for one in counted)
    for tally in due.values():
        if tally.month == PASSES and tally.since is not None and tally.since <= this_month:
            months.update(months_between(tally.since, this_month))
    span = database.run(lambda work: spans.find(work, THE_SPAN))
    if span is not None and span.last < this_month:
        months.update(months_between(month_after(span.last), this_month))
    passes = list(tallies_of(database, PASSES)) if months else []
    for month in sorted(months):
        offers = database.run(partial(active_offers.find_unverified, document_id=month))
        _publish(database, rules.figures_of(month, tallies_of(database, month), passes, offers))
    if months:
        first, last = min(months), max(months)
        database.run(lambda work: _widen(work, first, last, now=now))
    for some in _portions([(name, tally.changes) for name, tally in due.items()]):
        database.run(partial(_settle, published=dict(some)))
    for one in counted:
        database.run(partial(active_service.settle, published=one))
    return len(months)


def _publish(database: Database, published: Sequence[MonthFigures]) -> None:
    for some in _portions(published):
        database.run(partial(_save, published=some))


def _save(work: UnitOfWork, *, published: Sequence[MonthFigures]) -> None:
    named = {figures_id(one.month, one.side, one.territory): one for one in published}
    work.prefetch(*map(figures.ref, named))
    for name, one in named.items():
        before = figures.find(work, name)
        if before is None:
            if not rules.is_nothing(one):
                figures.create(work, name, one)
        elif before.cells != one.cells:
            figures.replace(work, name, one)


def _widen(work: UnitOfWork, first: str, last: str, *, now: datetime) -> None:
    span = spans.find(work, THE_SPAN)
    if span is None:
        spans.create(work, THE_SPAN, Span(first=first, last=last, published_at=now))
    else:
        after = Span(first=min(first, span.first), last=max(last, span.last), published_at=now)
        spans.replace(work, THE_SPAN, after)


def _settle(work: UnitOfWork, *, published: Mapping[str, int]) -> None:
    """Say that sums are published, unless they have changed since they were read."""
    work.prefetch(*map(tallies.ref, published))
    for name, changes in published.items():
        tally = tallies.find(work, name)
        if tally is not None and tally.changes == changes:
            tallies.replace(work, name, replace(tally, due_at=None, since=None))


def _portions(items: Sequence[T]) -> Iterator[Sequence[T]]:
    return (items[start : start + _AT_ONCE] for start in range(0, len(items), _AT_ONCE))
