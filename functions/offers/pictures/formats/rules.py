"""Extraction of the bare picture from a JPEG, PNG or WebP file.

Pillow unpacks texts and animations when it opens a file, and decodes every scan of a JPEG. So it
receives only the picture, without metadata or any bytes after its end.
"""

import re
import struct
from dataclasses import dataclass
from typing import Literal

from functions.offers.pictures.limits.rules import ImageTypeUnsupported, ImageUnidentified

_MOST_SCANS = 50
"""Progressive JPEGs of cameras and optimisers have up to about 15; each costs a full pass."""


@dataclass(frozen=True, slots=True)
class Bare:
    """A picture without metadata, and the EXIF data found in a JPEG or PNG."""

    kind: Literal["JPEG", "PNG", "WEBP"]
    content: bytes
    exif: bytes = b""


def read_container(content: bytes) -> Bare:
    """Extract the picture from a file. Refuses ImageUnidentified, ImageTypeUnsupported."""
    try:
        if content.startswith(b"\xff\xd8\xff"):
            return _bare_jpeg(content)
        if content.startswith(_PNG):
            return _bare_png(content)
    except struct.error as broken_off:
        raise ImageUnidentified from broken_off
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        # Pillow opens a WebP without reading its metadata.
        (length,) = struct.unpack_from("<I", content, 4)
        return Bare("WEBP", content[: 8 + length])
    if _OTHER_KINDS.match(content):
        raise ImageTypeUnsupported
    raise ImageUnidentified


_OTHER_KINDS = re.compile(
    rb"GIF8|II\*\x00|MM\x00\*|BM|8BPS|\x00\x00\x01\x00|\xff\x0a|\x00{3}\x0cj[PX]"
    rb"|.{4}ftyp(?:hei|hev|mif|msf|avi)|\s*(?:<\?xml.{0,1000})?<svg",
    re.DOTALL,
)
"""GIF, TIFF, BMP, Photoshop, ICO, JPEG XL, JPEG 2000, HEIF, AVIF and SVG."""

_JPEG_MARKER = re.compile(rb"\xff+([^\x00\xff\xd0-\xd7])")
"""The next segment; inside a scan, FF 00 is a data byte and FF D0 to D7 are restart markers."""

_JPEG_PRIVATE = frozenset({0xE1, *range(0xE3, 0xEE), 0xEF, 0xFE})


def _bare_jpeg(content: bytes) -> Bare:
    """Extract the first picture, without what phones append to it."""
    scans, exif, bare, at = 0, b"", [b"\xff\xd8"], 2
    while marker := _JPEG_MARKER.search(content, at):
        if scans:
            bare.append(content[at : marker.start()])
        code = marker[1][0]
        if code == 0xD9:
            bare.append(b"\xff\xd9")
            return Bare("JPEG", b"".join(bare), exif)
        (length,) = struct.unpack_from(">H", content, marker.end())
        at = marker.end() + length
        segment = content[marker.end() - 2 : at]
        scans += code == 0xDA
        if scans > _MOST_SCANS:
            raise ImageUnidentified
        if code == 0xE1 and segment[4:10] == b"Exif\0\0":
            exif = exif or segment[10:]
        if code not in _JPEG_PRIVATE and not (code == 0xE2 and segment[4:8] != b"ICC_"):
            bare.append(segment)
    raise ImageUnidentified


_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = frozenset({b"IHDR", b"PLTE", b"tRNS", b"iCCP", b"IDAT", b"IEND"})


def _bare_png(content: bytes) -> Bare:
    exif, bare, at, name = b"", [_PNG], len(_PNG), b""
    while name != b"IEND":
        length, name = struct.unpack_from(">I4s", content, at)
        end = at + 12 + length
        # Pillow would use the last of several headers.
        if end > len(content) or (name == b"IHDR") != (at == len(_PNG)):
            raise ImageUnidentified
        if name == b"eXIf":
            exif = content[at + 8 : end - 4]
        if name in _PNG_KEPT:
            bare.append(content[at:end])
        at = end
    return Bare("PNG", b"".join(bare), exif)


def orientation_of(exif: bytes) -> int:
    """Return the EXIF orientation, 1 to 8; 1 when missing or unreadable."""
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(exif[:4])
    if order is None:
        return 1
    try:
        (at,) = struct.unpack_from(f"{order}I", exif, 4)
        (count,) = struct.unpack_from(f"{order}H", exif, at)
        for entry in range(at + 2, at + 2 + 12 * count, 12):
            tag, value = struct.unpack_from(f"{order}H6xH", exif, entry)
            if tag == 0x0112:
                return value if 1 <= value <= 8 else 1
    except struct.error:
        return 1
    return 1
