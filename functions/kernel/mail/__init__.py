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
from base64 import b64encode, encodebytes
from binascii import b2a_qp
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.utils import format_datetime, formataddr, parseaddr
from typing import Protocol

_CONTROL = re.compile(r"[\x00-\x20\x7f\x85\u2028\u2029]+")
_PLAIN = re.compile(r"[\w+-]+(\.[\w+-]+)*@[a-z\d-]+(\.[a-z\d-]+)+", re.ASCII | re.IGNORECASE)
"""Matches nearly all addresses, and none that is invalid; the parser is slow."""

_EOL = "\r\n"

_WORD_BYTES = 39
"""Bytes of text in an encoded word, so that its line, a header's first, has 76 characters at most
(RFC 2047, 2)."""


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

    is_immediate: bool

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

    It is put together here because the email package parses each header that it is given: the words
    of a user would be read as encoded words (CVE-2024-6923), or lose a space between two of them.
    """
    digest = digest_of(mail)
    html = _text_part("html", mail.html)
    pictures = [_picture_part(picture) for picture in mail.pictures]
    shown = _multipart("related", f"{digest}-1", [html, *pictures]) if pictures else html
    headers = (
        f"From: {_mailbox(sender)}",
        f"To: {recipient_address(mail)}",
        # A line break in a name would end the header and start another one.
        f"Subject: {_encoded_words(_CONTROL.sub(' ', mail.subject).strip())}",
        f"Date: {format_datetime(mail.written_at)}",
        f"Message-ID: <{digest}@{sender.domain}>",
        # Asks for no out-of-office replies (RFC 3834).
        "Auto-Submitted: auto-generated",
        "MIME-Version: 1.0",
    )
    body = _multipart("alternative", f"{digest}-0", [_text_part("plain", mail.text), shown])
    return _lines(*headers) + body


def _mailbox(sender: Address) -> str:
    """Return a sender in the form of a header."""
    name = sender.display_name
    if name.isascii():
        return formataddr((name, sender.addr_spec))
    return f"{_encoded_words(name)}{_EOL} <{sender.addr_spec}>"


def _encoded_words(text: str) -> str:
    """Return a text as encoded words (RFC 2047), whatever is in it, so that it is never parsed.

    Each word holds whole characters, and a space belongs to a word; a line between two is dropped.
    """
    words = [b""]
    for character in text:
        encoded = character.encode()
        if len(words[-1]) + len(encoded) > _WORD_BYTES:
            words.append(b"")
        words[-1] += encoded
    return f"{_EOL} ".join(f"=?utf-8?b?{b64encode(word).decode()}?=" for word in words)


def _text_part(subtype: str, text: str) -> bytes:
    headers = (
        f'Content-Type: text/{subtype}; charset="utf-8"',
        "Content-Transfer-Encoding: quoted-printable",
        "",
    )
    lines = b"".join(line + b"\n" for line in text.encode().splitlines())
    return _lines(*headers) + b2a_qp(lines).replace(b"\n", b"\r\n")


def _picture_part(picture: Picture) -> bytes:
    headers = (
        "Content-Type: image/png",
        "Content-Transfer-Encoding: base64",
        f'Content-Disposition: inline; filename="{picture.name}.png"',
        f"Content-ID: <{picture.name}>",
        "",
    )
    return _lines(*headers) + encodebytes(picture.content).replace(b"\n", b"\r\n")


def _multipart(subtype: str, boundary: str, parts: Sequence[bytes]) -> bytes:
    content_type = f'Content-Type: multipart/{subtype};{_EOL} boundary="{boundary}"'
    # The line end before a boundary belongs to it.
    opening, closing = _lines("", f"--{boundary}"), _lines("", f"--{boundary}--")
    return _lines(content_type) + b"".join(opening + part for part in parts) + closing


def _lines(*lines: str) -> bytes:
    return "".join(line + _EOL for line in lines).encode("ascii")


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
