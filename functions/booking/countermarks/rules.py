"""Countermarks: their form, their QR code, and when one may be reused."""

import re
from datetime import datetime, timedelta

from functions.booking.countermarks.models import Countermark
from functions.kernel.errors import NotFound

QR_PREFIX = "PASSCULTURE:v3;TOKEN:"
"""The text before the countermark in a QR code (pass-culture-main, core/bookings/api.py)."""


COUNTERMARK_REST = timedelta(days=365)
"""How long a released countermark is not given to another booking."""


_COUNTERMARK = re.compile(r"[A-HJ-NP-Z2-7]{6}")
_BETWEEN = re.compile(r"[\s\u00ad\u200b-\u200f\u2010-\u2015\u2060\ufeff-]+")


def qr_payload(countermark: str) -> str:
    """Return the text that the QR code of a countermark holds."""
    return QR_PREFIX + countermark


def countermark_in(text: str) -> str | None:
    """Return the code typed in any case, or read from a QR code; None if the text holds none.

    Blanks, hyphens and invisible characters between its letters do not count.
    """
    code = _BETWEEN.sub("", text).upper().removeprefix(QR_PREFIX.upper())
    return code if _COUNTERMARK.fullmatch(code) else None


def has_rested(countermark: Countermark, *, now: datetime) -> bool:
    """Return whether a released countermark may be given to another booking."""
    return countermark.reusable_at is not None and countermark.reusable_at <= now


class UnknownCountermark(NotFound):
    """No booking has this countermark."""

    code = "unknown_countermark"
