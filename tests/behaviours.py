"""The behaviours of the field and the tests that show them: `python -m tests.behaviours`.

A test names what it shows with `@pytest.mark.behaviour(number)`. The table in tests/README.md has a
line for each number: what it is, and its tests, or why it is out of scope. Run as a program, this
writes the tests into the table.
"""

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TESTS = Path(__file__).resolve().parent
PAGE = TESTS / "README.md"
OUT_OF_SCOPE = "out of scope: "

_ROW = re.compile(r"\| (\d+) \| (.+?) \| (.*?) \|")


@dataclass(frozen=True)
class Row:
    """A line of the table."""

    number: int
    behaviour: str
    shown_by: str

    @property
    def is_out_of_scope(self) -> bool:
        return self.shown_by.startswith(OUT_OF_SCOPE)


def rows(page: str) -> list[Row]:
    """Return the lines of the table in a page, in order."""
    return [Row(int(n), what, by) for n, what, by in _ROW.findall(page)]


@cache
def marked() -> Mapping[int, list[str]]:
    """Return the tests that name each number, as `file::function`, in order."""
    found: dict[int, list[str]] = {}
    for path in sorted(TESTS.rglob("test_*.py")):
        text = path.read_text("utf-8")
        for number, function in _marks(ast.parse(text)) if ".behaviour(" in text else ():
            name = f"{path.relative_to(TESTS)}::{function}"
            found.setdefault(number, []).append(name)
    return found


def written(page: str) -> str:
    """Return the page with the tests of each number in their column."""
    shown = marked()

    def line(match: re.Match[str]) -> str:
        number, by = int(match[1]), match[3]
        if number in shown:
            by = "<br>".join(f"`{name}`" for name in shown[number])
        elif not by.startswith(OUT_OF_SCOPE):
            by = ""
        return f"| {number} | {match[2]} | {by} |"

    return _ROW.sub(line, page)


def _marks(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            # Also those of single cases, in `pytest.param(..., marks=...)`.
            calls = (one for whole in node.decorator_list for one in ast.walk(whole))
            numbers = {
                int(str(argument.value))
                for call in calls
                if isinstance(call, ast.Call) and _is_mark(call.func)
                for argument in call.args
                if isinstance(argument, ast.Constant)
            }
            for number in sorted(numbers):
                yield number, node.name


def _is_mark(function: ast.expr) -> bool:
    return isinstance(function, ast.Attribute) and function.attr == "behaviour"


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text("utf-8")), "utf-8")
