"""What Firestore indexes and forgets, held against every query and every document of the code.

The embedded default refuses a query without a declared index, in every test and on every machine;
here everything that is declared has to be of use, and the deployment has to have it.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import combinations, product
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import pytest
from pydantic import AwareDatetime, BaseModel

import main
from functions.kernel.database import Index, Query, Write
from functions.kernel.http import Who
from functions.kernel.indexes import MissingIndex, serving_indexes
from functions.kernel.jobs import JOBS, run_job
from functions.kernel.platform import INDEXES, use_platform
from infra import firestore
from infra.deployables import deployables, route_tables
from infra.policy import Made
from tests.acceptance.calls import CASES, WHO_MAY, call
from tests.acceptance.world import World
from tests.infra.conftest import Applied

main.load_all()

SCOPES = {"venue_id": "{venue_id}", "offerer_siren": "{siren}", "offer_id": "{offer_id}"}
"""Of what a list may be asked for, one at a time."""

RADII_M = ["100", "1000", "10000", "30000", "100000"]
"""Each is looked up by another size of cell, and so by another index."""

PAGING = {"page_size", "page_token"}
"""What asks for more or less of the same, in the same order."""

HINT = "run `python -m infra firestore`, and commit what it writes"


class Played:
    """What a world's databases were asked, and what was written to them."""

    def __init__(self, world: World) -> None:
        self.used: set[Index] = set()
        self.missing: set[str] = set()
        self.fields: dict[str, dict[str, object]] = defaultdict(dict)
        database = world.platform.database
        relay = database.committed

        def committed(writes: Sequence[Write]) -> None:
            for write in writes:
                known = {k: v for k, v in (write.data or {}).items() if v is not None}
                self.fields[write.ref.collection].update(known)
            if relay is not None:
                relay(writes)

        database.asked = self._ask
        database.committed = committed
        self._routes(world)
        self._jobs(world)

    def _ask(self, query: Query) -> None:
        try:
            self.used.update(serving_indexes(query, INDEXES))
        except MissingIndex as missing:
            self.missing.add(str(missing))

    def _routes(self, world: World) -> None:
        member = world.callers[WHO_MAY[Who.DESK]]
        world.api.call("GET", "/v1/desk/countermarks/ZZZZZZ", by=member)
        for method, path in CASES:
            world.state.restore()
            key = None if method == "GET" else "a key"
            assert call(world, method, path, key=key).status_code < 500, f"{method} {path}"
        world.state.restore()
        for table in route_tables(deployables()):
            for route in table.routes:
                if route.query is None:
                    continue
                case = CASES[route.method, route.path]
                by = world.callers[WHO_MAY[case.who]]
                needed = {name: world.path(value) for name, value in case.query.items()}
                known = [name for name in SCOPES if name in route.query.model_fields]
                scopes = [{name: world.path(SCOPES[name])} for name in known]
                for base in scopes or [needed]:
                    for some in variants(route.query, {*needed, *SCOPES, *PAGING}):
                        # Not all may be asked for together, which the answer tells.
                        world.api.call(
                            route.method, world.path(route.path), by=by, params={**base, **some}
                        )

    def _jobs(self, world: World) -> None:
        now = world.platform.clock.now()
        for at in (now, now + timedelta(days=4_000)):
            for name in JOBS:
                world.state.restore()
                run_job(world.platform, name, at)
        world.platform.relay.sweep(recorded_before=now)


def variants(query: type[BaseModel], needed: Any) -> Iterator[dict[str, str]]:
    """Yield the parameters of a route: each three of them, in each of their ways."""
    ways: list[list[dict[str, str]]] = []
    place: dict[str, str] = {}
    for name, field in query.model_fields.items():
        name = field.alias or name  # noqa: PLW2901
        values = RADII_M if name == "radius_m" else values_of(field.annotation)
        if values and field.annotation in (float, float | None):
            # Two coordinates are one place.
            place[name] = values[0]
        elif values and name not in needed:
            ways.append([{name: value} for value in values])
    ways += [[place]] if place else []
    for number in range(1, 4):
        for chosen in combinations(ways, number):
            for values_together in product(*chosen):
                yield {name: value for one in values_together for name, value in one.items()}


def values_of(kind: Any) -> list[str]:
    """Return some values that a parameter of this type may have, none where none is known."""
    known = {
        bool: ["true", "false"],
        datetime: ["2026-05-04T10:00:00Z"],
        AwareDatetime: ["2026-05-04T10:00:00Z"],
        float: ["7.75"],
        int: ["1000"],
        str: ["livre"],
    }
    if kind in known:
        return known[kind]
    if get_origin(kind) is Literal:
        return [str(value) for value in get_args(kind)]
    inner = [each for each in get_args(kind) if isinstance(each, type) or get_args(each)]
    return next((found for each in inner if (found := values_of(each))), [])


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    """Every route and every job, played in a world that has something of everything."""
    world = World(tmp_path_factory.mktemp("world"))
    try:
        yield Played(world)
    finally:
        use_platform(None)
        world.close()


def test_every_query_has_its_index(played: Played) -> None:
    assert not played.missing, "; ".join(sorted(played.missing))


def test_every_declared_index_is_of_use_to_some_query(played: Played) -> None:
    unused = [index for index in dict.fromkeys(INDEXES) if index not in played.used]
    assert not unused, (
        "no query needs it: take it from its store, or have a route or job ask for it"
    )


def test_an_index_is_declared_once() -> None:
    assert len(INDEXES) == len(set(INDEXES))


def test_the_deployment_has_every_index_that_is_declared_and_no_other() -> None:
    listed = firestore.read()
    assert firestore.listing(firestore.ttl_fields(listed)) == listed, HINT


def test_the_file_is_what_the_command_writes(tmp_path: Path) -> None:
    text = firestore.LISTED.read_text("utf-8")
    copy = tmp_path / "firestore.yaml"
    copy.write_text(text, "utf-8")
    firestore.write(copy)
    assert copy.read_text("utf-8") == text, HINT


def test_every_collection_that_is_written_is_listed(played: Played) -> None:
    listed = firestore.read()["collections"].keys()
    assert not played.fields.keys() - listed, "add it to KERNEL in infra/firestore.py"


def test_what_expires_has_an_instant_at_which_it_does(played: Played) -> None:
    ttl = firestore.ttl_fields(firestore.read())
    assert set(ttl) == {
        *("countermarks", "handled_events", "idempotency_keys", "notices", "wrong_codes")
    }
    for collection, field in ttl.items():
        assert field in firestore.read()["collections"][collection].values()
    for collection in ttl:
        assert isinstance(played.fields[collection][ttl[collection]], datetime), collection


def test_terraform_makes_what_is_listed(applied: Applied) -> None:
    made = Made(applied.shown)
    listed = firestore.read()["collections"]
    composites = {
        (index["collection"], tuple(map(_marked, index["fields"])))
        for index in made.of("google_firestore_index")
    }
    assert composites == {
        (name, tuple(fields))
        for name, facts in listed.items()
        for fields in facts.get("indexes", [])
    }
    fields = {(f["collection"], f["field"]): f for f in made.of("google_firestore_field")}
    for name, facts in listed.items():
        assert fields[name, "*"]["index_config"][0]["indexes"] == []
        for marked in facts.get("fields", []):
            field = fields[name, marked.removeprefix("-").removesuffix("[]")]
            found = [
                _marked({**index, "field_path": field["field"]})
                for index in field["index_config"][0]["indexes"]
            ]
            assert marked in found
        if "ttl" in facts:
            assert len(fields[name, facts["ttl"]]["ttl_config"]) == 1
    expiring = {key[0] for key, field in fields.items() if field["ttl_config"]}
    assert expiring == {name for name, facts in listed.items() if "ttl" in facts}


def _marked(field: dict[str, Any]) -> str:
    if field["array_config"]:
        return f"{field['field_path']}[]"
    return ("-" if field["order"] == "DESCENDING" else "") + str(field["field_path"])
