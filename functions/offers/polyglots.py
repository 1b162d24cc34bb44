"""Files that are a picture and something else as well: what a reader of another kind would open.

What is shown is drawn anew from the pixels, so nothing else that a file holds ever gets out. Such a
file is refused all the same: nobody makes one by accident.
"""

import re

from functions.offers.image_rules import ImagePolyglot

_ZIP_END = b"PK\5\6"
_ZIP_TAIL = 22 + 65_535
"""Bytes. The record that ends an archive, and the longest comment that may follow it (PKWARE,
APPNOTE 4.3.16): where readers look, so that a chance find in pixels is very rare."""

_MARKS = tuple(
    map(
        re.compile,
        (
            rb"<!doctype html",
            rb"<html[\s/>]",
            rb"<script[\s/>]",
            rb"<\?php\s",
            rb"__halt_compiler",
            rb"%pdf-\d",
            rb"rar!\x1a\x07",
            rb"7z\xbc\xaf\x27\x1c",
        ),
    )
)
"""In lower case: pages and programs, documents and archives that are read wherever they begin. With
what has to follow the shortest of them, chance makes one in the pixels of one photo of ten million
bytes out of 100,000; without it, out of 3,000."""

_MARKS_AT = ((128, b"DICM"), (257, b"ustar"), (32_769, b"CD001"))
"""Medical images, tape archives and disks, which are known by what stands at a place."""


def check_alone(content: bytes) -> None:
    """Refuse ImagePolyglot when these bytes are also an archive, a document, a page or a program.

    What follows a photo is no reason by itself: phones append pictures, videos and notes of theirs.
    """
    folded = content.lower()
    if (
        _ZIP_END in content[-_ZIP_TAIL:]
        or any(mark.search(folded) for mark in _MARKS)
        or any(content.startswith(mark, at) for at, mark in _MARKS_AT)
    ):
        raise ImagePolyglot
