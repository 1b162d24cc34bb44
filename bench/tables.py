"""Plain-text tables of at most 100 columns: the first column to the left, the others to the right.

A cell may be a number, which is shown with three significant digits; None and NaN are a dash.
"""

import textwrap
from collections.abc import Sequence
from typing import TypeAlias

WIDTH = 100

Cell: TypeAlias = str | int | float | None

_GAP = "  "


def table(
    title: str,
    header: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    *,
    caption: str = "",
    texts: int = 1,
) -> str:
    """Format a table; the first `texts` columns hold text, and an empty row gives an empty line."""
    shown = [[_show(cell) for cell in row] for row in rows]
    widths = [
        max(len(name), *(len(row[column]) for row in shown if row))
        for column, name in enumerate(header)
    ]

    def line(cells: Sequence[str]) -> str:
        aligned = (
            cell.ljust(width) if column < texts else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(cells, widths, strict=True))
        )
        return _GAP.join(aligned).rstrip()

    rule = "-" * (sum(widths) + len(_GAP) * (len(widths) - 1))
    lines = [title, rule, line(header), rule, *(line(row) if row else "" for row in shown), rule]
    return "\n".join([*lines, *paragraph(caption)])


def paragraph(text: str) -> list[str]:
    """Wrap a text into lines of at most 100 columns."""
    return textwrap.wrap(text, WIDTH)


def ratio(value: float, baseline: float) -> str:
    """Format a value as a multiple of the baseline, as in `x 2.4`."""
    return f"x {_show(value / baseline)}"


def conclude(sentences: Sequence[str], *, met: str = "") -> int:
    """Print each sentence about a missed bar, or what is met; return the exit status."""
    for sentence in sentences:
        print(f"MISSED  {sentence}")
    if met and not sentences:
        print(met)
    return 1 if sentences else 0


def _show(cell: Cell) -> str:
    if cell is None or cell != cell:  # noqa: PLR0124 - only NaN differs from itself
        return "-"
    if not isinstance(cell, float):
        return str(cell)
    if abs(cell) >= 100:
        return f"{cell:,.0f}"
    return f"{cell:.1f}" if abs(cell) >= 10 else f"{cell:.2f}"
