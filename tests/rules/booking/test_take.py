"""The conditions of a booking, and the terms that it fixes."""

from collections.abc import Callable
from itertools import product
from typing import Any

import pytest

from functions.accounts.schemes.models import SpendingDomain
from functions.booking import rules as booking_rules
from functions.booking.models import ActiveBooking
from functions.booking.take import rules as take_rules
from functions.kernel.errors import Refusal
from functions.kernel.values import replace
from functions.offers.codes.rules import NoActivationCode
from functions.wallet.holds.rules import CapReached, GrantExpired, InsufficientCredit
from functions.wallet.models import CapUse
from tests.support.booking_values import (
    ANA,
    COMMAND,
    NOW,
    SECOND,
    STOCK,
    THING,
    WALLET,
    confirmed,
)

ACTIVE = ActiveBooking(booking_id="b0")


def good_facts() -> dict[str, Any]:
    """Return the arguments of a check that nothing speaks against."""
    return {
        "command": COMMAND,
        "beneficiary": ANA,
        "stock": STOCK,
        "active": None,
        "wallet": WALLET,
        "now": NOW,
    }


def checked(*, quantity: int = 1, **facts: Any) -> None:
    command = replace(COMMAND, quantity=quantity)
    take_rules.check(**{**good_facts(), "command": command, **facts})


# The order of checks


Facts = dict[str, Any]
"""The facts of a booking: the arguments of `take_rules.check`."""


def with_(name: str, **changes: Any) -> Callable[[Facts], None]:
    def change(facts: Facts) -> None:
        facts[name] = replace(facts[name], **changes)

    return change


FAULTS: list[tuple[type[Refusal], Callable[[Facts], None]]] = [
    (take_rules.NotActive, with_("beneficiary", status="pending")),
    (take_rules.CategoryExcluded, with_("wallet", excluded=("concert",))),
    (take_rules.AlreadyBooked, lambda facts: facts.update(active=ACTIVE)),
    (take_rules.QuantityInvalid, with_("command", quantity=3)),
    (take_rules.NotBookable, with_("stock", is_open=False)),
    (take_rules.BookingClosed, with_("stock", booking_limit_at=NOW)),
    (take_rules.SoldOut, with_("stock", booked=10)),
    (GrantExpired, with_("wallet", expires_at=NOW)),
    (InsufficientCredit, with_("wallet", available_cents=999)),
    (CapReached, with_("wallet", caps=(CapUse(domain="live", limit_cents=999),))),
    (NoActivationCode, with_("stock", code_batches=())),
]
"""Each reason to refuse, in the order of domain facts, and what makes it apply."""


def test_of_all_reasons_that_apply_the_earliest_is_given() -> None:
    """Every set of faults, and so every pair of them."""
    judged = 0
    for chosen in product((False, True), repeat=len(FAULTS)):
        facts = good_facts()
        expected = []
        for is_chosen, (refusal, make) in zip(chosen, FAULTS, strict=True):
            if is_chosen:
                make(facts)
                expected.append(refusal)
        if GrantExpired in expected and take_rules.CategoryExcluded in expected:
            # What a scheme leaves out, it leaves out while its grant lasts.
            expected.remove(take_rules.CategoryExcluded)
        if NoActivationCode in expected and take_rules.SoldOut in expected:
            # Where codes are given, they are the places.
            expected.remove(take_rules.SoldOut)
        assert [type(reason) for reason in take_rules.reasons(**facts)] == expected
        if expected:
            with pytest.raises(expected[0]):
                take_rules.check(**facts)
        else:
            assert take_rules.check(**facts) is facts["wallet"]
        judged += 1
    assert judged == 2**11


@pytest.mark.behaviour(14)
@pytest.mark.parametrize("price_cents", [0, 1000])
def test_a_person_without_a_grant_books_nothing(price_cents: int) -> None:
    facts = good_facts()
    facts["wallet"] = None
    with_("stock", price_cents=price_cents)(facts)
    facts["active"] = ACTIVE
    with pytest.raises(take_rules.NotActive):
        take_rules.check(**facts)


@pytest.mark.behaviour(22)
@pytest.mark.behaviour(23)
def test_whose_grant_has_ended_books_what_is_free_and_nothing_else() -> None:
    ended = replace(WALLET, expires_at=NOW, available_cents=0, excluded=("concert",))
    checked(wallet=ended, stock=replace(STOCK, price_cents=0))
    with pytest.raises(GrantExpired):
        checked(wallet=ended, stock=replace(STOCK, price_cents=1))


@pytest.mark.behaviour(15)
@pytest.mark.behaviour(16)
def test_credit_is_asked_for_to_the_cent_and_for_every_place() -> None:
    duo = replace(STOCK, duo=True, price_cents=1000)
    checked(wallet=replace(WALLET, available_cents=2000), stock=duo, quantity=2)
    for quantity, available in ((2, 1999), (1, 999)):
        with pytest.raises(InsufficientCredit) as refused:
            checked(wallet=replace(WALLET, available_cents=available), stock=duo, quantity=quantity)
        assert refused.value.facts == {"available_cents": available}


@pytest.mark.parametrize(
    ("domain", "used", "price", "allowed"),
    [
        pytest.param("physical", 19_000, 1_000, True, marks=pytest.mark.behaviour(17)),
        pytest.param("physical", 19_000, 1_100, False, marks=pytest.mark.behaviour(17)),
        pytest.param("digital", 19_000, 1_000, True, marks=pytest.mark.behaviour(18)),
        pytest.param("digital", 19_000, 1_100, False, marks=pytest.mark.behaviour(18)),
        pytest.param("live", 19_000, 30_000, True, marks=pytest.mark.behaviour(21)),
    ],
)
def test_a_cap_leaves_what_it_leaves(
    domain: SpendingDomain, used: int, price: int, allowed: bool
) -> None:
    wallet = replace(
        WALLET,
        caps=tuple(
            CapUse(domain=capped, limit_cents=20_000, used_cents=used)
            for capped in ("physical", "digital")
        ),
    )
    stock = replace(STOCK, domain=domain, price_cents=price)
    if allowed:
        checked(wallet=wallet, stock=stock)
    else:
        with pytest.raises(CapReached) as refused:
            checked(wallet=wallet, stock=stock)
        assert refused.value.facts == {"domain": domain, "remaining_cents": 1_000}


def test_what_violates_nothing_is_allowed() -> None:
    checked()
    checked(stock=THING)
    checked(stock=replace(STOCK, quantity=None, booked=100_000))


@pytest.mark.parametrize("status", ["pending", "suspended", "erased"])
def test_only_the_active_book(status: str) -> None:
    with pytest.raises(take_rules.NotActive):
        checked(beneficiary=replace(ANA, status=status))  # type: ignore[arg-type]


@pytest.mark.behaviour(11)
@pytest.mark.behaviour(12)
@pytest.mark.parametrize("quantity", [0, -1, -2, 2, 3])
def test_one_place_can_be_booked(quantity: int) -> None:
    with pytest.raises(take_rules.QuantityInvalid):
        checked(quantity=quantity)


@pytest.mark.behaviour(12)
@pytest.mark.parametrize(("quantity", "allowed"), [(0, False), (1, True), (2, True), (3, False)])
def test_one_or_two_where_the_offer_is_for_two(quantity: int, allowed: bool) -> None:
    stock = replace(STOCK, duo=True)
    if allowed:
        checked(stock=stock, quantity=quantity)
    else:
        with pytest.raises(take_rules.QuantityInvalid):
            checked(stock=stock, quantity=quantity)


@pytest.mark.behaviour(7)
@pytest.mark.behaviour(8)
@pytest.mark.parametrize(
    ("booked", "quantity", "allowed"),
    [(9, 1, True), (10, 1, False), (8, 2, True), (9, 2, False), (11, 1, False)],
)
def test_there_have_to_be_as_many_places_as_are_booked(
    booked: int, quantity: int, allowed: bool
) -> None:
    stock = replace(STOCK, duo=True, booked=booked)
    if allowed:
        checked(stock=stock, quantity=quantity)
    else:
        with pytest.raises(take_rules.SoldOut):
            checked(stock=stock, quantity=quantity)


@pytest.mark.behaviour(24)
@pytest.mark.behaviour(25)
@pytest.mark.behaviour(26)
@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({"is_deleted": True}, take_rules.NotBookable),
        ({"is_open": False}, take_rules.NotBookable),
        ({"booking_limit_at": NOW}, take_rules.BookingClosed),
        ({"booking_limit_at": NOW - SECOND}, take_rules.BookingClosed),
        ({"begins_at": NOW}, take_rules.BookingClosed),
        ({"booking_limit_at": NOW + SECOND}, None),
        ({"begins_at": NOW + SECOND, "booking_limit_at": NOW + SECOND}, None),
    ],
)
def test_a_stock_that_is_closed_or_over_cannot_be_booked(
    facts: dict[str, object], refusal: type[Refusal] | None
) -> None:
    stock = replace(STOCK, **facts)  # type: ignore[arg-type]
    if refusal is None:
        checked(stock=stock)
    else:
        with pytest.raises(refusal):
            checked(stock=stock)


# What is agreed


def test_a_booking_keeps_all_that_was_agreed() -> None:
    booking = confirmed(replace(STOCK, duo=True, price_cents=1250), quantity=2)
    assert (booking.quantity, booking.unit_price_cents, booking.amount_cents) == (2, 1250, 2500)
    assert (booking.status, booking.revision, booking.booked_at) == ("confirmed", 1, NOW)
    assert (booking.countermark, booking.holder_name) == ("ABC234", "Ana Kieffer")
    assert (booking.offer_name, booking.venue_name) == ("Nuit du jazz", "La Laiterie")
    assert (booking.time_zone, booking.begins_at) == ("Europe/Paris", STOCK.begins_at)
    assert (booking.used_at, booking.cancelled_at, booking.expires_at) == (None, None, None)


@pytest.mark.behaviour(6)
def test_taking_and_giving_back_are_each_others_reverse() -> None:
    taken = booking_rules.take(STOCK, 2)
    assert taken.remaining == 8
    assert booking_rules.give_back(taken, 2) == STOCK
    # Unlimited stays unlimited, case 6.
    unlimited = booking_rules.take(replace(STOCK, quantity=None), 2)
    assert (unlimited.quantity, unlimited.remaining, unlimited.booked) == (None, None, 2)
