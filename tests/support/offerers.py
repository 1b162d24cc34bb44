"""Calls of professionals and administrators about offers."""

from datetime import timedelta
from typing import Any

from werkzeug.test import TestResponse

from functions.kernel.platform import Platform
from functions.offers.models import Offer, Stock
from tests.support import given
from tests.support.answers import content
from tests.support.given import MEMBER

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TICKET = {"price_cents": 500, "begins_at": "2026-05-20T18:00:00Z"}


def pro(platform: Platform, method: str, path: str, body: object = None) -> TestResponse:
    return given.call(platform, method, path, body, uid=MEMBER)


def admin(platform: Platform, method: str, path: str, body: object = None) -> TestResponse:
    return given.call(platform, method, path, body, uid="boss", admin=True)


def status_of(platform: Platform, offer: Offer) -> str:
    shown = given.call(platform, "GET", f"/v1/offers/{offer.id}")
    return str(content(shown)["status"])


def flagged(platform: Platform, **facts: Any) -> Offer:
    """Return an offer that waits for its review."""
    at_venue = facts.pop("at_venue", None) or given.house(platform)
    return given.offer(platform, at_venue, given.ticket(), name="Carte cadeau", **facts)


def first_stock(platform: Platform, offer: Offer) -> Stock:
    return given.stocks_of(platform, offer)[0]
