"""Mails of the local sign-in: a link to verify an address, or to choose another password.

They are sent behind the answer, so that neither its content nor its time reveals an account.
"""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from hashlib import sha256
from urllib.parse import urlencode

from functions.kernel.identity.local import LocalIdentity
from functions.kernel.identity.local_accounts import SignInError
from functions.kernel.identity.local_codes import MailCode, MailCodeKind
from functions.kernel.logs import log
from functions.kernel.mail import Mail
from functions.kernel.platform import Platform
from functions.notices.letters import texts as letters_texts
from functions.notices.letters.models import CodeLetter

ACTION = "/__/auth/action"
"""The path of the page that a link opens; the same as on Firebase Hosting."""

_MOST_WAITING = 100
_TOPICS = {"VERIFY_EMAIL": "verify-email", "PASSWORD_RESET": "password-reset"}
_MODES = {"VERIFY_EMAIL": "verifyEmail", "PASSWORD_RESET": "resetPassword"}


class SignInMails:
    """Sends codes to the owners of the platform's accounts, in a thread of its own."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._thread = ThreadPoolExecutor(1, "sign-in-mails")
        self._room = threading.BoundedSemaphore(_MOST_WAITING)

    def request(self, kind: MailCodeKind, email: str) -> None:
        """Mail a code to an address, if it has an account. Raises SignInError when flooded."""
        if not self._room.acquire(blocking=False):
            raise SignInError("TOO_MANY_ATTEMPTS_TRY_LATER")
        self._thread.submit(self._send, kind, email)

    def close(self) -> None:
        """Send what was requested, then stop."""
        self._thread.shutdown()

    def _send(self, kind: MailCodeKind, email: str) -> None:
        try:
            identity = self._platform.identity
            assert isinstance(identity, LocalIdentity)
            code = identity.issue_code(email, kind)
            if code is not None:
                with self._platform.mail.session() as session:
                    session.send(self._mail(code), hand_over=lambda: None)
        except Exception as fault:
            # The person asks again; nobody waits for this thread.
            log.error("sign_in_mail_failed", kind=kind, fault=fault)
        finally:
            self._room.release()

    def _mail(self, code: MailCode) -> Mail:
        query = urlencode({"mode": _MODES[code.kind], "oobCode": code.code, "lang": "fr"})
        letter = CodeLetter(
            topic=_TOPICS[code.kind],
            url=f"{self._platform.settings.base_url}{ACTION}?{query}",
            expires_at=datetime.fromtimestamp(code.expires_at / 1000, UTC),
        )
        return letters_texts.mail(
            letter,
            key=f"sign-in~{sha256(code.code.encode()).hexdigest()}",
            to=code.email,
            written_at=self._platform.clock.now(),
        )
