"""Whatever the bytes are, they are a good picture or a named refusal, and never a crash."""

import random
import struct
import zlib
from collections.abc import Callable
from contextlib import suppress
from functools import cache

import pytest
from PIL import Image, ImageCms

from functions.offers.pictures.limits.rules import (
    ImageTooLong,
    ImageTooManyPixels,
    ImageTooSmall,
    ImageTypeUnsupported,
    ImageUnidentified,
)
from functions.offers.pictures.sizes.rules import prepare_picture
from tests.rules.offers.test_pictures import encoded, exif, opened, png, png_chunk, quarters

NAMED = (
    *(ImageUnidentified, ImageTypeUnsupported),
    *(ImageTooSmall, ImageTooManyPixels, ImageTooLong),
)
ROUNDS = 8
PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


@cache
def seed(name: str) -> bytes:
    """Return a valid file of a form that decoders distinguish."""
    return SEEDS[name](quarters(420, 410))


def glass(image: Image.Image) -> Image.Image:
    """Return the picture behind grained glass."""
    seen = image.convert("RGBA")
    seen.putalpha(Image.effect_noise(image.size, 60))
    return seen


def moving(image: Image.Image, kind: str) -> bytes:
    """Return an animation of the picture."""
    turned = image.transpose(Image.Transpose.ROTATE_180)
    return encoded(image, kind, save_all=True, append_images=[turned] * 2)


SEEDS: dict[str, Callable[[Image.Image], bytes]] = {
    "jpeg": lambda image: encoded(
        Image.effect_noise(image.size, 60),
        "JPEG",
        quality=40,
        exif=exif(6),
        icc_profile=PROFILE,
        comment="a",
    ),
    "progressive jpeg": lambda image: encoded(image, "JPEG", progressive=True),
    "printer's jpeg": lambda image: encoded(image.convert("CMYK"), "JPEG", icc_profile=PROFILE),
    "jpeg with restarts": lambda image: encoded(image, "JPEG", restart_marker_rows=1),
    "png": lambda image: encoded(image, "PNG", exif=exif(5), icc_profile=PROFILE),
    "png of glass": lambda image: encoded(glass(image), "PNG"),
    "png with a palette": lambda image: encoded(
        image.quantize(16), "PNG", transparency=bytes(range(0, 256, 16))
    ),
    "png of 16 bits": lambda image: encoded(
        Image.new("I;16", image.size, 0x8000), "PNG", transparency=5
    ),
    "png of 1 bit": lambda image: encoded(image.convert("1"), "PNG"),
    "png that moves": lambda image: moving(image, "PNG"),
    "webp": lambda image: encoded(
        image, "WEBP", exif=exif(3), icc_profile=PROFILE, xmp=b"<x:xmpmeta/>"
    ),
    "lossless webp": lambda image: encoded(glass(image), "WEBP", lossless=True),
    "webp that moves": lambda image: moving(image, "WEBP"),
}


def damaged(content: bytes, chance: random.Random) -> bytes:
    """Return the file cut off, with bits turned, with a piece missing or with one twice."""
    broken = bytearray(content)
    # Headers decide most, so half of what is damaged is there.
    end = chance.choice((len(broken), min(len(broken), 700)))
    way = chance.randrange(5)
    start, other = chance.randrange(end), chance.randrange(end)
    if way == 0:
        del broken[start:]
    elif way == 1:
        del broken[start : start + chance.randrange(1, 200)]
    elif way == 2:
        broken[start:start] = broken[other : other + chance.randrange(1, 400)]
    else:
        for _ in range(chance.choice((1, 2, 5, 30))):
            broken[chance.randrange(end)] ^= 1 << chance.randrange(8)
    if content.startswith(b"\x89PNG") and chance.random() < 0.7:
        _sum_up(broken)
    return bytes(broken)


def _sum_up(content: bytearray) -> None:
    """Make the check sums of a PNG right again, so that its damage is read."""
    at = 8
    with suppress(struct.error):
        while at < len(content):
            (length,) = struct.unpack_from(">I", content, at)
            end = at + 8 + length
            struct.pack_into(">I", content, end, zlib.crc32(content[at + 4 : end]))
            at = end + 4


@pytest.mark.parametrize("name", list(SEEDS))
def test_a_damaged_file_is_a_picture_or_refused(name: str) -> None:
    chance = random.Random(name)
    prepare_picture(seed(name))
    for _ in range(ROUNDS):
        with suppress(*NAMED):
            for picture in prepare_picture(damaged(seed(name), chance)).sizes:
                opened(picture).load()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_damaged_colour_profile_is_used_or_ignored(kind: str) -> None:
    chance = random.Random(kind)
    for _ in range(ROUNDS):
        broken = bytearray(PROFILE)
        for _ in range(chance.choice((1, 5, 30))):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        content = encoded(quarters(420, 410), kind, icc_profile=bytes(broken))
        assert prepare_picture(content).named("150").width == 150


def with_chunk(chunk: bytes) -> bytes:
    """Return a plain PNG with one more chunk before its pixels."""
    whole = png(420, 410, png_chunk(b"IDAT", ROWS))
    pixels = whole.index(b"IDAT") - 4
    return whole[:pixels] + chunk + whole[pixels:]


def many_comments() -> bytes:
    """Return a JPEG that begins with empty comments."""
    photo = encoded(quarters(), "JPEG")
    return photo[:2] + b"\xff\xfe\0\2" * 100_000 + photo[2:]


ZEROS = zlib.compress(bytes(10_000_000))
ROWS = zlib.compress(bytes(410 * (1 + 3 * 420)))
LARGER_FRAME = png_chunk(b"acTL", struct.pack(">II", 1, 0)) + png_chunk(
    b"fcTL", struct.pack(">IIIIIHHBB", 0, 60_000, 60_000, 0, 0, 1, 1, 0, 0)
)
SWOLLEN: dict[str, Callable[[], bytes]] = {
    "a compressed text": lambda: with_chunk(png_chunk(b"zTXt", b"a\0\0" + ZEROS)),
    "a compressed text in any language": lambda: with_chunk(
        png_chunk(b"iTXt", b"a\0\1\0\0\0" + ZEROS)
    ),
    "more pixels than there are": lambda: png(420, 410, png_chunk(b"IDAT", ZEROS)),
    "empty pieces": lambda: png(
        420, 410, *[png_chunk(b"IDAT", b"")] * 9_999, png_chunk(b"IDAT", ROWS)
    ),
    "a frame larger than the picture": lambda: with_chunk(LARGER_FRAME),
    "empty comments": many_comments,
}
"""Files of few bytes, or of few pixels, that are more than they say."""


@pytest.mark.parametrize("name", list(SWOLLEN))
def test_what_swells_is_not_unpacked(name: str) -> None:
    assert len(prepare_picture(SWOLLEN[name]()).sizes) == 4


def test_a_profile_that_swells_is_refused() -> None:
    with pytest.raises(ImageUnidentified):
        prepare_picture(png(420, 410, png_chunk(b"iCCP", b"a\0\0" + ZEROS)))
