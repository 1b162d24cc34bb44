"""Copying of the picture of a duplicated offer."""

from functions.kernel.files import FileMissing
from functions.kernel.logs import log
from functions.kernel.platform import Platform
from functions.offers.duplicates import service
from functions.offers.duplicates.models import OfferDuplicated
from functions.offers.models import Image
from functions.offers.pictures import service as pictures_service
from functions.offers.pictures.rules import Sent
from functions.offers.store import offers
from functions.offers.subscribers import pictures


@pictures.on_at_least_once(OfferDuplicated)
def copy_picture(platform: Platform, event: OfferDuplicated) -> None:
    """Copy the sizes of the original's picture, and show them on the duplicate.

    They are in a folder of their own, because a folder is deleted with the picture it was made for.
    """
    sent = Sent(offer_id=event.subject_id, upload_id=event.upload_id, generation=1)
    if not platform.database.run(lambda work: pictures_service.can_be_shown(work, sent)):
        return
    image = _picture_of(platform, event.original_id)
    paths: dict[str, str] = {}
    try:
        for size, path in image.paths.items() if image is not None else ():
            paths[size] = f"{sent.folder}/{path.rpartition('/')[2]}"
            platform.files.copy_public(path, paths[size])
    except FileMissing:
        if _picture_of(platform, event.original_id) != image:
            # It was replaced meanwhile, so the next delivery copies the newer one.
            raise
        image = None
    if image is None:
        platform.database.run(
            lambda work: service.give_up_picture(work, sent.offer_id, upload_id=sent.upload_id)
        )
        log.info("picture", outcome="gone")
        return
    now = platform.clock.now()
    is_shown = platform.database.run(
        lambda work: pictures_service.show_picture(work, sent, paths=paths, now=now)
    )
    if not is_shown:
        platform.files.unpublish(sent.folder)
    log.info("picture", outcome="ready" if is_shown else "superseded")


def _picture_of(platform: Platform, offer_id: str) -> Image | None:
    offer = platform.database.run(lambda work: offers.find_unverified(work, offer_id))
    return None if offer is None else offer.image
