"""The limit on wrong codes at the desk, for each caller and for each offerer.

A wrong code does not exist, or belongs to another offerer. Each counts for the duration `each`;
while `most` of them count, every call is refused. So `most` codes may be wrong in a row, and then
one per duration (a leaky bucket).

There are 30**6 = 729,000,000 codes. A caller may enter 50 wrong codes, and then one a minute. A
clerk who types 300 codes an hour, one in thirty of them wrong, enters ten wrong codes an hour. An
attacker can try 1,440 codes a day, and all of them in 1,386 years; if their offerer has 1,000 open
bookings, they find one of these in 506 days on average. An offerer, with all its members and API
keys, may enter twelve wrong codes a minute: one of its 1,000 bookings in 42 days, all codes in 116
years.

When an offerer has met its limit, callers who enter a wrong code wait at the desk of that offerer
and of no other: an offerer that makes people its members cannot close other desks to them. Until
then every code gets the same refusal, except a right one of another offerer of theirs, so that the
refusal does not show whose a code is.

A person who acts for no validated offerer is refused before any of this and learns nothing. The
secrets of API keys cannot be guessed: there are 2**256 of them. Floods of calls that fail to sign
in are left to the load balancer in front of the functions, which counts 401 by address.
"""

import math
from collections.abc import Mapping
from datetime import datetime, timedelta

from functions.booking.wrong_codes.models import WrongCodes
from functions.kernel.errors import TooMany
from functions.kernel.leaky_bucket import LeakyBucket
from functions.kernel.values import replace


class TooManyWrongCodes(TooMany):
    """Too many wrong codes. Wait before trying another one."""

    code = "too_many_requests"


CALLER_LIMIT = LeakyBucket(most=50, each=timedelta(minutes=1))
OFFERER_LIMIT = LeakyBucket(most=600, each=timedelta(seconds=5))


def check(wrong: WrongCodes | None, limit: LeakyBucket, *, now: datetime) -> None:
    """Refuse TooManyWrongCodes if no further code may be tried now."""
    refused = refusal(wrong, limit, now=now)
    if refused is not None:
        raise refused


def refusal(
    wrong: WrongCodes | None, limit: LeakyBucket, *, now: datetime
) -> TooManyWrongCodes | None:
    """Return the refusal that `check` raises, or None."""
    wait = _wait(wrong, limit, now=now)
    if wait <= timedelta():
        return None
    return TooManyWrongCodes(retry_after_seconds=math.ceil(wait.total_seconds()))


def count(wrong: WrongCodes | None, limit: LeakyBucket, *, now: datetime) -> WrongCodes:
    """Return the wrong codes with one added."""
    if wrong is None:
        return WrongCodes(expires_at=limit.count(None, now=now))
    return replace(wrong, expires_at=limit.count(wrong.expires_at, now=now))


def hold_back(own: WrongCodes, shared: Mapping[str, WrongCodes], *, now: datetime) -> WrongCodes:
    """Make the caller wait at the desk of each offerer, by SIREN, that has met its limit.

    The document may be removed before a longer wait has ended: that allows one guess a minute.
    """
    waits = {siren: _wait(wrong, OFFERER_LIMIT, now=now) for siren, wrong in shared.items()}
    held = {siren: until for siren, until in own.held_until.items() if until > now}
    held |= {siren: now + wait for siren, wait in waits.items() if wait > timedelta()}
    return replace(own, held_until=held)


def check_held(wrong: WrongCodes | None, own_siren: str | None, *, now: datetime) -> None:
    """Refuse TooManyWrongCodes if the caller waits at the desk of the offerer they ask about.

    `own_siren` is the offerer of the code if the caller acts for it. Any other code might be one of
    the offerer at whose desk they wait, and is refused alike, with the longest wait.
    """
    held = wrong.held_until if wrong is not None else {}
    longest = max(held.values(), default=now)
    if longest > now and (own_siren is None or held.get(own_siren, now) > now):
        raise TooManyWrongCodes(retry_after_seconds=math.ceil((longest - now).total_seconds()))


def _wait(wrong: WrongCodes | None, limit: LeakyBucket, *, now: datetime) -> timedelta:
    """Return the time until fewer than `most` wrong codes count."""
    return limit.wait(wrong.expires_at if wrong else None, now=now)
