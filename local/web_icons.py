"""`python -m local.web_icons`: draw the icons of the installed web app into web/icons/.

Each shows the ticket of web/icon.svg. A maskable icon fills its square, because phones cut it to
their own shape, at most to a circle of four fifths of its width.
"""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from PIL import Image, ImageDraw

from functions.pages.files.data import WEB

ICONS = WEB / "icons"

INK, SUN = "#17151f", "#ffcf33"
_UNITS = 64
"""The width of the drawing, as in web/icon.svg."""

_FINER = 4
"""Shapes are drawn this much larger, then reduced, which smooths their edges."""


def icon(size: int, *, is_maskable: bool) -> Image.Image:
    """Return the icon of a size in pixels."""
    side = size * _FINER
    image = Image.new("RGBA", (side, side), INK if is_maskable else (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    scale = side / _UNITS
    if not is_maskable:
        draw.rounded_rectangle((0, 0, side - 1, side - 1), radius=14 * scale, fill=INK)
    # The ticket is 44 wide; in the circle of a maskable icon its corners need it smaller.
    part = 0.8 if is_maskable else 1.0

    def at(*points: float) -> list[float]:
        return [(_UNITS / 2 + (point - _UNITS / 2) * part) * scale for point in points]

    draw.rectangle(at(10, 20, 54, 44), fill=SUN)
    for middle in (10, 54):
        draw.ellipse(at(middle - 4, 28, middle + 4, 36), fill=INK)
    draw.polygon(at(24, 26, 24, 38, 36, 32), fill=INK)
    return image.resize((size, size), Image.Resampling.LANCZOS)


FILES: Mapping[str, Callable[[], Image.Image]] = {
    "icon-192.png": partial(icon, 192, is_maskable=False),
    "icon-512.png": partial(icon, 512, is_maskable=False),
    "maskable-512.png": partial(icon, 512, is_maskable=True),
    "apple-180.png": partial(icon, 180, is_maskable=True),
}
"""The icons by the names of their files, each drawn when called."""


def write(folder: Path) -> None:
    """Write the icons into a folder."""
    folder.mkdir(exist_ok=True)
    for name, draw in FILES.items():
        draw().save(folder / name, optimize=True)


if __name__ == "__main__":
    write(ICONS)
