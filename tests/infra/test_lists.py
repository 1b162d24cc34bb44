"""The lists that Terraform reads, held against the code: what is deployed, told, run and set."""

import base64
import re
from pathlib import Path
from typing import Any

import pytest
from functions_framework import _function_registry as registry

import main
from functions.kernel.bus import from_push
from functions.kernel.config import Settings, read_settings
from functions.kernel.events import Event
from functions.kernel.files import OBJECT_FINALIZE
from functions.kernel.jobs import JOBS
from functions.kernel.subscribers import subscribers
from infra.deployables import (
    FUNCTIONS,
    TERRAFORM,
    Misdirected,
    deployables,
    function_of_path,
    read_yaml,
    route_tables,
    sample_path,
)
from tests.infra.conftest import Applied

main.load_all()

LISTED = deployables()
BUS = read_yaml(TERRAFORM / "bus.yaml")
ROOT = TERRAFORM.parent.parent


def changed_list(tmp_path: Path, old: str, new: str) -> Path:
    """Return functions.yaml with a change."""
    text = FUNCTIONS.read_text("utf-8")
    assert old in text
    path = tmp_path / "functions.yaml"
    path.write_text(text.replace(old, new, 1), "utf-8")
    return path


# Functions


def test_what_is_listed_is_what_main_exports_each_of_its_kind() -> None:
    assert LISTED.keys() == set(main.__all__), "functions.yaml and main.py name other functions"
    for name in LISTED:
        getattr(main, name)
    assert {name: function.kind for name, function in LISTED.items()} == {
        name: kind for name, kind in registry.REGISTRY_MAP.items() if name in LISTED
    }


def test_a_function_has_one_way_in() -> None:
    for name, function in LISTED.items():
        ways = [bool(function.paths), bool(function.topics), function.document is not None]
        assert ways.count(True) == 1, name
        assert bool(function.paths) == (function.kind == "http"), name


@pytest.mark.parametrize("subscriber", subscribers, ids=lambda subscriber: subscriber.name)
def test_a_function_is_pushed_what_it_handles(subscriber: Any) -> None:
    listed, handled = set(LISTED[subscriber.name].topics), set(subscriber.subscriptions)
    assert not handled - listed, f"add to {subscriber.name}'s topics in functions.yaml"
    assert not listed - handled, f"take from {subscriber.name}'s topics in functions.yaml"


def test_a_field_that_there_is_not_is_refused(tmp_path: Path) -> None:
    path = changed_list(tmp_path, "memory: 512Mi", "memroy: 512Mi")
    with pytest.raises(ValueError, match="memroy"):
        deployables(path)


# Paths


def test_every_route_is_sent_to_the_function_that_has_it() -> None:
    tables = route_tables(LISTED)
    assert {table.function for table in tables} == {
        name for name, function in LISTED.items() if function.kind == "http"
    }


def test_no_path_is_listed_that_no_route_needs() -> None:
    paths = {
        sample_path(route.path): table.function
        for table in route_tables(LISTED)
        for route in table.routes
    }
    for name, function in LISTED.items():
        for pattern in function.paths:
            kept = [each for each in function.paths if each != pattern]
            without = {**LISTED, name: _with_paths(name, kept)}
            missed = [p for p, owner in paths.items() if function_of_path(p, without) != owner]
            assert missed, f"take {pattern} from {name}'s paths in functions.yaml"


def _with_paths(name: str, paths: list[str]) -> Any:
    function = LISTED[name]
    return type(function)(
        **{
            **{field: getattr(function, field) for field in function.__dataclass_fields__},
            "paths": tuple(paths),
        }
    )


def test_a_route_that_is_sent_elsewhere_is_named(tmp_path: Path) -> None:
    path = changed_list(tmp_path, "      - /v1/me/export\n", "")
    with pytest.raises(Misdirected, match=r"/v1/me/export goes to nobody.* to booking_api"):
        route_tables(deployables(path))


@pytest.mark.parametrize(
    ("path", "function"),
    [
        ("/v1/me", "accounts_api"),
        ("/v1/me/favorites", "offers_api"),
        ("/v1/me/favorites/x", "offers_api"),
        ("/v1/me/", None),
        ("/v1/offerers/732829320/offers", "offers_api"),
        ("/v1/offerers/732829320/offers/", "accounts_api"),
        ("/v1/offerers/732829320/api-keys/x", "accounts_api"),
        ("/v1/offersx", None),
        ("/", None),
    ],
)
def test_a_path_goes_where_more_is_said_of_it(path: str, function: str | None) -> None:
    assert function_of_path(path, LISTED) == function


# The bus


def every_event() -> set[str]:
    waiting, found = [Event], set()
    while waiting:
        kind = waiting.pop()
        waiting.extend(kind.__subclasses__())
        if "name" in vars(kind) and kind.__module__.startswith("functions."):
            found.add(kind.name)
    return found


def test_every_event_has_its_topic() -> None:
    assert sorted(set(BUS["events"]) ^ every_event()) == [], "mend `events` in bus.yaml"
    assert len(BUS["events"]) == len(set(BUS["events"]))


def test_every_job_has_its_schedule() -> None:
    assert sorted(BUS["jobs"].keys() ^ JOBS.keys()) == [], "mend `jobs` in bus.yaml"


def test_uploads_are_told_where_they_are_heard(applied: Applied) -> None:
    assert BUS["uploads"] == OBJECT_FINALIZE
    (notification,) = applied.resources("google_storage_notification")
    (event_type,) = notification["event_types"]
    attributes = {
        "eventType": event_type,
        "bucketId": notification["bucket"],
        "objectId": "a",
        "objectGeneration": "1",
    }
    told = from_push({"message": {"attributes": attributes, "data": ""}})
    assert told.topic == BUS["uploads"]


def test_what_the_schedule_publishes_starts_the_job(applied: Applied) -> None:
    jobs = applied.resources("google_cloud_scheduler_job")
    assert {job["name"] for job in jobs} == JOBS.keys()
    heard = {topic for subscriber in subscribers for topic in subscriber.subscriptions}
    for job in jobs:
        (target,) = job["pubsub_target"]
        message = from_push(
            {"message": {"data": target["data"], "attributes": target["attributes"]}}
        )
        assert base64.b64decode(target["data"]) == b"{}"
        assert message.topic == f"job-{job['name']}"
        assert message.topic in heard
        assert target["topic_name"].endswith(f"-{message.topic}")


# Settings and logs


def test_every_setting_that_is_given_exists_and_is_taken(applied: Applied) -> None:
    known = {f"CULTUREPASS_{name.upper()}" for name in Settings.model_fields}
    for function in applied.resources("google_cloudfunctions2_function"):
        (config,) = function["service_config"]
        given = config["environment_variables"]
        assert given.keys() - {"THREADS"} <= known
        settings = read_settings(given)
        chosen = (settings.database, settings.bus, settings.files, settings.identity)
        assert (*chosen, settings.relay) == (
            "firestore",
            "pubsub",
            "storage",
            "firebase",
            "trigger",
        )
        assert settings.uploads_bucket == f"{settings.project}-uploads"
    for name, listed in LISTED.items():
        assert set(listed.secrets) <= known, f"{name} is given a secret that is no setting"


FROM_WHERE_IT_RUNS = {
    *("DATABASE", "BUS", "FILES", "IDENTITY", "RELAY", "MAIL"),
    *("PROJECT", "UPLOADS_BUCKET", "IMAGES_BUCKET"),
}
"""Settings that modules/platform gives itself."""

OF_ONE_MACHINE = {"DATA", "BASE_URL", "NOW"}
"""Settings that mean nothing in a deployment."""


def test_every_setting_is_chosen_given_or_of_one_machine() -> None:
    chosen = [name for names in read_yaml(FUNCTIONS)["settings"].values() for name in names]
    secret = {name for function in LISTED.values() for name in function.secrets}
    given = {f"CULTUREPASS_{name}" for name in FROM_WHERE_IT_RUNS | OF_ONE_MACHINE}
    every = [*chosen, *secret, *given]
    assert sorted(every) == sorted(f"CULTUREPASS_{name.upper()}" for name in Settings.model_fields)


def test_what_is_counted_from_logs_is_written_there() -> None:
    text = (TERRAFORM / "modules/monitoring/main.tf").read_text("utf-8")
    filters = re.findall(r'jsonPayload\.message=(\(.*?\)|\\"\w+\\")', text)
    counted = {name for found in filters for name in re.findall(r'\\"(\w+)\\"', found)}
    sources = "\n".join(p.read_text("utf-8") for p in (ROOT / "functions").rglob("*.py"))
    assert len(counted) == 8
    for message in counted:
        assert re.search(rf'(log\.(info|error)|tell)\(\s*"{message}"', sources), message
    # The labels and the code that the metrics look for.
    assert "log.info(message, job=name" in sources
    assert '"route": route.path' in sources
    assert 'code, response = "contention", busy()' in sources
