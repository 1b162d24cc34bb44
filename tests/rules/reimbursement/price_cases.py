"""The table of prices, computed by a script of its own.

`python -m tests.rules.reimbursement.price_cases` prints it.

The script shares no code with the product: it knows the French scale by heart, as prose in
domain.md and pass-culture-main's core/finance/reimbursement_rules.py have it, and reckons with
fractions. Its output is kept in price_cases.csv, which the tests read; a test runs it again.
"""

import csv
import io
import sys
from collections.abc import Iterator
from fractions import Fraction
from math import floor
from pathlib import Path

FILE = Path(__file__).with_suffix(".csv")

COLUMNS = (
    *("category", "group", "quantity", "amount_cents", "revenue_cents", "used_at"),
    *("reimbursed_cents", "contribution_cents", "rate_percent", "why"),
)

Case = tuple[str, str, int, int, int, str, int, int, str, str]

SUMMER_2021_LAST = "2021-08-31T21:59:59+00:00"
"""The last second of August 2021 in Paris."""
AUTUMN_2021_FIRST = "2021-08-31T22:00:00+00:00"
NOW = "2026-05-04T10:00:00+00:00"


def percent(group: str, revenue_euros: Fraction, *, is_before_september_2021: bool) -> Fraction:
    """Return the rate of the French scale in per cent."""
    if group == "none":
        return Fraction(0)
    if revenue_euros <= 20_000:
        return Fraction(100)
    if group == "book" or revenue_euros <= 40_000:
        return Fraction(95)
    if revenue_euros <= 150_000:
        return Fraction(85 if is_before_september_2021 else 92)
    return Fraction(70 if is_before_september_2021 else 90)


def half_up(cents: Fraction) -> int:
    """Round to a whole cent, half a cent up."""
    return floor(cents + Fraction(1, 2))


def case(
    category: str, group: str, amount: int, revenue: int, used_at: str, why: str, quantity: int = 1
) -> Case:
    """Return a row of the table."""
    early = used_at <= SUMMER_2021_LAST
    rate = percent(group, Fraction(revenue, 100), is_before_september_2021=early)
    paid = half_up(Fraction(amount) * rate / 100)
    facts = (category, group, quantity, amount, revenue, used_at)
    return (*facts, paid, amount - paid, str(rate), why)


def cases() -> Iterator[Case]:
    """Yield every row."""
    for euros in (20_000, 40_000, 150_000):
        for cents, where in ((-1, "a cent below"), (0, "exactly at"), (1, "a cent above")):
            revenue = euros * 100 + cents
            for used_at in (NOW, SUMMER_2021_LAST, AUTUMN_2021_FIRST):
                why = f"{where} {euros} EUR"
                yield case("concert", "standard", 1_000, revenue, used_at, why)
            yield case("paper_book", "book", 1_000, revenue, NOW, f"a book {where} {euros} EUR")
            yield case("audiobook_download", "none", 1_000, revenue, NOW, "digital")
    for amount in (0, 1, 9, 10, 11, 30, 50, 333, 999, 1_001, 30_000, 60_000):
        why = "rounding at 95, 92 and 90 %"
        for revenue in (2_000_001, 4_000_001, 15_000_001):
            yield case("concert", "standard", amount, revenue, NOW, why)
    for amount in (10, 30, 50, 70):
        why = "half a cent is rounded up"
        yield case("concert", "standard", amount, 3_000_000, NOW, why)
        yield case("paper_book", "book", amount, 3_000_000, NOW, why)
    yield case("concert", "standard", 60_000, 2_030_000, NOW, "never split across tiers", 2)
    yield case("concert", "standard", 600, 600, NOW, "for two", 2)
    yield case("ebook", "book", 1_000, 16_000_000, NOW, "a digital book is a book")


def table() -> str:
    """Return the table as text."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(cases())
    return out.getvalue()


if __name__ == "__main__":
    sys.stdout.write(table())
