"""Fixtures of the tests of database adapters."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from functions.kernel.config import Settings
from functions.kernel.database import (
    Adapter,
    Database,
    Ref,
    RetryPolicy,
    UnitOfWork,
)
from functions.kernel.database.sqlite import FILE, SqliteAdapter
from functions.kernel.platform import Platform
from local.emulators import environment
from tests.support.databases import FIRESTORE, OFFERS, PLAIN, TAGGED


@pytest.fixture
def project() -> str:
    """A project of the test's own, which is an empty database on the emulator."""
    return f"demo-{uuid4().hex}"


@pytest.fixture(params=["sqlite", "columns", pytest.param("firestore", marks=FIRESTORE)])
def adapter(request: pytest.FixtureRequest, tmp_path: Path, project: str) -> Iterator[Adapter]:
    """An empty database behind each adapter, SQLite with and without columns of fields."""
    opened: Adapter
    if request.param != "firestore":
        indexes = (*TAGGED, *PLAIN) if request.param == "columns" else TAGGED
        opened = SqliteAdapter(tmp_path / FILE, indexes=indexes, is_durable=False)
    else:
        host = request.getfixturevalue("firestore_emulator")
        settings = Settings(database="firestore", relay="trigger", project=project)
        with environment(FIRESTORE_EMULATOR_HOST=host):
            opened = Platform(settings).database.adapter
    yield opened
    opened.close()


@pytest.fixture
def database(adapter: Adapter) -> Database:
    """Units of work on the adapter, patient enough for two slow cores."""
    return Database(adapter, RetryPolicy(deadline=30.0))


@pytest.fixture
def offers(database: Database) -> Database:
    """Six offers, and one of another collection that no query may find."""

    def body(work: UnitOfWork) -> None:
        for name, offer in OFFERS.items():
            price = offer["price"]
            nested = {"at": {"desk": price, "2024": price}, "free": price == 0}
            work.create(Ref("offers", name), {**offer, "prices": nested, "days": [offer["at"]]})
        work.create(Ref("old_offers", "a"), OFFERS["a"])

    database.run(body)
    return database
