"""The route that lists categories."""

from functions.kernel.call import Call
from functions.kernel.route import Who
from functions.offers.categories.rules import proposed_categories, proposed_groups
from functions.offers.categories.schemas import (
    CategoriesQuery,
    CategoriesView,
    CategoryGroupView,
    CategoryView,
)
from functions.offers.routes import routes


@routes.get("/v1/categories", who=Who.ANYONE)
def list_categories(call: Call, query: CategoriesQuery) -> CategoriesView:  # noqa: ARG001
    """List all categories for new offers, with French labels."""
    return CategoriesView(
        items=[CategoryView.of(found) for found in proposed_categories()],
        groups=[CategoryGroupView.model_validate(group) for group in proposed_groups()],
    )
