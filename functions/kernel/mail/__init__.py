"""The mail port: one mail to one person, handed over at most once.

`send` calls `hand_over` right before the content leaves, when everything that can be refused
beforehand has been accepted (the connection, the address); an exception from `hand_over` stops the
mail. So the sender can record that the mail leaves before it does.

    MailFault                nothing was sent, except for MailUnsure ├── AddressRefused nothing can
    be sent to this address, now or later ├── TryLater             not this mail, not now ├──
    MailDown             no mail at all can be sent for now └── MailUnsure           handed over,
    but its fate is unknown
"""

import hashlib
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Protocol

_CONTROL = re.compile(r"[\x00-\x20\x7f\x85\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG attached to a mail; the HTML refers to it as `cid:` and the name."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A mail as text and HTML. `key` is made from its cause, and the Message-ID from `key`."""

    key: str
    to: str
    subject: str
    text: str
    html: str
    pictures: tuple[Picture, ...] = ()
    written_at: datetime


class MailFault(Exception):
    """The mail was not sent; `code` is the server's reply, where there was one."""

    def __init__(self, code: int | None = None) -> None:
        super().__init__(code)
        self.code = code


class AddressRefused(MailFault):
    """The address is invalid or does not accept mail."""


class TryLater(MailFault):
    """This mail cannot be delivered for now: a full mailbox, a greylist, a policy."""


class MailDown(MailFault):
    """No mail can be sent for now: the server does not answer or does not let us in."""


class MailUnsure(MailFault):
    """The mail was handed over and the answer was lost: it may have been accepted."""


class Session(Protocol):
    """Sends mails one after the other, over one connection where there is one."""

    def send(self, mail: Mail, *, hand_over: Callable[[], None]) -> None:
        """Send a mail. Raises a MailFault, or the exception that `hand_over` raises."""
        ...


class Mailer(Protocol):
    """Opens sessions that send mails."""

    def session(self) -> AbstractContextManager[Session]:
        """Open a session, which connects with the first mail."""
        ...


def digest_of(mail: Mail) -> str:
    """Return a digest of a mail's key: 32 characters that do not reveal the key."""
    return hashlib.sha256(mail.key.encode()).hexdigest()[:32]


def sender_address(sender: str) -> Address:
    """Return the address in a setting such as `The pass <no-reply@pass.test>`.

    Raises ValueError when there is none in it.
    """
    name, address = parseaddr(sender)
    return Address(display_name=name, addr_spec=_checked(address))


def recipient_address(mail: Mail) -> str:
    """Return the address to send to, with a domain name in ASCII. Raises AddressRefused.

    An address with other characters than ASCII before the @ is refused: few servers accept it, and
    Firebase issues none.
    """
    local, at, domain = mail.to.rpartition("@")
    try:
        return _checked(f"{local}{at}{domain.encode('idna').decode()}")
    except ValueError as fault:
        raise AddressRefused from fault


def message_of(mail: Mail, sender: Address) -> bytes:
    """Return the encoded mail: ASCII in short lines, which every server accepts.

    The same mail always gives the same bytes. Raises AddressRefused.
    """
    message = EmailMessage(policy.SMTP)
    digest = digest_of(mail)
    message["From"] = sender
    message["To"] = Address(addr_spec=recipient_address(mail))
    # A line break in a name would end the header and start another one.
    message["Subject"] = _CONTROL.sub(" ", mail.subject).strip()
    message["Date"] = mail.written_at
    message["Message-ID"] = f"<{digest}@{sender.domain}>"
    # Asks for no out-of-office replies (RFC 3834).
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text, cte="quoted-printable")
    message.add_alternative(mail.html, subtype="html", cte="quoted-printable")
    _, html = message.iter_parts()
    assert isinstance(html, EmailMessage)
    for picture in mail.pictures:
        html.add_related(
            picture.content,
            "image",
            "png",
            cid=f"<{picture.name}>",
            filename=f"{picture.name}.png",
            disposition="inline",
        )
    parts = [part for part in message.walk() if part.is_multipart()]
    for number, part in enumerate(parts):
        part.set_boundary(f"{digest}-{number}")
    return message.as_bytes()


def _checked(address: str) -> str:
    """Return the address; raises ValueError when it is invalid."""
    try:
        parsed = Address(addr_spec=address)
    except (MessageError, IndexError, AttributeError) as fault:
        # The standard library's parser fails on some invalid addresses with other exceptions.
        raise ValueError(address) from fault
    if not parsed.username or ("." not in parsed.domain and parsed.domain != "localhost"):
        raise ValueError(address)
    return address
