"""Find: the route."""

from datetime import datetime
from typing import get_args

from functions.kernel.calendar_days import is_time_zone
from functions.kernel.call import Call
from functions.kernel.database import UnitOfWork
from functions.kernel.errors import FieldError, InvalidFields
from functions.kernel.page_tokens import decode_token, encode_token
from functions.kernel.route import Who
from functions.offers.models import AccessibilityKind
from functions.offers.routes import routes
from functions.offers.search.find.rules import LAST_PLACES_WITHIN, period_of, zone_at
from functions.offers.search.find.schemas import POSITIONS, HitsView, HitView, SearchQuery
from functions.offers.search.find.service import search
from functions.offers.search.models import SearchCriteria
from functions.offers.search.words.rules import search_words_of


@routes.get("/v1/offers", who=Who.ANYONE)
def find_offers(call: Call, query: SearchQuery) -> HitsView:
    """Search offers by place, words, categories, price, date, hour, venue and accessibility.

    The last of several words may be a prefix; words such as "le" or "de" are ignored. A page may
    hold fewer than `page_size` hits, even none; only a page without `next_page_token` is the last.
    """
    point = _point(query)
    if query.sort == "distance" and point is None:
        raise InvalidFields(errors=[FieldError("sort", "distance needs a point")])
    begins_from, begins_until = _period(query, point, now=call.now)
    if query.last_places:
        soon = call.now + LAST_PLACES_WITHIN
        begins_until = min(begins_until or soon, soon)
    wanted = SearchCriteria(
        point=point,
        radius_m=query.radius_m,
        words=search_words_of(query.q or ""),
        categories=tuple(query.category.split(",")) if query.category else (),
        venue_id=query.venue_id,
        is_duo=query.duo,
        has_last_places=query.last_places,
        where=query.where,
        accessibility=_accessibility(query),
        max_price_cents=0 if query.free else query.max_price_cents,
        begins_from=begins_from,
        begins_until=begins_until,
        hours=_hours(query),
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


def _period(
    query: SearchQuery, point: tuple[float, float] | None, *, now: datetime
) -> tuple[datetime | None, datetime | None]:
    if query.when is None:
        return query.begins_from, query.begins_until
    if query.begins_from is not None or query.begins_until is not None:
        raise InvalidFields(errors=[FieldError("when", "give either this, or from and to")])
    zone = query.time_zone or zone_at(point)
    if not is_time_zone(zone):
        raise InvalidFields(errors=[FieldError("time_zone", "no such time zone")])
    return period_of(query.when, now=now, zone=zone)


def _hours(query: SearchQuery) -> tuple[int, int] | None:
    if query.hour_from is None and query.hour_to is None:
        return None
    return _minute(query.hour_from or "00:00"), _minute(query.hour_to or "23:59")


def _minute(at: str) -> int:
    hours, _, minutes = at.partition(":")
    return int(hours) * 60 + int(minutes)


def _accessibility(query: SearchQuery) -> tuple[AccessibilityKind, ...]:
    wanted = (query.accessibility or "").split(",")
    return tuple(kind for kind in get_args(AccessibilityKind) if kind in wanted)


def _point(query: SearchQuery) -> tuple[float, float] | None:
    if query.latitude is None or query.longitude is None:
        if query.latitude is not query.longitude:
            raise InvalidFields(
                errors=[FieldError("latitude", "must be given together with longitude")]
            )
        return None
    return query.latitude, query.longitude
