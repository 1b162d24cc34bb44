"""How many wrong codes may be tried at the desk: pure arithmetic of instants.

A wrong code is one that does not exist, or another offerer's. Each takes its time, `each`; while
`most` of them are still running, their caller is refused, whatever they ask.

There are 30**6 = 729,000,000 codes. A caller may be wrong 50 times, and then once a minute. A clerk
who types 300 codes an hour and errs in one of thirty is wrong ten times in it. A dishonest one gets
through 1,440 codes a day, and through all of them in 1,386 years; where their offerer has 1,000
open bookings, they come upon one of these in 506 days. An offerer, with all its members and API
keys, may be wrong twelve times a minute: one of its 1,000 bookings in 42 days, all codes in 116
years.

A person who acts for no offerer learns at most that a code exists, not whose it is. Secrets of API
keys are not guessed at all: there are 2**256 of them. A flood of calls that fail to sign in is for
what stands before the functions, which counts 401 by address.
"""

import math
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from functions.booking.models import WrongCodes
from functions.kernel.errors import TooMany


class TooManyWrongCodes(TooMany):
    """Too many of the codes asked for were wrong; the desk is open again after a while."""

    code = "too_many_requests"


@dataclass(frozen=True, slots=True)
class Allowance:
    """How many may run at a time, and how long each does."""

    most: int
    each: timedelta


OF_CALLER = Allowance(most=50, each=timedelta(minutes=1))
OF_OFFERER = Allowance(most=600, each=timedelta(seconds=5))


def check(wrong: WrongCodes | None, allowance: Allowance, *, now: datetime) -> None:
    """Refuse TooManyWrongCodes where no further code may be tried now."""
    refused = refusal(wrong, allowance, now=now)
    if refused is not None:
        raise refused


def refusal(
    wrong: WrongCodes | None, allowance: Allowance, *, now: datetime
) -> TooManyWrongCodes | None:
    """Return what `check` refuses, or None."""
    wait = _wait(wrong, allowance, now=now)
    if wait <= timedelta():
        return None
    return TooManyWrongCodes(retry_after_seconds=math.ceil(wait.total_seconds()))


def count(wrong: WrongCodes | None, allowance: Allowance, *, now: datetime) -> WrongCodes:
    """Return the wrong codes with one more."""
    running_until = now if wrong is None else max(now, wrong.expires_at)
    return WrongCodes(expires_at=running_until + allowance.each)


def hold_back(own: WrongCodes, shared: WrongCodes, *, now: datetime) -> WrongCodes:
    """Return a caller's wrong codes with a wait at least as long as their offerer has."""
    wait = _wait(shared, OF_OFFERER, now=now)
    if wait <= timedelta():
        return own
    least = now + wait + (OF_CALLER.most - 1) * OF_CALLER.each
    return replace(own, expires_at=max(own.expires_at, least))


def _wait(wrong: WrongCodes | None, allowance: Allowance, *, now: datetime) -> timedelta:
    """Return how long it takes until less than `most` are running."""
    if wrong is None:
        return timedelta()
    return wrong.expires_at - now - (allowance.most - 1) * allowance.each
