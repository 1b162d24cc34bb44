"""The posters of the demonstration catalogue, drawn and never downloaded.

A picture depends on its arguments only, so loading the catalogue twice stores the same bytes.
Everything is drawn at twice its size and reduced: Pillow draws shapes without smoothing.
"""

import io
import random
import zlib

from PIL import Image, ImageDraw

from local.demo.lettering import fit, write
from local.demo.motifs import MOTIFS
from local.demo.palettes import Palette
from local.demo.shapes import Canvas

_SCALE = 2


def draw_picture(
    title: str, subtitle: str, motif: str, hue: int, *, width: int = 800, height: int = 600
) -> bytes:
    """Return a JPEG poster; `motif` is a key of MOTIFS."""
    palette = Palette.of(hue)
    seed = zlib.crc32(f"{title}|{subtitle}|{motif}|{hue}".encode())
    large = (width * _SCALE, height * _SCALE)
    image = Image.new("RGB", large, palette.paper)
    unit = min(large[0] / 1200, large[1] / 900)
    lines, size = fit(title, width=large[0] - 144 * unit, unit=unit)
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
        write(ink, (left, baseline), line, size=size, weight=max(1, round(size / 44)))
        baseline += size * 1.16
    image.paste(palette.night, (0, art), ink)
    ink = Image.new("L", (large[0], panel), 0)
    write(ink, (left, panel - 50 * unit), subtitle, size=34 * unit, weight=1)
    image.paste(palette.mid, (0, art), ink)
    for i, colour in enumerate((palette.mid, palette.bright, palette.accent)):
        x = left + i * 56 * unit
        canvas.draw.rectangle((x, art, x + 56 * unit, art + 16 * unit), fill=colour)

    stream = io.BytesIO()
    image.reduce(_SCALE).save(stream, "JPEG", quality=88)
    return stream.getvalue()
