"""Clients that send half a request and wait, and a server that stops: others get their answers."""

import socket
import sqlite3
import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from threading import Thread, Timer

import httpx
import pytest

from tests.support.server import Server, answer

HALVES = {
    "head": b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nX-",
    "body": b"POST /v1/bookings HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 900\r\n\r\n{",
    "nothing": b"",
}


@pytest.fixture
def own(new_server: Callable[[], Server]) -> Server:
    """Give a running server of the test's own."""
    server = new_server()
    server.start()
    return server


@pytest.mark.parametrize("half", HALVES)
def test_half_requests_do_not_keep_the_others_out(own: Server, half: str) -> None:
    with ExitStack() as opened:
        for _ in range(450):
            link = opened.enter_context(socket.create_connection(("127.0.0.1", own.port)))
            link.sendall(HALVES[half])
        for _ in range(3):
            with httpx.Client(base_url=own.url, timeout=5) as client:
                assert answer(client.get("/health"))["status"] == "ready"
    own.stop()


def _holder(server: Server) -> sqlite3.Connection:
    """Return a connection of another program to the server's documents, for any thread."""
    file = server.data / "documents.sqlite3"
    return sqlite3.connect(file, isolation_level=None, check_same_thread=False)


def test_a_request_under_way_is_answered_before_the_server_stops(own: Server) -> None:
    api = own.api
    shop, lea = api.shop(), api.beneficiary()
    stock = api.offer(shop, stock={"price_cents": 100, "quantity": 4})
    answers: list[httpx.Response] = []

    def book(client: httpx.Client) -> None:
        headers = dict(lea.headers)
        answers.append(client.post("/v1/bookings", json={"stock_id": stock}, headers=headers))

    with (
        httpx.Client(base_url=own.url, timeout=60) as client,
        closing(_holder(own)) as other,
    ):
        # Its connection is known to the server, which then waits for the file that another holds.
        answer(client.get("/health"))
        other.execute("BEGIN IMMEDIATE")
        thread = Thread(target=book, args=(client,))
        thread.start()
        time.sleep(1)
        release = Timer(2, other.execute, ("ROLLBACK",))
        release.start()
        own.stop()
        thread.join(30)
        release.join()
    assert [each.status_code for each in answers] == [201]
