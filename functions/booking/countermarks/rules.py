"""Countermarks: their form, their QR code, and when one may be reused.

A countermark is short enough to be typed, so a list of hashes of countermarks could be turned back
into them within minutes. A QR code therefore also has a proof of 128 random bits, which only the
server and the holder know: it is what a door without a network checks (`booking.door`).
"""

import re
from datetime import datetime, timedelta

from functions.booking.countermarks.models import Countermark
from functions.kernel.errors import NotFound

QR_PREFIX = "PASSCULTURE:v3;TOKEN:"
"""The text before the countermark in a QR code (pass-culture-main, core/bookings/api.py)."""


COUNTERMARK_REST = timedelta(days=365)
"""How long a released countermark is not given to another booking."""


_READ = re.compile(
    r"(?:PASSCULTURE:V3;(?:PROOF:(?P<proof>[A-Z2-7]{26});)?TOKEN:)?(?P<code>[A-HJ-NP-Z2-7]{6})"
)
_BETWEEN = re.compile(r"[\s\u00ad\u200b-\u200f\u2010-\u2015\u2060\ufeff-]+")


def qr_payload(countermark: str, proof: str | None) -> str:
    """Return the text that the QR code of a ticket holds.

    The countermark comes last: readers that take what follows the last colon find it there.
    """
    if proof is None:
        return QR_PREFIX + countermark
    return QR_PREFIX.replace(";", f";PROOF:{proof};") + countermark


def countermark_in(text: str) -> str | None:
    """Return the code typed in any case, or read from a QR code; None if the text holds none.

    Blanks, hyphens and invisible characters between its letters do not count.
    """
    read = _read(text)
    return read["code"] if read else None


def proof_in(text: str) -> str | None:
    """Return the proof read from a QR code; None if the text holds none."""
    read = _read(text)
    return read["proof"] if read else None


def _read(text: str) -> re.Match[str] | None:
    return _READ.fullmatch(_BETWEEN.sub("", text).upper())


def has_rested(countermark: Countermark, *, now: datetime) -> bool:
    """Return whether a released countermark may be given to another booking."""
    return countermark.reusable_at is not None and countermark.reusable_at <= now


class UnknownCountermark(NotFound):
    """No booking has this countermark."""

    code = "unknown_countermark"
