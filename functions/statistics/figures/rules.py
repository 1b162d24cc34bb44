"""From the sums of departments to the published figures of every territory."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from functions.kernel.calendar_days import months_between
from functions.kernel.errors import Malformed, NotFound
from functions.statistics.active.models import ActiveOffers
from functions.statistics.confidentiality import rules as confidentiality
from functions.statistics.confidentiality.models import Group
from functions.statistics.counting.models import Tally
from functions.statistics.figures.models import Dimension, Figures, MonthFigures, Side, Span, Sums
from functions.statistics.population.models import Census
from functions.statistics.population.rules import population_by_age
from functions.statistics.territories.rules import COUNTRY, names, territories_of

Cell = tuple[Side, str, str]
"""A side, a territory, and `all`, `age:18` or `category:books`."""

MOST_DOCUMENTS = 400
"""The most months of territories in an answer: three years of all regions, a few months of all
departments."""


class BadPeriod(Malformed):
    """The first month must not be after the last one."""

    code = "bad_period"


class TooManyFigures(Malformed):
    """Ask for fewer months or territories at a time."""

    code = "too_many_figures"


class NoFigures(NotFound):
    """There is no such territory, or nothing is published yet."""

    code = "no_figures"


def figures_of(
    month: str,
    tallies: Iterable[Tally],
    passes: Iterable[Tally],
    offers: ActiveOffers | None = None,
) -> list[MonthFigures]:
    """Return the figures of a month, from the sums of all departments and those of passes.

    `offers` are the active ones, None where they were not counted.
    """
    # Territories without anybody have figures too: they may have had some when last published.
    cells: dict[Cell, Sums] = defaultdict(Sums)
    for code in names():
        cells["residence", code, "all"] = Sums()
        if code != COUNTRY:
            cells["venue", code, "all"] = Sums()
    for tally in tallies:
        _add_month(cells, tally)
    for tally in passes:
        _add_passes(cells, tally, month)
    if offers is not None:
        _add_offers(cells, offers)
    found: dict[tuple[Side, str], dict[str, Figures]] = defaultdict(dict)
    for (side, territory, dimension), sums in sorted(cells.items()):
        figures = publish(dimension, sums, side=side)
        # An empty cell beside missing ones would say that somebody is in it. Offers are no secret.
        if dimension == "all" or figures.people or figures.current or figures.active_offers:
            found[side, territory][dimension] = figures
    return [
        MonthFigures(month=month, side=side, territory=territory, cells=of_territory)
        for (side, territory), of_territory in found.items()
    ]


def nothing(month: str, side: Side, territory: str) -> MonthFigures:
    """Return the figures of a month in which nobody was there."""
    cells = {"all": publish("all", Sums(), side=side)}
    return MonthFigures(month=month, side=side, territory=territory, cells=cells)


def is_nothing(one: MonthFigures) -> bool:
    """Return whether figures are those of nobody, which are not stored."""
    return one == nothing(one.month, one.side, one.territory)


def _add_month(cells: dict[Cell, Sums], tally: Tally) -> None:
    homes = territories_of(tally.department)
    for key, numbers in tally.counts.items():
        kind, *rest = key.split("|")
        if kind == "r":
            for home in homes:
                _add_people(cells["residence", home, rest[0]], numbers)
        elif kind == "v":
            _add_people(cells["venue", rest[0], rest[1]], numbers)
        elif kind == "a":
            for cell in _cells(homes, rest[0], f"age:{rest[1]}"):
                cells[cell].bookings += numbers[0]
                cells[cell].free += numbers[1]
        else:
            department, group, siren, venue_id = rest
            local = set(homes).intersection(territories_of(department))
            for dimension in ("all", f"category:{group}"):
                for cell in _cells(homes, department, dimension):
                    _add_sales(cells[cell], siren, venue_id, numbers, is_local=cell[1] in local)


def _cells(homes: Iterable[str], department: str, dimension: str) -> list[Cell]:
    """Return the cells that sales count in; for the whole country both sides are the same."""
    venues = [place for place in territories_of(department) if place != COUNTRY]
    return [
        *(("residence", home, dimension) for home in homes),
        *(("venue", place, dimension) for place in venues),
    ]


def _add_people(sums: Sums, numbers: tuple[int, ...]) -> None:
    sums.group = confidentiality.add(sums.group, Group(people=numbers[0], key=numbers[1]))


def _add_sales(
    sums: Sums, siren: str, venue_id: str, numbers: tuple[int, ...], *, is_local: bool
) -> None:
    bookings, free, cents = numbers
    sums.bookings += bookings
    sums.free += free
    sums.offerers.add(siren)
    sums.venues.add(venue_id)
    sums.takings[siren] = sums.takings.get(siren, 0) + cents
    if is_local:
        sums.local[siren] = sums.local.get(siren, 0) + cents


def _add_passes(cells: dict[Cell, Sums], tally: Tally, month: str) -> None:
    homes = territories_of(tally.department)
    for key, numbers in tally.counts.items():
        of_month, kind, *dimension = key.split("|")
        if of_month > month:
            continue
        group = Group(people=numbers[0], key=numbers[1])
        for home in homes:
            sums = cells["residence", home, dimension[0] if dimension else "all"]
            if kind == "total":
                sums.total = confidentiality.add(sums.total, group)
            elif kind == "current":
                sums.current = confidentiality.add(sums.current, group)
            elif kind == "diverse":
                sums.diverse = confidentiality.add(sums.diverse, group)
            elif of_month == month:
                sums.granted = confidentiality.add(sums.granted, group)
                sums.granted_cents += numbers[2]


def _add_offers(cells: dict[Cell, Sums], offers: ActiveOffers) -> None:
    for place in names():
        cells[side_of("venue", place), place, "all"].offers = 0
    for department, number in offers.by_department.items():
        by_group = offers.by_group.get(department, {})
        numbers = {"all": number, **{f"category:{group}": n for group, n in by_group.items()}}
        for place in territories_of(department):
            for dimension, of_dimension in numbers.items():
                sums = cells[side_of("venue", place), place, dimension]
                sums.offers = (sums.offers or 0) + of_dimension
    for (side, place, dimension), sums in cells.items():
        is_counted = offers.by_group and side == side_of("venue", place)
        if is_counted and dimension.startswith("category:") and sums.offers is None:
            sums.offers = 0


def publish(dimension: str, sums: Sums, *, side: Side) -> Figures:
    """Return the figures of a cell as they may be published."""
    group = sums.group
    of_age = dimension.startswith("age:")
    of_passes = side == "residence" and dimension == "all"
    shown = confidentiality.published_professionals
    # The professionals behind the people of one age are not known, so their amounts stay hidden.
    return Figures(
        people=confidentiality.published_people(group),
        bookings=confidentiality.published_sum(sums.bookings, group),
        free_bookings=confidentiality.published_sum(sums.free, group),
        amount_cents=(
            None if of_age else confidentiality.published_amount(sums.takings.values(), group)
        ),
        offerers=None if of_age else shown(len(sums.offerers), group),
        venues=None if of_age else shown(len(sums.venues), group),
        local_percent=_local_percent(sums),
        beneficiaries=confidentiality.published_people(sums.total) if of_passes else None,
        current=(
            confidentiality.published_people(sums.current)
            if side == "residence" and not dimension.startswith("category:")
            else None
        ),
        diverse=confidentiality.published_people(sums.diverse) if of_passes else None,
        granted_cents=(
            confidentiality.published_sum(sums.granted_cents, sums.granted) if of_passes else None
        ),
        # Anybody can count them by a search.
        active_offers=sums.offers,
    )


def _local_percent(sums: Sums) -> int | None:
    """Return the local share of an amount; None unless both parts may be shown."""
    total = {siren: cents for siren, cents in sums.takings.items() if cents > 0}
    local = {siren: cents for siren, cents in sums.local.items() if cents > 0}
    away = [siren for siren, cents in total.items() if cents > local.get(siren, 0)]
    shown = confidentiality.are_amounts_shown
    if not shown(list(local.values()), sums.group) or (
        away and len(away) < confidentiality.PROFESSIONALS_BEHIND_AMOUNTS
    ):
        return None
    return round(100 * sum(local.values()) / sum(total.values()))


def coverage(found: MonthFigures, cell: str, census: Census) -> int | None:
    """Return the percentage of a population with a current pass at the end of a month.

    For `all`, it is that of all ages whose population is known. None without a population, and
    where people are counted by their venues. The passes are the published counts, so coverage
    reveals nothing that they do not.
    """
    if found.side != "residence" or cell.startswith("category:"):
        return None
    by_age = population_by_age(census, found.territory, found.month)
    known = {f"age:{age}": people for age, people in by_age.items()}
    if cell != "all":
        known = {name: people for name, people in known.items() if name == cell}
    passes = sum(found.cells.get(name, Figures()).current or 0 for name in known)
    return round(100 * passes / sum(known.values())) if known else None


def months_asked(
    first: str | None, last: str | None, *, span: Span | None, territories: int
) -> list[str]:
    """Return the published months of a question, the latest one where it names none.

    Refuses BadPeriod and TooManyFigures.
    """
    if first is not None and last is not None and first > last:
        raise BadPeriod
    if span is None:
        return []
    end = min(last or span.last, span.last)
    months = months_between(max(first or end, span.first), end)
    if len(months) * territories > MOST_DOCUMENTS:
        raise TooManyFigures
    return months


def last_months(span: Span) -> list[str]:
    """Return the last published months, twelve at most."""
    return months_between(span.first, span.last)[-12:]


def side_of(side: Side, territory: str) -> Side:
    """Return the side whose figures answer a question: for the whole country both are the same."""
    return "residence" if territory == COUNTRY else side


def cell_of(value: str, dimension: Dimension) -> str:
    """Return the name of a cell by its value in a dimension: `all`, `age:18`."""
    return "all" if dimension == "all" else f"{dimension}:{value}"


def of_dimension(cells: Mapping[str, Figures], dimension: Dimension) -> dict[str, Figures]:
    """Return the cells of a dimension by their value: `18`, `books`; `all` for the whole."""
    if dimension == "all":
        return {"all": cells["all"]} if "all" in cells else {}
    prefix = f"{dimension}:"
    return {name[len(prefix) :]: one for name, one in cells.items() if name.startswith(prefix)}
