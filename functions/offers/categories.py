"""The categories of offers, as they stand in categories.toml."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter

from functions.kernel.errors import Malformed
from functions.offers.models import Category

_NOT_PROPOSED = "technical"


class UnknownCategory(Malformed):
    """There is no such category, or it cannot be chosen."""

    code = "unknown_category"


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryGroup:
    """What categories are shown under; `label` is French."""

    id: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    """What categories.toml holds."""

    group: tuple[CategoryGroup, ...]
    category: tuple[Category, ...]

    def __post_init__(self) -> None:
        known = {group.id for group in self.group}
        if astray := [row.id for row in self.category if row.group not in known]:
            raise ValueError(f"of no group: {astray}")


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


def every_category() -> tuple[Category, ...]:
    """Return every category, also those that nobody can choose, in the file's order."""
    return tuple(_by_id().values())


def proposed_categories() -> tuple[Category, ...]:
    """Return every category that an offer may have, in the file's order."""
    return tuple(found for found in every_category() if found.group != _NOT_PROPOSED)


def proposed_groups() -> tuple[CategoryGroup, ...]:
    """Return the groups of what an offer may be, in the file's order."""
    return tuple(group for group in _file().group if group.id != _NOT_PROPOSED)


@cache
def _by_id() -> dict[str, Category]:
    return {row.id: row for row in _file().category}


@cache
def _file() -> _File:
    text = (Path(__file__).parent / "categories.toml").read_text("utf-8")
    return TypeAdapter(_File).validate_python(tomllib.loads(text))
