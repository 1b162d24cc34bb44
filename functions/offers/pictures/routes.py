"""The route that announces an upload."""

from functions.kernel.call import Call
from functions.kernel.database import UnitOfWork, is_id
from functions.kernel.identifiers import new_id
from functions.kernel.route import Who
from functions.offers.models import Upload
from functions.offers.pictures import service
from functions.offers.pictures.limits.rules import (
    ImageTooLarge,
    ImageTypeUnsupported,
    check_announced,
)
from functions.offers.pictures.rules import OPEN_FOR
from functions.offers.pictures.schemas import AnnouncedImageView, ImageBody, UploadView
from functions.offers.publish.routes import OWN_OFFER_REFUSALS
from functions.offers.publish.rules import OfferNotEditable
from functions.offers.routes import actor_of, routes
from functions.offers.rules import UnknownOffer


@routes.post(
    "/v1/offers/{offer_id}/image",
    who=Who.OFFERS,
    status=201,
    refusals=(*OWN_OFFER_REFUSALS, OfferNotEditable, ImageTooLarge, ImageTypeUnsupported),
)
def announce_image(call: Call, offer_id: str, body: ImageBody) -> AnnouncedImageView:
    """Announce a picture and get a signed URL to upload it."""
    actor = actor_of(call)
    if not is_id(offer_id):
        # No path can be signed for it.
        raise UnknownOffer
    check_announced(content_type=body.content_type, size_bytes=body.size_bytes)
    upload = Upload(id=new_id(), open_until=call.now + OPEN_FOR, credit=body.credit)
    ticket = call.platform.files.sign_upload(
        f"{offer_id}/{upload.id}",
        content_type=body.content_type,
        min_bytes=1,
        max_bytes=body.size_bytes,
        expires_at=upload.open_until,
    )

    def announce(work: UnitOfWork) -> AnnouncedImageView:
        service.announce_image(work, offer_id, member_id=actor, upload=upload)
        return AnnouncedImageView(upload=UploadView.model_validate(ticket))

    return call.commit(announce)
