"""A full disk: a write gets a clear answer and changes nothing, and the server lives on."""

import resource
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpx
import pytest

from functions.kernel.clock import Clock
from local.health import health_app
from tests.support.server import PASSWORD, Server, answer, eventually, jpeg, problem
from tests.support.world import State

SIGN_IN = "/identitytoolkit.googleapis.com/v1/accounts:signInWithPassword?key=any"
NO_MORE = resource.RLIM_INFINITY

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="only Linux limits the files of another process"
)


@contextmanager
def full_disk(server: Server) -> Iterator[None]:
    """Let the server write nothing during the block, in the way a full disk does."""
    resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (1, NO_MORE))
    try:
        yield
    finally:
        resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (NO_MORE, NO_MORE))


def test_a_write_on_a_full_disk_changes_nothing_and_succeeds_when_there_is_room(
    new_server: Callable[[], Server],
) -> None:
    server = new_server()
    server.start()
    api = server.api
    shop, lea = api.shop(), api.beneficiary()
    stock = api.offer(shop, stock={"price_cents": 1_000, "quantity": 5})
    draft = api.draft(shop)
    picture = jpeg(400, 300)
    announced = {"content_type": "image/jpeg", "size_bytes": len(picture), "credit": "L. S."}
    ticket = answer(api.post(f"/v1/offers/{draft}/image", announced, by=shop.member), 201)["upload"]

    def upload() -> httpx.Response:
        return api.client.put(ticket["url"], headers=ticket["headers"], content=picture)

    state = State(server.data)
    before = state.settled(api)
    body, credentials = {"stock_id": stock}, {"email": lea.email, "password": PASSWORD}
    with full_disk(server):
        for _ in range(3):
            refused = api.post("/v1/bookings", body, by=lea, key="once")
            problem(refused, 503, "unavailable")
            assert int(refused.headers["Retry-After"]) > 0
        problem(upload(), 503, "unavailable")
        refused = api.client.post(SIGN_IN, json=credentials)
        assert (refused.status_code, refused.json()["error"]["status"]) == (503, "UNAVAILABLE")
        # Reading goes on.
        assert answer(api.get("/v1/wallet", by=lea))["held_cents"] == 0
        assert answer(api.get("/health"))["status"] == "ready"
        assert state.digest() == before
        unfinished = server.data / "files" / "unfinished"
        assert not eventually(lambda: list(unfinished.iterdir()), lambda left: not left)
    booking = answer(api.post("/v1/bookings", body, by=lea, key="once"), 201)
    assert answer(api.post("/v1/bookings", body, by=lea, key="once"), 201) == booking
    assert answer(api.client.post(SIGN_IN, json=credentials))["email"] == lea.email
    assert upload().status_code == 200
    report = api.run_job("audit-ledger")
    assert (report["faulty"], report["failed"]) == (0, 0)
    server.stop()
    assert "Traceback" not in server.output()


@pytest.mark.parametrize(("free", "status"), [(10_000_000, 503), (1_000_000_000, 200)])
def test_the_health_check_fails_when_the_disk_is_nearly_full(free: int, status: int) -> None:
    app = health_app(clock=Clock(), free_bytes=lambda: free)
    response = app.test_client().get("/health")
    assert response.status_code == status
    assert response.get_json()["status"] == ("ready" if status == 200 else "disk full")
