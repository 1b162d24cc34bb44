"""Fixtures of the infrastructure tests: Terraform with a mock of the google provider."""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from functions.kernel.platform import use_platform
from tests.infra.commands import ENVIRONMENTS, NoTerraform, Terraform, copied, find_terraform
from tests.infra.mock.provider import load_schema, serving
from tests.infra.mock.states import keeping_states
from tests.infra.played import Played
from tests.infra.policy import Made
from tests.support.world import World

Json = dict[str, Any]


@pytest.fixture(scope="session")
def terraform() -> Iterator[Terraform]:
    """Terraform with the mock provider."""
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
    """A copy of infra/terraform with initialised environments; tests must not change it."""
    with copied() as root:
        for name in ENVIRONMENTS:
            done = terraform.run(root / "environments" / name, "init")
            assert done.status == 0, done.output
        yield root


@pytest.fixture
def changed(ready: Path, tmp_path: Path) -> Callable[[str, str, str], Path]:
    """Return a function that copies infra/terraform and replaces a text in one of its files."""
    return changing(ready, tmp_path)


def changing(ready: Path, folder: Path) -> Callable[[str, str, str], Path]:
    """Return a function that replaces a text in a file of a copy, made once, in `folder`."""

    def change(file: str, old: str, new: str) -> Path:
        root = folder / "infra/terraform"
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
    """A file in place of the source archive."""
    path = tmp_path_factory.mktemp("source") / "source.zip"
    path.write_bytes(b"a zip")
    return path


@pytest.fixture(scope="session")
def inputs(zipped: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, ...]:
    """Variables with what builds make: the source archive, and a few files as the web app."""
    folder = tmp_path_factory.mktemp("built")
    names = ("index.html", "assets/app.1f.js", "assets/kit/font.2e.woff2")
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)
    return (f"-var=source_zip={zipped}", f"-var=web={folder}")


class Applied:
    """An environment after `terraform apply`."""

    def __init__(self, terraform: Terraform, folder: Path, inputs: tuple[str, ...]) -> None:
        self.folder = folder
        self._terraform = terraform
        self._inputs = ("-var-file=example.tfvars", *inputs)
        self.done = self.run("apply", "-auto-approve", "-no-color", *self._inputs)
        assert self.done.status == 0, self.done.output
        self.shown: Json = json.loads(self.run("show", "-json").output)

    def run(self, *arguments: str) -> Any:
        """Run a Terraform command on the environment."""
        return self._terraform.run(self.folder, *arguments)

    def resources(self, kind: str) -> list[Json]:
        """Return the values of every resource of a type."""
        return Made(self.shown).of(kind)

    def plan_again(self) -> Any:
        """Plan again; exit status 0 means no changes, 2 means changes."""
        return self.run("plan", "-detailed-exitcode", "-no-color", *self._inputs)


@pytest.fixture(scope="session")
def apply(terraform: Terraform, ready: Path, inputs: tuple[str, ...]) -> Callable[[str], Applied]:
    """Return a function that applies an environment once and returns it."""
    return cache(lambda name: Applied(terraform, ready / "environments" / name, inputs))


@pytest.fixture(scope="session", params=ENVIRONMENTS)
def applied(request: pytest.FixtureRequest, apply: Callable[[str], Applied]) -> Applied:
    """Each environment, applied."""
    return apply(request.param)


@pytest.fixture(scope="session")
def production(apply: Callable[[str], Applied]) -> Applied:
    """The production environment, applied."""
    return apply("prod")


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    """Every route and every job, played in a world with data of every kind."""
    world = World(tmp_path_factory.mktemp("world"))
    try:
        return Played(world)
    finally:
        use_platform(None)
        world.close()
