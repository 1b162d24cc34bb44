"""Events leave the machine as a table that other tools read."""

import csv
import io
import json
from pathlib import Path

import pytest

from functions.kernel.platform import Platform
from local.event_export import ExportRefused, export_events
from tests.support import given
from tests.support.given import HandClock


def test_bookings_and_grants_become_events_once(
    platform: Platform, clock: HandClock, tmp_path: Path
) -> None:
    stock = given.stock(platform, given.thing(700))
    used, undone, cancelled = given.book_for(platform, stock, "ana", "ben", "cleo")
    clock.move(hours=1)
    given.redeem(platform, used)
    given.redeem(platform, undone)
    given.undo(platform, undone)
    given.cancel(platform, cancelled)

    number = export_events(platform.database, tmp_path)

    text = (tmp_path / "events.csv").read_text("utf-8")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == number == len({row["id"] for row in rows})
    names = sorted(row["name"] for row in rows)
    assert names == [
        "booking-cancelled",
        *["booking-confirmed"] * 3,
        "booking-redeemed",
        *["grant-received"] * 3,
    ]
    (redeemed,) = (row for row in rows if row["name"] == "booking-redeemed")
    assert redeemed["subject_id"] == used.id
    assert redeemed["at"] == "2026-05-04T11:00:00Z"
    assert json.loads(redeemed["data"])["amount_cents"] == 700


def test_a_file_that_exists_is_kept(platform: Platform, tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    file.write_text("kept", "utf-8")

    with pytest.raises(ExportRefused):
        export_events(platform.database, file)

    assert file.read_text("utf-8") == "kept"
