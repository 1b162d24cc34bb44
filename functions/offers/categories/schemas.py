"""The query and responses about categories."""

from typing import Literal

from pydantic import Field

from functions.accounts.schemes.models import SpendingDomain
from functions.kernel.schemas import Parameters, View
from functions.offers.categories.models import Category, DetailName


class CategoriesQuery(Parameters):
    """The list has no filters."""


class CategoryView(View):
    """A category; `domain` selects the spending cap, `expiry_days` is when bookings expire.

    `details` are the optional fields of an offer that are specific to this category.
    """

    id: str
    group: str
    label: str
    event: bool
    place: Literal["offline", "online", "either"]
    domain: SpendingDomain
    duo: bool
    expiry_days: int | None = Field(validation_alias="term_days")
    details: tuple[DetailName, ...]

    @classmethod
    def of(cls, category: Category) -> "CategoryView":
        """Build the view of a category."""
        return cls.model_validate(category)


class CategoryGroupView(View):
    """A group of categories, with a French label."""

    id: str
    label: str


class CategoriesView(View):
    """All categories for new offers, and their groups."""

    items: list[CategoryView]
    groups: list[CategoryGroupView]
