"""The limits of what comes over the wire are those that are written down."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
SOURCES = sorted((ROOT / "functions").rglob("*wire.py"))


def lost_limits(source: str) -> list[str]:
    """Return the fields whose limit counts for nothing.

    Where a text type that has a limit of its own is the whole annotation, pydantic prefers that
    limit to the one of the field: `name: Line = Field(max_length=90)` takes 200 characters, and
    `name: Annotated[Line, Field(max_length=90)]` takes 90.
    """
    return [
        ast.unparse(node.target)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.AnnAssign)
        and ast.unparse(node.annotation) in ("Line", "Paragraph")
        and isinstance(node.value, ast.Call)
        and any(keyword.arg == "max_length" for keyword in node.value.keywords)
    ]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_limit_is_lost(path: Path) -> None:
    assert lost_limits(path.read_text("utf-8")) == []


def test_a_lost_limit_is_found() -> None:
    assert lost_limits("class B(Body):\n    name: Line = Field(max_length=90)") == ["name"]
    assert lost_limits("class B(Body):\n    name: Annotated[Line, Field(max_length=90)]") == []
