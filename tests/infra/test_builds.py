"""The builds: valid for Cloud Build, pinned, and in a safe order; and the public workflow."""

import copy
import json
import os
import re
import subprocess
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from local.emulators import EMULATORS

ROOT = Path(__file__).resolve().parent.parent.parent
FILES = ("cloudbuild.yaml", "cloudbuild.apply.yaml")
Build = dict[str, Any]

GIVEN = {
    *("PROJECT_ID", "PROJECT_NUMBER", "BUILD_ID", "LOCATION", "TRIGGER_NAME"),
    *("COMMIT_SHA", "SHORT_SHA", "REVISION_ID", "BRANCH_NAME", "TAG_NAME", "REPO_NAME"),
}
"""Substitutions that Cloud Build provides."""

_SUBSTITUTED = re.compile(r"(?<!\$)\$\{?([A-Za-z_][A-Za-z0-9_]*)\}?")


def build(name: str) -> Build:
    content: Build = yaml.safe_load((ROOT / name).read_text("utf-8"))
    return content


def schema() -> Build:
    path = Path(__file__).with_name("cloudbuild.schema.json")
    content: Build = json.loads(path.read_text("utf-8"))
    return content


def valid(content: Build) -> bool:
    return not list(jsonschema.Draft202012Validator(schema()).iter_errors(content))


def ids(content: Build) -> list[str]:
    return [step["id"] for step in content["steps"]]


def texts(value: object) -> Iterator[str]:
    """Yield every text in which Cloud Build substitutes variables, so no scripts."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from texts(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key not in ("script", "substitutions"):
                yield from texts(item)


def test_schema_is_valid() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())


@pytest.mark.parametrize("name", FILES)
def test_build_is_valid(name: str) -> None:
    jsonschema.validate(build(name), schema())


def _misspelt(content: Build) -> None:
    content["steps"][0]["argz"] = []


def _nameless(content: Build) -> None:
    del content["steps"][0]["name"]


def _without_steps(content: Build) -> None:
    content["steps"] = []


def _script_and_args(content: Build) -> None:
    content["steps"][0] |= {"script": "true", "args": ["true"]}


def _minutes(content: Build) -> None:
    content["timeout"] = "40m"


def _other_machine(content: Build) -> None:
    content["options"]["machineType"] = "LARGE"


def _small_substitution(content: Build) -> None:
    content["substitutions"]["environment"] = "dev"


@pytest.mark.parametrize(
    "plant",
    [
        _misspelt,
        _nameless,
        _without_steps,
        _script_and_args,
        _minutes,
        _other_machine,
        _small_substitution,
    ],
)
def test_invalid_build_is_found(plant: Callable[[Build], None]) -> None:
    content = copy.deepcopy(build(FILES[0]))
    plant(content)
    assert not valid(content)


@pytest.mark.parametrize("name", FILES)
def test_every_substitution_is_declared_and_used(name: str) -> None:
    content = build(name)
    used = {found for text in texts(content) for found in _SUBSTITUTED.findall(text)}
    assert used - GIVEN == set(content["substitutions"])


@pytest.mark.parametrize("name", FILES)
def test_every_image_is_pinned_or_google_s(name: str) -> None:
    for step in build(name)["steps"]:
        image, _, tag = step["name"].rpartition(":")
        pinned = re.fullmatch(r"\d+\.\d+\.\d+(-\w+)?", tag)
        assert pinned or image.startswith("gcr.io/google.com/"), step["name"]


@pytest.mark.parametrize("name", FILES)
def test_every_shell_step_parses_and_stops_at_the_first_error(name: str) -> None:
    for step in build(name)["steps"]:
        shell = step.get("script") or step["args"][-1]
        stops = "set -euo pipefail" in shell or step["args"][0] in ("-euc", "-euo")
        assert stops, step["id"]
        checked = subprocess.run(
            ["bash", "-n"], input=shell, text=True, capture_output=True, check=False
        )
        assert checked.returncode == 0, checked.stderr


def test_apply_uses_a_plan_made_after_all_checks() -> None:
    plan, apply = (build(name) for name in FILES)
    assert ids(plan) == [
        "check and test",
        "infrastructure checks",
        "source",
        "values",
        "plan",
        "keep the plan",
    ]
    assert ids(apply) == ["fetch the plan", "apply", "smoke test", "nothing left to change"]
    for step in (*plan["steps"], *apply["steps"]):
        # Without waitFor each step waits for all before it.
        assert "waitFor" not in step
        assert "allowFailure" not in step
    planning = "\n".join(texts(plan))
    assert "terraform apply" not in planning
    assert "-out=/workspace/build/plan" in planning
    applying = apply["steps"][1]["args"][-1]
    assert re.search(r"terraform apply .*/workspace/build/plan$", applying, re.MULTILINE)
    assert "-auto-approve" not in applying
    assert "-detailed-exitcode" in apply["steps"][3]["args"][-1]


GCLOUD = """#!/usr/bin/env bash
# Copies folders instead of buckets; writes any other command down.
set -euo pipefail
if [[ "$1 $2" == "storage cp" ]]; then
  paths=()
  for word in "${@:3}"; do
    [[ "$word" == --* ]] || paths+=("${word/#gs:\\/\\//$BUCKETS/}")
  done
  mkdir -p "$(dirname "${paths[-1]}x")"
  # Unquoted, because gcloud expands wildcards itself.
  cp -r ${paths[@]:0:${#paths[@]}-1} "${paths[-1]}"
else
  echo "$@" >> "$BUCKETS/commands"
fi
"""


def run_step(build_file: str, step_id: str, workspace: Path, values: dict[str, str]) -> None:
    """Run a bash step of a build in a workspace, with a fake gcloud."""
    (step,) = [each for each in build(build_file)["steps"] if each["id"] == step_id]
    assert step["entrypoint"] == "bash"
    known = {**build(build_file)["substitutions"], **values}
    arguments = [_SUBSTITUTED.sub(lambda name: known[name[1]], each) for each in step["args"]]
    program = workspace.parent / "bin/gcloud"
    program.parent.mkdir(exist_ok=True)
    program.write_text(GCLOUD, "utf-8")
    program.chmod(0o755)
    subprocess.run(
        ["bash", *arguments],
        cwd=workspace,
        env={
            "PATH": f"{program.parent}:{os.environ['PATH']}",
            "BUCKETS": str(workspace.parent / "buckets"),
        },
        check=True,
    )


def test_apply_build_fetches_exactly_what_the_plan_build_kept(tmp_path: Path) -> None:
    values = {"_STATE_BUCKET": "state", "_APPLY_TRIGGER": "apply-dev", "BUILD_ID": "b1"}
    first, second = tmp_path / "first", tmp_path / "second"
    for workspace in (first, second):
        (workspace / "infra/terraform/environments/dev").mkdir(parents=True)
    (tmp_path / "buckets").mkdir()
    lock = "infra/terraform/environments/dev/.terraform.lock.hcl"
    (first / lock).write_text("the provider's checksums")
    (first / "build").mkdir()
    made = ("archive", "source-1f.zip", "terraform.tfvars", "plan", "plan.txt", "web/assets/a.js")
    (first / "build/web/assets").mkdir(parents=True)
    for name in made:
        (first / "build" / name).write_text(f"what is in {name}")
    run_step(FILES[0], "keep the plan", first, {**values, "COMMIT_SHA": "c0ffee"})
    run_step(FILES[1], "fetch the plan", second, {**values, "_PLAN": "b1"})
    for name in made:
        assert (second / "build" / name).read_text() == f"what is in {name}"
    assert (second / lock).read_text() == "the provider's checksums"
    assert (tmp_path / "buckets/commands").read_text().split() == [
        *("builds", "triggers", "run", "apply-dev"),
        *("--region=europe-west1", "--sha=c0ffee", "--substitutions=_PLAN=b1"),
    ]


def test_apply_without_a_plan_fails(tmp_path: Path) -> None:
    workspace = tmp_path / "workspace"
    workspace.mkdir()
    (tmp_path / "buckets/state/plans").mkdir(parents=True)
    with pytest.raises(subprocess.CalledProcessError):
        run_step(FILES[1], "fetch the plan", workspace, {"_STATE_BUCKET": "state"})


def test_public_workflow_runs_the_whole_check_on_pinned_actions_without_rights() -> None:
    workflow = build(".github/workflows/ci.yaml")
    assert workflow["permissions"] == {"contents": "read"}
    (job,) = workflow["jobs"].values()
    assert [step["run"] for step in job["steps"] if "run" in step] == [".ci/run"]
    assert os.access(ROOT / ".ci/run", os.X_OK)
    for action in (step["uses"] for step in job["steps"] if "uses" in step):
        assert re.fullmatch(r"[\w-]+/[\w-]+@v\d+", action), action


def test_public_workflow_covers_the_bounds_of_python_and_both_emulators() -> None:
    (job,) = build(".github/workflows/ci.yaml")["jobs"].values()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    lowest, below = re.findall(r"3\.(\d+)", project["requires-python"])
    assert job["strategy"]["matrix"]["python"] == [f"3.{lowest}", f"3.{int(below) - 1}"]
    (gcloud,) = [step for step in job["steps"] if "setup-gcloud" in step.get("uses", "")]
    installed = set(gcloud["with"]["install_components"].split(","))
    needed = {word for each in EMULATORS.values() for word in each.component.split()}
    assert installed == needed
