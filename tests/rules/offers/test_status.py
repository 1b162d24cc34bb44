"""When a stock can be booked, and the status that an offer shows."""

from datetime import datetime
from typing import get_args

import pytest

from functions.kernel.values import replace
from functions.offers import rules as offers_rules
from functions.offers.models import Publication, Stock
from functions.offers.rules import status_of, summary_of
from tests.support.offer_values import (
    NOW,
    SECOND,
    added,
    published,
)

# Bookable, and the status


def open_stock(**facts: object) -> Stock:
    return replace(added(published()), **facts)  # type: ignore[arg-type]


@pytest.mark.behaviour(24)
@pytest.mark.behaviour(25)
@pytest.mark.behaviour(26)
@pytest.mark.parametrize(
    ("facts", "bookable"),
    [
        ({}, True),
        ({"is_open": False}, False),
        ({"opens_at": NOW + SECOND}, False),
        ({"opens_at": NOW}, True),
        ({"is_deleted": True}, False),
        ({"booked": 9}, True),
        ({"booked": 10}, False),
        ({"quantity": None, "booked": 1000}, True),
        ({"begins_at": NOW + SECOND}, True),
        ({"begins_at": NOW}, False),
        ({"booking_limit_at": NOW + SECOND}, True),
        ({"booking_limit_at": NOW}, False),
        ({"begins_at": None, "booking_limit_at": None}, True),
    ],
)
def test_what_can_be_booked_now(facts: dict[str, object], bookable: bool) -> None:
    assert offers_rules.is_bookable(open_stock(**facts), now=NOW) is bookable


GOOD = open_stock()
OVER = open_stock(booking_limit_at=NOW)
FULL = open_stock(booked=10)
DELETED = open_stock(is_deleted=True)

STATUS = ("rejected", "pending", "draft", "inactive", "scheduled", "published")
"""The order of domain.md; the last three come from the stocks."""

OUTCOMES = [
    ([OVER], "expired"),
    ([replace(OVER, booked=10)], "expired"),
    ([OVER, DELETED], "expired"),
    ([OVER, FULL], "sold_out"),
    ([FULL, FULL], "sold_out"),
    ([DELETED], "sold_out"),
    ([], "sold_out"),
    ([OVER, FULL, GOOD], "active"),
    ([GOOD], "active"),
]
INSTANTS = (None, NOW - SECOND, NOW, NOW + SECOND)


@pytest.mark.parametrize(("stocks", "outcome"), OUTCOMES)
@pytest.mark.parametrize("bookable_from", INSTANTS)
@pytest.mark.parametrize("publish_at", INSTANTS)
@pytest.mark.parametrize("decided", get_args(Publication))
def test_the_first_status_that_fits_is_shown(
    decided: Publication,
    publish_at: datetime | None,
    bookable_from: datetime | None,
    stocks: list[Stock],
    outcome: str,
) -> None:
    offer = replace(
        published(),
        publication=decided,
        publish_at=publish_at,
        bookable_from=bookable_from,
        stocks=tuple(summary_of(stock) for stock in stocks if not stock.is_deleted),
    )
    is_left = any(offers_rules.is_bookable(stock, now=NOW) for stock in stocks)
    fitting = {
        "rejected": decided == "rejected",
        "pending": decided == "pending",
        "draft": decided == "draft",
        "inactive": decided in ("unpublished", "closed"),
        "scheduled": publish_at == NOW + SECOND,
        "published": bookable_from == NOW + SECOND,
    }
    first = next((status for status in STATUS if fitting[status]), outcome)
    assert status_of(offer, is_left=is_left, now=NOW) == first
