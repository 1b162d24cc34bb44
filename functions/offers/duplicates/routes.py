"""The route that duplicates an offer."""

from functions.kernel.call import Call
from functions.kernel.database import UnitOfWork
from functions.kernel.identifiers import new_id
from functions.kernel.route import Who
from functions.offers.duplicates import service
from functions.offers.publish.routes import OWN_OFFER_REFUSALS
from functions.offers.publish.rules import OfferNotEditable
from functions.offers.publish.schemas import OwnOfferView
from functions.offers.routes import routes


@routes.post(
    "/v1/offers/{offer_id}/duplicate",
    who=Who.MEMBER,
    status=201,
    refusals=(*OWN_OFFER_REFUSALS, OfferNotEditable),
)
def duplicate_offer(call: Call, offer_id: str) -> OwnOfferView:
    """Create a draft with the texts, details, price categories and picture of an offer.

    It has no stocks. The picture follows within seconds.
    """
    made_id, upload_id = new_id(), new_id()

    def duplicate(work: UnitOfWork) -> OwnOfferView:
        made = service.duplicate(
            work,
            offer_id,
            member_id=call.caller.uid,
            offer_id=made_id,
            upload_id=upload_id,
            now=call.now,
        )
        return OwnOfferView.of(made, [], now=call.now)

    return call.commit(duplicate)
