"""Rendering of the head of the entry document: title, description, tags of link previews."""

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from functions.kernel import french
from functions.kernel.money import in_words
from functions.kernel.templates import environment_of
from functions.pages.previews.models import Preview
from functions.pages.previews.rules import short

if TYPE_CHECKING:
    from jinja2 import Environment


SITE = "culture pass"

DESCRIPTION = (
    "Concerts, livres, musées, ateliers : trouve la culture près de toi et réserve avec ton crédit."
)

_HEAD = re.compile(r"<title>.*?</title>\n<meta name=\"description\"[^>]*>", re.S)
"""The two lines of web/index.html that a page replaces."""


def with_head(document: str, **facts: Any) -> str:
    """Return the entry document with the head of a page; see templates/head.html.j2."""
    head = _environment().get_template("head.html.j2").render(site=SITE, **facts)
    assert _HEAD.search(document)
    return _HEAD.sub(lambda _: head.strip(), document, count=1)


def summary(preview: Preview) -> str:
    """Describe an offer in a line: when, where, from which price, and its own first words."""
    offer, place = preview.offer, preview.offer.place
    parts = []
    if preview.begins_at is not None:
        parts.append(french.moment(preview.begins_at, place.time_zone))
    parts.append("en ligne" if offer.url is not None else f"{place.name}, {place.city}")
    if preview.prices:
        parts.append(_price(preview.prices))
    words = short(offer.description)
    line = " · ".join(parts)
    return f"{line[0].upper()}{line[1:]}. {words}".strip()


def _price(prices: Sequence[int]) -> str:
    low, high = min(prices), max(prices)
    if high == 0:
        return "gratuit"
    return in_words(low) if low == high else f"dès {in_words(low)}" if low else "dès 0 €"


@cache
def _environment() -> "Environment":
    return environment_of(Path(__file__).parent / "templates")
