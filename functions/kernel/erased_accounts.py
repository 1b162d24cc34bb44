"""Erased accounts, for as long as a token of theirs may still be valid.

Sign-in deletes an account moments after its owner's data were erased, and on the cloud its tokens
are accepted for up to an hour. What they wrote meanwhile would belong to nobody, and what they read
would look like a new account.
"""

from datetime import datetime, timedelta
from hashlib import sha256

from functions.kernel.database import Document, Ref, UnitOfWork
from functions.kernel.identity import AccountGone

ERASED_ACCOUNTS = "erased_accounts"

_REMEMBERED_FOR = timedelta(days=1)


def erased_ref(uid: str) -> Ref:
    """Return the document that remembers an erased account, which it does not name."""
    return Ref(ERASED_ACCOUNTS, sha256(uid.encode()).hexdigest())


def note_erased(work: UnitOfWork, uid: str, *, now: datetime) -> None:
    """Remember that an account was erased; repeating it changes nothing."""
    ref = erased_ref(uid)
    if work.find(ref) is None:
        work.create(ref, {"expires_at": now + _REMEMBERED_FOR})


def stop_if_erased(work: UnitOfWork, uid: str) -> None:
    """Raise AccountGone if the account was erased; read in the unit's next round trip."""
    work.stop_if_found(erased_ref(uid), _gone)


def _gone(_: Document) -> Exception:
    return AccountGone()
