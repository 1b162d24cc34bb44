"""API keys: their number, and the refusals."""

from dataclasses import replace

from functions.accounts.offerers.models import Offerer
from functions.kernel.errors import Conflict, NotFound


class TooManyApiKeys(Conflict):
    """An offerer has at most five API keys."""

    code = "too_many_api_keys"


class SecretShownBefore(Conflict):
    """This request has made an API key, whose secret is not shown again."""

    code = "secret_shown_before"


class UnknownApiKey(NotFound):
    """This offerer has no such API key."""

    code = "unknown_api_key"


MOST_API_KEYS = 5
"""An offerer's API keys (pass-culture-api at 2021-11, settings.py)."""


def add_api_key(offerer: Offerer, prefix: str) -> Offerer:
    """Return the offerer with one more API key. Refuses TooManyApiKeys."""
    if len(offerer.api_key_prefixes) >= MOST_API_KEYS:
        raise TooManyApiKeys
    return replace(offerer, api_key_prefixes=(*offerer.api_key_prefixes, prefix))


def remove_api_key(offerer: Offerer, prefix: str) -> Offerer:
    """Return the offerer without this API key. Refuses UnknownApiKey."""
    if prefix not in offerer.api_key_prefixes:
        raise UnknownApiKey
    kept = tuple(other for other in offerer.api_key_prefixes if other != prefix)
    return replace(offerer, api_key_prefixes=kept)
