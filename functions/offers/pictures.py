"""Pictures: an upload is announced, and made into sizes when storage tells that it is there."""

from datetime import timedelta

from functions.kernel.database import UnitOfWork
from functions.kernel.errors import Refusal
from functions.kernel.events import Message
from functions.kernel.files import OBJECT_FINALIZE, FileMissing, finalized
from functions.kernel.http import Call, Who
from functions.kernel.identifiers import new_id
from functions.kernel.logs import log
from functions.kernel.platform import Platform
from functions.kernel.subscribers import Subscriber
from functions.offers import service
from functions.offers.image_rules import ImageTooLarge, ImageTypeUnsupported, check_announced
from functions.offers.models import Image, Upload
from functions.offers.publication import OfferNotEditable
from functions.offers.routes import OWN, routes
from functions.offers.wire import AnnouncedImageView, ImageBody, UploadView

pictures = Subscriber("process_images")

_UPLOAD_OPEN_FOR = timedelta(minutes=15)


@routes.post(
    "/v1/offers/{offer_id}/image",
    who=Who.MEMBER,
    status=201,
    refusals=(*OWN, OfferNotEditable, ImageTooLarge, ImageTypeUnsupported),
)
def announce_image(call: Call, offer_id: str, body: ImageBody) -> AnnouncedImageView:
    """Announce a picture, and learn where to send it."""
    check_announced(content_type=body.content_type, size_bytes=body.size_bytes)
    upload = Upload(id=new_id(), status="processing", credit=body.credit)
    ticket = call.platform.files.sign_upload(
        f"{offer_id}/{upload.id}",
        content_type=body.content_type,
        min_bytes=1,
        max_bytes=body.size_bytes,
        expires_at=call.now + _UPLOAD_OPEN_FOR,
    )

    def announce(work: UnitOfWork) -> AnnouncedImageView:
        service.announce_image(work, offer_id, member_id=call.caller.uid, upload=upload)
        return AnnouncedImageView(upload=UploadView.model_validate(ticket))

    return call.commit(announce)


@pictures.message(OBJECT_FINALIZE)
def process_upload(platform: Platform, message: Message) -> None:
    """Make the sizes of an uploaded picture, or keep why it was refused; the original goes."""
    # Only this function needs Pillow, which is loaded with it.
    from functions.offers.images import prepare_picture  # noqa: PLC0415

    told = finalized(message)
    offer_id, _, upload_id = told.path.partition("/")
    try:
        content = platform.files.read_upload(told.path)
    except FileMissing:
        # Told twice: the first time has settled it and removed the original.
        return
    outcome: Image | str
    try:
        prepared = prepare_picture(content)
    except Refusal as refused:
        outcome = refused.code
    else:
        outcome = Image(
            urls={
                picture.name: platform.files.publish(
                    picture.path, picture.content, content_type=picture.content_type
                )
                for picture in prepared.sizes
            }
        )
    counted = platform.database.run(
        lambda work: service.settle_upload(work, offer_id, upload_id, outcome=outcome)
    )
    platform.files.delete_upload(told.path)
    result = outcome if isinstance(outcome, str) else "ready"
    log.info("picture", outcome=result if counted else "superseded")
