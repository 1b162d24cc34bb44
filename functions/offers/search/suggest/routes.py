"""The route of suggestions."""

from functions.kernel.call import Call
from functions.kernel.route import Who
from functions.offers.routes import routes
from functions.offers.search.suggest.schemas import SuggestionsQuery, SuggestionsView
from functions.offers.search.suggest.service import suggest


@routes.get("/v1/suggestions", who=Who.ANYONE)
def suggest_searches(call: Call, query: SuggestionsQuery) -> SuggestionsView:
    """Suggest texts and venues to search for, while somebody types.

    Each of them leads to an offer that can be booked. A venue is searched for by its id.
    """
    return call.read(lambda work: SuggestionsView.of(suggest(work, query.q, now=call.now)))
