"""Find: the route."""

from functions.kernel.database import UnitOfWork
from functions.kernel.errors import FieldError, InvalidFields
from functions.kernel.http import Call, Who
from functions.kernel.page_tokens import decode_token, encode_token
from functions.offers.routes import routes
from functions.offers.search.find.schemas import POSITIONS, HitsView, HitView, SearchQuery
from functions.offers.search.find.service import search
from functions.offers.search.models import SearchCriteria
from functions.offers.search.words.rules import search_words_of


@routes.get("/v1/offers", who=Who.ANYONE)
def find_offers(call: Call, query: SearchQuery) -> HitsView:
    """Search offers by place, words, category, price and date.

    The last of several words may be a prefix; words such as "le" or "de" are ignored. A page may
    hold fewer than `page_size` hits, even none; only a page without `next_page_token` is the last.
    """
    point = _point(query)
    if query.sort == "distance" and point is None:
        raise InvalidFields(errors=[FieldError("sort", "distance needs a point")])
    wanted = SearchCriteria(
        point=point,
        radius_m=query.radius_m,
        words=search_words_of(query.q or ""),
        category=query.category,
        max_price_cents=query.max_price_cents,
        begins_from=query.begins_from,
        begins_until=query.begins_until,
        sort=query.sort or ("distance" if point else "relevance"),
    )
    list_id = call.list_id
    after = decode_token(query.page_token, POSITIONS[wanted.sort], of_list=list_id)

    def read(work: UnitOfWork) -> HitsView:
        page = search(work, wanted, after=after, page_size=query.page_size, now=call.now)
        return HitsView(
            items=[HitView.of(hit) for hit in page.hits],
            next_page_token=encode_token(page.after, of_list=list_id) if page.after else None,
        )

    return call.read(read)


def _point(query: SearchQuery) -> tuple[float, float] | None:
    if query.latitude is None or query.longitude is None:
        if query.latitude is not query.longitude:
            raise InvalidFields(
                errors=[FieldError("latitude", "must be given together with longitude")]
            )
        return None
    return query.latitude, query.longitude
