"""The guide and the builds name what there is: commands of gcloud and our own, roles, files."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from deployables import TERRAFORM
from infra.deployer import (
    IN_ADDITION,
    ON_THE_BILLING_ACCOUNT,
    ON_THE_PROJECT,
    project_roles,
    role_for,
    used_resources,
)
from tests.infra.commands import ENVIRONMENTS, ROOT
from tests.infra.policy import PRIMITIVE
from tests.infra.test_builds import FILES, build

GUIDE = (ROOT / "docs/deploy.md").read_text("utf-8")


def shell() -> str:
    """Return what the guide has a person run, and what builds run, a command in each line."""
    blocks = re.findall(r"^```sh\n(.*?)^```", GUIDE, re.M | re.S)
    steps = [step for name in FILES for step in build(name)["steps"]]
    blocks += [step.get("script") or step["args"][-1] for step in steps]
    return "\n".join(blocks).replace("\\\n", " ")


def gcloud_commands() -> list[str]:
    """Return each command of gcloud once, without what the shell does with it."""
    found = re.findall(r"\bgcloud [a-z](?:'[^']*'|\"[^\"]*\"|[^|;)#\n\"'])*", shell())
    # Without a project and without a flag's name gcloud would not look at the rest.
    known = {"< /dev/null": "", "$PROJECT": "culture-pass-dev", "$APPROVAL": "--require-approval"}
    for old, new in known.items():
        found = [each.replace(old, new).strip() for each in found]
    return list(dict.fromkeys(found))


# What it takes to deploy


def test_the_deployer_may_make_every_resource_and_has_no_role_for_nothing() -> None:
    needed = {role_for(resource) for resource in used_resources()}
    assert needed == {*ON_THE_PROJECT.values(), *ON_THE_BILLING_ACCOUNT.values()}
    assert set(project_roles(used_resources())) == needed - {"roles/billing.costsManager"} | set(
        IN_ADDITION
    )
    assert not needed & PRIMITIVE
    for role in ON_THE_BILLING_ACCOUNT.values():
        assert f"--role={role}" in GUIDE


def test_a_resource_that_nobody_gave_a_thought_to_is_named() -> None:
    with pytest.raises(LookupError, match="google_redis_instance"):
        role_for("google_redis_instance")
    assert role_for("google_compute_security_policy") == "roles/compute.securityAdmin"


# What the guide says


def test_gcloud_takes_every_command_of_the_guide_and_of_the_builds(tmp_path: Path) -> None:
    gcloud = shutil.which("gcloud")
    if gcloud is None:
        pytest.skip("gcloud is not installed")
    commands = gcloud_commands()
    assert len(commands) > 25
    (tmp_path / "commands.json").write_text(
        json.dumps([{"command_string": each} for each in commands])
    )
    done = subprocess.run(
        [gcloud, "meta", "lint-gcloud-commands", f"--commands-file={tmp_path}/commands.json"],
        capture_output=True,
        text=True,
        check=True,
    )
    looked_at: list[dict[str, Any]] = json.loads(done.stdout)
    assert len(looked_at) == len(commands)
    assert [
        (each["command_string"], each["error_message"]) for each in looked_at if not each["success"]
    ] == []


def test_every_module_that_is_run_and_every_file_that_is_named_is_there() -> None:
    modules = set(re.findall(r"python -m ([a-z_.]+)", GUIDE))
    assert {"infra", "infra.smoke", "bench"} <= modules
    for module in modules:
        place = ROOT / module.replace(".", "/")
        assert place.with_suffix(".py").is_file() or (place / "__main__.py").is_file(), module
    for path in re.findall(r"\b(?:infra|bench|docs)/[\w./-]+\w", GUIDE):
        if "$" not in path:
            assert (ROOT / path).exists(), path
    for name in ENVIRONMENTS:
        assert (TERRAFORM / "environments" / name / "example.tfvars").is_file()


def test_what_is_applied_first_and_taken_over_has_these_addresses() -> None:
    addresses = re.findall(r"\bmodule\.platform\.\S+", GUIDE)
    assert len(addresses) == 3
    text = "\n".join(path.read_text("utf-8") for path in TERRAFORM.rglob("main.tf"))
    for address in addresses:
        kind, name = address.split(".")[-2:]
        assert f'resource "{kind}" "{name}"' in text


def test_builds_are_told_what_they_ask_for() -> None:
    for name in FILES:
        (command,) = [each for each in gcloud_commands() if f"--build-config={name}" in each]
        told = set(re.findall(r"(_[A-Z_]+)=", command.partition("--substitutions=")[2]))
        # The plan's build names its plan to the one that applies.
        assert told == set(build(name)["substitutions"]) - {"_PLAN"}
