"""The source archive: reproducible, complete, and without anything else."""

import os
import shutil
import subprocess
import sys
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest

import main
from infra.source import IGNORED, ROOT, build_zip, source_files


def copy_of_the_source(folder: Path) -> Path:
    """Copy the repository's files with other modification times."""
    shutil.copytree(
        ROOT,
        folder,
        ignore=shutil.ignore_patterns(".[!g]*", ".git", "__pycache__", "build"),
        copy_function=shutil.copyfile,
    )
    for number, path in enumerate(sorted(folder.rglob("*"))):
        os.utime(path, (number * 86_400, number * 86_400))
    return folder


def test_same_source_makes_the_same_bytes(
    tmp_path: Path,
) -> None:
    copy = copy_of_the_source(tmp_path / "elsewhere")
    (copy / "functions/__pycache__").mkdir()
    (copy / "functions/__pycache__/x.pyc").write_bytes(b"compiled")
    (copy / ".env").write_text("SECRET=1")
    first = build_zip(tmp_path / "first")
    second = build_zip(tmp_path / "second", root=copy)
    assert second.read_bytes() == first.read_bytes()
    assert first.name == second.name == f"source-{sha256(first.read_bytes()).hexdigest()}.zip"
    changed = copy / "functions/kernel/money.py"
    changed.write_text(changed.read_text("utf-8") + "# changed\n", "utf-8")
    assert build_zip(tmp_path / "third", root=copy).name != first.name


def test_archive_holds_the_functions_and_their_requirements_only() -> None:
    names = set(source_files(ROOT))
    wanted = {"main.py", "requirements.txt"} | {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "functions").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert names == wanted


def test_every_function_loads_from_the_archive(tmp_path: Path) -> None:
    # -S: builders have no packages installed.
    made = subprocess.run(
        [sys.executable, "-S", "-m", "infra", "zip", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    with zipfile.ZipFile(made.stdout.strip()) as archive:
        archive.extractall(tmp_path / "source")
    script = (
        "import main, functions.accounts.schemes.data as schemes;"
        "import functions.offers.categories.rules;"
        "print(*(getattr(main, name).__name__ for name in main.__all__));"
        "print(main.__file__)"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, '.'); {script}"],
        cwd=tmp_path / "source",
        capture_output=True,
        text=True,
        check=True,
    )
    names, place = done.stdout.splitlines()
    assert names.split() == main.__all__
    assert Path(place).is_relative_to(tmp_path)


@pytest.mark.parametrize(
    ("patterns", "left"),
    [
        ("a.txt", {"b/c.txt", "b/d/e.py"}),
        ("/*\n!/b/\n*.py", {"b/a.txt", "b/c.txt"}),
        ("b/d", {"a.txt", "b/a.txt", "b/c.txt"}),
        ("*.txt\n!c.txt", {"b/c.txt", "b/d/e.py"}),
        ("# nothing\n\nd/", {"a.txt", "b/a.txt", "b/c.txt"}),
        ("b/*.txt", {"a.txt", "b/d/e.py"}),
    ],
)
def test_ignored_files_are_left_out(tmp_path: Path, patterns: str, left: set[str]) -> None:
    for name in ("a.txt", "b/a.txt", "b/c.txt", "b/d/e.py"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    (tmp_path / IGNORED).write_text(f"{patterns}\n/{IGNORED}\n")
    assert set(source_files(tmp_path)) == left


def test_unsupported_pattern_is_refused(tmp_path: Path) -> None:
    (tmp_path / IGNORED).write_text("functions/**/x\n")
    with pytest.raises(ValueError, match="not supported"):
        list(source_files(tmp_path))
