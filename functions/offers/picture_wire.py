"""Bodies and answers of the API about pictures."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from functions.kernel.platform import current_platform
from functions.kernel.schemas import Body, Line, View, line
from functions.offers import upload_rules
from functions.offers.image_rules import LARGEST_IMAGE_BYTES
from functions.offers.models import Image, Offer


class ImageBody(Body):
    """The picture that is about to be uploaded."""

    content_type: Line
    size_bytes: int = Field(ge=1, json_schema_extra={"maximum": LARGEST_IMAGE_BYTES})
    credit: Annotated[str, line(255)] | None = None


class ImageView(View):
    """The latest upload; `urls` by size are the shown picture's, of an earlier one perhaps.

    `code` says why an upload was rejected; one that is `expired` was announced and never sent.
    """

    status: Literal["processing", "ready", "rejected", "expired"]
    urls: dict[str, str]
    credit: str | None
    code: str | None

    @classmethod
    def of(cls, offer: Offer, *, now: datetime) -> "ImageView | None":
        """Return the state of the latest upload, with the picture that is shown meanwhile."""
        shown, upload = cls.shown(offer.image), offer.upload
        if upload is None:
            return shown
        status = upload_rules.status(upload, now=now)
        urls = shown.urls if shown else {}
        return cls(status=status, urls=urls, credit=upload.credit, code=upload.code)

    @classmethod
    def shown(cls, image: Image | None) -> "ImageView | None":
        """Return the picture that is shown, whatever becomes of a later upload."""
        if image is None:
            return None
        public_url = current_platform().settings.public_url
        urls = {size: public_url(path) for size, path in image.paths.items()}
        return cls(status="ready", urls=urls, credit=image.credit, code=None)


ShownImage = Annotated[ImageView | None, BeforeValidator(ImageView.shown)]
"""The view of a picture that is shown, made from the `Image` of a document."""


class UploadView(View):
    """What to send, and where: exactly this method, this URL and these headers, until then."""

    method: Literal["PUT"]
    url: str
    headers: dict[str, str]
    expires_at: datetime


class AnnouncedImageView(View):
    """Where to send the announced picture."""

    upload: UploadView
