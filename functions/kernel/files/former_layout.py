"""Conversion of files that releases before layout versions wrote: a line of JSON, then the content.

The line was `["<generation, 20 digits>", "<content type>"]`. Each file is converted on its own, and
a converted one is recognized, so a conversion may stop anywhere, and two may run at once.
"""

import json
import re
from collections.abc import Callable
from pathlib import Path

_LINE = re.compile(rb'\["\d{20}", "(?:[^"\\\n]|\\.)*"\]\n')


def convert(root: Path, keep: Callable[[str, bytes, str], object]) -> None:
    """Convert the files below `root`: `keep` is called with name, content and content type."""
    for area in ("public", "uploads"):
        for place in sorted(path for path in (root / area).rglob("*") if path.is_file()):
            # An upload that is converted already may hold anything, even such a line.
            if "@" not in place.name:
                _convert_one(root, place, keep)


def _convert_one(root: Path, place: Path, keep: Callable[[str, bytes, str], object]) -> None:
    try:
        former = place.read_bytes()
    except FileNotFoundError:
        # Another process has just converted it.
        return
    line = _LINE.match(former)
    if line is None:
        return
    generation, content_type = json.loads(line.group())
    name, content = place.relative_to(root).as_posix(), former[line.end() :]
    if name.startswith("public/"):
        keep(name, content, content_type)
    else:
        keep(f"{name}@{int(generation)}", content, content_type)
        place.unlink(missing_ok=True)
