"""QR codes of tickets, as PNG files.

All codes have the same size and mask, so a bit of a symbol at one place flips the same modules in
each of them (data and error correction are linear over GF(2)). These flips are drawn once for each
place and bit, and a code is put together from them.
"""

import struct
import zlib
from functools import cache

_VERSION = 4
"""33 modules on each side: the smallest version that holds the payload of a ticket."""

_MASK = 1
"""Readers take any mask; the search for the best one chooses this one most often."""

_QUIET_ZONE = 4
"""Light modules on each side (ISO/IEC 18004, 9.1)."""

_SCALE = 5
"""Pixels of a module in each direction."""

_MODULES = 33 + 2 * _QUIET_ZONE
_SIZE = _MODULES * _SCALE
_LINE_BYTES = 1 + -(-_SIZE // 8)
"""Bytes of a line of pixels in a PNG: its filter, and one bit for each pixel."""


def draw(payload: str) -> bytes:
    """Return the QR code of an ASCII text: a PNG of 205 pixels on each side."""
    drawn = _drawn("@" * len(payload))
    for place, symbol in enumerate(payload):
        for bit in range(7):
            if (ord(symbol) ^ ord("@")) >> bit & 1:
                drawn ^= _flips(len(payload), place, bit)
    rows = drawn.to_bytes(_MODULES * _LINE_BYTES, "big")
    lines = (rows[at : at + _LINE_BYTES] * _SCALE for at in range(0, len(rows), _LINE_BYTES))
    # One bit for each pixel, grey, and the only methods there are; not interlaced.
    header = struct.pack(">IIBBBBB", _SIZE, _SIZE, 1, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(b"".join(lines))), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*chunk) for chunk in chunks)


@cache
def _flips(length: int, place: int, bit: int) -> int:
    """Return the bits in which the codes of two texts differ: one has another bit there."""
    first = "@" * length
    other = chr(ord("@") ^ 1 << bit)
    return _drawn(first) ^ _drawn(first[:place] + other + first[place + 1 :])


@cache
def _drawn(payload: str) -> int:
    """Return the bits of a code: a line of pixels for each row of modules."""
    import segno  # noqa: PLC0415 - most processes draw none

    code = segno.make_qr(
        payload,
        error="l",
        version=_VERSION,
        mode="byte",
        mask=_MASK,
        boost_error=False,
    )
    rows = (
        "".join(("0" if module else "1") * _SCALE for module in row)
        for row in code.matrix_iter(border=_QUIET_ZONE)
    )
    return int("".join(("0" * 8 + row).ljust(_LINE_BYTES * 8, "0") for row in rows), 2)


def _chunk(kind: bytes, content: bytes) -> bytes:
    checked = kind + content
    return struct.pack(">I", len(content)) + checked + struct.pack(">I", zlib.crc32(checked))
