"""Clients that send half a request and wait, and a server that stops: others get their answers."""

import socket
from collections.abc import Callable
from contextlib import ExitStack, closing
from datetime import UTC, datetime, timedelta
from threading import Thread

import httpx
import pytest

from tests.support.server import Json, Server, answer, eventually
from tests.support.world import State

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


def test_a_request_under_way_is_answered_before_the_server_stops(own: Server) -> None:
    api = own.api
    admin, shop = api.admin(), api.shop()
    stock = api.offer(shop, stock={"price_cents": 100, "quantity": 40})
    people = [api.beneficiary(admin) for _ in range(6)]
    for person in people:
        api.book(person, stock)
    late = (datetime.now(UTC) + timedelta(days=40)).isoformat()
    reports: list[Json] = []

    def expire() -> None:
        with closing(httpx.Client(base_url=own.url, timeout=30)) as client:
            path = "/local/jobs/expire-bookings"
            response = client.post(path, json={"at": late}, headers=dict(admin.headers))
            reports.append(answer(response))

    thread = Thread(target=expire)
    with closing(State(own.data)) as state:
        thread.start()

        def has_begun() -> bool:
            bookings = state.collection("bookings").values()
            return any(booking["status"] == "expired" for booking in bookings)

        assert eventually(has_begun, bool)
    own.stop()
    thread.join(30)
    assert reports == [{"job": "expire-bookings", "expired": len(people), "failed": 0}]
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{own.url}/health")
