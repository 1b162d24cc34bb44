"""Uploaded pictures: made into sizes when storage reports them, erased when replaced."""

from functions.kernel.errors import Refusal
from functions.kernel.events import Message
from functions.kernel.files import OBJECT_FINALIZE, FileMissing, Finalized, finalized
from functions.kernel.logs import log
from functions.kernel.platform import Platform
from functions.kernel.subscribers import Subscriber
from functions.offers.pictures import service
from functions.offers.pictures.limits.rules import check_bytes
from functions.offers.pictures.models import ImageReplaced
from functions.offers.pictures.rules import Sent, folder_of

pictures = Subscriber("process_images")


@pictures.on_topic(OBJECT_FINALIZE)
def process_upload(platform: Platform, message: Message) -> None:
    """Make the sizes of an uploaded picture, or keep why it was refused; the original goes.

    It may stop anywhere: the original goes last, so the message that comes again finds what is left
    to do. Of what is not shown no size stays behind.
    """
    told = finalized(message)
    offer_id, _, upload_id = told.path.partition("/")
    sent = Sent(offer_id=offer_id, upload_id=upload_id, generation=told.generation)
    if not _settle(platform, told, sent):
        platform.files.unpublish(sent.folder)
    platform.files.delete_upload(told.path, generation=told.generation)


@pictures.on_at_least_once(ImageReplaced)
def erase_replaced(platform: Platform, event: ImageReplaced) -> None:
    """Erase the sizes of a picture that an offer shows no longer."""
    platform.files.unpublish(folder_of(event.subject_id, event.revision))


def _settle(platform: Platform, told: Finalized, sent: Sent) -> bool:
    """Show or refuse what was sent; tell whether its sizes have to stay."""
    # Only this function needs Pillow, which is loaded with it.
    from functions.offers.pictures.sizes.rules import prepare_picture  # noqa: PLC0415

    now = platform.clock.now()
    try:
        check_bytes(told.size_bytes)
        prepared = prepare_picture(
            platform.files.read_upload(told.path, generation=told.generation)
        )
    except FileMissing:
        # Told twice, or something newer was sent since, of which storage tells as well.
        return platform.database.run(lambda work: service.can_be_shown(work, sent))
    except Refusal as refused:
        code = refused.code
        counts = platform.database.run(
            lambda work: service.reject_picture(work, sent, code=code, now=now)
        )
        log.info("picture", outcome=code if counts else "superseded")
        return False
    paths: dict[str, str] = {}
    for picture in prepared.sizes:
        paths[picture.name] = path = f"{sent.folder}/{picture.file_name}"
        platform.files.publish(path, picture.content, content_type=picture.content_type)
    is_shown = platform.database.run(
        lambda work: service.show_picture(work, sent, paths=paths, now=now)
    )
    log.info("picture", outcome="ready" if is_shown else "superseded")
    return is_shown
