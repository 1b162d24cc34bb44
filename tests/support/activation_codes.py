"""Offers with activation codes, and acts on them."""

from datetime import timedelta
from typing import Any

from werkzeug.test import TestResponse

from functions.kernel.platform import Platform
from functions.offers.models import Stock
from functions.offers.stocks import service as stocks_service
from tests.support import given
from tests.support.given import MEMBER

URL = "https://books.test/lecture"


def ebooks(platform: Platform, price_cents: int = 1000, **facts: Any) -> Stock:
    """Return the stock of a new published offer of something online, without codes as yet."""
    of = {"category": "ebook", "url": URL, "name": "Un mois de lecture", **facts}
    return given.stock(platform, given.thing(price_cents, None, limit_days=10), **of)


def load(
    platform: Platform, stock_id: str, *codes: str, expires_in: float | None = None
) -> dict[str, Any]:
    """Return the answer to a member who loads codes."""
    body: dict[str, Any] = {"codes": codes}
    if expires_in is not None:
        body["expires_at"] = (given.now(platform) + timedelta(days=expires_in)).isoformat()
    answer = given.call(platform, "POST", path_of(stock_id), body, uid=MEMBER)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.get_json()
    return told


def path_of(stock_id: str) -> str:
    return f"/v1/stocks/{stock_id}/activation-codes"


def with_codes(platform: Platform, *codes: str, **facts: Any) -> Stock:
    """Return a new stock with these codes."""
    stock = ebooks(platform, **facts)
    load(platform, stock.id, *codes)
    return given.the_stock(platform, stock.id)


def book(
    platform: Platform, stock_id: str, uid: str = "ana", *, key: str | None = None
) -> TestResponse:
    """Return the answer to a beneficiary who books."""
    headers = {} if key is None else {"Idempotency_Key": key}
    body = {"stock_id": stock_id}
    return given.call(platform, "POST", "/v1/bookings", body, uid=uid, admin=False, **headers)


def counts(told: dict[str, Any]) -> tuple[int, int, int, int]:
    return told["loaded"], told["given"], told["left"], told["expired"]


def everything(platform: Platform) -> str:
    """Return all documents as one text, but for bookings and the codes that are still free."""
    names = ("stocks", "offers", "code_claims", "outbox", "handled_events", "idempotency_keys")
    return str({name: given.documents(platform, name) for name in names})


def deleted(platform: Platform, stock_id: str) -> None:
    at = given.now(platform)
    platform.database.run(
        lambda work: stocks_service.delete_stock(work, stock_id, member_id=MEMBER, now=at)
    )
