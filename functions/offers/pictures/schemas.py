"""Request bodies and responses about pictures."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from functions.kernel.field_types import Line, line
from functions.kernel.schemas import Body, View
from functions.offers.pictures.limits.rules import IMAGE_TYPES, LARGEST_IMAGE_BYTES, OTHER_NAMES
from functions.offers.schemas import ImageView


class ImageBody(Body):
    """The picture to upload."""

    content_type: Annotated[
        Line, WithJsonSchema({"type": "string", "enum": [*IMAGE_TYPES, *OTHER_NAMES]})
    ]
    size_bytes: int = Field(ge=1, json_schema_extra={"maximum": LARGEST_IMAGE_BYTES})
    credit: Annotated[str, line(255)] | None = None


ShownImage = Annotated[ImageView | None, BeforeValidator(ImageView.shown)]
"""The view of a shown picture, built from the `Image` of a document."""


class UploadView(View):
    """The request to send: exactly this method, URL and headers, before `expires_at`."""

    method: Literal["PUT"]
    url: str
    headers: dict[str, str]
    expires_at: datetime


class AnnouncedImageView(View):
    """The upload request for the announced picture."""

    upload: UploadView
