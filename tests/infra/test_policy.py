"""That each policy sees what it is there for: what was made is spoiled, and has to be refused."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from tests.infra.conftest import Applied
from tests.infra.policy import EVERYWHERE, IN_PRODUCTION, Made, violations

Json = dict[str, Any]
Spoil = Callable[[Callable[[str], list[Json]]], None]


def spoiled(shown: Json, spoil: Spoil) -> list[str]:
    """Return what is wrong once `spoil` has changed some values in place."""
    changed = copy.deepcopy(shown)

    def of(kind: str) -> list[Json]:
        waiting, found = [changed["values"]["root_module"]], []
        while waiting:
            module = waiting.pop()
            waiting += module.get("child_modules", [])
            found += [r["values"] for r in module.get("resources", []) if r["type"] == kind]
        assert found, kind
        return found

    spoil(of)
    return violations(changed, "prod")


def config(of: Callable[[str], list[Json]], name: str) -> Json:
    (found,) = [f for f in of("google_cloudfunctions2_function") if f["name"] == name]
    (inner,) = found["service_config"]
    assert isinstance(inner, dict)
    return inner


def public_desk(of: Any) -> None:
    of("google_cloud_run_v2_service_iam_member")[0]["name"] = "booking-events"
    of("google_cloud_run_v2_service_iam_member")[0]["member"] = "allUsers"


def listed_pictures(of: Any) -> None:
    (grant,) = [g for g in of("google_storage_bucket_iam_member") if g["member"] == "allUsers"]
    grant["role"] = "roles/storage.objectAdmin"


def public_uploads(of: Any) -> None:
    (grant,) = [g for g in of("google_storage_bucket_iam_member") if g["member"] == "allUsers"]
    grant["bucket"] = "culture-pass-prod-uploads"


def everybody_at_google(of: Any) -> None:
    of("google_pubsub_topic_iam_member")[0]["member"] = "allAuthenticatedUsers"


def shared_account(of: Any) -> None:
    config(of, "booking-api")["service_account_email"] = config(of, "wallet-api")[
        "service_account_email"
    ]


def default_account(of: Any) -> None:
    email = "123456789012-compute@developer.gserviceaccount.com"
    config(of, "booking-api")["service_account_email"] = email


def unkept_dead_letters(of: Any) -> None:
    (kept,) = [s for s in of("google_pubsub_subscription") if s["name"] == "dead-letters"]
    kept["topic"] = "another"


def unheard_dead_letters(of: Any) -> None:
    (policy,) = [
        p for p in of("google_monitoring_alert_policy") if p["display_name"] == "Dead letters"
    ]
    policy["conditions"][0]["condition_threshold"][0]["filter"] = "another"


def no_dead_letters(of: Any) -> None:
    pushed = next(s for s in of("google_pubsub_subscription") if s["push_config"])
    pushed["dead_letter_policy"] = []


def nameless_push(of: Any) -> None:
    pushed = next(s for s in of("google_pubsub_subscription") if s["push_config"])
    pushed["push_config"][0]["oidc_token"] = []


def primitive_role(of: Any) -> None:
    of("google_project_iam_member")[0]["role"] = "roles/editor"


def whole_project(of: Any) -> None:
    grants = of("google_project_iam_member")
    next(g for g in grants if g["role"] == "roles/datastore.user")["condition"] = []


def no_throttle(of: Any) -> None:
    for rule in of("google_compute_security_policy")[0]["rule"]:
        rule["action"] = "allow"


def no_weekly_backup(of: Any) -> None:
    for schedule in of("google_firestore_backup_schedule"):
        schedule["weekly_recurrence"] = []


def no_daily_backup(of: Any) -> None:
    for schedule in of("google_firestore_backup_schedule"):
        schedule["daily_recurrence"] = []


def put(kind: str, field: str, value: object) -> Spoil:
    def spoil(of: Callable[[str], list[Json]]) -> None:
        of(kind)[0][field] = value

    return spoil


def configure(name: str, field: str, value: object) -> Spoil:
    return lambda of: config(of, name).__setitem__(field, value)


DATABASE, BUCKET = "google_firestore_database", "google_storage_bucket"
SPOILED = {
    "an event function that anyone may call": (public_desk, "public_is_the_api_alone"),
    "pictures that anyone may write": (listed_pictures, "public_is_the_api_alone"),
    "uploads that anyone may read": (public_uploads, "public_is_the_api_alone"),
    "a topic for everybody at Google": (everybody_at_google, "public_is_the_api_alone"),
    "two functions with one account": (shared_account, "own_accounts"),
    "a function with Google's account": (default_account, "own_accounts"),
    "unbounded instances": (configure("booking-api", "max_instance_count", None), "own_accounts"),
    "fewer threads than requests": (
        configure("booking-api", "environment_variables", {"THREADS": "1"}),
        "threads",
    ),
    "pictures side by side": (
        configure("process-images", "max_instance_request_concurrency", 8),
        "pictures",
    ),
    "small memory for pictures": (
        configure("process-images", "available_memory", "512Mi"),
        "pictures",
    ),
    "rules of single objects": (put(BUCKET, "uniform_bucket_level_access", False), "buckets"),
    "no dead letters": (no_dead_letters, "dead_letters"),
    "dead letters that nobody keeps": (unkept_dead_letters, "dead_letters"),
    "dead letters that nobody is told of": (unheard_dead_letters, "dead_letters"),
    "a push in nobody's name": (nameless_push, "dead_letters"),
    "a primitive role": (primitive_role, "no_primitive_roles"),
    "a role on the whole project": (whole_project, "no_primitive_roles"),
    "an alert that nobody hears": (
        put("google_monitoring_alert_policy", "notification_channels", []),
        "heard_alerts",
    ),
    "no recovery": (
        put(DATABASE, "point_in_time_recovery_enablement", "POINT_IN_TIME_RECOVERY_DISABLED"),
        "safe_database",
    ),
    "no delete protection": (
        put(DATABASE, "delete_protection_state", "DELETE_PROTECTION_DISABLED"),
        "safe_database",
    ),
    "no weekly backup": (no_weekly_backup, "safe_database"),
    "no daily backup": (no_daily_backup, "safe_database"),
    "a way around the limits": (
        configure("booking-api", "ingress_settings", "ALLOW_ALL"),
        "limits",
    ),
    "no limits": (no_throttle, "limits"),
    "a function without limits": (
        put("google_compute_backend_service", "security_policy", None),
        "limits",
    ),
}


@pytest.fixture(scope="module")
def shown(production: Applied) -> Json:
    return production.shown


@pytest.mark.parametrize(("spoil", "policy"), SPOILED.values(), ids=SPOILED.keys())
def test_a_policy_refuses(shown: Json, spoil: Spoil, policy: str) -> None:
    found = spoiled(shown, spoil)
    assert any(each.startswith(f"{policy}: ") for each in found), found


def test_every_policy_is_seen_to_refuse() -> None:
    assert {policy for _, policy in SPOILED.values()} == {
        rule.__name__ for rule in (*EVERYWHERE, *IN_PRODUCTION)
    }


def test_what_is_for_trying_out_need_not_be_kept(shown: Json) -> None:
    made = copy.deepcopy(shown)
    assert violations(made, "dev") == []
    assert Made(made).of("google_firestore_database")
