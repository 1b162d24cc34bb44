"""Rules of uploads: which bytes count, and how an offer shows or rejects them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from functions.kernel.values import replace
from functions.offers.models import Image, Offer, Upload

OPEN_FOR = timedelta(minutes=15)
"""How long an upload may be sent after the announcement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """Bytes that were sent for an upload, identified by their generation in storage."""

    offer_id: str
    upload_id: str
    generation: int

    @property
    def folder(self) -> str:
        """The public folder of the sizes made from these bytes.

        Nothing else is published there, so it can be deleted once the picture is replaced.
        """
        return folder_of(self.upload_id, self.generation)


def folder_of(upload_id: str, generation: int) -> str:
    """Return the public folder of the sizes made from a generation of an upload."""
    return f"images/{upload_id}.{generation}"


def is_newer(offer: Offer, sent: Sent) -> bool:
    """Return whether these bytes are newer than those processed, for the latest upload."""
    if offer.upload is not None:
        return offer.upload.id == sent.upload_id and offer.upload.generation < sent.generation
    image = offer.image
    return (
        image is not None
        and image.upload_id == sent.upload_id
        and image.generation < sent.generation
    )


def is_shown(offer: Offer, sent: Sent) -> bool:
    """Return whether the offer shows the picture made from these bytes."""
    image = offer.image
    return image is not None and (image.upload_id, image.generation) == (
        sent.upload_id,
        sent.generation,
    )


def shown(offer: Offer, sent: Sent, *, paths: dict[str, str]) -> Offer:
    """Show the new picture in place of the former one."""
    image = Image(
        upload_id=sent.upload_id,
        generation=sent.generation,
        paths=paths,
        credit=_credit(offer),
    )
    return replace(offer, image=image, upload=None)


def rejected(offer: Offer, sent: Sent, *, code: str, at: datetime) -> Offer:
    """Record why the bytes were rejected; the former picture stays."""
    waiting = offer.upload or Upload(id=sent.upload_id, open_until=at, credit=_credit(offer))
    refused = replace(waiting, status="rejected", generation=sent.generation, code=code)
    return replace(offer, upload=refused)


def _credit(offer: Offer) -> str | None:
    """Return the credit of the latest upload, shown already or not."""
    announced = offer.upload or offer.image
    return None if announced is None else announced.credit
