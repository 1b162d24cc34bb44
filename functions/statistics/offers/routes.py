"""The route of an offerer's statistics."""

from pydantic import TypeAdapter

from functions.accounts.offerers.rules import MEMBER_ONLY, UnknownOfferer
from functions.accounts.roles.service import get_readable_offerer
from functions.kernel.call import Call
from functions.kernel.database import UnitOfWork
from functions.kernel.page_tokens import DocumentId, cut_page, decode_token
from functions.kernel.route import Who
from functions.offers.store import offers
from functions.statistics.figures.schemas import Month
from functions.statistics.offers.schemas import (
    OfferMonthView,
    OfferStatisticsQuery,
    OfferStatisticsView,
)
from functions.statistics.offers.store import OfferMonth, Position, months_of_offers
from functions.statistics.routes import routes

_POSITION: TypeAdapter[tuple[Month, DocumentId]] = TypeAdapter(tuple[Month, DocumentId])
"""A month, and an offer."""


@routes.get(
    "/v1/offerers/{siren}/statistics",
    who=Who.MEMBER_OR_ADMIN,
    refusals=(UnknownOfferer, *MEMBER_ONLY),
)
def list_offer_statistics(
    call: Call, siren: str, query: OfferStatisticsQuery
) -> OfferStatisticsView:
    """List the used bookings, revenue and views of an offerer by offer and month."""
    list_id = call.list_id
    after = decode_token(query.page_token, _POSITION, of_list=list_id)

    def read(work: UnitOfWork) -> OfferStatisticsView:
        get_readable_offerer(work, siren, uid=call.caller.uid)
        found = months_of_offers(
            work,
            siren,
            offer_id=query.offer_id,
            months=(query.first, query.last),
            after=after,
            page=query.page_size + 1,
        )
        page, token = cut_page(found, query.page_size, _place, of_list=list_id)
        work.prefetch(*(offers.ref(_place(one)[1]) for one in page))
        items = []
        for one in page:
            offer = offers.find_shown(work, _place(one)[1])
            items.append(OfferMonthView.of(*one, name=offer.name if offer else None))
        return OfferStatisticsView(items=items, next_page_token=token)

    return call.read(read)


def _place(one: OfferMonth) -> Position:
    either = one[0] or one[1]
    assert either is not None
    return either.month, either.offer_id or ""
