"""The lists that Terraform reads, compared with the code: functions, topics, jobs, settings."""

import base64
import subprocess
import sys
from pathlib import Path

import pytest

import main
from deployables import (
    FUNCTIONS,
    Deployable,
    Misdirected,
    deployables,
    function_of_path,
    read_yaml,
    route_tables,
    sample_path,
)
from functions.kernel.bus import from_push
from functions.kernel.config import Settings, read_settings, variable_of
from functions.kernel.files import OBJECT_FINALIZE
from functions.kernel.jobs import JOBS
from functions.kernel.subscribers import Subscriber, subscribers
from tests.infra.commands import ROOT
from tests.infra.conftest import Applied

main.load_all()

LISTED = deployables()


def changed_list(tmp_path: Path, old: str, new: str) -> Path:
    """Return a copy of functions.yaml with a change."""
    text = FUNCTIONS.read_text("utf-8")
    assert old in text
    path = tmp_path / "functions.yaml"
    path.write_text(text.replace(old, new, 1), "utf-8")
    return path


# Functions


def test_listed_functions_are_those_of_main() -> None:
    assert LISTED.keys() == set(main.__all__), "functions.yaml and main.py list other functions"


@pytest.mark.parametrize("function", LISTED.values(), ids=LISTED.keys())
def test_function_has_paths_or_subscriptions_or_a_trigger(function: Deployable) -> None:
    is_subscriber = function.name in {subscriber.name for subscriber in subscribers}
    assert [bool(function.paths), is_subscriber, function.document is not None].count(True) == 1
    assert is_subscriber or not function.jobs


def test_unknown_field_is_refused(tmp_path: Path) -> None:
    path = changed_list(tmp_path, "memory: 512Mi", "memroy: 512Mi")
    with pytest.raises(ValueError, match="memroy"):
        deployables(path)


# Jobs and topics


@pytest.mark.parametrize("subscriber", subscribers, ids=lambda subscriber: subscriber.name)
def test_jobs_of_a_function_are_scheduled(subscriber: Subscriber) -> None:
    handled = {topic for topic in subscriber.subscriptions if topic.startswith("job-")}
    listed = {f"job-{name}" for name in LISTED[subscriber.name].jobs}
    assert not handled - listed, f"add to {subscriber.name}'s jobs in functions.yaml"
    assert not listed - handled, f"remove from {subscriber.name}'s jobs in functions.yaml"


def test_generated_lists_are_current() -> None:
    """In a process of its own, because tests register events and subscribers too."""
    done = subprocess.run(
        [sys.executable, "-m", "infra", "lists", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("", ""), "run `python -m infra lists`"


def test_uploads_are_announced_on_the_topic_that_is_subscribed_to(applied: Applied) -> None:
    (notification,) = applied.resources("google_storage_notification")
    (event_type,) = notification["event_types"]
    attributes = {
        "eventType": event_type,
        "bucketId": notification["bucket"],
        "objectId": "a",
        "objectGeneration": "1",
    }
    message = from_push({"message": {"attributes": attributes, "data": ""}})
    assert message.topic == OBJECT_FINALIZE
    assert notification["topic"].endswith(f"-{OBJECT_FINALIZE}")


def test_scheduler_publishes_the_message_that_starts_the_job(applied: Applied) -> None:
    jobs = applied.resources("google_cloud_scheduler_job")
    assert {job["name"] for job in jobs} == JOBS.keys()
    for job in jobs:
        (target,) = job["pubsub_target"]
        message = from_push(
            {"message": {"data": target["data"], "attributes": target["attributes"]}}
        )
        assert base64.b64decode(target["data"]) == b"{}"
        assert message.topic == f"job-{job['name']}"
        assert target["topic_name"].endswith(f"-{message.topic}")


def test_subscriptions_are_those_of_the_code(applied: Applied) -> None:
    pushed = [s for s in applied.resources("google_pubsub_subscription") if s["push_config"]]
    assert sorted(s["name"] for s in pushed) == sorted(
        f"{subscriber.name.replace('_', '-')}.{topic}"
        for subscriber in subscribers
        for topic in subscriber.subscriptions
    )


# Paths


def test_every_route_is_sent_to_the_function_that_serves_it() -> None:
    tables = route_tables(LISTED)
    assert {table.function for table in tables} | {"web_pages"} == {
        name for name, function in LISTED.items() if function.paths
    }


def test_every_listed_path_is_needed_by_a_route() -> None:
    routes = {
        sample_path(route.path): table.function
        for table in route_tables(LISTED)
        for route in table.routes
    }
    for name, function in LISTED.items():
        for pattern in function.paths:
            if pattern == "/**":
                continue
            kept = tuple(each for each in function.paths if each != pattern)
            without = {**LISTED, name: function.model_copy(update={"paths": kept})}
            missed = [p for p, owner in routes.items() if function_of_path(p, without) != owner]
            assert missed, f"remove {pattern} from {name}'s paths in functions.yaml"


def test_misdirected_route_is_named(tmp_path: Path) -> None:
    path = changed_list(tmp_path, "      - /v1/me/export\n", "")
    with pytest.raises(Misdirected, match=r"/v1/me/export goes to web_pages.* to booking_api"):
        route_tables(deployables(path))


@pytest.mark.parametrize(
    ("path", "function"),
    [
        ("/v1/me", "accounts_api"),
        ("/v1/me/favorites", "offers_api"),
        ("/v1/me/favorites/x", "offers_api"),
        ("/v1/me/", "web_pages"),
        ("/v1/offerers/732829320/offers", "offers_api"),
        ("/v1/offerers/732829320/offers/", "accounts_api"),
        ("/v1/offerers/732829320/api-keys/x", "accounts_api"),
        ("/v1/offersx", "web_pages"),
        ("/", "web_pages"),
        ("/offres/x", "web_pages"),
    ],
)
def test_most_specific_path_wins(path: str, function: str | None) -> None:
    assert function_of_path(path, LISTED) == function


# Settings


def test_settings_of_a_deployed_function_exist_and_are_read(applied: Applied) -> None:
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
        assert settings.deal_stocks
        assert settings.base_url in settings.origins
        assert settings.web_api_key
        assert settings.uploads_bucket == f"{settings.project}-uploads"
    for name, listed in LISTED.items():
        assert set(listed.secrets) <= known, f"{name} has a secret that is no setting"


DERIVED = {
    *("DATABASE", "BUS", "FILES", "IDENTITY", "RELAY", "MAIL", "DEAL_STOCKS", "ORIGINS"),
    *("BASE_URL", "PROJECT", "UPLOADS_BUCKET", "IMAGES_BUCKET"),
    *("ENCRYPTION", "ENCRYPTION_KEY", "FINGERPRINT_KEY", "API_URLS"),
}
"""Settings that modules/platform sets itself."""

LOCAL_ONLY = {"DATA", "HOST", "PORT", "NOW", "DEMO", "JOBS", "PASSWORD_COST", "WEBHOOKS"}
"""Settings without a meaning in a deployment."""


def test_every_setting_is_chosen_or_secret_or_derived_or_local() -> None:
    chosen = [name for names in read_yaml(FUNCTIONS)["settings"].values() for name in names]
    secret = {name for function in LISTED.values() for name in function.secrets}
    others = {f"CULTUREPASS_{name}" for name in DERIVED | LOCAL_ONLY}
    # The SDK's own variable, which no deployment may have.
    every = [*chosen, *secret, *others, "FIREBASE_AUTH_EMULATOR_HOST"]
    assert sorted(every) == sorted(variable_of(name) for name in Settings.model_fields)
