"""Events of accounts that their owners suspend or sign out of."""

from datetime import datetime

from functions.kernel.events import Event, named


@named("account-closing")
class AccountClosing(Event, frozen=True, kw_only=True):
    """An account that its owner suspended closes soon, unless they take it back."""

    closes_at: datetime


@named("signed-out-everywhere")
class SignedOutEverywhere(Event, frozen=True, kw_only=True):
    """A person asked for the end of all their sessions. The subject is the person's uid."""
