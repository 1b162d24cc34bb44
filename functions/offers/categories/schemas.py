"""Answers of the API about categories."""

from typing import Literal

from pydantic import Field

from functions.accounts.schemes.models import SpendingDomain
from functions.kernel.schemas import View
from functions.offers.categories.models import Category, DetailName


class CategoryView(View):
    """A category; `domain` is the spending cap that counts it, `expiry_days` when things expire.

    `details` are those of an offer's optional fields that only some categories have.
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
        """Return what is shown of a category."""
        return cls.model_validate(category)


class CategoryGroupView(View):
    """What several categories are shown under, in French."""

    id: str
    label: str


class CategoriesView(View):
    """Every category that an offer may have, and the groups that they are shown under."""

    items: list[CategoryView]
    groups: list[CategoryGroupView]
