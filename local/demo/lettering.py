"""Titles of posters, set in Pillow's own font.

That font is on every machine but has no accented letters: French is written with its plain letters,
and accents, cedillas and ligatures are drawn around them.
"""

import functools
import unicodedata
from collections.abc import Iterator

from PIL import Image, ImageDraw, ImageFont

from local.demo.shapes import Point, disc

_LIGATURES = {"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE"}
_CEDILLA = "\u0327"
_DASHES = str.maketrans({"–": "-", "—": "-", "\u00a0": " ", "\u202f": " "})


@functools.cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.load_default(size=size)
    assert isinstance(font, ImageFont.FreeTypeFont), "Pillow was built without FreeType"
    return font


def _runs(text: str) -> Iterator[tuple[str, list[tuple[int, str]], bool]]:
    """Yield pieces of text: plain letters, their (index, mark) and whether the next overlaps."""
    plain, marks = "", list[tuple[int, str]]()
    for letter in unicodedata.normalize("NFC", text.translate(_DASHES)):
        if letter in _LIGATURES:
            pair = _LIGATURES[letter]
            yield plain + pair[0], marks, True
            plain, marks = pair[1], []
            continue
        parts = unicodedata.normalize("NFD", letter)
        marks += [(len(plain), accent) for accent in parts[1:]]
        plain += parts[0]
    yield plain, marks, False


def _overlap(letter: str, size: float) -> float:
    return size * (0.09 if letter.islower() else 0.13)


def _length(text: str, size: float) -> float:
    font = _font(round(size))
    return sum(
        font.getlength(plain) - (_overlap(plain[-1], size) if joined else 0)
        for plain, _, joined in _runs(text)
    )


def fit(title: str, *, width: float, unit: float) -> tuple[list[str], float]:
    """Return the title in lines and the largest size at which it stays short."""
    lines: list[str] = []
    size = 0.0
    for points, most in ((96, 1), (84, 2), (74, 2), (64, 3), (54, 3), (46, 4)):
        size = points * unit
        lines = _wrap(title, size=size, width=width)
        if len(lines) <= most and max(_length(line, size) for line in lines) <= width:
            break
    for share in range(95, 45, -5):  # lines of even length: no last word left alone
        even = _wrap(title, size=size, width=width * share / 100)
        if len(even) > len(lines):
            break
        lines = even
    return lines, size


def _wrap(title: str, *, size: float, width: float) -> list[str]:
    lines = [""]
    for word in title.replace(" :", "\u00a0:").replace(" !", "\u00a0!").split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and _length(longer, size) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def write(ink: Image.Image, at: Point, text: str, *, size: float, weight: int) -> None:
    """Draw one line of text whose baseline starts at a point."""
    draw, font = ImageDraw.Draw(ink), _font(round(size))
    x, baseline = at
    for plain, marks, joined in _runs(text):
        draw.text((x, baseline), plain, fill=255, font=font, anchor="ls", stroke_width=weight)
        for index, mark in marks:
            letter = plain[index]
            start = x + font.getlength(plain[: index + 1]) - font.getlength(letter)
            left, top, right, bottom = font.getbbox(letter, anchor="ls")
            if letter == "i":
                top = font.getbbox("x", anchor="ls")[1]
                box = (start, baseline - size, start + right, baseline + top - weight - 1)
                draw.rectangle(box, fill=0)
            edge = bottom if mark == _CEDILLA else top
            _accent(draw, mark, (start + (left + right) / 2, baseline + edge), size, weight)
        x += font.getlength(plain) - (_overlap(plain[-1], size) if joined else 0)


def _accent(draw: ImageDraw.ImageDraw, mark: str, at: Point, size: float, weight: int) -> None:
    name = unicodedata.name(mark).removeprefix("COMBINING ")
    (x, edge), thick = at, round(size * 0.075 + weight)
    low, high = edge - size * 0.07 - weight, edge - size * 0.185 - weight
    wide = size * 0.125
    if name == "ACUTE ACCENT":
        draw.line(((x - wide * 0.35, low), (x + wide * 0.65, high)), fill=255, width=thick)
    elif name == "GRAVE ACCENT":
        draw.line(((x + wide * 0.35, low), (x - wide * 0.65, high)), fill=255, width=thick)
    elif name == "CIRCUMFLEX ACCENT":
        points = ((x - wide, low), (x, high), (x + wide, low))
        draw.line(points, fill=255, width=round(thick * 0.9), joint="curve")
    elif name == "DIAERESIS":
        for centre in (x - wide * 0.85, x + wide * 0.85):
            disc(draw, (centre, (low + high) / 2), thick * 0.62, 255)
    elif name == "CEDILLA":
        draw.line(((x, edge - thick), (x, edge + size * 0.06)), fill=255, width=round(thick * 0.8))
        box = (x - wide, edge + size * 0.03, x + wide * 0.8, edge + size * 0.19)
        draw.arc(box, 265, 480, fill=255, width=round(thick * 0.8))
