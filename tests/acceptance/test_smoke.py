"""The smoke test, against the real server and against faulty ones."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from infra import smoke
from local.emulators import free_port
from tests.support.server import Server

FUNCTIONS = ("accounts_api", "booking_api", "offers_api", "wallet_api", "web_pages")


def outputs(
    folder: Path, url: str, functions: tuple[str, ...] = FUNCTIONS, *, behind: bool = False
) -> str:
    """Write a file with Terraform's outputs; behind a load balancer only its URL counts."""
    own = "http://127.0.0.1:1" if behind else url
    content = {
        "functions": {"value": dict.fromkeys(functions, own)},
        "url": {"value": url if behind else None},
    }
    file = folder / "outputs.json"
    file.write_text(json.dumps(content), "utf-8")
    return str(file)


@contextmanager
def answering(status: int, content: bytes) -> Iterator[str]:
    """Serve one answer to every request."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize("behind", [True, False], ids=["load balancer", "plain URLs"])
def test_working_api_passes(
    server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str], behind: bool
) -> None:
    assert smoke.main([outputs(tmp_path, server.url + "/", behind=behind)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(smoke.CHECKS)
    assert {line.split()[0] for line in lines} == {"ok"}


@pytest.mark.parametrize(
    ("status", "content"),
    [
        (200, b'{"items": []}'),
        (401, b'{"code": "unauthenticated"}'),
        (500, b'{"code": "internal_error"}'),
        (200, b"<html></html>"),
        (200, b"[]"),
        (404, b""),
    ],
)
def test_api_with_one_answer_for_everything_fails(
    tmp_path: Path, status: int, content: bytes
) -> None:
    with answering(status, content) as url:
        assert smoke.main([outputs(tmp_path, url)]) == 1


def test_unreachable_api_fails(tmp_path: Path) -> None:
    assert smoke.main([outputs(tmp_path, f"http://127.0.0.1:{free_port()}")]) == 1


def test_function_without_url_fails(
    server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert smoke.main([outputs(tmp_path, server.url, FUNCTIONS[1:])]) == 1
    assert "accounts_api  /v1/me  no URL in the outputs" in capsys.readouterr().out
