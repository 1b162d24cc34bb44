"""Sizes of pictures: decoding, resizing and encoding.

Uploaded bytes are never shown: every size is decoded and encoded from pixels. Importing this module
loads Pillow's decoders, so only the function that processes pictures does.
"""

import hashlib
import io
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Literal

from PIL import Image, ImageCms
from PIL.Image import Resampling, Transpose
from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from functions.offers.pictures.formats.rules import orientation_of, read_container
from functions.offers.pictures.limits.rules import (
    ImageTooManyPixels,
    ImageUnidentified,
    check_bytes,
    check_shape,
)

_WEBP_QUALITY = 75
_JPEG_QUALITY = 85

_OPENERS: dict[str, Callable[[io.BytesIO], ImageFile]] = {
    "JPEG": JpegImageFile,
    "PNG": PngImageFile,
    "WEBP": WebPImageFile,
}
"""Each reads only headers; WebP's reads the whole file, but no pixels."""

_FIRST_TURNED = 5
"""The first EXIF orientation that swaps width and height."""

_TURNS = {
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_270,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_90,
}
"""The transposition that undoes each EXIF orientation."""


@dataclass(frozen=True, slots=True)
class Picture:
    """One size of a picture, ready to be published."""

    name: Literal["150", "400", "750", "jpeg"]
    content_type: Literal["image/webp", "image/jpeg"]
    content: bytes
    width: int
    height: int

    @property
    def file_name(self) -> str:
        """The name of the published file, derived from its content."""
        digest = hashlib.sha256(self.content).hexdigest()[:32]
        ending = "750.jpg" if self.name == "jpeg" else f"{self.name}.webp"
        return f"{digest}-{ending}"


@dataclass(frozen=True, slots=True)
class Pictures:
    """Every size of one picture, smallest first, the JPEG last."""

    sizes: tuple[Picture, ...]

    def named(self, name: str) -> Picture:
        """Return the size with this name."""
        return next(picture for picture in self.sizes if picture.name == name)


def prepare_picture(content: bytes) -> Pictures:
    """Make the sizes of an uploaded picture; the same bytes give the same sizes.

    Refuses ImageTooLarge, ImageUnidentified, ImageTypeUnsupported, ImageTooSmall,
    ImageTooManyPixels or ImageTooLong.
    """
    check_bytes(len(content))
    sent = read_container(content)
    with _named_refusals():
        image = _OPENERS[sent.kind](io.BytesIO(sent.content))
    check_shape(*image.size)
    return _drawn(image, orientation_of(sent.exif or image.info.get("exif", b"")))


@contextmanager
def _named_refusals() -> Iterator[None]:
    """Turn the errors of Pillow into ImageTooManyPixels and ImageUnidentified."""
    try:
        yield
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as fault:
        raise ImageTooManyPixels from fault
    except (OSError, SyntaxError, ValueError, EOFError, IndexError, struct.error) as fault:
        raise ImageUnidentified from fault


def _drawn(image: ImageFile, orientation: int) -> Pictures:
    """Decode the pixels of an opened picture and draw its sizes."""
    is_turned = orientation >= _FIRST_TURNED
    width, height = image.size[::-1] if is_turned else image.size
    largest = _size(width, height, 750)
    stored = largest[::-1] if is_turned else largest
    with _named_refusals():
        # Decodes a JPEG at the smallest scale that holds the wanted size.
        image.draft(None, stored)
        image.load()
    shown = _shrunk(image, stored)
    if orientation in _TURNS:
        shown = shown.transpose(_TURNS[orientation])
    medium = _resized(shown, _size(width, height, 400))
    small = _resized(shown, _size(width, height, 150))
    return Pictures(
        (
            _picture("150", small),
            _picture("400", medium),
            _picture("750", shown),
            _picture("jpeg", shown),
        )
    )


def _size(width: int, height: int, wanted: int) -> tuple[int, int]:
    """Return the size of a picture scaled to `wanted` wide; unchanged when narrower."""
    if width <= wanted:
        return width, height
    return wanted, max(1, round(height * wanted / width))


def _shrunk(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Resize the picture, on white and in sRGB colours."""
    profile = image.info.get("icc_profile")
    if image.mode.startswith("I"):
        # A plain conversion from 16 to 8 bits would clip everything above 255.
        grey = _resized(image.convert("I"), size).point(lambda value: value * (1 / 256))
        return _in_srgb(grey.convert("L"), profile)
    if image.has_transparency_data:
        image = _resized(image if image.mode == "RGBA" else image.convert("RGBA"), size)
        ground = Image.new("RGB", size, "white")
        ground.paste(image, mask=image.getchannel("A"))
        return _in_srgb(ground, profile)
    if image.mode in {"1", "P"}:
        image = image.convert("RGB")
    return _in_srgb(_resized(image, size), profile)


def _resized(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    if image.size == size:
        return image
    return image.resize(size, Resampling.LANCZOS, reducing_gap=2.0)


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    if profile:
        source = io.BytesIO(profile)
        # A profile that does not fit the picture is ignored, as browsers do.
        with suppress(ImageCms.PyCMSError):
            srgb = ImageCms.createProfile("sRGB")
            converted = ImageCms.profileToProfile(image, source, srgb, outputMode="RGB")
            assert converted is not None
            return converted
    return image.convert("RGB")


def _picture(name: Literal["150", "400", "750", "jpeg"], image: Image.Image) -> Picture:
    # The encoders would copy this metadata, such as a colour profile or a comment.
    image.info.clear()
    file = io.BytesIO()
    if name == "jpeg":
        image.save(file, "JPEG", quality=_JPEG_QUALITY, progressive=True, optimize=True)
        return Picture(name, "image/jpeg", file.getvalue(), image.width, image.height)
    image.save(file, "WEBP", quality=_WEBP_QUALITY)
    return Picture(name, "image/webp", file.getvalue(), image.width, image.height)
