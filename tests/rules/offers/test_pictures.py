"""The pictures that are accepted, and the sizes made of them."""

import io
import random
import struct
import time
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

import pytest
from PIL import Image, ImageCms, ImageDraw

from functions.kernel.errors import Refusal
from functions.offers.pictures.formats.rules import read_container
from functions.offers.pictures.limits.rules import (
    ImageTooLarge,
    ImageTooLong,
    ImageTooManyPixels,
    ImageTooSmall,
    ImageTypeUnsupported,
    ImageUnidentified,
)
from functions.offers.pictures.sizes.rules import Picture, prepare_picture

RED, GREEN, BLUE, WHITE = (230, 30, 30), (30, 200, 30), (30, 30, 230), (255, 255, 255)
SECRET = b"48 51 24 N"


def quarters(width: int = 800, height: int = 600) -> Image.Image:
    """Red, green; blue, white: so that every turn shows."""
    image = Image.new("RGB", (width, height), WHITE)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, width // 2 - 1, height // 2 - 1), fill=RED)
    draw.rectangle((width // 2, 0, width, height // 2 - 1), fill=GREEN)
    draw.rectangle((0, height // 2, width // 2 - 1, height), fill=BLUE)
    return image


def encoded(image: Image.Image, kind: str, **options: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def opened(picture: Picture) -> Image.Image:
    image = Image.open(io.BytesIO(picture.content))
    assert image.size == (picture.width, picture.height)
    return image


def corners(picture: Picture) -> list[tuple[int, ...]]:
    image = opened(picture).convert("RGB")
    width, height = image.size
    return [
        image.getpixel((x, y))  # type: ignore[misc]
        for y in (height // 4, height * 3 // 4)
        for x in (width // 4, width * 3 // 4)
    ]


def near(colour: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return all(abs(a - b) <= 12 for a, b in zip(colour, other, strict=True))


def looks(picture: Picture, *colours: tuple[int, ...]) -> bool:
    return all(near(a, b) for a, b in zip(corners(picture), colours, strict=True))


def exif(orientation: int = 1) -> Image.Exif:
    content = Image.Exif()
    content[0x0112] = orientation
    content[0x010F] = "camera of somebody"
    content.get_ifd(0x8825)[29] = SECRET.decode()
    return content


def png_chunk(name: bytes, content: bytes) -> bytes:
    return (
        struct.pack(">I4s", len(content), name)
        + content
        + struct.pack(">I", zlib.crc32(name + content))
    )


def png(width: int, height: int, *chunks: bytes) -> bytes:
    header = png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(chunks) + png_chunk(b"IEND", b"")


def jpeg_of_many_scans() -> bytes:
    content = encoded(Image.new("L", (800, 600), 99), "JPEG", progressive=True)
    last = content[content.rindex(b"\xff\xc4", 0, content.rindex(b"\xff\xda")) : -2]
    return content[:-2] + last * 60 + b"\xff\xd9"


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("JPEG", {"quality": 95}),
        ("JPEG", {"quality": 95, "progressive": True}),
        ("PNG", {}),
        ("WEBP", {"quality": 95}),
        ("WEBP", {"lossless": True}),
    ],
)
def test_accepted_kinds_give_every_size(kind: str, options: dict[str, Any]) -> None:
    pictures = prepare_picture(encoded(quarters(), kind, **options))
    assert [(p.name, p.content_type, p.width, p.height) for p in pictures.sizes] == [
        ("150", "image/webp", 150, 112),
        ("400", "image/webp", 400, 300),
        ("750", "image/webp", 750, 562),
        ("jpeg", "image/jpeg", 750, 562),
    ]
    for picture in pictures.sizes:
        assert opened(picture).get_format_mimetype() == picture.content_type  # type: ignore[attr-defined]
        assert looks(picture, RED, GREEN, BLUE, WHITE)
    assert opened(pictures.named("jpeg")).info["progressive"] == 1


@pytest.mark.parametrize("mode", ["L", "1", "P", "CMYK", "YCbCr"])
def test_every_colour_mode_becomes_rgb(mode: str) -> None:
    image = Image.new("RGB", (500, 500), WHITE).convert(mode)
    content = encoded(image, "JPEG" if mode in {"CMYK", "YCbCr"} else "PNG")
    assert looks(prepare_picture(content).named("jpeg"), *[WHITE] * 4)


def test_sixteen_bits_are_scaled_to_eight() -> None:
    content = encoded(Image.new("I;16", (500, 500), 0x8000), "PNG")
    assert looks(prepare_picture(content).named("jpeg"), *[(128, 128, 128)] * 4)


def test_nothing_is_enlarged() -> None:
    pictures = prepare_picture(encoded(quarters(500, 450), "PNG"))
    assert [(p.name, p.width, p.height) for p in pictures.sizes] == [
        ("150", 150, 135),
        ("400", 400, 360),
        ("750", 500, 450),
        ("jpeg", 500, 450),
    ]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize(
    ("orientation", "colours"),
    [
        (1, (RED, GREEN, BLUE, WHITE)),
        (2, (GREEN, RED, WHITE, BLUE)),
        (3, (WHITE, BLUE, GREEN, RED)),
        (4, (BLUE, WHITE, RED, GREEN)),
        (5, (RED, BLUE, GREEN, WHITE)),
        (6, (BLUE, RED, WHITE, GREEN)),
        (7, (WHITE, GREEN, BLUE, RED)),
        (8, (GREEN, WHITE, RED, BLUE)),
        (9, (RED, GREEN, BLUE, WHITE)),
    ],
)
def test_a_picture_is_turned_as_its_camera_was(
    kind: str, orientation: int, colours: tuple[tuple[int, int, int], ...]
) -> None:
    content = encoded(quarters(), kind, exif=exif(orientation), quality=95)
    picture = prepare_picture(content).named("750")
    turned = 5 <= orientation <= 8
    assert (picture.width, picture.height) == ((600, 800) if turned else (750, 562))
    assert looks(picture, *colours)


def test_the_smallest_width_counts_as_the_picture_is_looked_at() -> None:
    content = encoded(quarters(4000, 1000), "JPEG", exif=exif(6))
    sizes = prepare_picture(content).sizes
    assert [(p.width, p.height) for p in sizes][:3] == [(150, 600), (400, 1600), (750, 3000)]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_no_metadata_is_published(kind: str) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    options: dict[str, Any] = {"exif": exif(), "icc_profile": profile}
    if kind != "PNG":
        options["xmp"] = b"<x:xmpmeta>" + SECRET + b"</x:xmpmeta>"
    if kind == "JPEG":
        options["comment"] = SECRET
    content = encoded(quarters(), kind, **options)
    assert SECRET in content
    assert b"camera of somebody" in content
    for picture in prepare_picture(content).sizes:
        assert SECRET not in picture.content
        for mark in (b"Exif", b"EXIF", b"XMP", b"xmp", b"ICC", b"camera", b"acsp"):
            assert mark not in picture.content
        assert not opened(picture).getexif()
        assert set(opened(picture).info) <= {
            *("jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression"),
            *("loop", "background", "timestamp", "duration"),
        }


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_colours_of_another_profile_become_srgb(kind: str) -> None:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    # The colours of red and green change places.
    other = srgb.replace(b"rXYZ", b"????").replace(b"gXYZ", b"rXYZ").replace(b"????", b"gXYZ")
    content = encoded(quarters(), kind, icc_profile=other, quality=95)
    red, green, blue, white = corners(prepare_picture(content).named("jpeg"))
    assert red[1] > 200 > 100 > red[0]
    assert green[0] > 150 > 100 > green[1]
    assert near(blue, BLUE)
    assert near(white, WHITE)


def test_a_broken_profile_is_ignored() -> None:
    content = encoded(quarters(), "JPEG", icc_profile=b"not a profile", quality=95)
    assert looks(prepare_picture(content).named("750"), RED, GREEN, BLUE, WHITE)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_what_is_transparent_becomes_white(kind: str) -> None:
    image = quarters().convert("RGBA")
    image.paste((0, 0, 0, 0), (0, 0, 400, 300))
    pictures = prepare_picture(encoded(image, kind))
    assert looks(pictures.named("750"), WHITE, GREEN, BLUE, WHITE)
    assert opened(pictures.named("750")).mode == "RGB"


def test_a_transparent_colour_of_a_palette_becomes_white() -> None:
    image = quarters().quantize(8)
    transparent = image.getpixel((10, 10))
    content = encoded(image, "PNG", transparency=transparent)
    assert looks(prepare_picture(content).named("750"), WHITE, GREEN, BLUE, WHITE)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_of_a_moving_picture_the_first_is_shown(kind: str) -> None:
    others = [Image.new("RGB", (800, 600), "black")] * 3
    content = encoded(quarters(), kind, save_all=True, append_images=others)
    assert looks(prepare_picture(content).named("750"), RED, GREEN, BLUE, WHITE)


def segment(marker: int, content: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content


def phone_trailers() -> Iterator[tuple[str, bytes]]:
    """Bytes that cameras and phones leave behind the end of a JPEG."""
    chance = random.Random(2026)
    gain_map = encoded(Image.new("L", (200, 150)), "JPEG")
    named = (
        gain_map[:2] + segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta/>") + gain_map[2:]
    )
    video = struct.pack(">I8sI", 24, b"ftypmp42", 0) + b"isommp42" + chance.randbytes(300_000)
    yield "a gain map", gain_map
    yield "a gain map with a description, padded", bytes(100) + named + bytes(7)
    yield "a gain map that broke off", gain_map[:900]
    yield "a video", video
    yield "notes of a Samsung", b"\0\0\1\x0a\x0e\0\0\0Image_UTC_Data1777888999000SEFHj\0SEFT"
    yield "a video and notes", video + b"MotionPhoto_Data" + b"SEFHk\0\0\0\1\0\0\0SEFT"
    yield "notes of a Vivo", b'vivo{"com.vivo.photo":"1"}camera'
    yield "a line's end", b"\r\n"
    yield "zeros", bytes(4096)


@pytest.mark.parametrize(
    "trailer", [pytest.param(content, id=name) for name, content in phone_trailers()]
)
def test_what_a_phone_appends_is_left_out(trailer: bytes) -> None:
    photo = encoded(quarters(), "JPEG", quality=95, exif=exif(6))
    assert prepare_picture(photo + trailer) == prepare_picture(photo)


def test_of_a_camera_s_several_pictures_the_first_is_shown() -> None:
    burst = encoded(
        quarters(),
        "MPO",
        save_all=True,
        append_images=[Image.new("RGB", (800, 600), "black")] * 2,
        quality=95,
    )
    assert looks(prepare_picture(burst).named("750"), RED, GREEN, BLUE, WHITE)


@pytest.mark.parametrize(("width", "height"), [(8192, 6144), (6144, 8192), (8160, 6144)])
def test_a_photo_of_fifty_megapixels_is_accepted(width: int, height: int) -> None:
    photo = encoded(Image.new("L", (width, height), 128), "JPEG")
    assert looks(prepare_picture(photo).named("jpeg"), *[(128, 128, 128)] * 4)


@pytest.mark.parametrize(("width", "height"), [(399, 400), (400, 399), (399, 3000)])
def test_399_pixels_are_too_few(width: int, height: int) -> None:
    with pytest.raises(ImageTooSmall):
        prepare_picture(encoded(quarters(width, height), "PNG"))


def test_400_pixels_are_enough() -> None:
    assert prepare_picture(encoded(quarters(400, 400), "PNG")).named("750").width == 400


@pytest.mark.parametrize(("width", "height"), [(400, 4001), (4001, 400)])
def test_a_strip_is_refused(width: int, height: int) -> None:
    with pytest.raises(ImageTooLong):
        prepare_picture(encoded(quarters(width, height), "PNG"))


@pytest.mark.parametrize(("width", "height"), [(400, 4000), (4000, 400)])
def test_ten_to_one_is_accepted(width: int, height: int) -> None:
    prepare_picture(encoded(quarters(width, height), "PNG"))


@pytest.mark.parametrize(
    "content",
    [
        encoded(quarters(), "GIF"),
        encoded(quarters(), "TIFF"),
        encoded(quarters(), "BMP"),
        b'<svg xmlns="http://www.w3.org/2000/svg" width="800" height="600"/>',
        b'<?xml version="1.0"?>\n<!DOCTYPE svg>\n<svg/>',
        b"\0\0\0\x20ftypheic\0\0\0\0mif1heic" + bytes(500),
        b"\0\0\0\x20ftypavif\0\0\0\0avifmif1" + bytes(500),
    ],
    ids=["gif", "tiff", "bmp", "svg", "svg with a prologue", "heic", "avif"],
)
def test_other_kinds_are_refused(content: bytes) -> None:
    with pytest.raises(ImageTypeUnsupported):
        prepare_picture(content)


def without_pictures() -> Iterator[tuple[str, bytes]]:
    yield "nothing", b""
    yield "text", b"This was renamed to picture.jpg."
    yield "html", b"<html><script>alert(1)</script></html>"
    yield "zeros", bytes(5000)
    yield "a jpeg's first bytes", b"\xff\xd8\xff\xe0"
    yield "a jpeg's first and last bytes", b"\xff\xd8\xff\xd9"
    yield "a png's first bytes", b"\x89PNG\r\n\x1a\n"
    yield "a png without pixels", png(800, 600)
    yield "a png of nonsense", png(800, 600, png_chunk(b"IDAT", b"nonsense"))
    yield (
        "a png with two headers",
        png(800, 600, png_chunk(b"IHDR", struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0))),
    )
    yield "a webp of nonsense", b"RIFF" + struct.pack("<I", 1004) + b"WEBPVP8 " + bytes(996)
    yield "a webp of no form", b"RIFF" + struct.pack("<I", 1004) + b"WEBPJUNK" + bytes(996)


@pytest.mark.parametrize(
    "content", [pytest.param(content, id=name) for name, content in without_pictures()]
)
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    with pytest.raises((ImageUnidentified, ImageTooSmall)):
        prepare_picture(content)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("share", [0.05, 0.5, 0.99])
def test_a_truncated_picture_is_refused(kind: str, share: float) -> None:
    content = encoded(quarters(), kind)
    with pytest.raises(ImageUnidentified):
        prepare_picture(content[: int(len(content) * share)])
    with pytest.raises(ImageUnidentified):
        prepare_picture(content[:-1])


def test_a_jpeg_of_very_many_scans_is_refused() -> None:
    with pytest.raises(ImageUnidentified):
        prepare_picture(jpeg_of_many_scans())


def bombs() -> Iterator[tuple[str, bytes]]:
    yield "png", png(50_000, 50_000, png_chunk(b"IDAT", zlib.compress(bytes(50_000))))
    yield "a little above the limit", png(7142, 7142, png_chunk(b"IDAT", zlib.compress(b"")))
    jpeg = encoded(quarters(), "JPEG")
    yield "jpeg", jpeg.replace(struct.pack(">HH", 600, 800), struct.pack(">HH", 65_000, 65_000))
    webp = encoded(quarters(), "WEBP", lossless=True)
    (bits,) = struct.unpack_from("<I", webp, 21)
    largest = struct.pack("<I", bits | 0xFFFFFFF)
    yield "lossless webp", webp[:21] + largest + webp[25:]
    webp = encoded(quarters(), "WEBP")
    yield "webp", webp.replace(struct.pack("<HH", 800, 600), b"\xff\x3f\xff\x3f", 1)
    extended = encoded(quarters(), "WEBP", exif=exif())
    yield "extended webp", extended[:24] + b"\xff" * 6 + extended[30:]


@pytest.mark.parametrize("content", [pytest.param(content, id=name) for name, content in bombs()])
def test_too_many_pixels_are_refused_before_they_are_decoded(content: bytes) -> None:
    began = time.process_time()
    with pytest.raises(ImageTooManyPixels):
        prepare_picture(content)
    assert time.process_time() - began < 0.5


def archive() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as bundle:
        bundle.writestr("evil.html", "<script>alert(1)</script>")
    return file.getvalue()


def others() -> Iterator[tuple[str, bytes]]:
    """Content that opens as something else, wherever it stands in a file."""
    yield "an archive", archive()
    yield "an archive with a comment", archive()[:-2] + b"\xff\x7f" + bytes(32_767)
    yield "a document", b"%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj"
    yield "a page", b"\n<!DOCTYPE html><title>.</title>"
    yield "a page of another case", b"<HtMl lang=fr>"
    yield "a script", b"<SCRIPT src=//evil.test></SCRIPT>"
    yield "a program", b"<?php system($_GET[0]);"
    yield "a packed program", b"__HALT_COMPILER(); ?>"
    yield "a rar", b"Rar!\x1a\x07\x01\0"
    yield "a 7z", b"7z\xbc\xaf\x27\x1c\0\4"


OTHERS = [pytest.param(content, id=name) for name, content in others()]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize(
    "other", [*OTHERS, b"\0", b"\r\n", pytest.param(encoded(quarters(), "JPEG"), id="a picture")]
)
def test_what_follows_a_picture_is_dropped(kind: str, other: bytes) -> None:
    content = encoded(quarters(), kind)
    assert prepare_picture(content + other) == prepare_picture(content)


@pytest.mark.parametrize("other", OTHERS)
def test_what_metadata_hold_is_dropped(other: bytes) -> None:
    """In a comment of a JPEG, a chunk of a PNG, the metadata of a WebP."""
    whole = encoded(quarters(), "PNG")
    for content in (
        encoded(quarters(), "JPEG", comment=other),
        whole[:-12] + png_chunk(b"prVt", other) + whole[-12:],
        encoded(quarters(), "WEBP", xmp=other),
    ):
        assert other in content
        assert all(other not in picture.content for picture in prepare_picture(content).sizes)


def test_ten_million_bytes_are_accepted_and_one_more_is_not() -> None:
    content = encoded(quarters(), "PNG")
    filling = 10_000_000 - len(content) - 12
    full = content[:-12] + png_chunk(b"prVt", bytes(filling)) + content[-12:]
    assert len(full) == 10_000_000
    assert prepare_picture(full) == prepare_picture(content)
    with pytest.raises(ImageTooLarge):
        prepare_picture(full + b"\0")


def test_names_follow_from_the_content() -> None:
    content = encoded(quarters(), "PNG")
    first, second = prepare_picture(content), prepare_picture(content)
    assert first == second
    names = [picture.file_name for picture in first.sizes]
    assert len(set(names)) == 4
    for name, ending in zip(names, ("150.webp", "400.webp", "750.webp", "750.jpg"), strict=True):
        digest, _, rest = name.partition("-")
        assert len(digest) == 32
        assert set(digest) <= set("0123456789abcdef")
        assert rest == ending
    other = prepare_picture(encoded(quarters(801, 600), "PNG"))
    assert not {picture.file_name for picture in other.sizes} & set(names)


def test_refusals_have_stable_codes() -> None:
    kinds: tuple[type[Refusal], ...] = (
        *(ImageTooLarge, ImageUnidentified, ImageTypeUnsupported, ImageTooSmall),
        *(ImageTooManyPixels, ImageTooLong),
    )
    assert [kind.code for kind in kinds] == [
        "image_too_large",
        "image_unidentified",
        "image_type_unsupported",
        "image_too_small",
        "image_too_many_pixels",
        "image_too_long",
    ]


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "JPEG"])
@pytest.mark.parametrize("tail", [b"\0", b"x" * 1_000, b"PK\x03\x04"], ids=len)
def test_bytes_behind_a_picture_are_dropped(kind: str, tail: bytes) -> None:
    file = io.BytesIO()
    Image.new("RGB", (400, 600), "red").save(file, kind)
    assert read_container(file.getvalue() + tail) == read_container(file.getvalue())
    assert prepare_picture(file.getvalue() + tail) == prepare_picture(file.getvalue())
