"""Pictures: limits, the life of an upload, and the refusals."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from functions.offers.models import Image, Offer, Upload

OPEN_FOR = timedelta(minutes=15)
"""How long an upload may be sent after it was announced."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """Which bytes were sent: the upload they are for, and storage's generation of them."""

    offer_id: str
    upload_id: str
    generation: int

    @property
    def folder(self) -> str:
        """Where the sizes made of these bytes are published, and nothing else ever is.

        So they can be erased when they are shown no longer, whoever shows the same picture.
        """
        return folder_of(self.upload_id, self.generation)


def folder_of(upload_id: str, generation: int) -> str:
    """Return the public folder of what was sent for an upload as this generation."""
    return f"images/{upload_id}.{generation}"


def is_news(offer: Offer, sent: Sent) -> bool:
    """Tell whether these bytes are newer than all that counted, of the upload announced last."""
    if offer.upload is not None:
        return offer.upload.id == sent.upload_id and offer.upload.generation < sent.generation
    image = offer.image
    return (
        image is not None
        and image.upload_id == sent.upload_id
        and image.generation < sent.generation
    )


def is_shown(offer: Offer, sent: Sent) -> bool:
    """Tell whether the offer shows the picture that was made of these bytes."""
    image = offer.image
    return image is not None and (image.upload_id, image.generation) == (
        sent.upload_id,
        sent.generation,
    )


def shown(offer: Offer, sent: Sent, *, paths: dict[str, str]) -> Offer:
    """Return the offer with the picture that was made, in place of the former."""
    image = Image(
        upload_id=sent.upload_id,
        generation=sent.generation,
        paths=paths,
        credit=_credit(offer),
    )
    return replace(offer, image=image, upload=None)


def rejected(offer: Offer, sent: Sent, *, code: str, at: datetime) -> Offer:
    """Return the offer with the reason why what was sent is not shown; the former picture stays."""
    waiting = offer.upload or Upload(id=sent.upload_id, open_until=at, credit=_credit(offer))
    refused = replace(waiting, status="rejected", generation=sent.generation, code=code)
    return replace(offer, upload=refused)


def _credit(offer: Offer) -> str | None:
    """Return the credit of the upload that counts, shown already or not."""
    announced = offer.upload or offer.image
    return None if announced is None else announced.credit
