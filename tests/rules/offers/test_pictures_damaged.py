"""Whatever the bytes are, they are a good picture or a named refusal, and never a crash."""

import random
import struct
import zlib
from collections.abc import Iterator
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
ROUNDS = 20


@cache
def seeds() -> dict[str, bytes]:
    """One valid file of each form that decoders distinguish."""
    image = quarters(420, 410)
    grain = Image.effect_noise(image.size, 60)
    glass = image.convert("RGBA")
    glass.putalpha(grain)
    few = image.quantize(16)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    turned = image.transpose(Image.Transpose.ROTATE_180)
    return {
        "jpeg": encoded(grain, "JPEG", quality=40, exif=exif(6), icc_profile=profile, comment="a"),
        "progressive jpeg": encoded(image, "JPEG", progressive=True),
        "printer's jpeg": encoded(image.convert("CMYK"), "JPEG", icc_profile=profile),
        "jpeg with restarts": encoded(image, "JPEG", restart_marker_rows=1),
        "png": encoded(image, "PNG", exif=exif(5), icc_profile=profile),
        "png of glass": encoded(glass, "PNG"),
        "png with a palette": encoded(few, "PNG", transparency=bytes(range(0, 256, 16))),
        "png of 16 bits": encoded(Image.new("I;16", image.size, 0x8000), "PNG", transparency=5),
        "png of 1 bit": encoded(image.convert("1"), "PNG"),
        "png that moves": encoded(image, "PNG", save_all=True, append_images=[turned] * 2),
        "webp": encoded(image, "WEBP", exif=exif(3), icc_profile=profile, xmp=b"<x:xmpmeta/>"),
        "lossless webp": encoded(glass, "WEBP", lossless=True),
        "webp that moves": encoded(image, "WEBP", save_all=True, append_images=[turned] * 2),
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


@pytest.mark.parametrize("name", list(seeds()))
def test_a_damaged_file_is_a_picture_or_refused(name: str) -> None:
    chance = random.Random(name)
    prepare_picture(seeds()[name])
    for _ in range(ROUNDS):
        with suppress(*NAMED):
            for picture in prepare_picture(damaged(seeds()[name], chance)).sizes:
                opened(picture).load()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_damaged_colour_profile_is_used_or_ignored(kind: str) -> None:
    chance = random.Random(kind)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for _ in range(ROUNDS):
        broken = bytearray(profile)
        for _ in range(chance.choice((1, 5, 30))):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        content = encoded(quarters(420, 410), kind, icc_profile=bytes(broken))
        assert prepare_picture(content).named("150").width == 150


def swollen() -> Iterator[tuple[str, bytes]]:
    """Files of few bytes, or of few pixels, that are more than they say."""
    zeros = zlib.compress(bytes(100_000_000), 9)
    rows = zlib.compress(bytes(410 * (1 + 3 * 420)))
    whole = png(420, 410, png_chunk(b"IDAT", rows))
    pixels = whole.index(b"IDAT") - 4

    def with_chunk(chunk: bytes) -> bytes:
        return whole[:pixels] + chunk + whole[pixels:]

    yield "a compressed text", with_chunk(png_chunk(b"zTXt", b"a\0\0" + zeros))
    yield (
        "a compressed text in any language",
        with_chunk(png_chunk(b"iTXt", b"a\0\1\0\0\0" + zeros)),
    )
    yield "more pixels than there are", png(420, 410, png_chunk(b"IDAT", zeros))
    yield (
        "empty pieces",
        png(420, 410, *[png_chunk(b"IDAT", b"")] * 9_999, png_chunk(b"IDAT", rows)),
    )
    yield (
        "a frame larger than the picture",
        with_chunk(
            png_chunk(b"acTL", struct.pack(">II", 1, 0))
            + png_chunk(b"fcTL", struct.pack(">IIIIIHHBB", 0, 60_000, 60_000, 0, 0, 1, 1, 0, 0))
        ),
    )
    photo = encoded(quarters(), "JPEG")
    yield "empty comments", photo[:2] + b"\xff\xfe\0\2" * 100_000 + photo[2:]


@pytest.mark.parametrize("content", [pytest.param(content, id=name) for name, content in swollen()])
def test_what_swells_is_not_unpacked(content: bytes) -> None:
    assert len(prepare_picture(content).sizes) == 4


def test_a_profile_that_swells_is_refused() -> None:
    zeros = zlib.compress(bytes(100_000_000), 9)
    with pytest.raises(ImageUnidentified):
        prepare_picture(png(420, 410, png_chunk(b"iCCP", b"a\0\0" + zeros)))
