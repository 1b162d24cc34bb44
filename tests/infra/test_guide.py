"""The deployment guide and the builds name existing commands, roles, modules and files."""

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
from tests.infra.policy import BASIC_ROLES
from tests.infra.test_builds import FILES, build

GUIDE = (ROOT / "docs/deploy.md").read_text("utf-8")


def shell() -> str:
    """Return the shell commands of the guide and the builds, one per line."""
    blocks = re.findall(r"^```sh\n(.*?)^```", GUIDE, re.M | re.S)
    steps = [step for name in FILES for step in build(name)["steps"]]
    blocks += [step.get("script") or step["args"][-1] for step in steps]
    return "\n".join(blocks).replace("\\\n", " ")


def gcloud_commands() -> list[str]:
    """Return each gcloud command once, without shell syntax around it."""
    found = re.findall(r"\bgcloud [a-z](?:'[^']*'|\"[^\"]*\"|[^|;)#\n\"'])*", shell())
    # gcloud's linter does not expand variables.
    known = {"< /dev/null": "", "$PROJECT": "culture-pass-dev", "$APPROVAL": "--require-approval"}
    for old, new in known.items():
        found = [each.replace(old, new).strip() for each in found]
    return list(dict.fromkeys(found))


# Deployer roles


def test_deployer_roles_are_exactly_those_the_resources_need() -> None:
    needed = {role_for(resource) for resource in used_resources()}
    assert needed == {*ON_THE_PROJECT.values(), *ON_THE_BILLING_ACCOUNT.values()}
    assert set(project_roles(used_resources())) == needed - {"roles/billing.costsManager"} | set(
        IN_ADDITION
    )
    assert not needed & BASIC_ROLES
    for role in ON_THE_BILLING_ACCOUNT.values():
        assert f"--role={role}" in GUIDE


def test_unknown_resource_type_is_named() -> None:
    with pytest.raises(LookupError, match="google_redis_instance"):
        role_for("google_redis_instance")
    assert role_for("google_compute_security_policy") == "roles/compute.securityAdmin"


# Guide


def test_gcloud_accepts_every_command(tmp_path: Path) -> None:
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


def test_named_modules_and_files_exist() -> None:
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


def test_resource_addresses_exist() -> None:
    addresses = re.findall(r"\bmodule\.platform\.\S+", GUIDE)
    assert len(addresses) == 3
    text = "\n".join(path.read_text("utf-8") for path in TERRAFORM.rglob("main.tf"))
    for address in addresses:
        kind, name = address.split(".")[-2:]
        assert f'resource "{kind}" "{name}"' in text


def test_triggers_set_every_substitution() -> None:
    for name in FILES:
        (command,) = [each for each in gcloud_commands() if f"--build-config={name}" in each]
        given = set(re.findall(r"(_[A-Z_]+)=", command.partition("--substitutions=")[2]))
        # The plan build passes _PLAN when it starts the apply build.
        assert given == set(build(name)["substitutions"]) - {"_PLAN"}
