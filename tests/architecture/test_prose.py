"""The English of docstrings: how they begin, and words that they do without."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

FOLDERS = ("functions", "local", "infra", "bench", "tests")
"""The folders whose docstrings are checked."""

BEGINNINGS = ("What", "Have", "Whoever", "It is")
"""A docstring names its subject or begins with a verb."""

WORDS = {"tell", "tells", "told", "telling", "anew", "whoever"}
"""Plain English notifies, reports or returns, and does things again."""


def docstrings(source: str) -> Iterator[tuple[int, str]]:
    """Yield the line and text of each docstring: of modules, classes, functions and constants."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Expr(value=ast.Constant(value=str(text))):
                yield node.lineno, text


def faults(text: str) -> list[str]:
    """Return the beginning and the words for which a docstring has to be rewritten."""
    words = re.findall(r"\w+", text)
    beginnings = [start for start in BEGINNINGS if words[: len(start.split())] == start.split()]
    return beginnings + sorted(WORDS.intersection(word.lower() for word in words))


@pytest.mark.parametrize("folder", FOLDERS)
def test_docstrings_are_plain_english(folder: str) -> None:
    files = sorted((ROOT / folder).rglob("*.py"))
    assert files
    found = [
        f"{file.relative_to(ROOT)}:{line}: {', '.join(faults(text))}"
        for file in files
        for line, text in docstrings(file.read_text("utf-8"))
        if faults(text)
    ]
    assert found == []


PLANTED = '''
"""What a module does."""

LIMIT = 1
"""It is a limit."""


class Mailer:
    """Have mails sent."""

    def send(self) -> None:
        """Return once the server was told."""


def search() -> None:
    """Whatever is found, return it; what is left out is not counted."""
'''


def test_planted_faults_are_found_and_nothing_else() -> None:
    found = {line: faults(text) for line, text in docstrings(PLANTED)}
    assert found == {2: ["What"], 5: ["It is"], 9: ["Have"], 12: ["told"], 16: []}
