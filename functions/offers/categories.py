"""The categories of offers, as they stand in categories.toml."""

import tomllib
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter

from functions.kernel.errors import Malformed
from functions.offers.models import Category

_NOT_PROPOSED = "technical"


class UnknownCategory(Malformed):
    """There is no such category, or it cannot be chosen."""

    code = "unknown_category"


def category(category_id: str) -> Category:
    """Return the category with this id. Refuses UnknownCategory."""
    found = _by_id().get(category_id)
    if found is None:
        raise UnknownCategory
    return found


def proposed_category(category_id: str) -> Category:
    """Return a category that a new offer may have. Refuses UnknownCategory."""
    found = category(category_id)
    if found.group == _NOT_PROPOSED:
        raise UnknownCategory
    return found


def proposed_categories() -> tuple[Category, ...]:
    """Return every category that an offer may have, in the file's order."""
    return tuple(found for found in _by_id().values() if found.group != _NOT_PROPOSED)


@cache
def _by_id() -> dict[str, Category]:
    text = (Path(__file__).parent / "categories.toml").read_text("utf-8")
    rows = TypeAdapter(tuple[Category, ...]).validate_python(tomllib.loads(text)["category"])
    return {row.id: row for row in rows}
