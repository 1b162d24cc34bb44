"""Mail over SMTP (RFC 5321), with STARTTLS unless the deployment turns it off."""

import re
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.headerregistry import Address
from typing import TYPE_CHECKING

from functions.kernel.mail import (
    AddressRefused,
    Mail,
    MailDown,
    MailFault,
    MailUnsure,
    Session,
    TryLater,
    message_of,
    recipient_address,
    sender_address,
)

if TYPE_CHECKING:
    from functions.kernel.platform import Platform

TIMEOUT = 20.0
"""Seconds to wait for each answer of the server except the last."""

PATIENCE = 180.0
"""Seconds to wait for the answer to a complete mail: many servers scan it first (RFC 5321,
4.5.3.2.6, recommends ten minutes). A mail whose answer did not come is never sent again."""

_POLICY = re.compile(rb"5\.7\.\d+")
"""An enhanced status (RFC 3463) about rights and policies, not about the address."""


def open_adapter(platform: "Platform") -> "SmtpMailer":
    """Return the mailer for the server that the settings name.

    Raises RuntimeError when they name none, or no sender.
    """
    settings = platform.settings
    if not settings.smtp_host or "smtp_sender" not in settings.model_fields_set:
        raise RuntimeError(
            "CULTUREPASS_MAIL=smtp needs CULTUREPASS_SMTP_HOST and CULTUREPASS_SMTP_SENDER"
        )
    password = settings.smtp_password
    return SmtpMailer(
        host=settings.smtp_host,
        port=settings.smtp_port,
        sender=sender_address(settings.smtp_sender),
        user=settings.smtp_user,
        password=password.get_secret_value() if password else "",
        starttls=ssl.create_default_context() if settings.smtp_starttls else None,
    )


@dataclass(frozen=True, kw_only=True)
class SmtpMailer:
    """An SMTP server, its credentials and the sender; with `starttls`, all is encrypted."""

    host: str
    port: int
    sender: Address
    user: str = ""
    password: str = field(default="", repr=False)
    starttls: ssl.SSLContext | None
    timeout: float = TIMEOUT
    patience: float = PATIENCE
    is_immediate: bool = field(default=False, init=False)

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Open a session; its connection is closed at the end of the block."""
        session = SmtpSession(self)
        try:
            yield session
        finally:
            session.close()

    def connect(self) -> smtplib.SMTP:
        """Open a connection that is ready for a mail. Raises OSError, as smtplib does."""
        # Looking up the machine's own name may take as long as a name server's timeout.
        connection = smtplib.SMTP(
            self.host, self.port, local_hostname=self.sender.domain, timeout=self.timeout
        )
        try:
            if self.starttls is not None:
                connection.starttls(context=self.starttls)
            connection.ehlo_or_helo_if_needed()
            if self.user:
                connection.login(self.user, self.password)
        except OSError:
            connection.close()
            raise
        return connection


class SmtpSession:
    """One connection at a time, reopened when the server has closed it."""

    def __init__(self, server: SmtpMailer) -> None:
        self._server = server
        self._connection: smtplib.SMTP | None = None

    def send(self, mail: Mail, *, hand_over: Callable[[], None]) -> None:
        """Send a mail and wait for the server's answer. Raises a MailFault.

        `hand_over` is called when the server waits for the mail's content; when it raises, the
        connection is closed and the server discards the mail.
        """
        content = message_of(mail, self._server.sender)
        recipient = recipient_address(mail)
        connection = self._offer(recipient)
        try:
            hand_over()
        except BaseException:
            self._drop()
            raise
        try:
            connection.send(_as_data(content))
        except OSError as fault:
            # The end of the mail was not sent, so the server cannot have accepted it.
            self._drop()
            raise MailDown from fault
        code, text = self._last_answer(connection)
        if not 200 <= code < 300:
            if not 400 <= code < 600:
                self._drop()
                raise MailUnsure(code)
            raise _refusal(code, text)

    def _last_answer(self, connection: smtplib.SMTP) -> tuple[int, bytes]:
        """Return the server's answer to the complete mail. Raises MailUnsure when there is none."""
        assert connection.sock is not None
        try:
            connection.sock.settimeout(self._server.patience)
            answer = connection.getreply()
            connection.sock.settimeout(self._server.timeout)
        except OSError as fault:
            self._drop()
            raise MailUnsure from fault
        return answer

    def close(self) -> None:
        """Close the connection, with QUIT if the server still answers."""
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                connection.quit()
            except OSError:
                connection.close()

    def _offer(self, recipient: str) -> smtplib.SMTP:
        """Return the connection once the server waits for the content of a mail to `recipient`."""
        if self._connection is not None:
            try:
                return self._offered(self._connection, recipient)
            except MailDown:
                # A server may close a connection after a number of mails, or when it was idle.
                self._drop()
        try:
            self._connection = self._server.connect()
        except OSError as fault:
            raise MailDown from fault
        try:
            return self._offered(self._connection, recipient)
        except MailDown:
            self._drop()
            raise

    def _offered(self, connection: smtplib.SMTP, recipient: str) -> smtplib.SMTP:
        try:
            code, _ = connection.mail(self._server.sender.addr_spec)
            if code != 250:
                # No recipient was named yet: the server rejected the sender.
                raise MailDown(code)
            code, text = connection.rcpt(recipient)
            if code in (250, 251):
                code, text = connection.docmd("DATA")
            if code != 354:
                refusal = _refusal(code, text)
                if not isinstance(refusal, MailDown):
                    connection.rset()
                raise refusal
        except OSError as fault:
            raise MailDown from fault
        return connection

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()


def _refusal(code: int, text: bytes) -> MailFault:
    """Return the fault that a negative reply means: permanent, temporary, or for every mail.

    A permanent reply about the sender (rights, protocol errors) is not held against the address,
    because one wrong setting would lose every mail.
    """
    if code == 421 or not 400 <= code < 600:
        return MailDown(code)
    is_about_mailbox = code == 501 or 550 <= code < 560
    if is_about_mailbox and not _POLICY.match(text):
        return AddressRefused(code)
    return TryLater(code)


def _as_data(content: bytes) -> bytes:
    """Return a message in the form of the DATA command: dots doubled at the start of a line."""
    return re.sub(rb"(?m)^\.", b"..", content) + b".\r\n"
