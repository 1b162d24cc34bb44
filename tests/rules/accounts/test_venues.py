"""Venues: opening hours, phone numbers, and where an edited address lies."""

import pytest

from functions.accounts.addresses.models import Position
from functions.accounts.contacts.models import Contact
from functions.accounts.contacts.rules import PhoneInvalid, checked
from functions.accounts.opening_hours.models import OpeningHours, OpenSpan
from functions.accounts.opening_hours.rules import OpeningHoursInvalid, check_opening_hours
from functions.accounts.venues import rules
from functions.accounts.venues.models import EditVenue, Venue
from functions.kernel.values import replace
from functions.kernel.web_addresses import UrlInvalid
from tests.support import offer_values

VENUE = replace(
    offer_values.VENUE, comment="no establishment of its own", latitude=48.5, longitude=7.7
)
HOUSE = Position(latitude=43.61, longitude=3.88, is_approximate=False)
STREET = Position(latitude=43.62, longitude=3.87, is_approximate=True)


def edited(**changes: object) -> Venue:
    return rules.edit(VENUE, EditVenue(venue_id="v1", member_id="pro", **changes))  # type: ignore[arg-type]


def spans(*pairs: str) -> tuple[OpenSpan, ...]:
    halves = (pair.split("-") for pair in pairs)
    return tuple(OpenSpan(opens=opens, closes=closes) for opens, closes in halves)


@pytest.mark.parametrize(
    "day", [(), ("09:00-12:30",), ("09:00-12:30", "14:00-18:00"), ("00:00-04:00", "22:00-24:00")]
)
def test_spans_in_order_are_opening_hours(day: tuple[str, ...]) -> None:
    check_opening_hours(OpeningHours(friday=spans(*day)))


@pytest.mark.parametrize(
    "day",
    [
        ("12:00-12:00",),
        ("22:00-04:00",),
        ("14:00-18:00", "09:00-12:00"),
        ("09:00-14:00", "13:00-18:00"),
        ("09:00-12:00", "12:00-18:00"),
    ],
)
def test_spans_that_overlap_or_end_before_they_begin_are_refused(day: tuple[str, ...]) -> None:
    with pytest.raises(OpeningHoursInvalid) as refused:
        check_opening_hours(OpeningHours(monday=spans("09:00-10:00"), sunday=spans(*day)))
    assert refused.value.day == "sunday"


@pytest.mark.parametrize(
    ("department", "typed", "international"),
    [
        ("67", "03 88 24 33 24", "+33 3 88 24 33 24"),
        ("67", "03.88.24.33.24", "+33 3 88 24 33 24"),
        ("67", "+33388243324", "+33 3 88 24 33 24"),
        ("67", "+49 7851 880", "+49 7851 880"),
        ("971", "0590 82 12 34", "+590 590 82 12 34"),
        ("974", "0262 20 12 34", "+262 262 20 12 34"),
        ("974", "03 88 24 33 24", "+33 3 88 24 33 24"),
        ("987", "40 50 12 34", "+689 40 50 12 34"),
    ],
)
def test_phone_number_is_kept_in_international_form(
    department: str, typed: str, international: str
) -> None:
    assert checked(Contact(phone=typed), department=department).phone == international


@pytest.mark.parametrize("phone", ["12", "3615", "03 88 24 33", "+", "00000000000"])
def test_text_that_is_no_phone_number_is_refused(phone: str) -> None:
    with pytest.raises(PhoneInvalid):
        checked(Contact(phone=phone), department="67")


def test_website_is_a_public_url() -> None:
    with pytest.raises(UrlInvalid):
        checked(Contact(website="javascript:alert(1)"), department="67")
    assert checked(Contact(website="https://x.fr"), department="67").website == "https://x.fr"


def test_edit_of_nothing_changes_nothing() -> None:
    assert edited() == VENUE


def test_moved_venue_has_department_zone_and_position_of_its_address() -> None:
    after = edited(
        address="1 avenue du Général-de-Gaulle",
        postal_code="97300",
        city="Cayenne",
        located=Position(latitude=4.93, longitude=-52.33, is_approximate=False),
    )
    assert (after.department, after.time_zone) == ("973", "America/Cayenne")
    assert (after.latitude, after.longitude, after.is_approximate) == (4.93, -52.33, False)


def test_venue_moved_to_where_nobody_can_place_it_loses_its_position() -> None:
    after = edited(postal_code="97314", city="Saül")
    assert (after.latitude, after.longitude, after.is_approximate) == (None, None, False)


def test_position_is_looked_up_where_an_edit_may_need_one() -> None:
    def may(**changes: object) -> bool:
        command = EditVenue(venue_id="v1", member_id="pro", **changes)  # type: ignore[arg-type]
        return rules.may_relocate(command)

    assert may(city="Colmar")
    assert may(latitude=None, longitude=None)
    assert not may(name="Autre")
    assert not may(city="Colmar", latitude=48.0, longitude=7.3)


def test_venue_moved_within_its_city_keeps_its_position_marked_as_approximate() -> None:
    after = edited(address="2 rue du Dôme", located=STREET)
    assert (after.latitude, after.is_approximate) == (48.5, True)
    exact = edited(address="2 rue du Dôme", located=HOUSE)
    assert (exact.latitude, exact.is_approximate) == (43.61, False)


def test_given_coordinates_correct_an_approximate_position() -> None:
    approximate = replace(VENUE, is_approximate=True)
    command = EditVenue(venue_id="v1", member_id="pro", latitude=48.6, longitude=7.8)
    after = rules.edit(approximate, command)
    assert (after.latitude, after.longitude, after.is_approximate) == (48.6, 7.8, False)
    assert not rules.is_relocated(approximate, command)


def test_cleared_coordinates_come_from_the_address() -> None:
    command = EditVenue(venue_id="v1", member_id="pro", latitude=None, longitude=None)
    assert rules.is_relocated(VENUE, command)
    assert rules.edit(VENUE, replace(command, located=STREET)).latitude == 43.62


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"comment": None}, rules.SiretOrComment),
        ({"latitude": None}, rules.PlaceIncomplete),
        ({"longitude": None}, rules.PlaceIncomplete),
        ({"postal_code": "00000"}, rules.UnknownPostalCode),
        ({"opening_hours": OpeningHours(monday=spans("18:00-09:00"))}, OpeningHoursInvalid),
    ],
)
def test_venue_whose_facts_would_not_agree_is_refused(
    changes: dict[str, object], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        edited(**changes)
