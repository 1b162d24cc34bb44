"""The canvas of a motif, and the shapes that several motifs share."""

import math
import random
from dataclasses import dataclass

from PIL import ImageDraw

from local.demo.palettes import Colour, Palette, blend

Point = tuple[float, float]


@dataclass(frozen=True)
class Canvas:
    """The upper part of a poster, where one motif is drawn."""

    draw: ImageDraw.ImageDraw
    width: int
    height: int
    palette: Palette
    chance: random.Random


def disc(draw: ImageDraw.ImageDraw, centre: Point, radius: float, fill: Colour | int) -> None:
    """Draw a filled circle."""
    x, y = centre
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=fill)


def turned(centre: Point, points: list[Point], angle: float) -> list[Point]:
    """Return points, given around the origin, turned by an angle in radians around a centre."""
    cos, sin = math.cos(angle), math.sin(angle)
    return [(centre[0] + x * cos - y * sin, centre[1] + x * sin + y * cos) for x, y in points]


def fill(on: Canvas, top: Colour, bottom: Colour) -> None:
    """Paint the whole canvas with a soft vertical shade."""
    steps = 48
    for i in range(steps):
        y = on.height * i / steps
        on.draw.rectangle(
            (0, y, on.width, y + on.height / steps + 1), fill=blend(top, bottom, i / (steps - 1))
        )
