"""Webhooks over HTTPS to public addresses, the default.

The name is resolved here, every address that it has is checked, and the connection goes to one of
the checked addresses: an answer of the name server that changes meanwhile changes nothing (DNS
rebinding). TLS still verifies the certificate of the name. Redirects and proxies are not followed.
"""

import ipaddress
import socket
import ssl
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, wait
from functools import cached_property
from threading import Thread
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import quote, urlsplit

import httpcore

from functions.kernel.clock import monotonic
from functions.kernel.web_addresses import fault_of
from functions.kernel.webhooks import WebhookFault

if TYPE_CHECKING:
    from functions.kernel.platform import Platform

TIMEOUT = 10.0
"""Seconds for the whole exchange, however slowly the answer comes."""

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")

T = TypeVar("T")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def open_adapter(platform: "Platform") -> "PublicWebhooks":  # noqa: ARG001 - as every adapter is
    """Return the sender."""
    return PublicWebhooks()


def is_public(address: Address) -> bool:
    """Return whether an address is one of the internet, and not of our own network.

    The IPv4 address inside an IPv6 one decides (mapped, 6to4, Teredo, NAT64).
    """
    if isinstance(address, ipaddress.IPv6Address):
        if address.sixtofour or address.teredo:
            return False
        inner = address.ipv4_mapped
        if address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
    return address.is_global and not address.is_multicast and not address.is_reserved


class PublicWebhooks:
    """Posts to HTTPS addresses whose hosts are public."""

    def __init__(self, *, timeout: float = TIMEOUT) -> None:
        self._timeout = timeout

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        # Reading the authorities' certificates takes longer than most exchanges.
        return ssl.create_default_context()

    def allows(self, url: str) -> bool:
        """Return whether the URL is an https one, of a host with a public name."""
        return fault_of(url) is None and urlsplit(url).scheme.lower() == "https"

    def may_connect(self, address: Address) -> bool:
        """Return whether a connection to an address may be opened."""
        return is_public(address)

    def resolve(self, host: str, port: int) -> list[Address]:
        """Return every address that a host has. Raises OSError if it has none."""
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        return [ipaddress.ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]

    def post(self, url: str, *, headers: Mapping[str, str], content: bytes) -> int:
        """Post a text and return the status of the answer. Raises WebhookFault."""
        if not self.allows(url):
            raise WebhookFault("private_address")
        until = monotonic() + self._timeout
        limits = dict.fromkeys(("connect", "read", "write", "pool"), self._timeout)
        asked = {**headers, "Content-Type": "application/json", "Connection": "close"}
        try:
            with (
                # No connection is kept, so each exchange has a deadline of its own.
                httpcore.ConnectionPool(
                    ssl_context=self._tls,
                    network_backend=_CheckedBackend(self, until),
                ) as pool,
                pool.stream(
                    "POST",
                    _in_ascii(url),
                    headers=list(asked.items()),
                    content=content,
                    extensions={"timeout": limits},
                ) as response,
            ):
                return response.status
        except httpcore.TimeoutException as fault:
            raise WebhookFault("timeout") from fault
        except httpcore.NetworkError as fault:
            raise WebhookFault("tls" if _is_tls(fault) else "unreachable") from fault
        except (httpcore.ProtocolError, httpcore.UnsupportedProtocol, UnicodeError) as fault:
            raise WebhookFault("protocol") from fault


def _is_tls(fault: BaseException) -> bool:
    return isinstance(fault.__cause__ or fault.__context__, ssl.SSLError) or "SSL" in str(fault)


def _in_ascii(url: str) -> str:
    """Return a URL with its host as name servers know it, and the rest as percent signs."""
    parts = urlsplit(url)
    host = (parts.hostname or "").encode("idna").decode()
    port = f":{parts.port}" if parts.port is not None else ""
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=-._~")
    query = f"?{quote(parts.query, safe='/?%:@!$&()*+,;=-._~')}" if parts.query else ""
    return f"{parts.scheme.lower()}://{host}{port}{path}{query}"


class _CheckedBackend(httpcore.SyncBackend):
    """Connects to checked addresses only."""

    def __init__(self, sender: PublicWebhooks, until: float) -> None:
        super().__init__()
        self._sender = sender
        self._until = until

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002 - the deadline is the exchange's
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Resolve the host, check every address it has, and connect to one of them."""
        try:
            addresses = _in_time(lambda: self._sender.resolve(host, port), self._until)
        except OSError as fault:
            raise WebhookFault("unresolved") from fault
        if not addresses or not all(map(self._sender.may_connect, addresses)):
            raise WebhookFault("private_address")
        last: Exception = httpcore.ConnectError()
        for address in dict.fromkeys(map(str, addresses)):
            try:
                stream = super().connect_tcp(
                    address,
                    port,
                    timeout=_left(self._until),
                    local_address=local_address,
                    socket_options=socket_options,
                )
            except httpcore.NetworkError as fault:
                last = fault
            else:
                return _TimedStream(stream, self._until)
        raise last


class _TimedStream(httpcore.NetworkStream):
    """A connection that ends at an instant, however often a byte comes."""

    def __init__(self, stream: httpcore.NetworkStream, until: float) -> None:
        self._stream = stream
        self._until = until

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002
        """Read, for as long as there is time. Raises ReadTimeout."""
        return self._stream.read(max_bytes, timeout=_left(self._until))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        """Write, for as long as there is time. Raises WriteTimeout."""
        self._stream.write(buffer, timeout=_left(self._until))

    def close(self) -> None:
        """Close the connection."""
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        """Begin TLS with the name that the URL has."""
        inner = self._stream.start_tls(ssl_context, server_hostname, timeout=_left(self._until))
        return _TimedStream(inner, self._until)

    def get_extra_info(self, info: str) -> object:
        """Return a fact of the connection."""
        return self._stream.get_extra_info(info)


def _in_time(work: Callable[[], T], until: float) -> T:
    """Return what `work` returns, in a thread that is left behind when there is no time left.

    The system's resolver has no deadline: a name server that never answers would hold up the
    messages of everybody else. Raises ConnectTimeout, or what `work` raises.
    """
    result: Future[T] = Future()

    def run() -> None:
        try:
            result.set_result(work())
        except Exception as fault:
            # Raised where the result is awaited.
            result.set_exception(fault)

    Thread(target=run, daemon=True).start()
    wait((result,), timeout=_left(until))
    if not result.done():
        raise httpcore.ConnectTimeout
    return result.result()


def _left(until: float) -> float:
    """Return the seconds left. Raises ReadTimeout when there are none."""
    left = until - monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout
    return left
