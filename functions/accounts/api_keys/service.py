"""Add, revoke and recognise API keys."""

import hmac
from datetime import datetime

from functions.accounts.api_keys import rules
from functions.accounts.offerers.models import ApiKey
from functions.accounts.offerers.rules import TooManyCalls, digest
from functions.accounts.offerers.service import check_member
from functions.accounts.offerers.store import api_keys, offerers, professionals
from functions.kernel import quotas
from functions.kernel.database import Database, Ref, UnitOfWork, is_id
from functions.kernel.errors import Unauthenticated
from functions.kernel.quotas import QUOTAS, Leases
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


def admit(database: Database, leases: Leases, text: str, *, limit: int, now: datetime) -> str:
    """Count a call with an API key, and return the key's prefix.

    A key makes at most `limit` calls a minute, over all instances. Its secret is compared when an
    instance leases calls; the use cases verify that the key was not revoked since. Refuses
    Unauthenticated, TooManyCalls.
    """
    prefix, name = text.partition("_")[0], digest(text)
    is_free = leases.use(name, now=now)
    if is_free is None:
        leased = database.run(lambda work: _lease(work, text, limit=limit, now=now))
        leases.keep(name, leased, now=now)
        is_free = leased > 0
    if not is_free:
        raise TooManyCalls(retry_after_seconds=quotas.seconds_left(now))
    return prefix


def _lease(work: UnitOfWork, text: str, *, limit: int, now: datetime) -> int:
    prefix = text.partition("_")[0]
    if is_id(prefix):
        work.prefetch(Ref(QUOTAS, prefix))
    if find_api_key(work, text) is None:
        raise Unauthenticated
    note_use(work, prefix, now=now)
    return quotas.take(work, prefix, limit=limit, now=now)


def note_use(work: UnitOfWork, prefix: str, *, now: datetime) -> None:
    """Note the use of a key at most once an hour, so that calls with it do not wait in turn."""
    key = api_keys.find(work, prefix)
    if key is not None and rules.is_use_to_note(key, now=now):
        api_keys.replace(work, prefix, replace(key, last_used_at=now))
