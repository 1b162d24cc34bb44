"""Lookups of categories, and which ones new offers may use."""

from functions.kernel.errors import Malformed
from functions.offers.categories.data import categories_by_id, category_file
from functions.offers.categories.models import Category, CategoryGroup

_NOT_PROPOSED = "technical"


class UnknownCategory(Malformed):
    """There is no such category, or new offers cannot use it."""

    code = "unknown_category"


def category(category_id: str) -> Category:
    """Return the category with this id. Refuses UnknownCategory."""
    found = categories_by_id().get(category_id)
    if found is None:
        raise UnknownCategory
    return found


def proposed_category(category_id: str) -> Category:
    """Return a category that new offers may use. Refuses UnknownCategory."""
    found = category(category_id)
    if found.group == _NOT_PROPOSED:
        raise UnknownCategory
    return found


def every_category() -> tuple[Category, ...]:
    """Return all categories in file order, also those closed to new offers."""
    return category_file().category


def categories_by_group() -> dict[str, list[str]]:
    """Return the ids of all categories by that of their group, also those closed to new offers."""
    found: dict[str, list[str]] = {}
    for one in every_category():
        found.setdefault(one.group, []).append(one.id)
    return found


def proposed_categories() -> tuple[Category, ...]:
    """Return the categories that new offers may use, in file order."""
    return tuple(found for found in every_category() if found.group != _NOT_PROPOSED)


def proposed_groups() -> tuple[CategoryGroup, ...]:
    """Return the groups of categories that new offers may use, in file order."""
    return tuple(group for group in category_file().group if group.id != _NOT_PROPOSED)
