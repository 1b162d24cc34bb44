"""The caps of the national scheme, to the cent."""

import pytest

from functions.accounts.schemes.data import load_scheme
from functions.accounts.venues.models import Venue
from functions.kernel.platform import Platform
from functions.wallet.holds.rules import CapReached
from tests.support import given

NATIONAL = (load_scheme("fr-2021"),)


@pytest.fixture
def venue(platform: Platform) -> Venue:
    """A venue where Ana, who has the national scheme's grant, buys."""
    given.beneficiary(platform, schemes=NATIONAL)
    return given.house(platform)


def buy(platform: Platform, venue: Venue, price_cents: int, *, category: str) -> None:
    url = "https://shop.test/a" if category == "video_on_demand" else None
    facts = given.thing(price_cents)
    stock = given.stock(platform, facts, at_venue=venue, category=category, url=url)
    given.book(platform, stock.id)


@pytest.mark.behaviour(19)
def test_what_is_digital_is_capped_at_100_euros(platform: Platform, venue: Venue) -> None:
    buy(platform, venue, 9_000, category="video_on_demand")
    with pytest.raises(CapReached):
        buy(platform, venue, 1_001, category="video_on_demand")
    buy(platform, venue, 1_000, category="video_on_demand")
    with pytest.raises(CapReached):
        buy(platform, venue, 1, category="video_on_demand")
    assert given.parts(platform) == (20_000, 10_000, 0, 0)


@pytest.mark.behaviour(20)
def test_what_is_physical_is_not_capped(platform: Platform, venue: Venue) -> None:
    buy(platform, venue, 29_000, category="music_disc")
    buy(platform, venue, 1_000, category="music_disc")
    assert given.parts(platform) == (0, 30_000, 0, 0)
