"""Planted errors: each must be refused by `terraform validate` or `terraform plan`."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.infra.commands import Done, Terraform
from tests.infra.conftest import changing

Change = Callable[[str, str, str], Path]
Plan = Callable[[Path], Done]

FUNCTION = "modules/function/main.tf"
PUSH = "modules/push_subscription/main.tf"
PLATFORM = "modules/platform/main.tf"


@dataclass(frozen=True)
class Planted:
    """An error: the file, the text to replace, its replacement, and the expected message."""

    file: str
    old: str
    new: str
    said: str


BY_VALIDATE = {
    "unknown argument": Planted(
        PUSH,
        "ack_deadline_seconds       = var",
        "ack_deadline               = var",
        "Unsupported argument",
    ),
    "unknown block": Planted(PUSH, "retry_policy {", "retries {", "Unsupported block type"),
    "missing required argument": Planted(
        FUNCTION,
        "  location = var.region\n  name     = local.name",
        "  name     = local.name",
        "Missing required argument",
    ),
    "missing required block": Planted(
        "modules/platform/main.tf",
        "  replication {\n    user_managed {\n      replicas {\n"
        "        location = var.region\n      }\n    }\n  }\n",
        "",
        "Insufficient replication blocks",
    ),
    "wrong value": Planted(
        "modules/firestore/main.tf",
        '"FIRESTORE_NATIVE"',
        '"NATIVE"',
        "Wrong value of type",
    ),
    "wrong value in a nested block": Planted(
        "modules/monitoring/main.tf",
        '"COMPARISON_GT"',
        '"GREATER"',
        "Wrong value of conditions.condition_threshold.comparison",
    ),
    "a wrong value from a list in prose": Planted(
        "modules/storage/main.tf",
        '"AbortIncompleteMultipartUpload"',
        '"AbortMultipartUpload"',
        "Wrong value of lifecycle_rule.action.type",
    ),
    "wrong type": Planted(
        "modules/source/main.tf",
        "uniform_bucket_level_access = true",
        'uniform_bucket_level_access = "quite"',
        "a bool is required",
    ),
    "a list instead of a string": Planted(
        PUSH,
        "topic   = var.topic",
        "topic   = [var.topic]",
        "string required",
    ),
    "two blocks instead of one": Planted(
        PUSH,
        "  retry_policy {",
        '  retry_policy {\n    minimum_backoff = "1s"\n  }\n\n  retry_policy {',
        "Too many retry_policy blocks",
    ),
    "undeclared resource": Planted(
        PLATFORM,
        "google_pubsub_subscription.dead_letters.name",
        "google_pubsub_subscription.dead_letter.name",
        "Reference to undeclared resource",
    ),
    "undeclared variable": Planted(PUSH, "var.pusher", "var.push_account", "undeclared input"),
    "missing output": Planted(
        "modules/firestore/outputs.tf",
        'output "location"',
        'output "place"',
        "This object does not have an attribute named",
    ),
    "unknown attribute of a resource": Planted(
        FUNCTION,
        "google_service_account.this.email",
        "google_service_account.this.mail",
        "Unsupported attribute",
    ),
    "an argument that only the cloud sets": Planted(
        FUNCTION,
        "  name     = local.name",
        '  name     = local.name\n  url      = "https://x.example"',
        "Only the cloud sets it",
    ),
    "missing argument of a module": Planted(
        PLATFORM,
        "  trigger_region = module.firestore.location\n",
        "",
        "Missing required argument",
    ),
    "unknown resource": Planted(
        "modules/platform/bus.tf",
        'resource "google_pubsub_topic" "dead_letters"',
        'resource "google_pubsub_queue" "dead_letters"',
        "Invalid resource type",
    ),
}


@pytest.mark.parametrize("planted", BY_VALIDATE.values(), ids=BY_VALIDATE.keys())
def test_validate_reports_error(terraform: Terraform, changed: Change, planted: Planted) -> None:
    root = changed(planted.file, planted.old, planted.new)
    done = terraform.run(root / "environments/prod", "validate", "-no-color")
    assert done.status == 1, "the error was not found"
    assert planted.said in " ".join(done.output.split())


BY_PLAN = {
    "a wrong value in an optional block": Planted(
        FUNCTION,
        '"RETRY_POLICY_RETRY"',
        '"RETRY"',
        "Wrong value of event_trigger.retry_policy",
    ),
    "a missing output of a module with for_each": Planted(
        "modules/function/outputs.tf",
        'output "uri"',
        'output "url"',
        "This object does not have an attribute named",
    ),
    "a path of two functions": Planted(
        "functions.yaml", "- /v1/wallet\n", "- /v1/bookings\n", "A path must belong to one function"
    ),
}
"""Errors that hide others."""

BY_ONE_PLAN = {
    "unbounded instances": Planted(
        "functions.yaml",
        "  max_instances: 20",
        "  max_instances: 0",
        "max_instances must be at least 1",
    ),
    "a basic role": Planted(
        "functions.yaml",
        "roles/firebaseauth.viewer: [project]",
        "roles/editor: [project]",
        "Basic roles are not allowed",
    ),
    "an unknown setting": Planted(
        "environments/prod/example.tfvars",
        "CULTUREPASS_SCHEMES ",
        "CULTUREPASS_SCHEMAS ",
        "Unknown setting",
    ),
    "no sender of mails": Planted(
        "environments/prod/example.tfvars",
        "  CULTUREPASS_SMTP_SENDER = ",
        "  CULTUREPASS_SMTP_USER = ",
        "A required setting is missing",
    ),
    "a subscription of an unknown function": Planted(
        "topics.yaml",
        "webhook-disabled: [notices_events]",
        "webhook-disabled: [notices]",
        "Invalid index",
    ),
    "a job without alert for a day": Planted(
        "functions.yaml", "silent_hours: 14", "silent_hours: 36", "silent_hours is 1 to 23"
    ),
    "a schedule of six fields": Planted(
        "functions.yaml", '"20 * * * *"', '"0 20 * * * *"', "A schedule has five fields"
    ),
}


@pytest.fixture(scope="module")
def plan(terraform: Terraform, inputs: tuple[str, ...]) -> Plan:
    """Return a function that plans the production environment of a copy of infra/terraform."""

    def run(root: Path) -> Done:
        arguments = ("-no-color", "-var-file=example.tfvars", *inputs)
        done = terraform.run(root / "environments/prod", "plan", *arguments)
        return Done(done.status, " ".join(done.output.split()))

    return run


@pytest.mark.parametrize("planted", BY_PLAN.values(), ids=BY_PLAN.keys())
def test_plan_reports_error(plan: Plan, changed: Change, planted: Planted) -> None:
    done = plan(changed(planted.file, planted.old, planted.new))
    assert done.status == 1, "the error was not found"
    assert planted.said in done.output


@pytest.fixture(scope="module")
def of_all(plan: Plan, ready: Path, tmp_path_factory: pytest.TempPathFactory) -> Done:
    """One plan with several errors: a plan takes seconds, and reports what it can."""
    change = changing(ready, tmp_path_factory.mktemp("planted"))
    (root,) = {change(one.file, one.old, one.new) for one in BY_ONE_PLAN.values()}
    return plan(root)


@pytest.mark.parametrize("planted", BY_ONE_PLAN.values(), ids=BY_ONE_PLAN.keys())
def test_one_plan_reports_every_error(of_all: Done, planted: Planted) -> None:
    assert of_all.status == 1
    assert planted.said in of_all.output


def test_plan_without_error_passes(plan: Plan, changed: Change) -> None:
    """The control: a harmless change is accepted."""
    done = plan(changed("functions.yaml", "max_instances: 20", "max_instances: 21"))
    assert done.status == 0, done.output
    planted = {**BY_PLAN, **BY_ONE_PLAN}.values()
    assert [one for one in planted if one.said in done.output] == []
    assert len({one.said for one in planted}) == len(planted)
