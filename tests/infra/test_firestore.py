"""What Firestore indexes and forgets, held against every query and every document of the code.

The embedded default refuses a query without a declared index, in every test and on every machine;
here everything that is declared has to be of use, and the deployment has to have it.
"""

from datetime import datetime
from pathlib import Path
from typing import Any

import main
from functions.kernel.platform import INDEXES
from infra import firestore
from infra.policy import Made
from tests.infra.conftest import Applied
from tests.infra.played import Played

main.load_all()

HINT = "run `python -m infra firestore`, and commit what it writes"


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
