"""The queries of docs/statistics.md, and BigQuery's view of events, run on DuckDB.

Those for BigQuery are put into DuckDB's words by sqlglot; BigQuery itself is not there.
"""

import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import msgspec
import pytest
import sqlglot
from sqlglot import exp

from functions.booking.models import BookingRedeemed, BookingRestored
from functions.kernel.events import Event, to_message
from functions.kernel.platform import Platform
from functions.kernel.values import replace
from local.event_export import COLUMNS, events_of, export_events
from tests.infra.commands import ROOT
from tests.support import given
from tests.support.given import HandClock

DOCUMENT = (ROOT / "docs/statistics.md").read_text("utf-8")
QUERIES = dict(re.findall(r"^-- (.+: .+)\n((?:.*\n)+?.*;)$", DOCUMENT, re.M))
ANALYTICS = (ROOT / "infra/terraform/modules/analytics/main.tf").read_text("utf-8")
VIEW = re.search(r"<<-SQL\n(.*?)\n +SQL$", ANALYTICS, re.M | re.S)
QUESTIONS = {name.partition(": ")[2] for name in QUERIES}

Rows = list[tuple[Any, ...]]


@pytest.fixture
def exported(platform: Platform, clock: HandClock, tmp_path: Path) -> Path:
    """Export the events of six bookings in two months, three of them used, and one undone."""
    stock = given.stock(platform, given.thing(700))
    people = ("ana", "ben", "cleo", "dan", "eve", "fay")
    used, later, undone, cancelled, *_ = given.book_for(platform, stock, *people)
    clock.move(hours=1)
    given.redeem(platform, used)
    given.redeem(platform, undone)
    given.undo(platform, undone)
    given.cancel(platform, cancelled)
    clock.move(days=35)
    given.redeem(platform, later)
    file = tmp_path / "events.csv"
    export_events(platform.database, file)
    return file


@pytest.fixture
def database() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        opened.execute("SET TimeZone = 'UTC'")
        yield opened


def run(database: duckdb.DuckDBPyConnection, name: str, file: Path) -> Rows:
    query = QUERIES[name]
    if name.startswith("BigQuery"):
        query = in_duckdb(query, events=f"read_csv('{file}')")
    return database.sql(query.replace("'events.csv'", f"'{file}'")).fetchall()


def in_duckdb(query: str, *, events: str) -> str:
    """Return a query of BigQuery in DuckDB's words, which has a median instead of quantiles."""
    tree = sqlglot.parse_one(query, read="bigquery")
    for table in tree.find_all(exp.Table):
        if table.db == "culture_pass":
            table.replace(
                exp.select("*").from_(exp.maybe_parse(events, dialect="duckdb")).subquery()
            )
    for part in tree.find_all(exp.Bracket):
        if (quantiles := part.find(exp.ApproxQuantiles)) is not None:
            part.replace(exp.Median(this=quantiles.this))
    return tree.sql(dialect="duckdb")


def test_there_are_three_questions_in_both_languages() -> None:
    assert len(QUESTIONS) == 3
    assert set(QUERIES) == {f"{by}: {one}" for by in ("DuckDB", "BigQuery") for one in QUESTIONS}


@pytest.mark.parametrize("by", ["DuckDB", "BigQuery"])
def test_queries_of_the_guide_answer_their_questions(
    database: duckdb.DuckDBPyConnection, exported: Path, by: str
) -> None:
    months = run(database, f"{by}: bookings and amount by month", exported)
    assert months == [("2026-05", 1, 7), ("2026-06", 1, 7)]
    ((_, share),) = run(
        database, f"{by}: the share of bookings that were cancelled, by venue", exported
    )
    assert share == pytest.approx(1 / 6)
    assert run(database, f"{by}: days from the grant to the first booking", exported) == [(0,)]


def test_view_of_bigquery_has_what_the_export_has(
    database: duckdb.DuckDBPyConnection, exported: Path, platform: Platform
) -> None:
    events = list(events_of(platform.database))
    # What the export leaves out: a redemption that was undone, and every second delivery.
    undone = next(one for one in events if one.name == "booking-confirmed" and is_open(one, events))
    redeemed = next(one for one in events if one.name == "booking-redeemed")
    assert isinstance(redeemed, BookingRedeemed)
    redeemed = replace(redeemed, subject_id=undone.subject_id, revision=2)
    restored = {**msgspec.structs.asdict(redeemed), "revision": 3}
    events += [redeemed, BookingRestored(**restored)]
    database.execute("CREATE TABLE messages (publish_time TIMESTAMP, data JSON, attributes JSON)")
    for place, event in enumerate([*events, *events]):
        message = to_message(event)
        attributes = json.dumps({"topic": message.topic, "id": message.id})
        row = [f"2026-07-01 00:00:{place:02}", message.data, attributes]
        database.execute("INSERT INTO messages VALUES (?, ?, ?)", row)

    assert VIEW is not None
    view = sqlglot.transpile(VIEW[1].replace("${local.messages}", "messages"), "bigquery", "duckdb")
    found = database.sql(view[0])

    assert tuple(found.columns) == COLUMNS
    seen = {(name, id, subject, at.isoformat()) for name, id, subject, at, _ in found.fetchall()}
    rows = list(csv.DictReader(exported.read_text("utf-8").splitlines()))
    assert len(found.fetchall()) == len(rows)
    assert seen == {
        (row["name"], row["id"], row["subject_id"], row["at"].replace("Z", "+00:00"))
        for row in rows
    }


def is_open(event: Event, events: list[Event]) -> bool:
    others = ("booking-redeemed", "booking-cancelled")
    return not any(one.subject_id == event.subject_id and one.name in others for one in events)


def test_topics_in_bigquery_are_the_events_of_the_export() -> None:
    platform = (ROOT / "infra/terraform/modules/platform/main.tf").read_text("utf-8")
    listed = re.search(r"streamed = toset\(\[(.*?)\]\)", platform, re.S)
    assert listed is not None
    export = (ROOT / "local/event_export.py").read_text("utf-8")
    kinds = re.findall(r"yield (?:Booking|Grant)(\w+)(?:\.of)?\(", export)
    names = {f"{'grant' if kind == 'Received' else 'booking'}-{kind.lower()}" for kind in kinds}
    assert names | {"booking-restored"} == set(re.findall(r'"([\w-]+)"', listed[1]))
