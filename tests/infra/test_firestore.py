"""Firestore's indexes and expiry, compared with every query and document that the code makes.

The embedded default refuses a query without a declared index, so any test can find a missing one.
These tests find indexes that no query uses, and compare the declared ones with the deployment.
"""

from datetime import datetime
from typing import Any

import main
from deployables import TERRAFORM, indexes, read_yaml, ttl_fields
from functions.kernel.platform import INDEXES
from tests.infra.conftest import Applied
from tests.infra.played import Played
from tests.infra.policy import Made

main.load_all()


def collections() -> dict[str, dict[str, Any]]:
    """Return the indexes and expiry of each collection in firestore.yaml."""
    listed: dict[str, dict[str, Any]] = read_yaml(TERRAFORM / "firestore.yaml")["collections"]
    return listed


def test_every_query_has_its_index(played: Played) -> None:
    assert not played.missing, "; ".join(sorted(played.missing))


def test_every_declared_index_serves_a_query(played: Played) -> None:
    unused = [index for index in dict.fromkeys(INDEXES) if index not in played.used]
    assert not unused, "no query uses it: remove it from its store, or add the query"


def test_an_index_is_declared_once() -> None:
    assert len(INDEXES) == len(set(INDEXES))


def test_the_list_names_the_indexes_that_all_features_declare() -> None:
    assert sorted(indexes(), key=str) == sorted(INDEXES, key=str)


def test_every_collection_that_is_written_is_listed(played: Played) -> None:
    listed = collections().keys()
    assert not played.fields.keys() - listed, "add it to KERNEL in infra/firestore.py"


def test_expiring_documents_hold_the_time_at_which_they_expire(played: Played) -> None:
    ttl = ttl_fields()
    assert set(ttl) == {
        *("bank_accounts", "countermarks", "handled_events", "idempotency_keys", "invitations"),
        *("notices", "quotas", "venue_news", "webhook_deliveries", "wrong_codes"),
        *("door_scans", "erased_accounts", "export_parts", "exports", "feedback_limits"),
    }
    for collection, field in ttl.items():
        assert isinstance(played.fields[collection][field], datetime), collection


def test_terraform_makes_the_listed_indexes_and_no_other(applied: Applied) -> None:
    made = Made(applied.shown)
    listed = collections()
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
