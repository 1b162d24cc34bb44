"""Documents of earlier releases, on both databases: the worked example of record 18.

A place of the first release has a `title` and a `fax`. In the second, the title is called `name`
and there is a `capacity`; `fax` is gone.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from msgspec import ValidationError

from functions.kernel.config import Settings
from functions.kernel.database import Database, Document, Ref, UnitOfWork
from functions.kernel.database.documents import Collection
from functions.kernel.platform import Platform
from functions.kernel.values import Model
from local.backfill import backfill, collections, run
from local.emulators import environment

FIRESTORE = pytest.mark.emulator("firestore")
PAGE = 100


class Place(Model, frozen=True, kw_only=True):
    """A place as the second release knows it."""

    name: str
    capacity: int | None = None
    rooms: tuple[str, ...] = ()


# Until a backfill has renamed the field everywhere.
places = Collection("places", Place, renamed={"title": "name"})
FORMER: Document = {"title": "Odéon", "fax": "+33 1", "rooms": ["a", "b"]}
PRESENT: Document = {"name": "Odéon", "rooms": ["a", "b"]}


@pytest.fixture(params=["sqlite", pytest.param("firestore", marks=FIRESTORE)])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    if request.param == "sqlite":
        opened = Platform(Settings(data=tmp_path)).database
    else:
        host = request.getfixturevalue("firestore_emulator")
        settings = Settings(database="firestore", relay="trigger", project=f"demo-{uuid4().hex}")
        with environment(FIRESTORE_EMULATOR_HOST=host):
            opened = Platform(settings).database
    yield opened
    opened.close()


def put(database: Database, document_id: str, data: Document) -> None:
    database.run(lambda work: work.create(Ref("places", document_id), data))


def stored(database: Database, document_id: str) -> Document | None:
    return database.read([Ref("places", document_id)])[0].data


def test_a_former_document_is_read_and_written_in_its_present_form(database: Database) -> None:
    put(database, "p1", FORMER)

    def body(work: UnitOfWork) -> Place:
        place = places.get(work, "p1")
        places.replace(work, "p1", place)
        return place

    assert database.run(body) == Place(name="Odéon", rooms=("a", "b"))
    assert stored(database, "p1") == PRESENT


def test_a_backfill_rewrites_what_is_not_in_its_present_form(database: Database) -> None:
    put(database, "p1", FORMER)
    put(database, "p2", PRESENT)
    put(database, "p3", {"fax": "no name at all"})
    put(database, "p4", FORMER)
    before = database.read([Ref("places", "p2")])[0].version
    ((last, report),) = backfill(database, places)
    assert (last, report.failed) == ("p4", 1)
    assert report.counts == {"rewritten": 2, "unchanged": 1}
    assert [stored(database, name) for name in ("p1", "p2", "p4")] == [PRESENT] * 3
    assert stored(database, "p3") == {"fax": "no name at all"}, "what cannot be read stays"
    assert database.read([Ref("places", "p2")])[0].version == before, "nor is it written"
    ((_, again),) = backfill(database, places)
    assert again.counts == {"rewritten": 0, "unchanged": 3}
    assert list(backfill(database, places, after="p4")) == []


def test_a_backfill_that_stopped_continues_behind_the_last_page(database: Database) -> None:
    def create(work: UnitOfWork) -> None:
        for number in range(PAGE + 20):
            work.create(Ref("places", f"p{number:03}"), FORMER)

    database.run(create)
    pages = backfill(database, places)
    last, first = next(pages)
    assert (last, first.counts["rewritten"]) == ("p099", PAGE)
    assert stored(database, "p100") == FORMER
    ((_, rest),) = backfill(database, places, after=last)
    assert rest.counts == {"rewritten": 20, "unchanged": 0}


def test_a_write_during_a_backfill_is_not_lost(database: Database) -> None:
    put(database, "p1", FORMER)

    class Interfering(Collection[Place]):
        """Places of which one is edited just when the backfill has read it."""

        edits: list[Callable[[], None]]

        def decode(self, data: Document) -> Place:
            if self.edits:
                self.edits.pop()()
            return super().decode(data)

    def edit() -> None:
        def body(work: UnitOfWork) -> None:
            work.find(Ref("places", "p1"))
            work.replace(Ref("places", "p1"), {**FORMER, "title": "Renamed meanwhile"})

        database.run(body)

    interfering = Interfering("places", Place, renamed={"title": "name"})
    interfering.edits = [edit]
    ((_, report),) = backfill(database, interfering)
    assert report.counts["rewritten"] == 1
    assert stored(database, "p1") == {**PRESENT, "name": "Renamed meanwhile"}


def test_a_document_that_does_not_fit_is_a_fault(database: Database) -> None:
    put(database, "p1", {"capacity": 3})
    with pytest.raises(ValidationError):
        database.run(lambda work: places.get(work, "p1"))


def test_every_collection_can_be_backfilled_by_hand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CULTUREPASS_DATA", str(tmp_path))
    assert {"bookings", "offers", "wallets", "beneficiaries"} <= collections().keys()
    assert run(["offers"]) == 0
    assert capsys.readouterr().out == "offers: done.\n"
    with pytest.raises(SystemExit):
        run(["nothing"])
