"""How much feedback a person may give in a time."""

from datetime import UTC, datetime, timedelta

import pytest

from functions.feedback.limits.models import Written
from functions.feedback.limits.rules import TooMuchFeedback, counted
from functions.kernel.leaky_bucket import LeakyBucket

NOW = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)
LIMIT = LeakyBucket(most=3, each=timedelta(hours=2))


def after(number: int, *, now: datetime = NOW) -> Written:
    written = None
    for _ in range(number):
        written = counted(written, LIMIT, now=now)
    assert written is not None
    return written


def test_as_many_as_the_limit_are_taken_at_once_and_then_one_after_each_pause() -> None:
    full = after(3)
    with pytest.raises(TooMuchFeedback) as refused:
        counted(full, LIMIT, now=NOW)
    assert refused.value.retry_after_seconds == 7_200
    with pytest.raises(TooMuchFeedback):
        counted(full, LIMIT, now=NOW + timedelta(hours=2, seconds=-1))
    again = counted(full, LIMIT, now=NOW + timedelta(hours=2))
    with pytest.raises(TooMuchFeedback):
        counted(again, LIMIT, now=NOW + timedelta(hours=2))


def test_a_pause_does_not_save_up_more_than_the_limit() -> None:
    assert counted(after(1), LIMIT, now=NOW + timedelta(days=9)) == Written(
        expires_at=NOW + timedelta(days=9, hours=2)
    )
