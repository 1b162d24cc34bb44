"""Which categories there are, and which of them a new offer may have."""

from functions.kernel.errors import Malformed
from functions.offers.categories.data import categories_by_id, category_file
from functions.offers.categories.models import Category, CategoryGroup

_NOT_PROPOSED = "technical"


class UnknownCategory(Malformed):
    """There is no such category, or it cannot be chosen."""

    code = "unknown_category"


def category(category_id: str) -> Category:
    """Return the category with this id. Refuses UnknownCategory."""
    found = categories_by_id().get(category_id)
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
    return category_file().category


def proposed_categories() -> tuple[Category, ...]:
    """Return every category that an offer may have, in the file's order."""
    return tuple(found for found in every_category() if found.group != _NOT_PROPOSED)


def proposed_groups() -> tuple[CategoryGroup, ...]:
    """Return the groups of the categories that an offer may have, in the file's order."""
    return tuple(group for group in category_file().group if group.id != _NOT_PROPOSED)
