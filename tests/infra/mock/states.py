"""Terraform's states, kept in memory over HTTP, one for each folder.

In a file, Terraform would rewrite the whole state after each of hundreds of resources, which took
two thirds of the time of an apply.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@contextmanager
def keeping_states() -> Iterator[str]:
    """Serve states for the block, which gets the base URL."""
    states: dict[str, bytes] = {}

    class Keeper(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            """Return the state, if there is one."""
            state = states.get(self._name())
            self._answer(HTTPStatus.NO_CONTENT if state is None else HTTPStatus.OK, state or b"")

        def do_POST(self) -> None:
            """Keep the state."""
            states[self._name()] = self.rfile.read(int(self.headers["Content-Length"]))
            self._answer(HTTPStatus.OK, b"")

        def _name(self) -> str:
            # Terraform appends a lock id.
            return self.path.partition("?")[0]

        def _answer(self, status: HTTPStatus, content: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            """Log nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Keeper)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
