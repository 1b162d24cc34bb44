"""How long feedback is kept."""

from datetime import datetime, timedelta

FEEDBACK_KEPT_FOR = timedelta(days=395)
"""How long what a person wrote is kept: 13 months at most."""


def kept_until(at: datetime) -> datetime:
    """Return until when something that a person wrote at `at` is kept (UTC)."""
    return at + FEEDBACK_KEPT_FOR
