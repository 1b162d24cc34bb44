"""The server killed in the middle of its work: what it acknowledged stands after a restart."""

import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

import httpx

from functions.kernel.config import Settings
from functions.kernel.platform import Platform, use_platform
from local.server import LocalServer
from tests.support.server import (
    GRANT_CENTS,
    Api,
    Json,
    Person,
    Server,
    Shop,
    answer,
    eventually,
    jpeg,
)
from tests.support.world import State

PRICE = 100
PEOPLE = 4
OFFERS = 10
ROUNDS = 3
UNTIL = 24
"""So many bookings are acknowledged before the server is killed."""


@dataclass
class Diary:
    """The requests of one person, and the answers they got before the server died."""

    person: Person
    acknowledged: dict[str, Json] = field(default_factory=dict)
    expected: dict[str, set[str]] = field(default_factory=dict)
    open: tuple[str, str] | None = None
    """The stock and the key of a booking that was never answered."""

    def book_and_more(self, api: Api, stocks: list[str], shop: Shop) -> None:
        """Book one stock after the other; use every third, and cancel every third."""
        for number, stock_id in enumerate(stocks):
            self.open = (stock_id, secrets.token_hex(8))
            body = {"stock_id": stock_id}
            response = api.post("/v1/bookings", body, by=self.person, key=self.open[1])
            booking = answer(response, 201)
            self.open = None
            self.acknowledged[booking["id"]] = booking
            self.expected[booking["id"]] = {"confirmed"}
            if number % 3 == 0:
                self._then(booking, "used")
                code = booking["countermark"]
                answer(api.post(f"/v1/desk/countermarks/{code}/redeem", by=shop.member))
                self.expected[booking["id"]] = {"used"}
            elif number % 3 == 1:
                self._then(booking, "cancelled")
                answer(api.post(f"/v1/bookings/{booking['id']}/cancel", by=self.person))
                self.expected[booking["id"]] = {"cancelled"}

    def _then(self, booking: Json, status: str) -> None:
        """Note what is asked for next: should no answer come, it may have happened or not."""
        self.expected[booking["id"]].add(status)


def test_every_acknowledged_booking_survives_a_kill_in_the_middle_of_others(
    new_server: Callable[[], Server],
) -> None:
    server = new_server()
    server.start()
    admin = server.api.admin()
    shop = server.api.shop(admin)
    stocks = [cheap_offer(server.api, shop) for _ in range(OFFERS)]
    for _ in range(ROUNDS):
        diaries = [Diary(server.api.beneficiary(admin)) for _ in range(PEOPLE)]
        book_until_killed(server, diaries, stocks, shop)
        server.start()
        # Ready means recovered: no event is left that was not delivered.
        state = State(server.data)
        assert state.collection("outbox") == {}
        for diary in diaries:
            check_diary(server.api, diary)
        check_stocks(state, stocks)
        report = server.api.run_job("audit-ledger")
        assert (report["faulty"], report["failed"]) == (0, 0)
    server.stop()


def cheap_offer(api: Api, shop: Shop) -> str:
    offer_id = api.draft(shop)
    assert api.upload(shop, offer_id, jpeg(400, 400))["status"] == "ready"
    stock_id = api.stock(shop, offer_id, price_cents=PRICE, quantity=500)
    api.publish(shop, offer_id)
    return stock_id


def book_until_killed(server: Server, diaries: list[Diary], stocks: list[str], shop: Shop) -> None:
    """Let everybody book at once, and kill the server when enough was acknowledged."""
    conformity = server.api.conformity

    def act(diary: Diary, turned: int) -> None:
        with httpx.Client(base_url=server.url, timeout=30) as client:
            try:
                mixed = stocks[turned:] + stocks[:turned]
                diary.book_and_more(Api(client, conformity=conformity), mixed, shop)
            except httpx.TransportError:
                return

    threads = [
        threading.Thread(target=act, args=(diary, turned)) for turned, diary in enumerate(diaries)
    ]
    for thread in threads:
        thread.start()
    enough = eventually(
        lambda: sum(len(diary.acknowledged) for diary in diaries), lambda done: done >= UNTIL
    )
    server.kill()
    for thread in threads:
        thread.join(30)
        assert not thread.is_alive()
    assert enough >= UNTIL


def check_diary(api: Api, diary: Diary) -> None:
    """Check one person's bookings and wallet against their answers."""
    person = diary.person

    def listed() -> dict[str, Json]:
        items = answer(api.get("/v1/bookings", by=person, page_size=100))["items"]
        return {item["id"]: item for item in items}

    kept = listed()
    for booking_id, booking in diary.acknowledged.items():
        assert kept[booking_id]["status"] in diary.expected[booking_id]
        for fact in ("stock_id", "countermark", "amount_cents", "booked_at", "expires_at"):
            assert kept[booking_id][fact] == booking[fact]
    unanswered = kept.keys() - diary.acknowledged.keys()
    assert len(unanswered) <= (diary.open is not None)
    if diary.open is not None:
        stock_id, key = diary.open
        body = {"stock_id": stock_id}
        again = answer(api.post("/v1/bookings", body, by=person, key=key), 201)
        assert unanswered <= {again["id"]}
        once_more = answer(api.post("/v1/bookings", body, by=person, key=key), 201)
        assert once_more == again
        assert listed().keys() - diary.acknowledged.keys() == {again["id"]}
    counted = Counter(item["status"] for item in listed().values())
    held, spent = PRICE * counted["confirmed"], PRICE * counted["used"]
    wallet = answer(api.get("/v1/wallet", by=person))
    assert (wallet["held_cents"], wallet["spent_cents"]) == (held, spent)
    assert wallet["available_cents"] == GRANT_CENTS - held - spent
    entries = answer(api.get("/v1/wallet/entries", by=person, page_size=100))["items"]
    kinds = Counter(entry["kind"] for entry in entries)
    assert (
        kinds
        == Counter(
            grant=1, hold=counted.total(), capture=counted["used"], release=counted["cancelled"]
        )
        - Counter()
    )
    for item in listed().values():
        own = [entry["kind"] for entry in entries if entry["booking_id"] == item["id"]]
        then = {"confirmed": [], "used": ["capture"], "cancelled": ["release"]}[item["status"]]
        assert own == [*then, "hold"]


def check_stocks(state: State, stocks: list[str]) -> None:
    """Check what is counted against what is there, in the documents themselves."""
    bookings = state.collection("bookings")
    taken = Counter(
        booking["stock_id"]
        for booking in bookings.values()
        if booking["status"] in ("confirmed", "used")
    )
    kept = state.collection("stocks")
    assert [kept[name].get("booked", 0) for name in stocks] == [taken[name] for name in stocks]
    claims = state.collection("countermarks")
    for booking_id, booking in bookings.items():
        assert claims[booking["countermark"]]["booking_id"] == booking_id
    assert len({booking["countermark"] for booking in bookings.values()}) == len(bookings)
    active = {claim["booking_id"] for claim in state.collection("active_bookings").values()}
    assert active == {
        name for name, booking in bookings.items() if booking["status"] in ("confirmed", "used")
    }


def test_an_event_that_was_never_delivered_is_delivered_at_the_next_start(
    new_server: Callable[[], Server],
) -> None:
    server = new_server()
    server.start()
    admin = server.api.admin()
    shop, lea = server.api.shop(admin), server.api.beneficiary(admin)
    booking = server.api.book(lea, cheap_offer(server.api, shop))
    server.stop()
    # What a crash right after the commit leaves: the fact, and its event in the outbox.
    platform = Platform(Settings(data=server.data, base_url=server.url, relay="trigger"))
    use_platform(platform)
    try:
        transport = httpx.WSGITransport(app=LocalServer(platform))
        with httpx.Client(transport=transport, base_url=server.url) as client:
            path = f"/v1/desk/countermarks/{booking['countermark']}/redeem"
            answer(Api(client).post(path, by=shop.member))
    finally:
        use_platform(None)
        platform.close()
    state = State(server.data)
    assert list(state.collection("outbox")) == [f"booking-redeemed:{booking['id']}:2"]
    server.start()
    assert state.collection("outbox") == {}
    entries = [("capture", PRICE), ("hold", PRICE), ("grant", GRANT_CENTS)]
    server.api.check_credit(lea, available=GRANT_CENTS - PRICE, spent=PRICE, entries=entries)
    server.stop()


def test_a_picture_that_was_received_before_a_kill_is_shown_after_it(
    new_server: Callable[[], Server],
) -> None:
    server = new_server()
    server.start()
    shop = server.api.shop()
    offer_id = server.api.draft(shop)
    content = jpeg(6_000, 5_000)
    path = f"/v1/offers/{offer_id}/image"
    announced = {"content_type": "image/jpeg", "size_bytes": len(content)}
    ticket = answer(server.api.post(path, announced, by=shop.member), 201)["upload"]
    sender = threading.Thread(target=put_until_killed, args=(ticket, content))
    sender.start()
    received = server.data / "files" / "uploads" / offer_id
    until = time.monotonic() + 10
    while not list(received.glob("*")) and time.monotonic() < until:
        time.sleep(0.001)
    server.kill()
    sender.join(30)
    assert list(received.iterdir())
    server.start()
    image = answer(server.api.get(f"/v1/offers/{offer_id}"))["image"]
    assert image["status"] == "ready"
    assert httpx.get(image["urls"]["jpeg"]).is_success
    assert list(received.iterdir()) == []
    server.stop()


def put_until_killed(ticket: Json, content: bytes) -> None:
    with suppress(httpx.TransportError):
        httpx.put(ticket["url"], headers=ticket["headers"], content=content, timeout=30)
