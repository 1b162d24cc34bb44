"""Duplicate an offer, and give up a picture that cannot be copied."""

from datetime import datetime

from functions.kernel.bus import record
from functions.kernel.database import UnitOfWork
from functions.kernel.values import replace
from functions.offers.duplicates import rules
from functions.offers.duplicates.models import OfferDuplicated
from functions.offers.models import Offer, Upload
from functions.offers.pictures.rules import OPEN_FOR
from functions.offers.publish.service import get_own_offer
from functions.offers.store import offers


def duplicate(
    work: UnitOfWork,
    original_id: str,
    *,
    member_id: str,
    offer_id: str,
    upload_id: str,
    now: datetime,
) -> Offer:
    """Create a draft with the facts of an offer; the picture follows by event.

    Refuses UnknownOffer, NotAMember, OfferNotEditable.
    """
    original = get_own_offer(work, original_id, member_id=member_id)
    credit = None if original.image is None else original.image.credit
    upload = Upload(id=upload_id, open_until=now + OPEN_FOR, credit=credit)
    made = rules.duplicate(original, offer_id=offer_id, upload=upload, now=now)
    offers.create(work, offer_id, made)
    if made.upload is not None:
        event = OfferDuplicated(
            subject_id=offer_id, at=now, original_id=original_id, upload_id=upload_id
        )
        record(work, event)
    return made


def give_up_picture(work: UnitOfWork, offer_id: str, *, upload_id: str) -> None:
    """Leave a duplicate without the picture of its original, which is gone."""
    offer = offers.get(work, offer_id)
    if offer.upload is not None and offer.upload.id == upload_id:
        offers.replace(work, offer_id, replace(offer, upload=None))
