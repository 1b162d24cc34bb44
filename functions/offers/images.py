"""Pictures of offers: the sizes made of what was uploaded.

Nothing of what was sent is ever shown: every size is drawn and encoded anew. Importing this loads
Pillow's decoders; only the function that processes pictures does.
"""

import hashlib
import io
import struct
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

from PIL import Image, ImageCms
from PIL.Image import Resampling, Transpose

from functions.offers.image_formats import Container, read_container
from functions.offers.image_rules import ImageUnidentified, check_bytes, check_shape
from functions.offers.polyglots import check_alone

_WEBP_QUALITY = 80
_JPEG_QUALITY = 85

_TURNS = {
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_270,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_90,
}
"""What undoes each EXIF orientation."""


@dataclass(frozen=True, slots=True)
class Picture:
    """One size of a picture, ready to be published under a name that follows from its content."""

    name: Literal["150", "400", "750", "jpeg"]
    content_type: Literal["image/webp", "image/jpeg"]
    content: bytes
    width: int
    height: int

    @property
    def file_name(self) -> str:
        """The name that it is published under: the same content always has the same."""
        digest = hashlib.sha256(self.content).hexdigest()[:32]
        ending = "750.jpg" if self.name == "jpeg" else f"{self.name}.webp"
        return f"{digest}-{ending}"


@dataclass(frozen=True, slots=True)
class Pictures:
    """Every size of one picture, smallest first, the JPEG last."""

    sizes: tuple[Picture, ...]

    def named(self, name: str) -> Picture:
        """Return the size of this name."""
        return next(picture for picture in self.sizes if picture.name == name)


def prepare_picture(content: bytes) -> Pictures:
    """Return the sizes to publish of an uploaded picture; the same bytes give the same sizes.

    Refuses ImageTooLarge, ImageUnidentified, ImageTypeUnsupported, ImageTooSmall,
    ImageTooManyPixels, ImageTooLong or ImagePolyglot.
    """
    check_bytes(len(content))
    sent = read_container(content)
    check_shape(*sent.size)
    check_alone(content)
    return _drawn(sent)


def _drawn(sent: Container) -> Pictures:
    width, height = sent.size
    largest = _size(width, height, 750)
    stored = largest[::-1] if sent.is_turned else largest
    image = _shrunk(_decoded(sent, stored), stored)
    if sent.orientation in _TURNS:
        image = image.transpose(_TURNS[sent.orientation])
    medium = _resized(image, _size(width, height, 400))
    small = _resized(image, _size(width, height, 150))
    return Pictures(
        (
            _picture("150", small),
            _picture("400", medium),
            _picture("750", image),
            _picture("jpeg", image),
        )
    )


def _size(width: int, height: int, wanted: int) -> tuple[int, int]:
    """Return the size of a picture made `wanted` wide, or left as it is when it is narrower."""
    if width <= wanted:
        return width, height
    return wanted, max(1, round(height * wanted / width))


def _decoded(sent: Container, wanted: tuple[int, int]) -> Image.Image:
    """Return the pixels, of a JPEG no more than it takes for the size that is wanted."""
    try:
        image = Image.open(io.BytesIO(sent.bare), formats=(sent.kind,))
        # The size was judged by the container's header: the decoder has to see the same picture.
        if image.size != (sent.stored_width, sent.stored_height):
            raise ImageUnidentified
        image.draft(None, wanted)
        image.load()
    except (OSError, SyntaxError, ValueError, EOFError, IndexError, struct.error) as fault:
        raise ImageUnidentified from fault
    return image


def _shrunk(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Return the picture in this size, on white and in the colours of sRGB."""
    profile = image.info.get("icc_profile")
    if image.mode.startswith("I"):
        # A plain conversion of 16 bits to 8 would cut off what is brighter than 255.
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
    # The encoders copy what stands here, such as a colour profile or a comment.
    image.info.clear()
    file = io.BytesIO()
    if name == "jpeg":
        image.save(file, "JPEG", quality=_JPEG_QUALITY, progressive=True, optimize=True)
        return Picture(name, "image/jpeg", file.getvalue(), image.width, image.height)
    image.save(file, "WEBP", quality=_WEBP_QUALITY)
    return Picture(name, "image/webp", file.getvalue(), image.width, image.height)
