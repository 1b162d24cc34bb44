"""Codes that the embedded identity provider mails: they prove that a person reads an address."""

from dataclasses import dataclass, field
from typing import Literal

MailCodeKind = Literal["VERIFY_EMAIL", "PASSWORD_RESET"]
"""Named as Firebase Auth names the requests."""

LIFETIMES: dict[MailCodeKind, int] = {
    "VERIFY_EMAIL": 3 * 24 * 3_600_000,
    "PASSWORD_RESET": 3_600_000,
}
"""How long a code can be used, in milliseconds."""

PAUSE = 60_000
"""Milliseconds between two mails of a kind to an account: nobody floods a stranger's mailbox."""


@dataclass(frozen=True, slots=True)
class MailCode:
    """A code for an account and its e-mail address; it expires in milliseconds since 1970."""

    kind: MailCodeKind
    uid: str
    email: str
    expires_at: int
    code: str = field(repr=False)
