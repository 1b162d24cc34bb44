"""Categories and their groups, loaded from categories.toml."""

import tomllib
from functools import cache
from pathlib import Path

import msgspec

from functions.kernel.values import Struct, prepared
from functions.offers.categories.models import Category, CategoryGroup


class CategoryFile(Struct, frozen=True, kw_only=True):
    """The content of categories.toml."""

    group: tuple[CategoryGroup, ...]
    category: tuple[Category, ...]

    def __post_init__(self) -> None:
        known = {group.id for group in self.group}
        if orphans := [row.id for row in self.category if row.group not in known]:
            raise ValueError(f"categories without a group: {orphans}")


@cache
def category_file() -> CategoryFile:
    """Load the categories and groups. Raises ValueError when a category has no group."""
    text = (Path(__file__).parent / "categories.toml").read_text("utf-8")
    return msgspec.convert(tomllib.loads(text), prepared(CategoryFile))


@cache
def categories_by_id() -> dict[str, Category]:
    """Return all categories by id, in file order."""
    return {row.id: row for row in category_file().category}
