"""Wrong passwords at the embedded identity provider: they slow down the next attempts.

An attempt is counted for its e-mail address with its network address, for the network address, and
for the e-mail address. Beyond a limit the next attempt has to wait, a second at first and a minute
at most. Strangers cannot hold back the owner of an account: at a network address where an account
has signed in before, the attempts of others are not counted.

Counts are kept in memory, and start again with the server.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from functions.kernel.clock import monotonic
from functions.kernel.identity.local_accounts import SignInError, canonical_email

PAIR_LIMIT = 5
"""Wrong passwords for an account from one network address before the first wait."""

ADDRESS_LIMIT = 30
"""Wrong passwords from one network address, for any accounts."""

ACCOUNT_LIMIT = 50
"""Wrong passwords for an account, from network addresses where it has not signed in."""

LONGEST_WAIT = 60.0
"""Seconds."""

FORGOTTEN_AFTER = 900.0
"""Seconds without an attempt after which a count starts again."""

_MOST_COUNTS = 20_000
_MOST_KNOWN = 20_000

_Key = tuple[str, str]


@dataclass(slots=True)
class _Count:
    wrong: int = 0
    last_at: float = 0.0
    wait_until: float = 0.0


class Attempts:
    """The counts of one server. Each attempt is counted as wrong until it turns out right."""

    def __init__(self, *, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._counts: OrderedDict[_Key, _Count] = OrderedDict()
        self._known: OrderedDict[_Key, None] = OrderedDict()

    def begin(self, email: str, address: str) -> None:
        """Count an attempt. Raises SignInError, and counts nothing, while it has to wait."""
        email, now = canonical_email(email), self._clock()
        with self._lock:
            limits = self._limits(email, address)
            counts = {key: self._count(key, now) for key in limits}
            if any(count.wait_until > now for count in counts.values()):
                raise SignInError("TOO_MANY_ATTEMPTS_TRY_LATER")
            for key, count in counts.items():
                count.wrong += 1
                count.last_at = now
                if count.wrong >= limits[key]:
                    doubled = min(count.wrong - limits[key], 10)
                    count.wait_until = now + min(2.0**doubled, LONGEST_WAIT)

    def succeeded(self, email: str, address: str) -> None:
        """Take back the attempt, which had the right password."""
        email = canonical_email(email)
        with self._lock:
            for key in self._limits(email, address):
                if count := self._counts.get(key):
                    count.wrong = max(count.wrong - 1, 0)
                    count.wait_until = 0.0
            self._counts.pop((email, address), None)
            self._known[email, address] = None
            self._known.move_to_end((email, address))
            if len(self._known) > _MOST_KNOWN:
                self._known.popitem(last=False)

    def _limits(self, email: str, address: str) -> dict[_Key, int]:
        """Return the counts that an attempt belongs to, with the limit of each."""
        if (email, address) in self._known:
            return {(email, address): PAIR_LIMIT}
        return {
            (email, address): PAIR_LIMIT,
            ("", address): ADDRESS_LIMIT,
            (email, ""): ACCOUNT_LIMIT,
        }

    def _count(self, key: _Key, now: float) -> _Count:
        count = self._counts.setdefault(key, _Count(last_at=now))
        self._counts.move_to_end(key)
        if now - count.last_at > FORGOTTEN_AFTER:
            count.wrong = 0
        if len(self._counts) > _MOST_COUNTS:
            self._counts.popitem(last=False)
        return count
