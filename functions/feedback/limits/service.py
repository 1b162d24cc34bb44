"""Count what a person writes."""

from datetime import datetime

from functions.feedback.limits import rules
from functions.feedback.limits.rules import Kind
from functions.feedback.limits.store import limit_id, limits
from functions.kernel.database import UnitOfWork


def count(work: UnitOfWork, person_id: str, kind: Kind, *, now: datetime) -> None:
    """Count one more of a person's reports or messages. Refuses TooMuchFeedback."""
    name = limit_id(person_id, kind)
    before = limits.find(work, name)
    after = rules.counted(before, rules.FEEDBACK_LIMITS[kind], now=now)
    if before is None:
        limits.create(work, name, after)
    else:
        limits.replace(work, name, after)
