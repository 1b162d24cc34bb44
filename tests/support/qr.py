"""A reader of QR codes of version 4-L, written from ISO/IEC 18004 and independent of what draws."""

import io
from collections.abc import Callable, Iterator

from PIL import Image

_SIDE, _MARGIN, _PIXELS = 33, 4, 5
_CODEWORDS, _CHECKING = 100, 20
_MASKS: tuple[Callable[[int, int], bool], ...] = (
    lambda y, x: (y + x) % 2 == 0,
    lambda y, _: y % 2 == 0,
    lambda _, x: x % 3 == 0,
    lambda y, x: (y + x) % 3 == 0,
    lambda y, x: (y // 2 + x // 3) % 2 == 0,
    lambda y, x: y * x % 2 + y * x % 3 == 0,
    lambda y, x: (y * x % 2 + y * x % 3) % 2 == 0,
    lambda y, x: ((y + x) % 2 + y * x % 3) % 2 == 0,
)
_FORMAT_MASK, _FORMAT_POLYNOMIAL = 0b101010000010010, 0b10100110111
_LEVEL_L = 0b01


def read_qr(png: bytes) -> str:
    """Return the text of a code without a single wrong bit; raises AssertionError otherwise."""
    modules = _modules(png)
    mask = _mask(modules)
    bits = [modules[y][x] ^ mask(y, x) for y, x in _path()][: _CODEWORDS * 8]
    codewords = bytes(int("".join(map(str, bits[at : at + 8])), 2) for at in range(0, len(bits), 8))
    assert all(_evaluated(codewords, power) == 0 for power in range(_CHECKING)), "wrong codewords"
    text = int.from_bytes(codewords, "big")
    width = _CODEWORDS * 8
    mode, length = text >> (width - 4), (text >> (width - 12)) & 0xFF
    assert mode == 0b0100, "not in bytes"
    data = (text >> (width - 12 - length * 8)) & ((1 << length * 8) - 1)
    return data.to_bytes(length, "big").decode()


def _modules(png: bytes) -> list[list[int]]:
    """Return the modules inside the quiet zone, 1 for dark; each is one colour, as the zone is."""
    with Image.open(io.BytesIO(png)) as opened:
        image = opened.convert("L")
    side = _SIDE + 2 * _MARGIN
    assert image.size == (side * _PIXELS,) * 2
    small = image.resize((side, side), Image.Resampling.NEAREST)
    assert small.resize(image.size, Image.Resampling.NEAREST).tobytes() == image.tobytes()
    dark = [[{255: 0, 0: 1}[small.getpixel((x, y))] for x in range(side)] for y in range(side)]  # type: ignore[index]
    inner = range(_MARGIN, side - _MARGIN)
    assert sum(map(sum, dark)) == sum(dark[y][x] for y in inner for x in inner)
    return [[dark[y][x] for x in inner] for y in inner]


def _mask(modules: list[list[int]]) -> Callable[[int, int], bool]:
    """Return the mask that both copies of the format name, with level L."""
    last = _SIDE - 1
    first = [(8, x) for x in (0, 1, 2, 3, 4, 5, 7, 8)] + [(y, 8) for y in (7, 5, 4, 3, 2, 1, 0)]
    second = [(last - n, 8) for n in range(7)] + [(8, last - 7 + n) for n in range(8)]
    (format_,) = {
        int("".join(str(modules[y][x]) for y, x in copy), 2) ^ _FORMAT_MASK
        for copy in (first, second)
    }
    rest = format_
    for shift in range(4, -1, -1):
        if rest >> (shift + 10) & 1:
            rest ^= _FORMAT_POLYNOMIAL << shift
    assert rest == 0, "wrong format"
    assert format_ >> 13 == _LEVEL_L
    return _MASKS[format_ >> 10 & 0b111]


def _path() -> Iterator[tuple[int, int]]:
    """Yield the places of the data: pairs of columns from the right, up and down in turns."""
    upwards = True
    # Column 6 is the timing pattern.
    for right in [*range(_SIDE - 1, 6, -2), 5, 3, 1]:
        for y in range(_SIDE - 1, -1, -1) if upwards else range(_SIDE):
            yield from ((y, x) for x in (right, right - 1) if not _is_pattern(y, x))
        upwards = not upwards


def _is_pattern(y: int, x: int) -> bool:
    far = _SIDE - 8
    is_corner = (y < 9 and (x < 9 or x >= far)) or (y >= far and x < 9)
    return is_corner or 6 in (y, x) or (24 <= y <= 28 and 24 <= x <= 28)


def _evaluated(codewords: bytes, power: int) -> int:
    """Return the polynomial of the codewords at the generator's power, in GF(256)."""
    at = 1
    for _ in range(power):
        at = _times(at, 2)
    value = 0
    for codeword in codewords:
        value = _times(value, at) ^ codeword
    return value


def _times(a: int, b: int) -> int:
    product = 0
    while b:
        if b & 1:
            product ^= a
        a, b = (a << 1) ^ (0x11D if a & 0x80 else 0), b >> 1
    return product
