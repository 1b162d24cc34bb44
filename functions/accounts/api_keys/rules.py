"""Rules of API keys: how many an offerer may have."""

from datetime import datetime, timedelta

from functions.accounts.offerers.models import ApiKey, Offerer
from functions.kernel.errors import Conflict, NotFound
from functions.kernel.values import replace


class TooManyApiKeys(Conflict):
    """An offerer can have at most five API keys."""

    code = "too_many_api_keys"


class SecretShownBefore(Conflict):
    """This request already made a secret, which cannot be shown again."""

    code = "secret_shown_before"


class UnknownApiKey(NotFound):
    """This offerer has no such API key."""

    code = "unknown_api_key"


MOST_API_KEYS = 5
"""The limit per offerer (pass-culture-api at 2021-11, settings.py)."""


_USE_NOTED_EVERY = timedelta(hours=1)


def is_use_to_note(key: ApiKey, *, now: datetime) -> bool:
    """Return whether the use of a key was last noted long enough ago."""
    return key.last_used_at is None or now >= key.last_used_at + _USE_NOTED_EVERY


def add_api_key(offerer: Offerer, prefix: str) -> Offerer:
    """Add an API key to the offerer. Refuses TooManyApiKeys."""
    if len(offerer.api_key_prefixes) >= MOST_API_KEYS:
        raise TooManyApiKeys
    return replace(offerer, api_key_prefixes=(*offerer.api_key_prefixes, prefix))


def remove_api_key(offerer: Offerer, prefix: str) -> Offerer:
    """Remove an API key from the offerer. Refuses UnknownApiKey."""
    if prefix not in offerer.api_key_prefixes:
        raise UnknownApiKey
    kept = tuple(other for other in offerer.api_key_prefixes if other != prefix)
    return replace(offerer, api_key_prefixes=kept)
