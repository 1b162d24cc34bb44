"""The source archive: reproducible, complete, and without anything else."""

import os
import re
import shutil
import subprocess
import sys
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest

import main
from infra.source import IGNORED, ROOT, build_zip, source_files
from infra.web import hashed_files


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


def test_archive_holds_the_web_app_with_names_that_change_with_its_content(tmp_path: Path) -> None:
    with zipfile.ZipFile(build_zip(tmp_path)) as archive:
        names = {name for name in archive.namelist() if name.startswith("web/")}
    files = hashed_files()
    assert names == {f"web{path}" for path in files}
    assert {name for name in names if not name.startswith("web/assets/")} == {
        "web/index.html",
        "web/sw.js",
    }
    for path, content in files.items():
        if path.endswith((".html", ".js", ".css", ".webmanifest")):
            left = re.findall(
                r"""["'](\.{1,2}/[\w./-]+\.(?:js|css|svg|woff2))["']""", content.decode()
            )
            assert left == [], f"{path} leads to names that do not change"


def test_change_renames_a_file_and_what_leads_to_it_and_nothing_else(tmp_path: Path) -> None:
    web = Path(shutil.copytree(ROOT / "web", tmp_path / "web"))
    before = set(hashed_files(web))
    screen = web / "about/site-map.js"
    screen.write_text(screen.read_text("utf-8") + "// changed\n", "utf-8")
    gone = {re.sub(r"\.[0-9a-f]{12}", "", name) for name in before - set(hashed_files(web))}
    assert "/assets/about/site-map.js" in gone
    # The list of screens leads there, and the router and the app to the list.
    assert {"/assets/routes.js", "/assets/app.js"} <= gone
    assert not any("/vendor/" in name or name.endswith(".css") for name in gone)


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
