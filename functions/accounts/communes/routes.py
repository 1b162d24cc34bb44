"""The route that finds communes."""

from datetime import timedelta

from functions.accounts.communes.rules import find_communes
from functions.accounts.communes.schemas import CommunesView, CommuneView, PlacesQuery
from functions.accounts.routes import routes
from functions.kernel.call import Call
from functions.kernel.page_tokens import NUMBER, decode_token, encode_token
from functions.kernel.route import Who


@routes.get("/v1/places", who=Who.ANYONE, kept_for=timedelta(days=1))
def find_places(call: Call, query: PlacesQuery) -> CommunesView:
    """Find French communes by name or postal code, while typing.

    The same name comes first, then names that begin with the text, then those with a word that
    does; larger populations first.
    """
    list_id = call.list_id
    start = decode_token(query.page_token, NUMBER, of_list=list_id) or 0
    found = find_communes(query.q, start=start, limit=query.page_size + 1)
    after = start + query.page_size if len(found) > query.page_size else None
    return CommunesView(
        items=[CommuneView.of(commune) for commune in found[: query.page_size]],
        next_page_token=None if after is None else encode_token(after, of_list=list_id),
    )
