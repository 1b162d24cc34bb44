"""Add, revoke and recognise API keys."""

import hmac

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
    api_keys.create(work, key.prefix, replace(key, is_closed=offerer.status == "closed"))


def revoke_api_key(work: UnitOfWork, siren: str, prefix: str, *, caller_id: str) -> None:
    """Revoke an API key. Refuses UnknownOfferer, NotAMember, UnknownApiKey."""
    work.prefetch(professionals.ref(caller_id), api_keys.ref(prefix))
    offerer = offerers.get(work, siren)
    check_member(work, siren, uid=caller_id)
    offerers.replace(work, siren, rules.remove_api_key(offerer, prefix))
    if api_keys.find(work, prefix) is not None:
        api_keys.delete(work, prefix)


def siren_of_api_key(work: UnitOfWork, text: str) -> str | None:
    """Return the SIREN that an API key belongs to, or None; compares in constant time."""
    prefix, _, secret = text.partition("_")
    key = api_keys.find(work, prefix)
    if key is None or not hmac.compare_digest(key.secret_digest, digest(secret)):
        return None
    return key.siren
