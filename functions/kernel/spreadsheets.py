"""Tables for French spreadsheets, as CSV or XLSX.

CSV is UTF-8 with BOM, semicolons and decimal commas, and streamed. XLSX has typed cells: amounts
and dates are numbers there, and a text stays a text whatever it looks like.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice

from functions.kernel.french import repeated_hour

CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_BOM = "\ufeff"
_ROWS_AT_ONCE = 200

_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
"""The first characters of a formula, full-width forms included."""

_UNSEEN = ("Cc", "Cf", "Zl", "Zp", "Zs")
"""Unicode categories of invisible characters: controls, marks, line ends, spaces."""

_NUMBER_OR_DATE = re.compile(
    r"[2-7]+E[2-7]+|[2-7]*(JANV?|FEB|FEVR?|MARS?|APR|AVR|MAY|JUN|JUL|AUG|SEPT?|DEC)[2-7]*"
    r"|[0-9]{4}-[0-9]{2}"
)
"""Codes and months that a spreadsheet takes for a number (22E234) or a date (3MAR27, 2027-05)."""


@dataclass(frozen=True, slots=True)
class Euros:
    """An amount in cents, shown in euros."""

    cents: int


Cell = str | int | Euros | datetime | None
"""A cell: a text, a number, an amount, or a time in the zone of its reader; None is empty."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with a name and a header."""

    name: str
    header: Sequence[str]
    rows: Iterable[Sequence[Cell]]


def csv_of(sheet: Sheet) -> Iterator[str]:
    """Return a sheet as pieces of a CSV file. No spreadsheet takes a cell for a formula."""
    yield _BOM + _lines([sheet.header])
    remaining = iter(sheet.rows)
    while some := list(islice(remaining, _ROWS_AT_ONCE)):
        yield _lines([[_text(cell) for cell in row] for row in some])


def xlsx_of(sheets: Iterable[Sheet], *, made_at: datetime) -> bytes:
    """Return sheets as an XLSX file. Later sheets may depend on the rows of the ones before."""
    # Only exports need it, and it costs every other start some milliseconds.
    import xlsxwriter  # noqa: PLC0415

    file = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        book.set_properties({"created": made_at.astimezone(UTC).replace(tzinfo=None)})
        bold, amount = book.add_format({"bold": True}), book.add_format({"num_format": "#,##0.00"})
        instant = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        for sheet in sheets:
            page = book.add_worksheet(sheet.name)
            page.set_column(0, len(sheet.header) - 1, 20)
            page.freeze_panes(1, 0)
            page.write_row(0, 0, sheet.header, bold)
            for number, row in enumerate(sheet.rows, start=1):
                for column, cell in enumerate(row):
                    if isinstance(cell, Euros):
                        page.write_number(number, column, cell.cents / 100, amount)
                    elif isinstance(cell, int):
                        page.write_number(number, column, cell)
                    elif isinstance(cell, datetime) and not repeated_hour(cell):
                        page.write_datetime(number, column, cell.replace(tzinfo=None), instant)
                    elif cell is not None:
                        page.write_string(number, column, _plain(cell))
    return file.getvalue()


def _lines(rows: Iterable[Sequence[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows(rows)
    return text.getvalue()


def _text(cell: Cell) -> str:
    """Return a cell of a CSV file."""
    text = _plain(cell)
    if isinstance(cell, Euros | int):
        return text
    if isinstance(cell, str) and _NUMBER_OR_DATE.fullmatch(text):
        return "'" + text
    return _harmless(text)


def _plain(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Euros):
        euros, cents = divmod(abs(cell.cents), 100)
        return f"{'-' if cell.cents < 0 else ''}{euros},{cents:02d}"
    if isinstance(cell, datetime):
        return f"{cell:%d/%m/%Y %H:%M}{repeated_hour(cell)}"
    return str(cell)


def _harmless(cell: str) -> str:
    """Return a cell on one line that no spreadsheet takes for a formula.

    Some spreadsheets skip invisible characters, and some split a cell with line ends into rows.
    """
    if cell[:1].isalnum() and cell.isprintable():
        return cell
    line = "".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in cell)
    seen = next((c for c in line if unicodedata.category(c) not in _UNSEEN), "")
    return "'" + line if seen in _FORMULA else line
