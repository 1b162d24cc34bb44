"""Web addresses that people give: http and https URLs of public hosts."""

import re
from typing import Literal
from urllib.parse import urlsplit

from functions.kernel.errors import Malformed
from functions.kernel.text import IN_ADDRESSES

WebAddressFault = Literal["characters", "scheme", "user", "host", "port", "length"]
"""The fault of a web address: characters that are invisible, control the text or mislead
(a backslash); another scheme; a user or password before the host; a host without a dot, or one that
is an IP address or no name; a port that cannot exist; too much behind the host."""


class UrlInvalid(Malformed):
    """A URL must start with http:// or https:// and name a host; `reason` says what is wrong."""

    code = "url_invalid"
    reason: WebAddressFault


_LETTERS = r"A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f"
_LABEL_END = rf"(?:[{_LETTERS}0-9-]{{0,61}}[{_LETTERS}0-9])?"
# A last label that begins with a digit makes the host an IPv4 address, such as 127.0.0.0x1.
_HOST = rf"(?:[{_LETTERS}0-9]{_LABEL_END}\.){{1,8}}[{_LETTERS}]{_LABEL_END}"
_PORT = r"(?:6553[0-5]|655[0-2][0-9]|65[0-4][0-9]{2}|6[0-4][0-9]{3}|[1-5][0-9]{4}|[1-9][0-9]{0,3})"
_CHARACTER = f"(?:{IN_ADDRESSES})"

WEB_ADDRESS = rf"[Hh][Tt][Tt][Pp][Ss]?://{_HOST}(?::{_PORT})?(?:[\/?#]{_CHARACTER}{{0,1500}})?"
"""The pattern of a web address, for Python, ECMAScript and Java."""

_WITH_SCHEME = re.compile(r"https?://([^/?#]*)", re.IGNORECASE)


def fault_of(address: str) -> WebAddressFault | None:
    """Return the fault of a web address; None exactly when it matches WEB_ADDRESS."""
    if re.fullmatch(WEB_ADDRESS, address):
        return None
    if not re.fullmatch(f"{_CHARACTER}*", address):
        return "characters"
    found = _WITH_SCHEME.match(address)
    if found is None:
        return "scheme"
    if "@" in found[1]:
        return "user"
    if re.fullmatch(rf"{_HOST}(?::{_PORT})?", found[1]):
        return "length"
    return "port" if re.match(rf"{_HOST}:", found[1]) else "host"


def check_url(url: str) -> None:
    """Check that a text is an http or https URL of a public host. Refuses UrlInvalid."""
    fault = fault_of(url)
    if fault is not None:
        raise UrlInvalid(reason=fault)


def host_of(address: str) -> str:
    """Return the host that a web address leads to, such as "billetterie.fr"."""
    return urlsplit(address).hostname or address
