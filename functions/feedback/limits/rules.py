"""The limits on reports and messages of a person: a leaky bucket for each."""

import math
from datetime import datetime, timedelta
from typing import Literal

from functions.feedback.limits.models import Written
from functions.kernel.errors import TooMany
from functions.kernel.leaky_bucket import LeakyBucket

Kind = Literal["reports", "messages"]


class TooMuchFeedback(TooMany):
    """You have sent too much in a short time; try again after `retry_after_seconds`."""

    code = "too_much_feedback"


FEEDBACK_LIMITS: dict[Kind, LeakyBucket] = {
    "reports": LeakyBucket(most=10, each=timedelta(hours=2)),
    "messages": LeakyBucket(most=5, each=timedelta(hours=4)),
}
"""Ten reports at once and then twelve a day; five messages at once and then six a day."""


def counted(written: Written | None, limit: LeakyBucket, *, now: datetime) -> Written:
    """Return what a person wrote with one more. Refuses TooMuchFeedback."""
    until = written.expires_at if written else None
    wait = limit.wait(until, now=now)
    if wait > timedelta():
        raise TooMuchFeedback(retry_after_seconds=math.ceil(wait.total_seconds()))
    return Written(expires_at=limit.count(until, now=now))
