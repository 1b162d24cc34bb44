"""Figures are read as they were published, by territory, month and dimension."""

import io
from datetime import UTC, datetime
from functools import partial

import pytest
from pypdf import PdfReader

from functions.kernel.database import UnitOfWork, metered
from functions.kernel.platform import Platform
from functions.offers.categories.rules import categories_by_group
from functions.statistics.active import service as active_service
from functions.statistics.active.models import ActiveOffers
from functions.statistics.counting.models import Counts, Tally
from functions.statistics.counting.store import tallies, tally_id
from functions.statistics.figures import rules
from functions.statistics.figures.models import Figures, Span
from tests.support import given
from tests.support.given import HandClock

AT = datetime(2026, 5, 31, 12, 0, tzinfo=UTC)


def tally(department: str, counts: Counts, *, month: str = "2026-05") -> Tally:
    return Tally(month=month, department=department, counts=counts, due_at=AT)


def sales(department: str, professionals: int, cents: int) -> Counts:
    return {
        f"s|{department}|books|{n}{department}|v{n}": (10, 2, cents) for n in range(professionals)
    }


def figures_of(*sums: Tally) -> dict[tuple[str, str], dict[str, Figures]]:
    months = [one for one in sums if one.month != "pass"]
    passes = [one for one in sums if one.month == "pass"]
    found = rules.figures_of("2026-05", months, passes)
    return {(one.side, one.territory): dict(one.cells) for one in found}


def test_regions_and_the_country_add_up_departments() -> None:
    found = figures_of(
        tally("67", {"r|all": (40, 100), **sales("67", 5, 10_000)}),
        tally("68", {"r|all": (60, 100), **sales("67", 5, 10_000)}),
        tally("29", {"r|all": (50, 100), **sales("29", 5, 10_000)}),
    )

    region = found["residence", "REG-44"]["all"]
    assert (region.people, region.offerers, region.venues) == (101, 5, 5)
    assert abs((region.bookings or 0) - 100) <= 3
    country = found["residence", "FR"]["all"]
    assert abs(country.people - 150) <= 1
    assert country.offerers == 10
    assert found["residence", "DEP-75"]["all"].people == 0


def test_the_local_share_is_what_residents_spend_at_home() -> None:
    found = figures_of(
        tally("67", {"r|all": (40, 100), **sales("67", 6, 10_000), **sales("68", 4, 5_000)}),
        tally("68", {"r|all": (40, 100), **sales("67", 4, 10_000), **sales("68", 2, 5_000)}),
    )

    assert found["residence", "DEP-67"]["all"].local_percent == 75
    assert found["residence", "REG-44"]["all"].local_percent == 100
    assert found["residence", "DEP-68"]["all"].local_percent is None, "two professionals"


def test_stocks_of_passes_hold_all_changes_up_to_the_month() -> None:
    counts: Counts = {
        "2025-11|total": (40, 100),
        "2025-11|current|all": (40, 100),
        "2026-05|current|all": (-10, 50),
        "2026-06|current|all": (-10, 50),
        "2026-05|diverse": (12, 128),
        "2025-11|granted": (40, 100, 100_000),
    }

    figures = figures_of(tally("67", counts, month="pass"))["residence", "DEP-67"]["all"]

    assert figures.beneficiaries == 40
    assert figures.current in (29, 30, 31)
    assert figures.diverse is not None
    assert 7 <= figures.diverse <= 17
    assert figures.granted_cents == 0, "nothing was granted in May"


def test_amounts_by_age_are_never_published() -> None:
    found = figures_of(
        tally(
            "67",
            {"r|all": (40, 9), "r|age:18": (40, 9), "a|67|18": (50, 5), **sales("67", 9, 10_000)},
        )
    )

    figures = found["residence", "DEP-67"]
    assert figures["all"].amount_cents is not None
    assert figures["age:18"].amount_cents is figures["age:18"].offerers is None
    assert figures["age:18"].bookings is not None


def lone(key: int, *, present: bool = True) -> dict[tuple[str, str], dict[str, Figures]]:
    """Return the figures of a country in which one person lives in Lozère, or nobody."""
    counts: Counts = {
        "r|all": (1, key),
        "r|age:18": (1, key),
        "r|category:books": (1, key),
        "v|DEP-48|all": (1, key),
        "v|DEP-48|category:books": (1, key),
        "a|48|18": (8, 2),
        **{f"s|48|books|{n}|v{n}": (2, 1, 900) for n in range(6)},
    }
    passes: Counts = {
        "2026-05|total": (1, key),
        "2026-05|current|all": (1, key),
        "2026-05|current|age:18": (1, key),
        "2026-05|diverse": (1, key),
        "2026-05|granted": (1, key, 30_000),
    }
    neighbours = tally("67", {"r|all": (400, 9), **sales("67", 9, 10_000)})
    here = (tally("48", counts), tally("48", passes, month="pass")) if present else ()
    return figures_of(neighbours, *here)


@pytest.mark.parametrize("side", ["residence", "venue"])
def test_one_person_published_as_nobody_cannot_be_told_from_nobody(side: str) -> None:
    """An attacker compares all figures of a department with those of an empty one."""
    assert lone(200)[side, "DEP-48"] == lone(200, present=False)[side, "DEP-48"]


@pytest.mark.parametrize("side", ["residence", "venue"])
def test_one_person_published_as_five_does_not_show_what_they_did(side: str) -> None:
    for name, one in lone(20)[side, "DEP-48"].items():
        assert one.people == 5, name
        assert one.bookings is one.free_bookings is one.amount_cents is None
        assert one.offerers is one.venues is one.local_percent is None
        assert one.granted_cents is None


def put(work: UnitOfWork, *, made: Tally) -> None:
    tallies.create(work, tally_id(made.month, made.department), made)


@pytest.fixture
def published(platform: Platform, clock: HandClock) -> None:
    """Two months of a department with everything in them."""
    for month, people in (("2026-04", 30), ("2026-05", 50)):
        counts: Counts = {
            "r|all": (people, 100),
            "r|age:18": (people, 100),
            "r|category:books": (people, 100),
            **sales("67", 5, 10_000),
        }
        made = tally("67", counts, month=month)
        platform.database.run(partial(put, made=made))
    clock.at = AT
    given.run(platform, "publish-statistics")


@pytest.mark.usefixtures("published")
def test_the_api_answers_by_month_territory_and_dimension() -> None:
    client = given.client("statistics_api")

    latest = client.get("/v1/statistics", query_string={"territory": "DEP-67"})
    by_group = client.get(
        "/v1/statistics",
        query_string={"territory": "REG-44", "from": "2026-04", "dimension": "category"},
    )
    everywhere = client.get("/v1/statistics", query_string={"territory": "departments"})

    assert latest.headers["Cache-Control"] == "public, max-age=3600"
    (row,) = latest.get_json()["items"]
    assert (row["month"], row["name"], row["value"]) == ("2026-05", "Bas-Rhin", "all")
    assert abs(row["people"] - 50) <= 1
    assert latest.get_json()["published"]["first"] == "2026-04"
    rows = by_group.get_json()["items"]
    assert [(row["month"], row["label"]) for row in rows] == [
        ("2026-04", "Livres et lecture"),
        ("2026-05", "Livres et lecture"),
    ]
    assert len(everywhere.get_json()["items"]) == 107


@pytest.mark.usefixtures("published")
def test_the_same_figures_come_as_a_table() -> None:
    answer = given.client("statistics_api").get(
        "/v1/statistics/csv", query_string={"territory": "DEP-67", "from": "2026-04"}
    )

    header, first, second = answer.get_data(as_text=True).strip().splitlines()
    assert header.startswith("\ufeffMois;Territoire;Nom du territoire")
    assert "DEP-67;Bas-Rhin;domicile;Ensemble" in first
    assert "2026-05" in second
    assert answer.headers["Cache-Control"] == "public, max-age=3600"


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"from": "2026-05", "to": "2026-04"}, "bad_period"),
        ({"from": "2026-13"}, "malformed"),
        ({"territory": "Alsace"}, "malformed"),
        ({"dimension": "person"}, "malformed"),
    ],
)
def test_bad_questions_are_refused(query: dict[str, str], code: str) -> None:
    answer = given.client("statistics_api").get("/v1/statistics", query_string=query)

    assert (answer.status_code, answer.get_json()["code"]) == (400, code)


@pytest.mark.usefixtures("platform")
def test_before_the_first_publication_there_is_nothing() -> None:
    answer = given.client("statistics_api").get("/v1/statistics")

    assert answer.get_json() == {"published": None, "population_sources": [], "items": []}


def test_too_much_at_once_is_refused() -> None:
    span = Span(first="2020-01", last="2026-05", published_at=AT)

    with pytest.raises(rules.TooManyFigures):
        rules.months_asked("2020-01", None, span=span, territories=107)

    assert rules.months_asked(None, "2030-01", span=span, territories=107) == ["2026-05"]
    assert rules.months_asked("2026-04", "2030-01", span=span, territories=1) == [
        "2026-04",
        "2026-05",
    ]


@pytest.mark.usefixtures("published")
def test_a_territory_has_a_report_to_print() -> None:
    client = given.client("statistics_api")

    answer = client.get("/v1/statistics/pdf", query_string={"territory": "DEP-67"})

    assert answer.content_type == "application/pdf"
    pages = PdfReader(io.BytesIO(answer.data)).pages
    text = " ".join(page.extract_text() for page in pages)
    assert "Bas-Rhin" in text
    assert "Livres et lecture" in text
    assert "secret" in text
    assert "Offres réservables" in text
    unknown = client.get("/v1/statistics/pdf", query_string={"territory": "DEP-99"})
    assert (unknown.status_code, unknown.get_json()["code"]) == (404, "no_figures")


def test_active_offers_are_those_of_the_places_of_venues() -> None:
    counted = ActiveOffers(
        month="2026-05",
        counted_at=AT,
        by_department={"67": 3, "68": 2, "29": 1},
        by_group={"67": {"books": 2, "cinema": 1}, "68": {"books": 2}, "29": {"cinema": 1}},
    )
    found = {
        (one.side, one.territory): {name: cell.active_offers for name, cell in one.cells.items()}
        for one in rules.figures_of("2026-05", [], [], counted)
    }
    assert found["venue", "DEP-67"] == {"all": 3, "category:books": 2, "category:cinema": 1}
    assert found["venue", "REG-44"] == {"all": 5, "category:books": 4, "category:cinema": 1}
    assert found["residence", "FR"] == {"all": 6, "category:books": 4, "category:cinema": 2}
    assert found["venue", "DEP-75"] == {"all": 0}
    assert found["residence", "DEP-67"] == {"all": None}


def test_counts_of_a_release_without_groups_are_those_of_departments() -> None:
    counted = ActiveOffers(month="2026-05", counted_at=AT, by_department={"67": 3})
    found = {
        (one.side, one.territory): {name: cell.active_offers for name, cell in one.cells.items()}
        for one in rules.figures_of("2026-05", [], [], counted)
    }
    assert found["venue", "REG-44"] == {"all": 3}


def test_a_group_of_categories_is_counted_by_one_query() -> None:
    # Firestore takes 30 values in an `in`.
    assert max(map(len, categories_by_group().values())) <= 30


def active_by(dimension: str, month: str, territory: str = "DEP-67") -> dict[str, object]:
    query = {"territory": territory, "side": "venue", "from": month, "to": month}
    query["dimension"] = dimension
    answer = given.client("statistics_api").get("/v1/statistics", query_string=query)
    return {row["value"]: row["active_offers"] for row in answer.get_json()["items"]}


def active(month: str, territory: str = "DEP-67") -> object:
    return active_by("all", month, territory)["all"]


def test_a_month_keeps_its_last_count_of_active_offers(
    platform: Platform, clock: HandClock
) -> None:
    clock.at = AT
    venue = given.house(platform)
    book = given.offer(platform, venue, given.thing(), category="paper_book")
    given.run(platform, "publish-statistics")
    assert (active("2026-05"), active("2026-05", "FR")) == (1, 1)
    given.offer(platform, venue, given.thing(), category="paper_book")
    given.offer(platform, venue, given.thing(), category="museum_pass")
    given.run(platform, "publish-statistics")
    assert active("2026-05") == 3
    assert active_by("category", "2026-05") == {"books": 2, "heritage": 1}
    clock.move(days=1)
    path = f"/v1/offers/{book.id}/unpublish"
    assert given.call(platform, "POST", path, uid=given.MEMBER).status_code == 200
    given.run(platform, "publish-statistics")
    assert (active("2026-05"), active("2026-06")) == (3, 2)


def test_a_count_that_a_stopped_run_left_is_published_by_the_next(
    platform: Platform, clock: HandClock
) -> None:
    clock.at = AT
    given.offer(platform, given.house(platform), given.thing(), category="paper_book")
    active_service.count(platform.database, "2026-05", now=AT)
    assert given.run(platform, "publish-statistics").counts == {"months": 1}
    assert active("2026-05") == 1
    assert given.run(platform, "publish-statistics").counts == {"months": 0}


def test_counting_active_offers_reads_none_of_them(platform: Platform) -> None:
    venue = given.house(platform)
    with metered() as few:
        active_service.count(platform.database, "2026-05", now=given.now(platform))
    for _ in range(10):
        given.offer(platform, venue, given.thing(), category="paper_book")
    with metered() as many:
        active_service.count(platform.database, "2026-06", now=given.now(platform))
    assert many.documents_read == few.documents_read
