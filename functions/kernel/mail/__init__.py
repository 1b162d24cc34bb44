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
from binascii import b2a_qp
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from email.charset import BASE64, Charset
from email.errors import MessageError
from email.header import Header
from email.headerregistry import Address
from email.message import Message
from email.mime.image import MIMEImage
from email.mime.multipart import MIMEMultipart
from email.mime.nonmultipart import MIMENonMultipart
from email.policy import Compat32
from email.utils import format_datetime, formataddr, parseaddr
from typing import Any, Protocol, TypeAlias

_Part: TypeAlias = "Message[Any, Any]"

_CONTROL = re.compile(r"[\x00-\x20\x7f\x85\u2028\u2029]+")
_PLAIN = re.compile(r"[\w+-]+(\.[\w+-]+)*@[a-z\d-]+(\.[a-z\d-]+)+", re.ASCII | re.IGNORECASE)
"""Matches nearly all addresses, and none that is invalid; the parser is slow."""

_UTF_8 = Charset("utf-8")
_UTF_8.header_encoding = BASE64


class HeaderPolicy(Compat32):
    """The policy of the older interface, without the way that it goes to fold a short header."""

    def fold_binary(self, name: str, value: str) -> bytes:
        """Return a header as bytes, in lines short enough."""
        if (
            type(value) is str
            and value.isascii()
            and value.isprintable()
            and not value.startswith(" ")
            and len(name) + len(": ") + len(value) <= (self.max_line_length or 0)
        ):
            return f"{name}: {value}{self.linesep}".encode("ascii")
        return super().fold_binary(name, value)


_POLICY = HeaderPolicy(linesep="\r\n", max_line_length=75)
"""One character is left for the space that begins a line after the first."""


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
    """Opens sessions that send mails; with `is_immediate`, sending waits for no other machine."""

    @property
    def is_immediate(self) -> bool:
        """Whether mails are kept here, and not handed to a server."""

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

    The email package's newer interface parses each header that it is given: the words of a user
    would be read as encoded words (CVE-2024-6923), or lose a space between two of them. The older
    one encodes them as they are.
    """
    digest = digest_of(mail)
    html: _Part = _text_part("html", mail.html)
    if mail.pictures:
        pictures = [_picture_part(picture) for picture in mail.pictures]
        html = _multipart("related", f"{digest}-1", html, *pictures)
    message = _multipart("alternative", f"{digest}-0", _text_part("plain", mail.text), html)
    message["From"] = formataddr((sender.display_name, sender.addr_spec), _UTF_8)
    message["To"] = recipient_address(mail)
    # A line break in a name would end the header and start another one.
    subject = _CONTROL.sub(" ", mail.subject).strip()
    message["Subject"] = Header(subject, _UTF_8, header_name="Subject")
    message["Date"] = format_datetime(mail.written_at)
    message["Message-ID"] = f"<{digest}@{sender.domain}>"
    # Asks for no out-of-office replies (RFC 3834).
    message["Auto-Submitted"] = "auto-generated"
    return message.as_bytes()


def _multipart(subtype: str, boundary: str, *parts: _Part) -> _Part:
    return MIMEMultipart(subtype, boundary, parts, policy=_POLICY)


def _text_part(subtype: str, text: str) -> _Part:
    part = MIMENonMultipart("text", subtype, policy=_POLICY, charset="utf-8")
    part["Content-Transfer-Encoding"] = "quoted-printable"
    # The package's own encoder takes one character at a time.
    lines = b"".join(line + b"\n" for line in text.encode().splitlines())
    part.set_payload(b2a_qp(lines).decode())
    return part


def _picture_part(picture: Picture) -> _Part:
    part = MIMEImage(picture.content, "png", policy=_POLICY)
    part.add_header("Content-Disposition", "inline", filename=f"{picture.name}.png")
    part["Content-ID"] = f"<{picture.name}>"
    return part


def _checked(address: str) -> str:
    """Return the address; raises ValueError when it is invalid."""
    if _PLAIN.fullmatch(address):
        return address
    try:
        parsed = Address(addr_spec=address)
    except (MessageError, IndexError, AttributeError) as fault:
        # The standard library's parser fails on some invalid addresses with other exceptions.
        raise ValueError(address) from fault
    if not parsed.username or ("." not in parsed.domain and parsed.domain != "localhost"):
        raise ValueError(address)
    return address
