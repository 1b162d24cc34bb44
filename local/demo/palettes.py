"""The colours of posters: each palette comes from one hue."""

import math
from dataclasses import dataclass

Colour = tuple[int, int, int]


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


def blend(one: Colour, other: Colour, share: float) -> Colour:
    """Return the colour that lies between two: 0 is the first, 1 the second."""
    mixed = [round(a + (b - a) * share) for a, b in zip(one, other, strict=True)]
    return mixed[0], mixed[1], mixed[2]
