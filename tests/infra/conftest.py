"""What the checks of the infrastructure share: Terraform with the stand-in provider."""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from functions.kernel.platform import use_platform
from infra.commands import ENVIRONMENTS, NoTerraform, Terraform, copied, find_terraform
from infra.mock.provider import load_schema, serving
from infra.mock.states import keeping_states
from infra.policy import Made
from tests.infra.played import Played
from tests.support.world import World

Json = dict[str, Any]


@pytest.fixture(scope="session")
def terraform() -> Iterator[Terraform]:
    """Terraform, with the google provider's schema and no cloud behind it."""
    try:
        program = find_terraform()
    except NoTerraform as missing:
        if os.environ.get("CULTUREPASS_REQUIRE_TERRAFORM"):
            raise
        pytest.skip(str(missing.__doc__))
    with serving(load_schema()) as announced, keeping_states() as states:
        yield Terraform(program, announced, states)


@pytest.fixture(scope="session")
def ready(terraform: Terraform) -> Iterator[Path]:
    """A copy of infra/terraform, with every environment initialised, that tests leave as it is."""
    with copied() as root:
        for name in ENVIRONMENTS:
            done = terraform.run(root / "environments" / name, "init")
            assert done.status == 0, done.output
        yield root


@pytest.fixture
def changed(ready: Path, tmp_path: Path) -> Callable[[str, str, str], Path]:
    """Return a function that plants an error in a copy: a file, a text in it, what to put there."""

    def change(file: str, old: str, new: str) -> Path:
        root = tmp_path / "infra/terraform"
        if not root.exists():
            shutil.copytree(ready.parent, root.parent, symlinks=True)
        path = root / file
        text = path.read_text("utf-8")
        assert text.count(old) >= 1, f"{file} has no {old!r} to change"
        path.write_text(text.replace(old, new, 1), "utf-8")
        return root

    return change


@pytest.fixture(scope="session")
def zipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file that stands for the source."""
    path = tmp_path_factory.mktemp("source") / "source.zip"
    path.write_bytes(b"a zip")
    return path


class Applied:
    """An environment after `terraform apply`, and how that went."""

    def __init__(self, terraform: Terraform, folder: Path, zipped: Path) -> None:
        self.folder = folder
        self._terraform = terraform
        self._inputs = ("-var-file=example.tfvars", f"-var=source_zip={zipped}")
        self.done = self.run("apply", "-auto-approve", "-no-color", *self._inputs)
        assert self.done.status == 0, self.done.output
        self.shown: Json = json.loads(self.run("show", "-json").output)

    def run(self, *arguments: str) -> Any:
        """Run a command of Terraform on it."""
        return self._terraform.run(self.folder, *arguments)

    def resources(self, kind: str) -> list[Json]:
        """Return the values of every resource of a type."""
        return Made(self.shown).of(kind)

    def plan_again(self) -> Any:
        """Plan once more: exit status 0 says that nothing is left to do, 2 that something is."""
        return self.run("plan", "-detailed-exitcode", "-no-color", *self._inputs)


@pytest.fixture(scope="session")
def apply(terraform: Terraform, ready: Path, zipped: Path) -> Callable[[str], Applied]:
    """Return a function that gives an environment applied to the stand-in provider, once each."""
    return cache(lambda name: Applied(terraform, ready / "environments" / name, zipped))


@pytest.fixture(scope="session", params=ENVIRONMENTS)
def applied(request: pytest.FixtureRequest, apply: Callable[[str], Applied]) -> Applied:
    """Each environment, applied."""
    return apply(request.param)


@pytest.fixture(scope="session")
def production(apply: Callable[[str], Applied]) -> Applied:
    """What is for people, applied."""
    return apply("prod")


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    """Every route and every job, played in a world that has something of everything."""
    world = World(tmp_path_factory.mktemp("world"))
    try:
        return Played(world)
    finally:
        use_platform(None)
        world.close()
