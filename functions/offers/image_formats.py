"""The containers of pictures, read without a decoder: JPEG, PNG and WebP.

Their bytes are anybody's, so their size in pixels and where they end are found here, before a
decoder reserves memory. What the decoder gets is the bare picture, without metadata.
"""

import re
import struct
from dataclasses import dataclass
from typing import Literal

from functions.offers.image_rules import ImagePolyglot, ImageTypeUnsupported, ImageUnidentified

_FIRST_TURNED = 5
_MOST_SCANS = 50
"""A progressive JPEG of cameras and optimisers has up to about 15; each costs a full pass."""


@dataclass(frozen=True, slots=True)
class Container:
    """What a container holds: its size as stored, the picture without metadata, and its EXIF."""

    kind: Literal["JPEG", "PNG", "WEBP"]
    stored_width: int
    stored_height: int
    bare: bytes
    exif: bytes = b""

    @property
    def orientation(self) -> int:
        """The EXIF orientation, 1 to 8; 1 when nothing readable says otherwise."""
        return _orientation(self.exif)

    @property
    def is_turned(self) -> bool:
        """Whether width and height are stored the other way round."""
        return self.orientation >= _FIRST_TURNED

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the picture as it is looked at."""
        stored = (self.stored_width, self.stored_height)
        return stored[::-1] if self.is_turned else stored


def read_container(content: bytes) -> Container:
    """Return the picture that these bytes are.

    Refuses with ImageUnidentified, ImageTypeUnsupported or ImagePolyglot.
    """
    try:
        if content.startswith(b"\xff\xd8\xff"):
            return _open_jpeg(content)
        if content.startswith(b"\x89PNG\r\n\x1a\n"):
            return _open_png(content)
        if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
            return _open_webp(content)
    except (struct.error, IndexError) as broken_off:
        raise ImageUnidentified from broken_off
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
"""The next segment: inside a scan, FF 00 is a byte of it and FF D0 to D7 are restarts."""

_JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_JPEG_PRIVATE = frozenset({0xE1, *range(0xE3, 0xEE), 0xEF, 0xFE})


def _open_jpeg(content: bytes) -> Container:
    """Return the first picture; what a phone appends to it is left out."""
    width = height = scans = 0
    exif = b""
    bare = [b"\xff\xd8"]
    at = 2
    while marker := _JPEG_MARKER.search(content, at):
        if scans:
            bare.append(content[at : marker.start()])
        code = marker[1][0]
        if code == 0xD9:
            if not (width and height and scans):
                raise ImageUnidentified
            bare.append(b"\xff\xd9")
            return Container("JPEG", width, height, b"".join(bare), exif)
        (length,) = struct.unpack_from(">H", content, marker.end())
        at = marker.end() + length
        segment = content[marker.end() - 2 : at]
        if code in _JPEG_FRAMES:
            # The decoder believes the last frame header; the largest is the safe one to judge.
            height = max(height, int.from_bytes(segment[5:7]))
            width = max(width, int.from_bytes(segment[7:9]))
        elif code == 0xDA:
            scans += 1
            if scans > _MOST_SCANS:
                raise ImageUnidentified
        elif code == 0xE1 and segment[4:10] == b"Exif\0\0":
            exif = exif or segment[10:]
        if code not in _JPEG_PRIVATE and not (code == 0xE2 and segment[4:8] != b"ICC_"):
            bare.append(segment)
    raise ImageUnidentified


_PNG_KEPT = frozenset({b"IHDR", b"PLTE", b"tRNS", b"iCCP", b"IDAT", b"IEND"})


def _open_png(content: bytes) -> Container:
    width, height = 0, 0
    exif = b""
    bare = [content[:8]]
    at = 8
    name = b""
    while name != b"IEND":
        length, name = struct.unpack_from(">I4s", content, at)
        end = at + 12 + length
        if end > len(content) or (name == b"IHDR") != (at == 8):
            raise ImageUnidentified
        if name == b"IHDR":
            width, height = struct.unpack_from(">II", content, at + 8)
        elif name == b"eXIf":
            exif = content[at + 8 : end - 4]
        if name in _PNG_KEPT:
            bare.append(content[at:end])
        at = end
    if at < len(content):
        raise ImagePolyglot
    return Container("PNG", width, height, b"".join(bare), exif)


def _open_webp(content: bytes) -> Container:
    (length,) = struct.unpack_from("<I", content, 4)
    end = 8 + length + length % 2
    if len(content) < end:
        raise ImageUnidentified
    if len(content) > end:
        raise ImagePolyglot
    width, height = _webp_size(content)
    exif = b""
    at = 12
    while at < end:
        name, length = struct.unpack_from("<4sI", content, at)
        if name == b"EXIF":
            exif = content[at + 8 : at + 8 + length].removeprefix(b"Exif\0\0")
        at += 8 + length + length % 2
    # Its metadata stays: the decoder hands it over unread.
    return Container("WEBP", width, height, content, exif)


def _webp_size(content: bytes) -> tuple[int, int]:
    form = content[12:16]
    if form == b"VP8X":
        return 1 + int.from_bytes(content[24:27], "little"), 1 + int.from_bytes(
            content[27:30], "little"
        )
    if form == b"VP8L":
        (bits,) = struct.unpack_from("<I", content, 21)
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if form == b"VP8 ":
        width, height = struct.unpack_from("<HH", content, 26)
        return width & 0x3FFF, height & 0x3FFF
    raise ImageUnidentified


def _orientation(exif: bytes) -> int:
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
