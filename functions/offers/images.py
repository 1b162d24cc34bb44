"""Pictures of offers: what bytes are accepted as one, and the sizes made of it.

Nothing of what was sent is ever shown: every size is drawn and encoded anew.
"""

import hashlib
from dataclasses import dataclass
from typing import Literal

from functions.kernel.errors import Malformed, TooLarge
from functions.offers.image_formats import read_container

LARGEST_BYTES = 10_000_000
SMALLEST_SIDE = 400
MOST_PIXELS = 50_000_000
LONGEST_SHAPE = 10
"""How many times longer than the other a side may be; WebP ends at 16,383 pixels."""


class ImageTooLarge(TooLarge):
    """The picture has more than 10,000,000 bytes."""

    code = "image_too_large"


class ImageTooSmall(Malformed):
    """A picture has to be at least 400 pixels wide and 400 pixels high."""

    code = "image_too_small"


class ImageTooManyPixels(TooLarge):
    """The picture has more than 50 million pixels."""

    code = "image_too_many_pixels"


class ImageTooLong(Malformed):
    """One side of the picture is more than ten times as long as the other."""

    code = "image_too_long"


@dataclass(frozen=True, slots=True)
class Picture:
    """One size of a picture, ready to be published at `path`, which follows from its content."""

    name: Literal["150", "400", "750", "jpeg"]
    content_type: Literal["image/webp", "image/jpeg"]
    content: bytes
    width: int
    height: int

    @property
    def path(self) -> str:
        """Where it is published: the same content always has the same name."""
        digest = hashlib.sha256(self.content).hexdigest()[:32]
        ending = "750.jpg" if self.name == "jpeg" else f"{self.name}.webp"
        return f"images/{digest}-{ending}"


@dataclass(frozen=True, slots=True)
class Pictures:
    """Every size of one picture, smallest first, the JPEG last."""

    sizes: tuple[Picture, ...]

    def named(self, name: str) -> Picture:
        """Return the size of this name."""
        return next(picture for picture in self.sizes if picture.name == name)


def prepare_picture(content: bytes) -> Pictures:
    """Return the sizes to publish of an uploaded picture; the same bytes give the same sizes.

    Refuses with ImageTooLarge, ImageUnidentified, ImageTypeUnsupported, ImageTooSmall,
    ImageTooManyPixels, ImageTooLong or ImagePolyglot.
    """
    if len(content) > LARGEST_BYTES:
        raise ImageTooLarge(size_bytes=len(content), limit_bytes=LARGEST_BYTES)
    sent = read_container(content)
    _check_shape(*sent.size)
    # Only the function that prepares pictures pays for loading the decoders.
    from functions.offers.image_sizes import draw  # noqa: PLC0415

    return draw(sent)


def _check_shape(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise ImageTooManyPixels(width=width, height=height)
    if min(width, height) < SMALLEST_SIDE:
        raise ImageTooSmall(width=width, height=height)
    if max(width, height) > LONGEST_SHAPE * min(width, height):
        raise ImageTooLong(width=width, height=height)
