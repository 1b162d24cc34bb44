"""A receiver of webhooks on this machine, which verifies each message as a partner would."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from functions.kernel.webhooks.public import PublicWebhooks


class AtAnyTime(Webhook):
    """The library's check without that of the time, for tests that move the clock."""

    def _Webhook__verify_timestamp(self, header: str) -> datetime:  # noqa: N802 - the library's
        return datetime.fromtimestamp(float(header), tz=UTC)


@dataclass
class Receiver:
    """The receiver's side: its secret, what it answers, and the messages that it has taken."""

    secret: str = ""
    status: int = 204
    location: str = ""
    taken: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    forged: int = 0
    url: str = ""

    def take(self, content: bytes, headers: dict[str, str]) -> int:
        """Verify a message and return the status of the answer."""
        self.headers.append(headers)
        if self.secret:
            try:
                self.taken.append(AtAnyTime(self.secret).verify(content, headers))
            except WebhookVerificationError:
                self.forged += 1
                return 401
        return self.status


class EveryoneAnswers:
    """A sender whose messages all arrive, and go nowhere."""

    def allows(self, url: str) -> bool:
        """Allow what is public."""
        return PublicWebhooks().allows(url)

    def post(
        self,
        url: str,  # noqa: ARG002 - of the port
        *,
        headers: Mapping[str, str],  # noqa: ARG002
        content: bytes,  # noqa: ARG002
    ) -> int:
        """Answer with success."""
        return 204


@contextmanager
def receiving() -> Iterator[Receiver]:
    """Run a receiver on a free port of this machine."""
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            self.send_response(receiver.take(content, headers))
            if receiver.location:
                self.send_header("Location", receiver.location)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    receiver.url = f"http://127.0.0.1:{server.server_port}/hook"
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
