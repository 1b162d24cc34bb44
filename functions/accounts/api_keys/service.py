"""Add, revoke and recognise API keys."""

import hmac
from datetime import datetime

from functions.accounts.api_keys import rules
from functions.accounts.offerers.models import ApiKey
from functions.accounts.offerers.rules import digest
from functions.accounts.offerers.service import check_member
from functions.accounts.offerers.store import api_keys, offerers, professionals
from functions.kernel.database import UnitOfWork
from functions.kernel.values import replace


def add_api_key(work: UnitOfWork, key: ApiKey, *, caller_id: str) -> None:
    """Store a new API key. Refuses UnknownOfferer, NotAMember, TooManyApiKeys."""
    work.prefetch(professionals.ref(caller_id))
    offerer = offerers.get(work, key.siren)
    check_member(work, key.siren, uid=caller_id)
    offerers.replace(work, key.siren, rules.add_api_key(offerer, key.prefix))
    made = replace(key, made_by=caller_id, is_closed=offerer.status == "closed")
    api_keys.create(work, key.prefix, made)


def revoke_api_key(work: UnitOfWork, siren: str, prefix: str, *, caller_id: str) -> None:
    """Revoke an API key. Refuses UnknownOfferer, NotAMember, UnknownApiKey."""
    work.prefetch(professionals.ref(caller_id), api_keys.ref(prefix))
    offerer = offerers.get(work, siren)
    check_member(work, siren, uid=caller_id)
    offerers.replace(work, siren, rules.remove_api_key(offerer, prefix))
    if api_keys.find(work, prefix) is not None:
        api_keys.delete(work, prefix)


def api_keys_of(work: UnitOfWork, siren: str, *, caller_id: str) -> list[ApiKey]:
    """Return an offerer's API keys, oldest first. Refuses UnknownOfferer, NotAMember."""
    work.prefetch(professionals.ref(caller_id))
    offerer = offerers.get(work, siren)
    check_member(work, siren, uid=caller_id)
    work.prefetch(*(api_keys.ref(prefix) for prefix in offerer.api_key_prefixes))
    found = (api_keys.find(work, prefix) for prefix in offerer.api_key_prefixes)
    return [key for key in found if key is not None]


def find_api_key(work: UnitOfWork, text: str) -> ApiKey | None:
    """Return the API key of a text, or None; compares in constant time."""
    prefix, _, secret = text.partition("_")
    key = api_keys.find(work, prefix)
    if key is None or not hmac.compare_digest(key.secret_digest, digest(secret)):
        return None
    return key


def note_use(work: UnitOfWork, prefix: str, *, now: datetime) -> None:
    """Note the use of a key at most once an hour, so that calls with it do not wait in turn."""
    key = api_keys.find(work, prefix)
    if key is not None and rules.is_use_to_note(key, now=now):
        api_keys.replace(work, prefix, replace(key, last_used_at=now))
