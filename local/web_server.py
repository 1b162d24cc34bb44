"""The web server of one machine: waitress, made to outlast clients that send half a request.

waitress stops accepting connections when it has too many. Here the connection that has waited
longest for the rest of its request makes room instead, so that a client that opens connections and
leaves them loses its own. When the server stops, requests under way get their answers.
"""

import socket
from typing import TYPE_CHECKING, Any

from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.server import BaseWSGIServer, create_server

from functions.kernel.clock import monotonic
from local.web_threads import WebThreads

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication
    from waitress.wasyncore import _SocketMap

MOST_CONNECTIONS = 200
"""Above it, connections without a whole request are closed, the longest waiting first."""

THREADS = 8
"""How many requests are answered at once, when all of them wait or are slow."""

_MOST_MAPPED = MOST_CONNECTIONS + 100
_LARGEST_REQUEST = 32 * 1024 * 1024
"""Bytes; the same on Google Cloud. waitress keeps a request on the disk until it is complete."""

_LOOK_EVERY_SECONDS = 0.5


class _Channel(HTTPChannel):
    """A connection; a new one may close an older one that waits."""

    def __init__(
        self,
        server: BaseWSGIServer,
        sock: socket.socket,
        addr: object,
        adj: Adjustments,
        map: "_SocketMap | None" = None,
    ) -> None:
        channels = _channels(map)
        if len(channels) >= MOST_CONNECTIONS:
            waiting = [each for each in channels if not each.requests and not each.will_close]
            if waiting:
                min(waiting, key=_patience).will_close = True
        super().__init__(server, sock, addr, adj, map)


def _channels(connections: "_SocketMap | None") -> list[HTTPChannel]:
    return [each for each in (connections or {}).values() if isinstance(each, HTTPChannel)]


def _patience(channel: HTTPChannel) -> tuple[bool, float]:
    """Return the order in which connections are closed: first those with half a request."""
    is_idle = channel.request is None
    return is_idle, channel.last_activity if is_idle else channel.creation_time


class WebServer:
    """Serves an application until it is stopped. Raises OSError when it cannot listen."""

    def __init__(self, application: "WSGIApplication", *, host: str, port: int) -> None:
        self._map: dict[int, Any] = {}
        self.threads = WebThreads(THREADS)
        self._server = create_server(
            application,
            map=self._map,
            host=host,
            port=port,
            _dispatcher=self.threads,
            ident=None,
            connection_limit=_MOST_MAPPED,
            max_request_body_size=_LARGEST_REQUEST,
            asyncore_use_poll=True,
            # A proxy on this machine knows the address of the client.
            trusted_proxy="127.0.0.1",
            trusted_proxy_headers={"x-forwarded-for"},
        )
        self._listeners = [each for each in self._map.values() if isinstance(each, BaseWSGIServer)]
        for listener in self._listeners:
            listener.channel_class = _Channel
        self.is_stopping = False

    def run(self, *, drain_seconds: float) -> None:
        """Serve until `stop`, then answer the requests under way, for so many seconds at most."""
        while not self.is_stopping:
            self._look()
        for listener in self._listeners:
            # Without its trigger, which is how threads announce their answers.
            wasyncore.dispatcher.close(listener)
        until = monotonic() + drain_seconds
        while self._is_busy() and monotonic() < until:
            self._look()

    def stop(self) -> None:
        """Let `run` end; may be called by a signal handler."""
        self.is_stopping = True
        self._listeners[0].pull_trigger()

    def close(self) -> None:
        """Close every connection."""
        self._server.task_dispatcher.shutdown(timeout=0)
        wasyncore.close_all(self._map)

    def _is_busy(self) -> bool:
        channels = _channels(self._map)
        return any(channel.requests or channel.total_outbufs_len for channel in channels)

    def _look(self) -> None:
        wasyncore.loop(timeout=_LOOK_EVERY_SECONDS, use_poll=True, map=self._map, count=1)
