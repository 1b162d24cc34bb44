"""Mails of the local sign-in: a link to verify an address, or to choose another password.

They are sent behind the answer, so that neither its content nor its time reveals an account.
"""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from urllib.parse import urlencode, urlsplit

from functions.kernel.identity.local import LocalIdentity
from functions.kernel.identity.local_accounts import SignInError
from functions.kernel.identity.local_codes import MailCode, MailCodeKind
from functions.kernel.logs import log
from functions.kernel.mail import Mail
from functions.kernel.platform import Platform
from functions.notices.letters import texts as letters_texts
from functions.notices.letters.models import CodeLetter
from functions.pages.files import data as app_data
from local.action_texts import TEXTS

ACTION = "/__/auth/action"
"""The path of the page that a link opens; the same as on Firebase Hosting."""

_MOST_WAITING = 100
_TOPICS = {"VERIFY_EMAIL": "verify-email", "PASSWORD_RESET": "password-reset"}
_MODES = {"VERIFY_EMAIL": "verifyEmail", "PASSWORD_RESET": "resetPassword"}


@dataclass(frozen=True, slots=True)
class MailRequest:
    """Somebody asks for a code to be mailed to an address.

    `language` is that of the app, and `then` the URL where the person goes on, both as they were
    sent.
    """

    kind: MailCodeKind
    email: str
    language: str = ""
    then: str = ""


def app_path(url: str) -> str | None:
    """Return the path of a URL if it is an address of the app; its host is never followed."""
    try:
        path = urlsplit(url).path
    except ValueError:
        return None
    return path if app_data.addresses().fullmatch(path) else None


class SignInMails:
    """Sends codes to the owners of the platform's accounts, in a thread of its own."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._thread = ThreadPoolExecutor(1, "sign-in-mails")
        self._room = threading.BoundedSemaphore(_MOST_WAITING)

    def request(self, asked: MailRequest) -> None:
        """Mail a code to an address, if it has an account. Raises SignInError when flooded."""
        if not self._room.acquire(blocking=False):
            raise SignInError("TOO_MANY_ATTEMPTS_TRY_LATER")
        self._thread.submit(self._send, asked)

    def close(self) -> None:
        """Send what was requested, then stop."""
        self._thread.shutdown()

    def _send(self, asked: MailRequest) -> None:
        try:
            identity = self._platform.identity
            assert isinstance(identity, LocalIdentity)
            code = identity.codes.issue(asked.email, asked.kind)
            if code is not None:
                with self._platform.mail.session() as session:
                    session.send(self._mail(code, asked), hand_over=lambda: None)
        except Exception as fault:
            # The person asks again; nobody waits for this thread.
            log.error("sign_in_mail_failed", kind=asked.kind, fault=fault)
        finally:
            self._room.release()

    def _mail(self, code: MailCode, asked: MailRequest) -> Mail:
        site = self._platform.settings.base_url
        query = {"mode": _MODES[code.kind], "oobCode": code.code}
        if asked.language in TEXTS:
            query["lang"] = asked.language
        if path := app_path(asked.then):
            query["continueUrl"] = f"{site}{path}"
        letter = CodeLetter(
            topic=_TOPICS[code.kind],
            url=f"{site}{ACTION}?{urlencode(query)}",
            expires_at=datetime.fromtimestamp(code.expires_at / 1000, UTC),
        )
        return letters_texts.mail(
            letter,
            key=f"sign-in~{sha256(code.code.encode()).hexdigest()}",
            to=code.email,
            written_at=self._platform.clock.now(),
        )
