"""What has to hold of everything that is deployed, looked at in what Terraform made."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from typing import Any

Json = dict[str, Any]

PRIMITIVE = {"roles/owner", "roles/editor", "roles/viewer"}

ON_A_PROJECT = {
    "roles/eventarc.eventReceiver",
    "roles/firebaseauth.admin",
    "roles/firebaseauth.viewer",
    "roles/logging.logWriter",
}
"""What Google grants on a whole project only; anything else there has a condition."""


class Made:
    """The resources of one environment, from `terraform show -json`."""

    def __init__(self, shown: Json) -> None:
        self._by_type: dict[str, list[Json]] = defaultdict(list)
        self._gather(shown["values"]["root_module"])

    def of(self, kind: str) -> list[Json]:
        """Return the values of every resource of a type, each with its `address`."""
        return self._by_type[kind]

    def granted(self) -> Iterator[Json]:
        """Yield every grant of a role to somebody."""
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
    """Every function has an account that nothing else has, and bounds its instances."""
    functions = made.of("google_cloudfunctions2_function")
    used = Counter(f["service_config"][0]["service_account_email"] for f in functions)
    known = {account["email"] for account in made.of("google_service_account")}
    for function in functions:
        config = function["service_config"][0]
        if used[config["service_account_email"]] > 1:
            yield f"{function['name']} shares its account"
        if config["service_account_email"] not in known:
            yield f"{function['name']} runs as an account that is not ours"
        if not config["max_instance_count"]:
            yield f"{function['name']} has no most of instances"


def threads(made: Made) -> Iterator[str]:
    """A function has as many threads as requests at once."""
    for function in made.of("google_cloudfunctions2_function"):
        config = function["service_config"][0]
        wanted = str(int(config["max_instance_request_concurrency"]))
        if config["environment_variables"]["THREADS"] != wanted:
            yield f"{function['name']} has not {wanted} threads"


def public_is_the_api_alone(made: Made) -> Iterator[str]:
    """Nobody but the public API, and public pictures, are reachable by everyone."""
    events = {
        f["name"]
        for f in made.of("google_cloudfunctions2_function")
        if f["service_config"][0]["ingress_settings"] == "ALLOW_INTERNAL_ONLY"
    }
    apis = {f["name"] for f in made.of("google_cloudfunctions2_function")} - events
    for grant in made.granted():
        if grant["member"] == "allAuthenticatedUsers":
            yield f"{grant['address']} is for everybody with an account at Google"
        if grant["member"] != "allUsers":
            continue
        is_api = grant.get("name") in apis and grant["role"] == "roles/run.invoker"
        reads = (grant.get("bucket") or "").endswith("-images")
        is_picture = reads and grant["role"] == "roles/storage.legacyObjectReader"
        if not is_api and not is_picture:
            yield f"{grant['address']} is for everybody"


def buckets(made: Made) -> Iterator[str]:
    """Every bucket has uniform access, and all but that of the pictures cannot be made public."""
    for bucket in made.of("google_storage_bucket"):
        if not bucket["uniform_bucket_level_access"]:
            yield f"{bucket['name']} has no uniform access"
        if bucket["public_access_prevention"] != "enforced" and not bucket["name"].endswith(
            "-images"
        ):
            yield f"{bucket['name']} may be made public"


def dead_letters(made: Made) -> Iterator[str]:
    """Every pushed message that is refused too often ends where somebody is told of it."""
    subscriptions = made.of("google_pubsub_subscription")
    ids = {topic["id"]: topic["name"] for topic in made.of("google_pubsub_topic")}
    kept = {s["topic"]: s["name"] for s in subscriptions if not s["push_config"]}
    watched = [
        threshold["filter"]
        for policy in made.of("google_monitoring_alert_policy")
        if policy["notification_channels"]
        for condition in policy["conditions"]
        for threshold in condition["condition_threshold"]
    ]
    for subscription in subscriptions:
        if not subscription["push_config"]:
            continue
        ends = [policy["dead_letter_topic"] for policy in subscription["dead_letter_policy"]]
        if not ends:
            yield f"{subscription['name']} has no dead letters"
        for end in ends:
            name = kept.get(ids.get(end, ""))
            if name is None:
                yield f"the dead letters of {subscription['name']} are kept by nobody"
            elif not any(f'subscription_id="{name}"' in each for each in watched):
                yield f"nobody is told of the dead letters of {subscription['name']}"
        if not subscription["push_config"][0]["oidc_token"]:
            yield f"{subscription['name']} does not say in whose name it pushes"


def no_primitive_roles(made: Made) -> Iterator[str]:
    """Nobody has a primitive role, nor on the whole project what Google grants on less."""
    for grant in made.granted():
        if grant["role"] in PRIMITIVE:
            yield f"{grant['address']} has a primitive role"
    for grant in made.of("google_project_iam_member"):
        if grant["role"] not in ON_A_PROJECT and not grant["condition"]:
            yield f"{grant['address']} is on the whole project"


def heard_alerts(made: Made) -> Iterator[str]:
    """Somebody is told of every alert."""
    for policy in made.of("google_monitoring_alert_policy"):
        if not policy["notification_channels"]:
            yield f"nobody is told of {policy['display_name']}"


def pictures(made: Made) -> Iterator[str]:
    """Pictures are decoded one at a time, with room for a large one."""
    for function in made.of("google_cloudfunctions2_function"):
        config = function["service_config"][0]
        if function["name"] == "process-images" and (
            config["max_instance_request_concurrency"] != 1
            or not config["available_memory"].endswith("Gi")
        ):
            yield "process-images has too little memory for what it does at once"


def safe_database(made: Made) -> Iterator[str]:
    """The database cannot be dropped, can be set back, and is copied each day and each week."""
    for database in made.of("google_firestore_database"):
        if database["point_in_time_recovery_enablement"] != "POINT_IN_TIME_RECOVERY_ENABLED":
            yield "no point-in-time recovery"
        if database["delete_protection_state"] != "DELETE_PROTECTION_ENABLED":
            yield "no delete protection"
    schedules = made.of("google_firestore_backup_schedule")
    for recurrence in ("daily_recurrence", "weekly_recurrence"):
        if not any(schedule[recurrence] for schedule in schedules):
            yield f"no backup with {recurrence}"


def limits(made: Made) -> Iterator[str]:
    """The API is behind limits and TLS, and not to be reached around them."""
    for function in made.of("google_cloudfunctions2_function"):
        if function["service_config"][0]["ingress_settings"] == "ALLOW_ALL":
            yield f"{function['name']} can be reached around the load balancer"
    policies = made.of("google_compute_security_policy")
    if not any(rule["action"] == "throttle" for policy in policies for rule in policy["rule"]):
        yield "no caller has limits"
    for backend in made.of("google_compute_backend_service"):
        if not backend["security_policy"]:
            yield f"{backend['name']} has no limits"


Rule = Callable[[Made], Iterator[str]]

EVERYWHERE: tuple[Rule, ...] = (
    own_accounts,
    threads,
    public_is_the_api_alone,
    buckets,
    dead_letters,
    no_primitive_roles,
    heard_alerts,
    pictures,
)
IN_PRODUCTION: tuple[Rule, ...] = (safe_database, limits)


def violations(shown: Json, environment: str) -> list[str]:
    """Return what is wrong with an environment; nothing is the good answer."""
    made = Made(shown)
    rules = EVERYWHERE + (IN_PRODUCTION if environment == "prod" else ())
    return [f"{rule.__name__}: {text}" for rule in rules for text in rule(made)]
