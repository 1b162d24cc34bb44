"""Each policy is tested with a fault planted in the applied environment."""

import pickle
from collections.abc import Callable
from typing import Any

import pytest

from tests.infra.conftest import Applied
from tests.infra.policy import EVERYWHERE, IN_PRODUCTION, Made, violations

Json = dict[str, Any]
Spoil = Callable[[Callable[[str], list[Json]]], None]


def spoiled(shown: Json, spoil: Spoil) -> list[str]:
    """Return the violations after `spoil` has changed some values in place."""
    changed = pickle.loads(pickle.dumps(shown))

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


def public_event_function(of: Any) -> None:
    of("google_cloud_run_v2_service_iam_member")[0]["name"] = "booking-events"
    of("google_cloud_run_v2_service_iam_member")[0]["member"] = "allUsers"


def writable_pictures(of: Any) -> None:
    grant = next(g for g in of("google_storage_bucket_iam_member") if g["member"] == "allUsers")
    grant["role"] = "roles/storage.objectAdmin"


def public_uploads(of: Any) -> None:
    grant = next(g for g in of("google_storage_bucket_iam_member") if g["member"] == "allUsers")
    grant["bucket"] = "culture-pass-prod-uploads"


def uncached_file(of: Any) -> None:
    (*_, file) = [f for f in of("google_storage_bucket_object") if f["bucket"].endswith("-web")]
    file["cache_control"] = "public, max-age=60"


def deleted_file(of: Any) -> None:
    (*_, file) = [f for f in of("google_storage_bucket_object") if f["bucket"].endswith("-web")]
    file["deletion_policy"] = "DELETE"


def forced_cache(of: Any) -> None:
    (pages,) = [b for b in of("google_compute_backend_service") if b["name"] == "web-pages"]
    pages["cdn_policy"][0]["cache_mode"] = "FORCE_CACHE_ALL"


def every_google_account(of: Any) -> None:
    of("google_pubsub_topic_iam_member")[0]["member"] = "allAuthenticatedUsers"


def shared_account(of: Any) -> None:
    config(of, "booking-api")["service_account_email"] = config(of, "wallet-api")[
        "service_account_email"
    ]


def default_account(of: Any) -> None:
    email = "123456789012-compute@developer.gserviceaccount.com"
    config(of, "booking-api")["service_account_email"] = email


def unsubscribed_dead_letters(of: Any) -> None:
    (kept,) = [s for s in of("google_pubsub_subscription") if s["name"] == "dead-letters"]
    kept["topic"] = "another"


def unwatched_dead_letters(of: Any) -> None:
    (policy,) = [
        p for p in of("google_monitoring_alert_policy") if p["display_name"] == "Dead letters"
    ]
    policy["conditions"][0]["condition_threshold"][0]["filter"] = "another"


def no_dead_letters(of: Any) -> None:
    pushed = next(s for s in of("google_pubsub_subscription") if s["push_config"])
    pushed["dead_letter_policy"] = []


def written_without_dead_letters(of: Any) -> None:
    written = next(s for s in of("google_pubsub_subscription") if s["bigquery_config"])
    written["dead_letter_policy"] = []


def kept_for_ever(of: Any) -> None:
    table = next(t for t in of("google_bigquery_table") if not t["view"])
    table["time_partitioning"][0]["expiration_ms"] = None


def unauthenticated_push(of: Any) -> None:
    pushed = next(s for s in of("google_pubsub_subscription") if s["push_config"])
    pushed["push_config"][0]["oidc_token"] = []


def basic_role(of: Any) -> None:
    of("google_project_iam_member")[0]["role"] = "roles/editor"


def project_wide_role(of: Any) -> None:
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


def opened_ibans(of: Any) -> None:
    grants = of("google_kms_crypto_key_iam_member")
    (sealing,) = [g for g in grants if g["role"] == "roles/cloudkms.cryptoKeyEncrypter"]
    sealing["role"] = "roles/cloudkms.cryptoKeyEncrypterDecrypter"


def shared_sealing(of: Any) -> None:
    grants = of("google_kms_crypto_key_iam_member")
    (sealing,) = [g for g in grants if g["role"] == "roles/cloudkms.cryptoKeyEncrypter"]
    (signing,) = [g for g in grants if g["role"] == "roles/cloudkms.signer"]
    signing |= {**sealing, "role": "roles/cloudkms.cryptoKeyDecrypter"}


def unrotated_key(of: Any) -> None:
    (key,) = [k for k in of("google_kms_crypto_key") if k["name"] == "ibans"]
    key["rotation_period"] = None


DATABASE, BUCKET = "google_firestore_database", "google_storage_bucket"
SPOILED = {
    "public event function": (public_event_function, "only_api_is_public"),
    "publicly writable pictures": (writable_pictures, "only_api_is_public"),
    "file of the app without cache": (uncached_file, "cached_files"),
    "file of the app that a deployment deletes": (deleted_file, "cached_files"),
    "no network of caches": (
        put("google_compute_backend_bucket", "enable_cdn", False),
        "cached_files",
    ),
    "address without TLS": (
        put("google_compute_backend_service", "custom_response_headers", None),
        "cached_files",
    ),
    "cached answers of the API": (
        put("google_compute_backend_service", "enable_cdn", True),
        "cached_files",
    ),
    "documents cached against their word": (forced_cache, "cached_files"),
    "publicly readable uploads": (public_uploads, "only_api_is_public"),
    "topic open to every Google account": (every_google_account, "only_api_is_public"),
    "shared account": (shared_account, "own_accounts"),
    "default account": (default_account, "own_accounts"),
    "unbounded instances": (configure("booking-api", "max_instance_count", None), "own_accounts"),
    "fewer threads than concurrent requests": (
        configure("booking-api", "environment_variables", {"THREADS": "1"}),
        "threads",
    ),
    "concurrent picture decoding": (
        configure("process-images", "max_instance_request_concurrency", 8),
        "picture_memory",
    ),
    "little memory for pictures": (
        configure("process-images", "available_memory", "512Mi"),
        "picture_memory",
    ),
    "no uniform bucket access": (put(BUCKET, "uniform_bucket_level_access", False), "buckets"),
    "no dead-letter topic": (no_dead_letters, "dead_letters"),
    "dead letters without subscription": (unsubscribed_dead_letters, "dead_letters"),
    "dead letters without alert": (unwatched_dead_letters, "dead_letters"),
    "events for BigQuery without dead letters": (written_without_dead_letters, "dead_letters"),
    "events kept for ever": (kept_for_ever, "forgotten_events"),
    "events that others see": (
        put("google_bigquery_table_iam_member", "member", "group:all@culture.example"),
        "forgotten_events",
    ),
    "unauthenticated push": (unauthenticated_push, "dead_letters"),
    "basic role": (basic_role, "narrow_roles"),
    "project-wide role": (project_wide_role, "narrow_roles"),
    "account that opens every IBAN": (opened_ibans, "sealed_ibans"),
    "account that seals and opens IBANs": (shared_sealing, "sealed_ibans"),
    "key of IBANs without rotation": (unrotated_key, "sealed_ibans"),
    "alert without channel": (
        put("google_monitoring_alert_policy", "notification_channels", []),
        "alert_channels",
    ),
    "no point-in-time recovery": (
        put(DATABASE, "point_in_time_recovery_enablement", "POINT_IN_TIME_RECOVERY_DISABLED"),
        "protected_database",
    ),
    "no delete protection": (
        put(DATABASE, "delete_protection_state", "DELETE_PROTECTION_DISABLED"),
        "protected_database",
    ),
    "no weekly backup": (no_weekly_backup, "protected_database"),
    "no daily backup": (no_daily_backup, "protected_database"),
    "load balancer can be bypassed": (
        configure("booking-api", "ingress_settings", "ALLOW_ALL"),
        "rate_limits",
    ),
    "no throttling": (no_throttle, "rate_limits"),
    "backend without rate limits": (
        put("google_compute_backend_service", "security_policy", None),
        "rate_limits",
    ),
}


@pytest.fixture(scope="module")
def shown(production: Applied) -> Json:
    return production.shown


@pytest.mark.parametrize(("spoil", "policy"), SPOILED.values(), ids=SPOILED.keys())
def test_policy_reports_fault(shown: Json, spoil: Spoil, policy: str) -> None:
    found = spoiled(shown, spoil)
    assert any(each.startswith(f"{policy}: ") for each in found), found


def test_every_policy_has_a_planted_fault() -> None:
    assert {policy for _, policy in SPOILED.values()} == {
        rule.__name__ for rule in (*EVERYWHERE, *IN_PRODUCTION)
    }


def test_production_policies_do_not_apply_to_dev(shown: Json) -> None:
    made = pickle.loads(pickle.dumps(shown))
    assert violations(made, "dev") == []
    assert Made(made).of("google_firestore_database")
