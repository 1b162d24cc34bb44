"""Coverage is published where the operator gives the population, and is absent elsewhere."""

import io
import re
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from functions.kernel.platform import Platform
from functions.statistics.counting.models import Counts
from functions.statistics.population.__main__ import main
from functions.statistics.population.data import PopulationInvalid, read_population
from tests.features.statistics.test_figures import AT, put, tally
from tests.support import given
from tests.support.given import HandClock

HEADER = "territory,age,population,source,year\n"
SOURCE = "Insee, estimations de population"
ROWS = HEADER + "".join(
    f'DEP-67,{age},{people},"{SOURCE}",{year}\n'
    for age, people, year in ((17, 300, 2025), (18, 250, 2025), (18, 200, 2026), (18, 1, 2027))
)


@pytest.fixture
def published(platform: Platform, clock: HandClock) -> None:
    """A month in which 100 people of 18, and some of 19, have a pass in a department."""
    counts: Counts = {
        "2026-05|current|all": (140, 9),
        "2026-05|current|age:18": (100, 100),
        "2026-05|current|age:19": (40, 165),
    }
    platform.database.run(partial(put, made=tally("67", counts, month="pass")))
    platform.database.run(partial(put, made=tally("67", {"r|all": (140, 9)})))
    clock.at = AT
    given.run(platform, "publish-statistics")


@pytest.fixture
def population(platform: Platform, tmp_path: Path) -> None:
    """The population of two ages in the department."""
    file = tmp_path / "population.csv"
    file.write_text(ROWS, "utf-8")
    platform.settings = platform.settings.model_copy(update={"population": file})


def ask(**query: str) -> Any:
    answer = given.client("statistics_api").get(
        "/v1/statistics", query_string={"territory": "DEP-67", **query}
    )
    assert answer.status_code == 200
    return answer.get_json()


@pytest.mark.usefixtures("published", "population")
def test_passes_are_compared_with_the_population_of_the_year() -> None:
    (whole,) = ask()["items"]
    ages = {one["value"]: one["coverage_percent"] for one in ask(dimension="age")["items"]}

    assert ages["18"] in (49, 50, 51), "100 of 200, and one at most of noise"
    assert ages["19"] is None, "the file has no such age"
    assert whole["coverage_percent"] == 20, "100 of the 500 whose population is known"
    assert ask()["population_sources"] == [SOURCE]


@pytest.mark.usefixtures("published", "population")
def test_venues_and_territories_without_population_have_no_coverage() -> None:
    for query in ({"side": "venue"}, {"territory": "REG-44"}, {"territory": "FR"}):
        assert {one["coverage_percent"] for one in ask(**query)["items"]} <= {None}
    csv = given.client("statistics_api").get(
        "/v1/statistics/csv", query_string={"territory": "DEP-67"}
    )
    header, row = csv.get_data(as_text=True).strip().splitlines()
    assert header.endswith("Taux de couverture (%)")
    assert row.endswith(";20")


@pytest.mark.usefixtures("published", "population")
def test_the_report_shows_coverage_and_its_source() -> None:
    text = report()
    assert "Couverture" in text
    assert re.search(r"2026-05\b.*\b20 %", text.replace("\n", " "))
    assert SOURCE in text


@pytest.mark.usefixtures("published")
def test_the_report_has_no_coverage_without_a_file() -> None:
    assert "Couverture" not in report()


def report() -> str:
    answer = given.client("statistics_api").get(
        "/v1/statistics/pdf", query_string={"territory": "DEP-67"}
    )
    assert answer.status_code == 200
    pages = PdfReader(io.BytesIO(answer.data)).pages
    return " ".join(page.extract_text() for page in pages)


@pytest.mark.usefixtures("published")
def test_without_a_file_there_is_no_coverage() -> None:
    answer = ask(dimension="age")

    assert answer["population_sources"] == []
    assert {one["coverage_percent"] for one in answer["items"]} == {None}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "line 1"),
        ("territory;age;population;source;year\n", "line 1"),
        (HEADER, "no row"),
        (HEADER + "DEP-67,18,200,Insee\n", "line 2: 5 values"),
        (HEADER + "DEP-67,18,200,Insee,2026\nDEP-20,18,200,Insee,2026\n", "line 3: territory"),
        (HEADER + "DEP-67,dix-huit,200,Insee,2026\n", "line 2"),
        (HEADER + "DEP-67,18,0,Insee,2026\n", "line 2: population"),
        (HEADER + "DEP-67,-1,200,Insee,2026\n", "line 2: age"),
        (HEADER + "DEP-67,18,200, ,2026\n", "line 2: source"),
        (HEADER + "DEP-67,18,200,Insee,2026\n" * 2, "line 3: this territory"),
    ],
)
def test_a_file_with_a_fault_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, said: str
) -> None:
    file = tmp_path / "mine.csv"
    file.write_text(text, "utf-8")

    with pytest.raises(PopulationInvalid, match=f"mine.csv: .*{said}"):
        read_population(file)

    assert main(["check", str(file)]) == 1
    assert said in capsys.readouterr().out


def test_the_command_says_what_a_file_has(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine.csv").write_text("\ufeff" + ROWS, "utf-8")

    assert main(["check", str(tmp_path / "mine.csv")]) == 0

    said = capsys.readouterr().out
    assert "4 rows, 1 departments" in said
    assert "ages 17 to 18, years 2025 to 2027" in said
    assert SOURCE in said
    assert main(["check", str(tmp_path / "none.csv")]) == 1
