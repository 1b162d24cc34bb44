"""Limits on pictures: type, bytes, pixels and shape.

Source: pass-culture-main, core/offers/validation.py (bytes, pixels, types).
"""

from collections.abc import Sequence

from functions.kernel.errors import Malformed, TooLarge, Unsupported

IMAGE_TYPES = ("image/jpeg", "image/png", "image/webp")
OTHER_NAMES = {
    "image/jpg": "image/jpeg",
    "image/pjpeg": "image/jpeg",
    "image/x-png": "image/png",
}
"""Other names that phones use for a type. The bytes decide in the end."""

LARGEST_IMAGE_BYTES = 10_000_000
_SMALLEST_SIDE = 400
_MOST_PIXELS = 51_000_000
"""The 50-megapixel sensors of phones have up to 8192 x 6144."""

_LONGEST_SHAPE = 10
"""The largest ratio of the sides; WebP ends at 16,383 pixels."""


class ImageTooLarge(TooLarge):
    """The picture must have at most 10,000,000 bytes."""

    code = "image_too_large"
    limit_bytes: int


class ImageTypeUnsupported(Unsupported):
    """The picture must be a JPEG, PNG or WebP."""

    code = "image_type_unsupported"
    expected: Sequence[str] = tuple(IMAGE_TYPES)


class ImageUnidentified(Malformed):
    """The file is not a complete picture."""

    code = "image_unidentified"


class ImageTooSmall(Malformed):
    """The picture must be at least 400 pixels wide and 400 pixels high."""

    code = "image_too_small"
    width: int
    height: int


class ImageTooManyPixels(TooLarge):
    """The picture has more than 51 million pixels."""

    code = "image_too_many_pixels"
    width: int | None = None
    height: int | None = None


class ImageTooLong(Malformed):
    """One side of the picture is more than ten times as long as the other."""

    code = "image_too_long"
    width: int
    height: int


def check_announced(*, content_type: str, size_bytes: int) -> None:
    """Check an announced picture. Refuses ImageTypeUnsupported, ImageTooLarge."""
    announced = content_type.partition(";")[0].strip().lower()
    if OTHER_NAMES.get(announced, announced) not in IMAGE_TYPES:
        raise ImageTypeUnsupported
    check_bytes(size_bytes)


def check_bytes(size_bytes: int) -> None:
    """Check the size of a picture. Refuses ImageTooLarge."""
    if size_bytes > LARGEST_IMAGE_BYTES:
        raise ImageTooLarge(limit_bytes=LARGEST_IMAGE_BYTES)


def check_shape(width: int, height: int) -> None:
    """Check the sides of a picture, in pixels.

    Refuses ImageTooManyPixels, ImageTooSmall, ImageTooLong.
    """
    if width * height > _MOST_PIXELS:
        raise ImageTooManyPixels(width=width, height=height)
    if min(width, height) < _SMALLEST_SIDE:
        raise ImageTooSmall(width=width, height=height)
    if max(width, height) > _LONGEST_SHAPE * min(width, height):
        raise ImageTooLong(width=width, height=height)
