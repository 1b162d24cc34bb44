"""Security and reliability policies, checked on the resources that Terraform made."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from typing import Any

Json = dict[str, Any]

BASIC_ROLES = {"roles/owner", "roles/editor", "roles/viewer"}

ON_A_PROJECT = {
    "roles/eventarc.eventReceiver",
    "roles/firebaseauth.admin",
    "roles/firebaseauth.viewer",
    "roles/logging.logWriter",
}
"""Roles that Google grants on a project only; any other there needs a condition."""


_PUBLIC_BUCKETS = ("-images", "-web")


class Made:
    """The resources of one environment, from `terraform show -json`."""

    def __init__(self, shown: Json) -> None:
        self._by_type: dict[str, list[Json]] = defaultdict(list)
        self._gather(shown["values"]["root_module"])

    def of(self, kind: str) -> list[Json]:
        """Return the values of every resource of a type, each with its `address`."""
        return self._by_type[kind]

    def granted(self) -> Iterator[Json]:
        """Yield every grant of a role to a member."""
        for kind, several in self._by_type.items():
            if kind.endswith("_iam_member"):
                yield from several

    def _gather(self, module: Json) -> None:
        for resource in module.get("resources", []):
            values = {**resource["values"], "address": resource["address"]}
            self._by_type[resource["type"]].append(values)
        for child in module.get("child_modules", []):
            self._gather(child)


def own_accounts(made: Made) -> Iterator[str]:
    """Every function has an account of its own and a limit on instances."""
    functions = made.of("google_cloudfunctions2_function")
    used = Counter(f["service_config"][0]["service_account_email"] for f in functions)
    known = {account["email"] for account in made.of("google_service_account")}
    for function in functions:
        config = function["service_config"][0]
        if used[config["service_account_email"]] > 1:
            yield f"{function['name']} shares its account"
        if config["service_account_email"] not in known:
            yield f"{function['name']} runs as an account that Terraform does not make"
        if not config["max_instance_count"]:
            yield f"{function['name']} has no limit on instances"


def threads(made: Made) -> Iterator[str]:
    """A function has a thread for each concurrent request."""
    for function in made.of("google_cloudfunctions2_function"):
        config = function["service_config"][0]
        wanted = str(int(config["max_instance_request_concurrency"]))
        if config["environment_variables"]["THREADS"] != wanted:
            yield f"{function['name']} has not {wanted} threads"


def only_api_is_public(made: Made) -> Iterator[str]:
    """Only the API, the web app and the pictures are public."""
    events = {
        f["name"]
        for f in made.of("google_cloudfunctions2_function")
        if f["service_config"][0]["ingress_settings"] == "ALLOW_INTERNAL_ONLY"
    }
    apis = {f["name"] for f in made.of("google_cloudfunctions2_function")} - events
    for grant in made.granted():
        if grant["member"] == "allAuthenticatedUsers":
            yield f"{grant['address']} is open to every Google account"
        if grant["member"] != "allUsers":
            continue
        is_api = grant.get("name") in apis and grant["role"] == "roles/run.invoker"
        reads = (grant.get("bucket") or "").endswith(_PUBLIC_BUCKETS)
        is_file = reads and grant["role"] == "roles/storage.legacyObjectReader"
        if not is_api and not is_file:
            yield f"{grant['address']} is public"


def buckets(made: Made) -> Iterator[str]:
    """Every bucket has uniform access, and only pictures and the web app can be made public."""
    for bucket in made.of("google_storage_bucket"):
        if not bucket["uniform_bucket_level_access"]:
            yield f"{bucket['name']} does not have uniform access"
        is_open = bucket["public_access_prevention"] != "enforced"
        if is_open and not bucket["name"].endswith(_PUBLIC_BUCKETS):
            yield f"{bucket['name']} can be made public"


def dead_letters(made: Made) -> Iterator[str]:
    """Messages that cannot be delivered are kept in a subscription with an alert."""
    subscriptions = made.of("google_pubsub_subscription")
    ids = {topic["id"]: topic["name"] for topic in made.of("google_pubsub_topic")}
    delivered = [s for s in subscriptions if s["push_config"] or s["bigquery_config"]]
    kept = {s["topic"]: s["name"] for s in subscriptions if s not in delivered}
    watched = [
        threshold["filter"]
        for policy in made.of("google_monitoring_alert_policy")
        if policy["notification_channels"]
        for condition in policy["conditions"]
        for threshold in condition["condition_threshold"]
    ]
    for subscription in delivered:
        ends = [policy["dead_letter_topic"] for policy in subscription["dead_letter_policy"]]
        if not ends:
            yield f"{subscription['name']} has no dead-letter topic"
        for end in ends:
            name = kept.get(ids.get(end, ""))
            if name is None:
                yield f"the dead letters of {subscription['name']} have no subscription"
            elif not any(f'subscription_id="{name}"' in each for each in watched):
                yield f"no alert watches the dead letters of {subscription['name']}"
        if subscription["push_config"] and not subscription["push_config"][0]["oidc_token"]:
            yield f"{subscription['name']} pushes without authentication"


def forgotten_events(made: Made) -> Iterator[str]:
    """Events in BigQuery are deleted after a time, and only Pub/Sub writes them."""
    for table in made.of("google_bigquery_table"):
        partitions = table["time_partitioning"]
        if not table["view"] and not (partitions and partitions[0]["expiration_ms"]):
            yield f"{table['table_id']} keeps events for ever"
    for grant in made.of("google_bigquery_table_iam_member"):
        if not grant["member"].endswith("@gcp-sa-pubsub.iam.gserviceaccount.com"):
            yield f"{grant['address']} lets others than Pub/Sub see events"


def narrow_roles(made: Made) -> Iterator[str]:
    """There are no basic roles, and no project-wide grant where Google allows a narrower one."""
    for grant in made.granted():
        if grant["role"] in BASIC_ROLES:
            yield f"{grant['address']} is a basic role"
    for grant in made.of("google_project_iam_member"):
        if grant["role"] not in ON_A_PROJECT and not grant["condition"]:
            yield f"{grant['address']} is project-wide"


def sealed_ibans(made: Made) -> Iterator[str]:
    """No account both seals and opens IBANs, and the key that seals them is rotated."""
    allowed = {
        "ibans": {"roles/cloudkms.cryptoKeyEncrypter", "roles/cloudkms.cryptoKeyDecrypter"},
        "iban-fingerprints": {"roles/cloudkms.signer"},
    }
    keys = {key["name"]: key for key in made.of("google_kms_crypto_key")}
    names = {key["id"]: name for name, key in keys.items()}
    if keys.keys() != allowed.keys():
        yield f"the keys of IBANs are {sorted(keys)}"
    if "ibans" in keys and not keys["ibans"]["rotation_period"]:
        yield "the key that seals IBANs is not rotated"
    holders: dict[str, set[str]] = defaultdict(set)
    for grant in made.of("google_kms_crypto_key_iam_member"):
        key = names.get(grant["crypto_key_id"], "")
        if grant["role"] not in allowed.get(key, ()):
            yield f"{grant['address']} grants more than its code needs"
        if key == "ibans":
            holders[grant["member"]].add(grant["role"])
    for member, roles in holders.items():
        if len(roles) > 1:
            yield f"{member} both seals and opens IBANs"


def alert_channels(made: Made) -> Iterator[str]:
    """Every alert has a notification channel."""
    for policy in made.of("google_monitoring_alert_policy"):
        if not policy["notification_channels"]:
            yield f"the alert {policy['display_name']} notifies nobody"


def picture_memory(made: Made) -> Iterator[str]:
    """Pictures are decoded one at a time, with memory for a large one."""
    for function in made.of("google_cloudfunctions2_function"):
        config = function["service_config"][0]
        if function["name"] == "process-images" and (
            config["max_instance_request_concurrency"] != 1
            or not config["available_memory"].endswith("Gi")
        ):
            yield "process-images has too little memory for its concurrency"


def protected_database(made: Made) -> Iterator[str]:
    """The database has recovery, delete protection, and daily and weekly backups."""
    for database in made.of("google_firestore_database"):
        if database["point_in_time_recovery_enablement"] != "POINT_IN_TIME_RECOVERY_ENABLED":
            yield "no point-in-time recovery"
        if database["delete_protection_state"] != "DELETE_PROTECTION_ENABLED":
            yield "no delete protection"
    schedules = made.of("google_firestore_backup_schedule")
    for recurrence in ("daily_recurrence", "weekly_recurrence"):
        if not any(schedule[recurrence] for schedule in schedules):
            yield f"no backup with {recurrence}"


def rate_limits(made: Made) -> Iterator[str]:
    """The API is behind rate limits that cannot be bypassed."""
    for function in made.of("google_cloudfunctions2_function"):
        if function["service_config"][0]["ingress_settings"] == "ALLOW_ALL":
            yield f"{function['name']} can be called without the load balancer"
    policies = made.of("google_compute_security_policy")
    if not any(rule["action"] == "throttle" for policy in policies for rule in policy["rule"]):
        yield "requests are not throttled"
    for backend in made.of("google_compute_backend_service"):
        if not backend["security_policy"]:
            yield f"{backend['name']} has no rate limits"


def cached_files(made: Made) -> Iterator[str]:
    """The web app's files are kept for a year, everything comes over TLS, no answer is cached."""
    for file in made.of("google_storage_bucket_object"):
        if not file["bucket"].endswith("-web"):
            continue
        if "immutable" not in (file["cache_control"] or ""):
            yield f"{file['name']} is not kept for a year"
        if file["deletion_policy"] != "ABANDON":
            yield f"{file['name']} is deleted under pages that refer to it"
    buckets = made.of("google_compute_backend_bucket")
    if not buckets:
        yield "the web app's files come from no bucket"
    for bucket in buckets:
        if not bucket["enable_cdn"] or bucket["compression_mode"] != "AUTOMATIC":
            yield f"{bucket['name']} has no cache, or does not compress"
    services = made.of("google_compute_backend_service")
    for backend in (*buckets, *services):
        if not any("Strict-Transport" in each for each in backend["custom_response_headers"] or ()):
            yield f"{backend['name']} may be asked without TLS"
    for backend in services:
        policies = backend["cdn_policy"] or [{"cache_mode": None}]
        # Answers of the API are private; even of pages, only what they allow to be kept is.
        if backend["enable_cdn"] and (
            backend["name"] != "web-pages" or policies[0]["cache_mode"] != "USE_ORIGIN_HEADERS"
        ):
            yield f"{backend['name']} may have private answers cached"


Rule = Callable[[Made], Iterator[str]]

EVERYWHERE: tuple[Rule, ...] = (
    own_accounts,
    threads,
    only_api_is_public,
    buckets,
    dead_letters,
    forgotten_events,
    narrow_roles,
    sealed_ibans,
    alert_channels,
    picture_memory,
)
IN_PRODUCTION: tuple[Rule, ...] = (protected_database, rate_limits, cached_files)


def violations(shown: Json, environment: str) -> list[str]:
    """Return every violation of a policy in an environment."""
    made = Made(shown)
    rules = EVERYWHERE + (IN_PRODUCTION if environment == "prod" else ())
    return [f"{rule.__name__}: {text}" for rule in rules for text in rule(made)]
