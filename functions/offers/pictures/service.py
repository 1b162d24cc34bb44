"""Announce, show and reject the picture of an offer."""

from datetime import datetime

from functions.kernel.bus import record
from functions.kernel.database import UnitOfWork
from functions.kernel.values import replace
from functions.offers.models import Offer, Upload
from functions.offers.pictures import rules
from functions.offers.pictures.models import ImageRejected, ImageReplaced
from functions.offers.pictures.rules import Sent
from functions.offers.publish import rules as publish_rules
from functions.offers.publish.service import get_own_offer
from functions.offers.search.listings import service as listings_service
from functions.offers.store import offers


def announce_image(work: UnitOfWork, offer_id: str, *, member_id: str, upload: Upload) -> Offer:
    """Announce a new picture; the former one stays until it is ready.

    Refuses UnknownOffer, NotAMember, OfferNotEditable.
    """
    offer = get_own_offer(work, offer_id, member_id=member_id)
    publish_rules.check_editable(offer)
    after = replace(offer, upload=upload)
    offers.replace(work, offer_id, after)
    return after


def show_picture(work: UnitOfWork, sent: Sent, *, paths: dict[str, str], now: datetime) -> bool:
    """Show the picture made from the bytes unless outdated; return whether the offer shows it."""
    offer = offers.find(work, sent.offer_id)
    if offer is None or not rules.is_newer(offer, sent):
        return offer is not None and rules.is_shown(offer, sent)
    after = rules.shown(offer, sent, paths=paths)
    offers.replace(work, offer.id, after)
    listings_service.follow_facts(work, after)
    if offer.image is not None:
        former = offer.image
        record(work, ImageReplaced(subject_id=former.upload_id, revision=former.generation, at=now))
    return True


def reject_picture(work: UnitOfWork, sent: Sent, *, code: str, now: datetime) -> bool:
    """Reject the sent bytes unless outdated; return whether they were rejected.

    Repeating it changes nothing and emits no further event.
    """
    offer = offers.find(work, sent.offer_id)
    if offer is None or not rules.is_newer(offer, sent):
        return False
    offers.replace(work, offer.id, rules.rejected(offer, sent, code=code, at=now))
    record(
        work,
        ImageRejected(
            subject_id=sent.upload_id,
            revision=sent.generation,
            at=now,
            offer_id=offer.id,
            offerer_siren=offer.offerer_siren,
            offer_name=offer.name,
            code=code,
        ),
    )
    return True


def can_be_shown(work: UnitOfWork, sent: Sent) -> bool:
    """Return whether the offer shows the picture made from the bytes, or still may."""
    offer = offers.find(work, sent.offer_id)
    return offer is not None and (rules.is_shown(offer, sent) or rules.is_newer(offer, sent))
