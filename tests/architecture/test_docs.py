"""The documentation: generated pages are current, and what it names exists."""

import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from local.reference import DOCS, records

ROOT = DOCS.parent

HIDDEN = (".", "build", "node_modules")
"""Folders that begin so are not the project's own pages: environments, caches, builds."""

PAGES = sorted(
    path
    for path in ROOT.rglob("*.md")
    if not any(part.startswith(HIDDEN) for part in path.relative_to(ROOT).parts)
)

FORGE = ("http://", "https://", "mailto:", "../../security/")
"""Links that lead out of the tree."""


def without_code(text: str) -> str:
    """Return a page without its code, in which brackets are no links."""
    return re.sub(r"```.*?```|`[^`\n]*`", "", text, flags=re.S)


def anchors(page: Path) -> set[str]:
    """Return the anchors that a forge gives to a page's headings."""
    text = re.sub(r"```.*?```", "", page.read_text("utf-8"), flags=re.S)
    headings = re.findall(r"^#+ (.+)$", text, re.M)
    return {re.sub(r"[^\w\- ]", "", h.lower()).replace(" ", "-") for h in headings}


def broken_links(page: Path) -> list[str]:
    """Return the relative links of a page that lead nowhere."""
    found = []
    for link in re.findall(r"\]\(([^)\s]+)\)", without_code(page.read_text("utf-8"))):
        if link.startswith(FORGE):
            continue
        name, _, anchor = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            found.append(link)
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_relative_links_resolve(page: Path) -> None:
    assert broken_links(page) == []


def test_a_broken_link_and_a_missing_anchor_are_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "# One title\n[a](page.md) [b](#one-title) [c](https://example.org) `[d](no.md)`\n"
        "[e](no.md) [f](page.md#no-title)\n"
    )
    assert broken_links(page) == ["no.md", "page.md#no-title"]


def test_every_record_has_a_number_of_its_own_a_date_and_a_status() -> None:
    found = records()
    numbers = [int(record.title.partition(".")[0]) for record in found]
    assert len(numbers) == len(set(numbers))
    for record in found:
        assert re.fullmatch(r"accepted|superseded by record \d+", record.status), record.path.name


def test_generated_pages_are_current() -> None:
    """In a process of its own, because tests register events and subscribers too."""
    done = subprocess.run(
        [sys.executable, "-m", "local.reference", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("", ""), "run: make docs"


def test_the_glossary_points_to_code_that_exists() -> None:
    page = (DOCS / "glossary.md").read_text("utf-8")
    named = re.findall(r"`([^`]+)` \|$", page, re.M)
    source = "\n".join(path.read_text("utf-8") for path in (ROOT / "functions").rglob("*.py"))
    assert named
    assert [name for name in named if not re.search(rf"(?<!\w){re.escape(name)}\b", source)] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_documented_commands_exist(page: Path) -> None:
    text = page.read_text("utf-8")
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))
    assert sorted(set(re.findall(r"(?:`|^ +|^)make ([a-z-]+)", text, re.M)) - targets) == []
    modules = set(re.findall(r"python -m ((?:bench|functions|infra|local|tests)[\w.]*)", text))
    assert [name for name in sorted(modules) if find_spec(name) is None] == []


HAND_WRITTEN = [page for page in PAGES if page.parent.name != "decisions"]


def unknown_names(page: Path, source: str) -> list[str]:
    """Return the files and constants in the code of a page that are not there."""
    quoted = re.findall(
        r"`([^`\n]+)`", re.sub(r"```.*?```", "", page.read_text("utf-8"), flags=re.S)
    )
    found = []
    for name in quoted:
        is_file = re.fullmatch(r"(?:functions|infra|local|tests|web|docs|bench)/[\w./-]+", name)
        if is_file and not (ROOT / name).exists():
            found.append(name)
        is_constant = re.fullmatch(r"[A-Z]+(?:_[A-Z]+)*", name) and len(name) > 3
        setting = name.removeprefix("CULTUREPASS_").lower() if "CULTUREPASS_" in name else name
        if is_constant and not re.search(rf"\b(?:{name}|{setting})\b", source):
            found.append(name)
    return found


@pytest.mark.parametrize("page", HAND_WRITTEN, ids=lambda page: str(page.relative_to(ROOT)))
def test_named_files_and_constants_exist(page: Path) -> None:
    folders = ("functions", "infra", "local", "tests", "bench")
    files = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    source = "\n".join(path.read_text("utf-8") for path in files if path != Path(__file__))
    assert unknown_names(page, source) == []


def test_a_file_and_a_constant_that_are_gone_are_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("`tests/no.py` `functions/kernel/config.py` `GONE_AWAY` `KEPT_FOR`\n")
    assert unknown_names(page, "KEPT_FOR = 1") == ["tests/no.py", "GONE_AWAY"]
