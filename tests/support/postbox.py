"""A real SMTP server on this machine that keeps what it takes, and does what a test wants."""

import asyncio
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.headerregistry import Address
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from functions.kernel.mail.smtp import SmtpMailer
from local.emulators import free_port

SENDER = Address("Pass culture", addr_spec="no-reply@pass.test")
USER, PASSWORD = "pass", "secret"


@dataclass
class Postbox:
    """The server's side: what it answers, and what it has taken.

    `recipients` are answers to RCPT by address; `sender` and `content` are answers to MAIL and to a
    whole mail. `lost` counts the mails after whose end it hangs up without an answer, having taken
    them; `broken` those at whose beginning it hangs up. `most` is how many mails it takes over one
    connection, and `thinks` for how many seconds it looks at a whole mail before it takes it.
    """

    port: int = field(default_factory=free_port)
    tls: ssl.SSLContext | None = None
    needs_login: bool = False
    recipients: dict[str, str] = field(default_factory=dict)
    sender: str = "250 OK"
    content: str = "250 OK"
    lost: int = 0
    broken: int = 0
    most: int = 1000
    thinks: float = 0.0
    taken: list[bytes] = field(default_factory=list)
    offered: list[str] = field(default_factory=list)
    connections: int = 0
    _running: Controller | None = None

    def start(self) -> None:
        self._running = _Controller(self, hostname="127.0.0.1", port=self.port)
        self._running.start()

    def stop(self) -> None:
        if self._running is not None:
            self._running.stop()
            self._running = None

    def mailer(self, **facts: Any) -> SmtpMailer:
        """Return the mailer for this server."""
        chosen = {"sender": SENDER, "starttls": None, "timeout": 5.0, **facts}
        return SmtpMailer(host="127.0.0.1", port=self.port, **chosen)

    def mails(self) -> list[EmailMessage]:
        return [parsed(content) for content in self.taken]

    # What aiosmtpd asks.

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.sender.startswith("250"):
            envelope.mail_from = address
        return self.sender

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.offered.append(address)
        answer = self.recipients.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.original_content, bytes)
        await asyncio.sleep(self.thinks)
        if self.content.startswith("250"):
            self.taken.append(envelope.original_content)
        if self.lost:
            self.lost -= 1
            _hang_up(server)
        return self.content


class _Smtp(SMTP):
    """The protocol, with the faults that a test wants; it speaks over one connection."""

    def __init__(self, postbox: Postbox) -> None:
        super().__init__(
            postbox,
            tls_context=postbox.tls,
            require_starttls=postbox.tls is not None,
            authenticator=_authenticate,
            auth_required=postbox.needs_login,
        )
        self._postbox = postbox
        self._begun = 0
        self._has_greeted = False

    async def smtp_EHLO(self, hostname: str) -> None:
        # The controller connects once to see whether it runs, without a word.
        self._postbox.connections += not self._has_greeted
        self._has_greeted = True
        await super().smtp_EHLO(hostname)

    async def smtp_DATA(self, arg: str) -> None:
        self._begun += 1
        if self._begun > self._postbox.most:
            await self.push("421 4.7.0 Enough for one connection")
            _hang_up(self)
        elif self._postbox.broken:
            self._postbox.broken -= 1
            await self.push("354 Go on")
            _hang_up(self)
        else:
            await super().smtp_DATA(arg)


def _hang_up(server: SMTP) -> None:
    assert isinstance(server.transport, asyncio.Transport)
    server.transport.abort()


class _Controller(Controller):
    def __init__(self, postbox: Postbox, **facts: Any) -> None:
        super().__init__(postbox, **facts)
        self._postbox = postbox

    def factory(self) -> SMTP:
        return _Smtp(self._postbox)


def _authenticate(
    server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
) -> AuthResult:
    right = LoginPassword(USER.encode(), PASSWORD.encode())
    return AuthResult(success=data == right, handled=False)


def parsed(content: bytes) -> EmailMessage:
    """Return a mail as a mail program reads it."""
    message = message_from_bytes(content, policy=policy.default)
    assert isinstance(message, EmailMessage)
    assert message.defects == []
    return message


def body(message: EmailMessage, kind: str) -> str:
    """Return what a mail says, as `plain` or as `html`."""
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content())


@contextmanager
def opened(**facts: Any) -> Iterator[Postbox]:
    """Give a server that runs."""
    postbox = Postbox(**facts)
    postbox.start()
    try:
        yield postbox
    finally:
        postbox.stop()
