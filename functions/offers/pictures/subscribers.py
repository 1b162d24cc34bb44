"""Processing of uploaded pictures, and deletion of replaced ones."""

from functions.kernel.errors import Refusal
from functions.kernel.events import Message
from functions.kernel.files import OBJECT_FINALIZE, FileMissing, Finalized, finalized
from functions.kernel.logs import log
from functions.kernel.platform import Platform
from functions.offers.pictures import service
from functions.offers.pictures.limits.rules import check_bytes
from functions.offers.pictures.models import ImageReplaced
from functions.offers.pictures.rules import Sent, folder_of
from functions.offers.subscribers import pictures


@pictures.on_topic(OBJECT_FINALIZE)
def process_upload(platform: Platform, message: Message) -> None:
    """Publish the sizes of an uploaded picture, or record why it was rejected.

    The original is deleted last, so that a retry can resume after a crash anywhere. Sizes that are
    not shown are deleted.
    """
    upload = finalized(message)
    offer_id, _, upload_id = upload.path.partition("/")
    sent = Sent(offer_id=offer_id, upload_id=upload_id, generation=upload.generation)
    if not _settle(platform, upload, sent):
        platform.files.unpublish(sent.folder)
    platform.files.delete_upload(upload.path, generation=upload.generation)


@pictures.on_at_least_once(ImageReplaced)
def erase_replaced(platform: Platform, event: ImageReplaced) -> None:
    """Delete the sizes of a replaced picture."""
    platform.files.unpublish(folder_of(event.subject_id, event.revision))


def _settle(platform: Platform, upload: Finalized, sent: Sent) -> bool:
    """Show or reject the sent picture; return whether its sizes must stay."""
    # This import loads Pillow, which no other function of the feature needs.
    from functions.offers.pictures.sizes.rules import prepare_picture  # noqa: PLC0415

    now = platform.clock.now()
    try:
        check_bytes(upload.size_bytes)
        prepared = prepare_picture(
            platform.files.read_upload(upload.path, generation=upload.generation)
        )
    except FileMissing:
        # A repeated message, or newer bytes were sent, which have a message of their own.
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
