"""Races of pricing with the bookings that it prices, and of custom rules with each other."""

from datetime import date, datetime, timedelta

from functions.accounts.pricing_points.service import choose_pricing_point
from functions.accounts.venues.models import Venue
from functions.kernel.platform import Platform
from functions.kernel.values import replace
from functions.reimbursement.custom_rules.service import add_rule
from functions.reimbursement.rules.models import AddCustomRule
from tests.support import given
from tests.support.given import MEMBER, NOW
from tests.support.races.race import Round, Stage, act, counted, race, use
from tests.support.reimbursement import FR, VENUE, Till, all_receivables, put_venue
from tests.support.server import new_siret

_LATER = NOW + timedelta(days=1)


def sell(platform: Platform, venue: Venue, used_at: datetime, booking_id: str) -> None:
    """Use a booking of 15,000 EUR."""
    Till(platform, venue).sell(1_500_000, used_at, booking_id=booking_id)


def undo(platform: Platform, venue: Venue, booking_id: str) -> None:
    """Undo a use."""
    Till(platform, venue).undo(booking_id)


def price(platform: Platform, venue: Venue) -> None:
    """Price in pages of two."""
    Till(platform, venue).price(page=2, now=_LATER)


def _shares(platform: Platform, venue: Venue) -> list[int]:
    """Return what is owed for each priced booking, in their order."""
    found = [one for one in all_receivables(platform).values() if one.venue_id == venue.id]
    priced = [one for one in found if one.fold is not None]
    return [one.owed_cents for one in sorted(priced, key=lambda one: one.ordering_at)]


_IN_ORDER = [1_500_000, 1_425_000, *[1_380_000] * 7]
"""The shares of bookings of 15,000 EUR, one after another, up to 150,000 EUR."""


@race("redemptions against pricing", has_wallets=False)
def redemptions_against_pricing(stage: Stage) -> Round:
    venue = put_venue(stage.platform, replace(VENUE, id=stage.name()))
    names = [stage.name(number) for number in range(6)]
    for index in (1, 3):
        sell(stage.platform, venue, NOW + timedelta(hours=index), names[index])
    price(stage.platform, venue)

    def check(got: list[str]) -> None:
        counted(got, done=6)
        price(stage.platform, venue)
        assert _shares(stage.platform, venue) == _IN_ORDER[:6]

    sales = [act(sell, venue, NOW + timedelta(hours=index), names[index]) for index in (0, 2, 4, 5)]
    return Round([*sales, act(price, venue), act(price, venue)], check)


@race("undo against pricing", has_wallets=False)
def undo_against_pricing(stage: Stage) -> Round:
    venue = put_venue(stage.platform, replace(VENUE, id=stage.name()))
    names = [stage.name(number) for number in range(4)]
    for index, name in enumerate(names):
        sell(stage.platform, venue, NOW + timedelta(hours=index), name)

    def check(got: list[str]) -> None:
        counted(got, done=4)
        price(stage.platform, venue)
        assert _shares(stage.platform, venue) == _IN_ORDER[:2]

    undone = [act(undo, venue, name) for name in (names[0], names[2])]
    return Round([*undone, act(price, venue), act(price, venue)], check)


@race("pricing point against redemption")
def pricing_point_against_redemption(stage: Stage) -> Round:
    platform = stage.platform
    people = stage.people(3)
    stage.house  # noqa: B018, the offerer comes with it
    point = given.venue(platform, siret=new_siret(given.SIREN, stage.number + 1))
    venue = given.venue(platform)
    stock = given.stock(platform, given.thing(1500), at_venue=venue)
    booked = [given.book(platform, stock.id, uid) for uid in people]
    given.redeem(platform, booked[0])

    def check(got: list[str]) -> None:
        counted(got, done=3)
        found = all_receivables(platform)
        assert {found[one.id].point_id for one in booked} == {point.id}

    choose = use(choose_pricing_point, venue.id, point.id, member_id=MEMBER)
    return Round([choose, *(act(given.redeem, one) for one in booked[1:])], check)


@race("custom rules at once")
def custom_rules_at_once(stage: Stage) -> Round:
    house = stage.house
    first = date(2027, 1, 1) + timedelta(days=10 * stage.number)

    def command(number: int) -> AddCustomRule:
        return AddCustomRule(
            rule_id=stage.name(number),
            siren=house.offerer_siren,
            rate=9_000 + number,
            used_from=first + timedelta(days=number),
            used_before=first + timedelta(days=9),
        )

    def check(got: list[str]) -> None:
        counted(got, done=1, rule_conflicts=2)

    return Round([use(add_rule, command(number), scale=FR) for number in range(3)], check)
