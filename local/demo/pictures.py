"""The posters of the demonstration catalogue, drawn and never downloaded.

A picture depends on its arguments only, so loading the catalogue twice stores the same bytes.
Everything is drawn at twice its size and reduced: Pillow draws shapes without smoothing.
"""

import functools
import io
import itertools
import math
import random
import unicodedata
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFont

Colour = tuple[int, int, int]
Point = tuple[float, float]

_SCALE = 2
_LIGATURES = {"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE"}
_CEDILLA = "\u0327"
_DASHES = str.maketrans({"–": "-", "—": "-", "\u00a0": " ", "\u202f": " "})


@dataclass(frozen=True)
class Palette:
    """The colours of one poster, all taken from one hue and its opposite."""

    night: Colour
    deep: Colour
    mid: Colour
    bright: Colour
    light: Colour
    accent: Colour
    paper: Colour

    @classmethod
    def of(cls, hue: int) -> "Palette":
        """Return the palette of a hue, in degrees."""
        return cls(
            night=_oklch(0.24, 0.07, hue),
            deep=_oklch(0.38, 0.11, hue),
            mid=_oklch(0.55, 0.15, hue + 8),
            bright=_oklch(0.72, 0.15, hue + 26),
            light=_oklch(0.88, 0.075, hue + 14),
            accent=_oklch(0.78, 0.16, hue + 178),
            paper=_oklch(0.97, 0.016, hue + 20),
        )


@dataclass(frozen=True)
class Canvas:
    """The upper part of a poster, where one motif is drawn."""

    draw: ImageDraw.ImageDraw
    width: int
    height: int
    palette: Palette
    chance: random.Random


def draw_picture(
    title: str, subtitle: str, motif: str, hue: int, *, width: int = 800, height: int = 600
) -> bytes:
    """Return a JPEG poster; `motif` is a key of MOTIFS."""
    palette = Palette.of(hue)
    seed = zlib.crc32(f"{title}|{subtitle}|{motif}|{hue}".encode())
    large = (width * _SCALE, height * _SCALE)
    image = Image.new("RGB", large, palette.paper)
    unit = min(large[0] / 1200, large[1] / 900)
    lines, size = _fit(title, width=large[0] - 144 * unit, unit=unit)
    panel = round((68 + 62 + 52) * unit + len(lines) * size * 1.16)
    chance = random.Random(seed)  # noqa: S311 - a drawing, not a secret
    art = large[1] - panel
    canvas = Canvas(ImageDraw.Draw(image), large[0], art, palette, chance)
    MOTIFS[motif](canvas)
    canvas.draw.rectangle((0, art, *large), fill=palette.paper)

    left = 72 * unit
    baseline = 68 * unit + size * 0.86
    ink = Image.new("L", (large[0], panel), 0)
    for line in lines:
        _write(ink, (left, baseline), line, size=size, weight=max(1, round(size / 44)))
        baseline += size * 1.16
    image.paste(palette.night, (0, art), ink)
    ink = Image.new("L", (large[0], panel), 0)
    _write(ink, (left, panel - 50 * unit), subtitle, size=34 * unit, weight=1)
    image.paste(palette.mid, (0, art), ink)
    for i, colour in enumerate((palette.mid, palette.bright, palette.accent)):
        x = left + i * 56 * unit
        canvas.draw.rectangle((x, art, x + 56 * unit, art + 16 * unit), fill=colour)

    stream = io.BytesIO()
    image.reduce(_SCALE).save(stream, "JPEG", quality=88)
    return stream.getvalue()


def _oklch(lightness: float, chroma: float, hue: float) -> Colour:
    """Return the sRGB colour: OKLCH keeps every hue equally light, so no poster is garish."""
    a = chroma * math.cos(math.radians(hue))
    b = chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        _channel(4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short),
        _channel(-1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short),
        _channel(-0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short),
    )


def _channel(linear: float) -> int:
    value = min(1.0, max(0.0, linear))
    encoded = 12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055
    return round(255 * encoded)


def _blend(one: Colour, other: Colour, share: float) -> Colour:
    mixed = [round(a + (b - a) * share) for a, b in zip(one, other, strict=True)]
    return mixed[0], mixed[1], mixed[2]


# Pillow's own font is available on every machine but has no accented letters: French is written
# with its plain letters, and accents, cedillas and ligatures are drawn around them.


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


def _fit(title: str, *, width: float, unit: float) -> tuple[list[str], float]:
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


def _write(ink: Image.Image, at: Point, text: str, *, size: float, weight: int) -> None:
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
            _disc(draw, (centre, (low + high) / 2), thick * 0.62, 255)
    elif name == "CEDILLA":
        draw.line(((x, edge - thick), (x, edge + size * 0.06)), fill=255, width=round(thick * 0.8))
        box = (x - wide, edge + size * 0.03, x + wide * 0.8, edge + size * 0.19)
        draw.arc(box, 265, 480, fill=255, width=round(thick * 0.8))


def _disc(draw: ImageDraw.ImageDraw, centre: Point, radius: float, fill: Colour | int) -> None:
    x, y = centre
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=fill)


def _turned(centre: Point, points: list[Point], angle: float) -> list[Point]:
    cos, sin = math.cos(angle), math.sin(angle)
    return [(centre[0] + x * cos - y * sin, centre[1] + x * sin + y * cos) for x, y in points]


def _fill(on: Canvas, top: Colour, bottom: Colour) -> None:
    """Paint the whole canvas with a soft vertical shade."""
    steps = 48
    for i in range(steps):
        y = on.height * i / steps
        on.draw.rectangle(
            (0, y, on.width, y + on.height / steps + 1), fill=_blend(top, bottom, i / (steps - 1))
        )


def _waves(on: Canvas) -> None:
    p = on.palette
    _fill(on, p.light, p.paper)
    sun = (on.width * on.chance.uniform(0.6, 0.8), on.height * 0.36)
    _disc(on.draw, sun, on.height * 0.21, p.accent)
    for i in range(7):
        share = i / 6
        level, swell = on.height * (0.36 + 0.56 * share), on.height * (0.035 + 0.03 * share)
        length, phase = on.width * on.chance.uniform(0.28, 0.5), on.chance.uniform(0, math.tau)
        crest = [
            (x, level + swell * math.sin(x / length * math.tau + phase))
            for x in range(0, on.width + 40, 40)
        ]
        colour = _blend(p.bright, p.night, share)
        on.draw.polygon([(0, on.height), *crest, (on.width, on.height)], fill=colour)
        on.draw.line(crest, fill=_blend(colour, p.paper, 0.28), width=7, joint="curve")


def _circles(on: Canvas) -> None:
    p = on.palette
    side, corners = on.width / 5, ((0, 0), (1, 0), (1, 1), (0, 1))
    rings = (p.deep, p.bright, p.light, p.mid, p.accent, p.paper)
    for row in range(math.ceil(on.height / side)):
        for column in range(5):
            x, y = column * side, row * side
            shift = on.chance.randrange(len(rings))
            on.draw.rectangle((x, y, x + side, y + side), fill=rings[shift - 1])
            right, down = corners[on.chance.randrange(4)]
            corner, start = (x + right * side, y + down * side), corners.index((right, down)) * 90
            for ring in range(5):
                radius = side * (1 - ring / 5)
                box = (corner[0] - radius, corner[1] - radius)
                far = (corner[0] + radius, corner[1] + radius)
                colour = rings[(shift + ring) % len(rings)]
                on.draw.pieslice((*box, *far), start, start + 90, fill=colour)


def _stripes(on: Canvas) -> None:
    p = on.palette
    _fill(on, p.light, p.paper)
    lean, x = on.height * 0.62, -on.height * 0.7
    colours = (p.deep, p.bright, p.accent, p.mid, p.paper, p.night, p.bright, p.light)
    for i in range(40):
        wide = on.width * on.chance.choice((0.018, 0.03, 0.05, 0.075))
        quad = [(x + lean, 0), (x + lean + wide, 0), (x + wide, on.height), (x, on.height)]
        on.draw.polygon(quad, fill=colours[i % len(colours)])
        x += wide
        if x > on.width:
            break
    centre = (on.width * on.chance.uniform(0.56, 0.74), on.height * 0.5)
    _disc(on.draw, centre, on.height * 0.33, p.paper)
    _disc(on.draw, centre, on.height * 0.24, p.accent)
    _disc(on.draw, centre, on.height * 0.15, p.night)


def _mountains(on: Canvas) -> None:
    p = on.palette
    _fill(on, _blend(p.bright, p.light, 0.4), p.paper)
    moon = (on.width * on.chance.uniform(0.22, 0.78), on.height * 0.3)
    _disc(on.draw, moon, on.height * 0.17, p.accent)
    for i in range(5):
        share = i / 4
        level, relief = on.height * (0.5 + 0.42 * share), on.height * (0.30 - 0.045 * i)
        ridge = [on.chance.uniform(-0.5, 0.5), on.chance.uniform(-0.5, 0.5)]
        roughness = 0.62
        while len(ridge) < 60:
            middles = [
                (a + b) / 2 + on.chance.uniform(-roughness, roughness)
                for a, b in itertools.pairwise(ridge)
            ]
            ridge = [y for pair in zip(ridge, [*middles, 0.0], strict=True) for y in pair][:-1]
            roughness *= 0.5
        step = on.width / (len(ridge) - 1)
        crest = [(n * step, level - y * relief) for n, y in enumerate(ridge)]
        colour = _blend(_blend(p.bright, p.light, 0.35), p.night, share)
        on.draw.polygon([(0, on.height), *crest, (on.width, on.height)], fill=colour)


def _sun(on: Canvas) -> None:
    p = on.palette
    on.draw.rectangle((0, 0, on.width, on.height), fill=p.light)
    centre, reach = (on.width * on.chance.uniform(0.4, 0.6), on.height * 0.98), on.width
    box = (centre[0] - reach, centre[1] - reach, centre[0] + reach, centre[1] + reach)
    for i in range(18):
        colour = (p.bright, p.light, p.mid, p.paper)[i % 4]
        on.draw.pieslice(box, 180 + i * 10, 180 + (i + 1) * 10, fill=colour)
    discs = (p.paper, p.accent, p.paper, p.bright, p.deep, p.accent)
    for i, colour in enumerate(discs):
        _disc(on.draw, centre, on.height * (0.66 - i * 0.105), colour)


def _mosaic(on: Canvas) -> None:
    p = on.palette
    side = on.width / 8
    colours = (p.deep, p.mid, p.bright, p.light, p.accent, p.paper, p.night)
    for row in range(math.ceil(on.height / side)):
        for column in range(8):
            x, y = column * side, row * side
            ground, shape = on.chance.sample(colours, 2)
            on.draw.rectangle((x, y, x + side, y + side), fill=ground)
            corners = [(x, y), (x + side, y), (x + side, y + side), (x, y + side)]
            kind, turn = on.chance.randrange(5), on.chance.randrange(4)
            if kind == 0:
                on.draw.polygon([corners[(turn + k) % 4] for k in range(3)], fill=shape)
            elif kind == 1:
                far_x, far_y = corners[turn]
                box = (far_x - side, far_y - side, far_x + side, far_y + side)
                on.draw.pieslice(box, turn * 90, turn * 90 + 90, fill=shape)
            elif kind == 2:
                _disc(on.draw, (x + side / 2, y + side / 2), side * 0.36, shape)
            elif kind == 3:
                middle = (x + side / 2, y + side / 2)
                on.draw.polygon([corners[turn], corners[(turn + 1) % 4], middle], fill=shape)
                on.draw.polygon([corners[(turn + 2) % 4], corners[turn - 1], middle], fill=shape)
            else:
                half = side / 2
                box = (x + (turn % 2) * half, y, x + (turn % 2) * half + half, y + side)
                on.draw.rectangle(box, fill=shape)


def _notes(on: Canvas) -> None:
    p = on.palette
    _fill(on, p.deep, p.night)
    _disc(on.draw, (on.width * 0.82, on.height * 0.3), on.height * 0.42, _blend(p.deep, p.mid, 0.6))
    gap, phase = on.height * 0.085, on.chance.uniform(0, math.tau)

    def staff(x: float, line: float) -> float:
        bend = math.sin(x / on.width * math.tau * 0.9 + phase)
        return on.height * (0.56 + 0.09 * bend) + (line - 2) * gap

    for line in range(5):
        curve = [(x, staff(x, line)) for x in range(0, on.width + 40, 40)]
        on.draw.line(curve, fill=p.bright, width=8, joint="curve")
    for n in range(9):
        x = on.width * (0.07 + n * 0.107)
        place = on.chance.choice((0.0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5))
        centre, colour = (x, staff(x, place)), (p.accent, p.paper, p.light)[n % 3]
        ring = [math.tau * k / 28 for k in range(28)]
        head = [(gap * 0.72 * math.cos(a), gap * 0.5 * math.sin(a)) for a in ring]
        on.draw.polygon(_turned(centre, head, -0.38), fill=colour)
        side = 1 if place >= 1.5 else -1
        stem = centre[0] + side * gap * 0.62
        tip = centre[1] - side * gap * 3.1
        on.draw.line(((stem, centre[1]), (stem, tip)), fill=colour, width=14)
        if on.chance.random() < 0.5:
            flag = [(stem, tip), (stem + gap * 0.95, tip + side * gap), (stem, tip + side * gap)]
            on.draw.polygon(flag, fill=colour)


def _books(on: Canvas) -> None:
    p = on.palette
    _fill(on, p.light, p.paper)
    colours = (p.deep, p.accent, p.mid, p.bright, p.night, p.paper, p.mid, p.deep)
    floor, x, last = on.height * 0.93, on.width * 0.03, -1
    while x < on.width * 0.93:
        wide = on.width * on.chance.uniform(0.032, 0.07)
        tall = on.height * on.chance.uniform(0.46, 0.8)
        pick = on.chance.choice([i for i in range(len(colours)) if i != last])
        last, cover = pick, colours[pick]
        band = p.accent if cover in (p.night, p.deep) else _blend(cover, p.night, 0.55)
        lean = -0.16 if on.chance.random() < 0.13 else 0.0
        x += tall * math.sin(-lean)
        foot = (x, floor)
        shapes = [(0.0, 1.0, cover), (0.08, 0.11, band), (0.14, 0.155, band), (0.82, 0.9, band)]
        for low, high, colour in shapes:
            box = [(0, -tall * high), (wide, -tall * high), (wide, -tall * low), (0, -tall * low)]
            on.draw.polygon(_turned(foot, [(a, b) for a, b in box], lean), fill=colour)
        x += wide * math.cos(lean) + on.width * 0.005
    on.draw.rectangle((0, floor, on.width, on.height), fill=p.deep)


def _curtain(on: Canvas) -> None:
    p = on.palette
    _fill(on, p.night, p.deep)
    spot = on.width * on.chance.uniform(0.44, 0.56)
    glow = _blend(p.deep, p.light, 0.4)
    half = on.width * 0.2
    cone = [(spot - 60, 0), (spot + 60, 0), (spot + half, on.height), (spot - half, on.height)]
    on.draw.polygon(cone, fill=glow)
    floor = on.height * 0.86
    on.draw.rectangle((0, floor, on.width, on.height), fill=_blend(p.night, p.deep, 0.3))
    on.draw.ellipse((spot - half, floor - 60, spot + half, floor + 110), fill=p.light)
    folds, cloth = on.chance.randint(5, 6), (p.mid, _blend(p.mid, p.night, 0.62))
    for side in (0, 1):
        for i in range(folds * 12):
            share = i / (folds * 12)
            shade = (1 + math.cos(share * folds * math.tau)) / 2
            edge, next_edge = share, (i + 1.2) / (folds * 12)
            quad = []
            for part, y in ((edge, 0.0), (next_edge, 0.0), (next_edge, 1.0), (edge, 1.0)):
                reach = on.width * (0.40 - 0.12 * math.sin(y * math.pi / 2))
                quad.append((part * reach if side == 0 else on.width - part * reach, y * on.height))
            on.draw.polygon(quad, fill=_blend(cloth[1], cloth[0], shade))
    drape = on.width / 9
    for i in range(9):
        box = (i * drape - 20, -on.height * 0.2, (i + 1) * drape + 20, on.height * 0.2)
        on.draw.ellipse(box, fill=_blend(p.mid, p.bright, 0.35 if i % 2 else 0.75))
    on.draw.rectangle((0, 0, on.width, on.height * 0.035), fill=p.accent)


def _film(on: Canvas) -> None:
    p = on.palette
    _fill(on, p.bright, p.light)
    angle = on.chance.choice((-0.17, 0.15))
    centre = (on.width / 2, on.height / 2)
    tall, frame = on.height * 0.74, on.width * 0.25

    def box(x: float, y: float, wide: float, high: float, colour: Colour) -> None:
        points = [(x, y), (x + wide, y), (x + wide, y + high), (x, y + high)]
        on.draw.polygon(_turned(centre, points, angle), fill=colour)

    box(-on.width, -tall / 2, on.width * 2, tall, p.night)
    for i in range(-16, 16):
        for y in (-tall * 0.455, tall * 0.375):
            box(i * frame / 3.2, y, frame / 6, tall * 0.08, p.paper)
    skies = (p.light, p.accent, p.mid, p.paper, p.bright)
    for n, i in enumerate(range(-3, 3)):
        x, wide, high = i * frame + frame * 0.04, frame * 0.92, tall * 0.58
        box(x, -high / 2, wide, high, skies[n % 5])
        sun = _turned(centre, [(x + wide * (0.25 + n * 0.1), -high * 0.12)], angle)[0]
        _disc(on.draw, sun, high * 0.17, p.accent if skies[n % 5] != p.accent else p.paper)
        hill = [(x, high / 2), (x, high * 0.2), (x + wide * 0.4, high * (0.32 - 0.12 * (n % 3)))]
        hill += [(x + wide, high * (0.1 + 0.08 * (n % 3))), (x + wide, high / 2)]
        on.draw.polygon(_turned(centre, hill, angle), fill=p.deep)


def _stars(on: Canvas) -> None:
    p = on.palette
    _fill(on, p.night, p.mid)
    for _ in range(150):
        x, y = on.chance.uniform(0, on.width), on.chance.uniform(0, on.height)
        _disc(on.draw, (x, y), on.chance.uniform(2, 7), _blend(p.mid, p.paper, on.chance.random()))
    moon = (on.width * on.chance.uniform(0.7, 0.86), on.height * 0.32)
    rim = [math.radians(k) for k in range(-100, 101, 4)]
    outer = [(math.cos(a), math.sin(a)) for a in rim]
    inner = [(math.cos(a) * 0.45 + math.cos(rim[0]) * 0.55, math.sin(a)) for a in reversed(rim)]
    crescent = [(x * on.height * 0.2, y * on.height * 0.2) for x, y in outer + inner]
    on.draw.polygon(_turned(moon, crescent, -0.5), fill=p.light)
    path = [
        (on.width * (0.09 + i * 0.115), on.height * on.chance.uniform(0.22, 0.78)) for i in range(6)
    ]
    on.draw.line(path, fill=_blend(p.mid, p.light, 0.55), width=6)
    for i, centre in enumerate(path):
        size = on.height * on.chance.uniform(0.055, 0.11)
        spikes = [
            (
                (size if k % 2 == 0 else size * 0.36) * math.cos(k * math.pi / 5 - math.pi / 2),
                (size if k % 2 == 0 else size * 0.36) * math.sin(k * math.pi / 5 - math.pi / 2),
            )
            for k in range(10)
        ]
        on.draw.polygon(_turned(centre, spikes, i * 0.3), fill=p.accent if i % 2 else p.paper)


def _leaves(on: Canvas) -> None:
    p = on.palette
    _fill(on, p.light, p.paper)
    _disc(on.draw, (on.width * 0.5, on.height * 0.52), on.height * 0.38, p.accent)
    tones = (p.mid, p.deep, p.bright, p.night, _blend(p.mid, p.bright, 0.5))
    for i in range(26):
        left = i % 2 == 0
        root = (-40 if left else on.width + 40, on.height * (0.04 + (i // 2) * 0.082))
        angle = on.chance.uniform(-0.75, 0.55) if left else math.pi - on.chance.uniform(-0.75, 0.55)
        long, broad = on.width * on.chance.uniform(0.24, 0.44), on.height * 0.115
        half = [(long * k / 14, broad * math.sin(math.pi * (k / 14) ** 0.8)) for k in range(15)]
        blade = [*half, *[(x, -y) for x, y in reversed(half)]]
        colour = tones[i % len(tones)]
        on.draw.polygon(_turned(root, blade, angle), fill=colour)
        vein = _blend(colour, p.light, 0.4)
        on.draw.line(_turned(root, [(0, 0), (long * 0.94, 0)], angle), fill=vein, width=7)
        for k in range(3, 12, 2):
            x, y = half[k]
            for side in (1, -1):
                rib = [(x - long * 0.08, 0.0), (x + long * 0.02, side * y * 0.8)]
                on.draw.line(_turned(root, rib, angle), fill=vein, width=4)


MOTIFS: dict[str, Callable[[Canvas], None]] = {
    "waves": _waves,
    "circles": _circles,
    "stripes": _stripes,
    "mountains": _mountains,
    "sun": _sun,
    "mosaic": _mosaic,
    "notes": _notes,
    "books": _books,
    "curtain": _curtain,
    "film": _film,
    "stars": _stars,
    "leaves": _leaves,
}
