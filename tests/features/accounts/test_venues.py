"""Venues over HTTP: placed by their address, edited, listed in pages, and their public page."""

from collections.abc import Iterator
from typing import Any

import pytest

from functions.accounts.venues.models import VenueChanged, VenueOpened
from functions.kernel.addresses.ban import BanAddresses
from functions.kernel.platform import Platform
from tests.support import given
from tests.support.answers import content, outcome
from tests.support.geocoder import Geocoder, feature, running
from tests.support.given import MEMBER, OTHER_SIREN, SIREN

BODY = {
    "offerer_siren": SIREN,
    "name": "La Laiterie",
    "comment": "Sans SIRET",
    "address": "2 rue du Dôme",
    "postal_code": "67000",
    "city": "Strasbourg",
}
DETAILS = {
    "contact": {
        "email": "bonjour@laiterie.test",
        "phone": "03 88 24 33 24",
        "website": "https://laiterie.example",
    },
    "opening_hours": {"saturday": [{"opens": "20:00", "closes": "24:00"}]},
    "accessibility": {"motor": True, "visual": False},
}
CLOSED: dict[str, list[object]] = {
    day: []
    for day in ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
}


@pytest.fixture
def geocoder(platform: Platform) -> Iterator[Geocoder]:
    with running() as geocoder:
        service = BanAddresses(geocoder.url, timeout=1.0)
        platform.use("addresses", service)
        yield geocoder
        service.close()


def opened(platform: Platform, **facts: object) -> dict[str, Any]:
    body = {**BODY, **facts}
    return content(given.call(platform, "POST", "/v1/venues", body, uid=MEMBER), 201)


def edited(platform: Platform, venue_id: str, **changes: object) -> dict[str, Any]:
    path = f"/v1/venues/{venue_id}"
    return content(given.call(platform, "PATCH", path, changes, uid=MEMBER))


def page(platform: Platform, venue_id: str) -> dict[str, Any]:
    return content(given.call(platform, "GET", f"/v1/venues/{venue_id}"))


# Placed by their address


def test_venue_without_coordinates_is_placed_in_its_commune(platform: Platform) -> None:
    given.offerer(platform)
    venue = opened(platform)
    assert venue["latitude"] == pytest.approx(48.58, abs=0.01)
    assert venue["approximate"] is True


def test_venue_of_a_commune_that_nobody_can_place_has_no_coordinates(platform: Platform) -> None:
    given.offerer(platform)
    venue = opened(platform, postal_code="97314", city="Saül")
    assert (venue["latitude"], venue["longitude"], venue["approximate"]) == (None, None, False)


def test_venue_is_placed_at_its_house_by_the_service(
    platform: Platform, geocoder: Geocoder
) -> None:
    given.offerer(platform)
    venue = opened(platform)
    assert (venue["latitude"], venue["longitude"]) == (48.5825, 7.7509)
    assert venue["approximate"] is False
    assert geocoder.asked[0]["q"] == ["2 rue du Dôme 67000 Strasbourg"]


@pytest.mark.parametrize(
    "facts",
    [{"score": 0.2}, {"postcode": "68000", "city": "Colmar"}, {"postcode": "", "city": "Kehl"}],
)
def test_doubtful_or_distant_answer_of_the_service_is_not_believed(
    platform: Platform, geocoder: Geocoder, facts: dict[str, Any]
) -> None:
    given.offerer(platform)
    geocoder.features = [feature(at=(7.0, 47.0), **facts)]
    venue = opened(platform)
    assert venue["latitude"] == pytest.approx(48.58, abs=0.01)
    assert venue["approximate"] is True


def test_venue_is_placed_in_its_commune_when_the_service_fails(
    platform: Platform, geocoder: Geocoder
) -> None:
    given.offerer(platform)
    geocoder.content = b"busy"
    assert opened(platform)["approximate"] is True


def test_coordinates_that_are_given_are_kept_and_the_service_not_asked(
    platform: Platform, geocoder: Geocoder
) -> None:
    given.offerer(platform)
    venue = opened(platform, latitude=48.6, longitude=7.8)
    assert (venue["latitude"], venue["approximate"]) == (48.6, False)
    edited(platform, venue["id"], name="La Laiterie neuve")
    assert geocoder.asked == []


def test_half_a_position_is_refused(platform: Platform) -> None:
    given.offerer(platform)
    body = {**BODY, "latitude": 48.6}
    answer = given.call(platform, "POST", "/v1/venues", body, uid=MEMBER)
    assert outcome(answer) == (400, "place_incomplete")


# Edits


def test_edit_changes_what_it_names_and_null_clears(platform: Platform) -> None:
    given.offerer(platform)
    venue = opened(platform, **DETAILS)
    after = edited(platform, venue["id"], name="La Grande Laiterie", opening_hours=None)
    assert after == {**venue, "name": "La Grande Laiterie", "opening_hours": None}
    cleared = edited(platform, venue["id"], contact=None, accessibility=None)
    assert cleared["contact"] == dict.fromkeys(("email", "phone", "website"))
    assert cleared["accessibility"] == dict.fromkeys(("audio", "mental", "motor", "visual"))


def test_approximate_position_may_be_corrected(platform: Platform) -> None:
    given.offerer(platform)
    venue = opened(platform)
    after = edited(platform, venue["id"], latitude=48.5826, longitude=7.7508)
    assert (after["latitude"], after["approximate"]) == (48.5826, False)


def test_moved_venue_is_placed_by_its_new_address(platform: Platform, geocoder: Geocoder) -> None:
    given.offerer(platform)
    venue = opened(platform, latitude=48.6, longitude=7.8)
    geocoder.features = [feature(at=(-52.33, 4.93), postcode="97300", city="Cayenne")]
    after = edited(platform, venue["id"], address="1 rue X", postal_code="97300", city="Cayenne")
    assert (after["latitude"], after["time_zone"]) == (4.93, "America/Cayenne")
    assert geocoder.asked[0]["q"] == ["1 rue X 97300 Cayenne"]


def test_venue_moved_without_a_service_is_placed_in_its_commune(platform: Platform) -> None:
    given.offerer(platform)
    venue = opened(platform, latitude=48.6, longitude=7.8)
    after = edited(platform, venue["id"], postal_code="34000", city="Montpellier")
    assert after["latitude"] == pytest.approx(43.61, abs=0.05)
    assert after["approximate"] is True


def test_every_change_is_an_event_and_a_repeat_is_none(platform: Platform) -> None:
    given.offerer(platform)
    platform.database.on_commit = None
    venue = opened(platform)
    for _ in range(2):
        edited(platform, venue["id"], name="Autre")
    edited(platform, venue["id"], comment="Encore sans SIRET")
    assert [m.id for m in given.waiting(platform, VenueOpened.name)] == [
        f"venue-opened:{venue['id']}:1"
    ]
    assert [m.id for m in given.waiting(platform, VenueChanged.name)] == [
        f"venue-changed:{venue['id']}:{revision}" for revision in (2, 3)
    ]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"comment": None}, (400, "siret_or_comment")),
        ({"postal_code": "00000"}, (400, "unknown_postal_code")),
        ({"longitude": 7.0, "latitude": None}, (400, "place_incomplete")),
        ({"contact": {"phone": "12345"}}, (400, "phone_invalid")),
        ({"contact": {"phone": "call me"}}, (400, "malformed")),
        ({"contact": {"email": "nobody"}}, (400, "malformed")),
        ({"contact": {"website": "https://localhost"}}, (400, "url_invalid")),
        ({"contact": {"fax": "1"}}, (400, "malformed")),
        ({"accessibility": {"motor": "yes"}}, (400, "malformed")),
        ({"opening_hours": {"monday": [{"opens": "9:00", "closes": "10:00"}]}}, (400, "malformed")),
        (
            {"opening_hours": {"monday": [{"opens": "19:00", "closes": "10:00"}]}},
            (400, "opening_hours_invalid"),
        ),
        (
            {"opening_hours": {"monday": [{"opens": "10:00", "closes": "11:00"}] * 5}},
            (400, "malformed"),
        ),
        ({"siret": "73282932000074"}, (400, "malformed")),
        ({"name": None}, (400, "malformed")),
    ],
)
def test_edit_that_does_not_hold_together_changes_nothing(
    platform: Platform, changes: dict[str, object], expected: tuple[int, str]
) -> None:
    given.offerer(platform)
    venue = opened(platform, **DETAILS)
    before = given.documents(platform, "venues")
    path = f"/v1/venues/{venue['id']}"
    assert outcome(given.call(platform, "PATCH", path, changes, uid=MEMBER)) == expected
    assert given.documents(platform, "venues") == before


def test_venue_of_another_offerer_is_not_edited(platform: Platform) -> None:
    given.offerer(platform)
    theirs = given.house(platform, OTHER_SIREN, member="kim")
    path = f"/v1/venues/{theirs.id}"
    answer = given.call(platform, "PATCH", path, {"name": "À nous"}, uid=MEMBER)
    assert outcome(answer) == (403, "not_a_member")


# Lists and pages


def test_venues_are_listed_in_pages(platform: Platform, clock: given.HandClock) -> None:
    given.offerer(platform)
    made = []
    for number in range(5):
        clock.move(minutes=1)
        made.append(given.venue(platform, name=f"Salle {number}").id)
    first = path = f"/v1/offerers/{SIREN}/venues?page_size=2"
    seen: list[str] = []
    while path:
        answer = content(given.call(platform, "GET", path, uid=MEMBER))
        assert len(answer["items"]) <= 2
        seen += [venue["id"] for venue in answer["items"]]
        token = answer["next_page_token"]
        path = f"{first}&page_token={token}" if token else ""
    assert seen == made


MEMBERS_ONLY = {"comment", "pricing_point_id"}


def test_public_page_shows_the_facts_and_not_the_comment(platform: Platform) -> None:
    given.offerer(platform)
    venue = opened(platform, **DETAILS)
    shown = page(platform, venue["id"])
    assert shown == {
        **{name: value for name, value in venue.items() if name not in MEMBERS_ONLY},
        "offerer_name": "Les Tanneries",
        "contact": {
            "email": "bonjour@laiterie.test",
            "phone": "+33 3 88 24 33 24",
            "website": "https://laiterie.example",
        },
        "opening_hours": {**CLOSED, "saturday": [{"opens": "20:00", "closes": "24:00"}]},
        "accessibility": {"audio": None, "mental": None, "motor": True, "visual": False},
    }


def test_venue_of_an_offerer_that_is_not_validated_has_no_public_page(platform: Platform) -> None:
    given.offerer(platform, validated=False)
    venue = given.venue(platform)
    for venue_id in (venue.id, "nosuchvenue"):
        answer = given.call(platform, "GET", f"/v1/venues/{venue_id}")
        assert outcome(answer) == (404, "unknown_venue")


# An offerer whole


def test_offerer_is_shown_whole_to_members_and_administrators(platform: Platform) -> None:
    given.house(platform)
    given.venue(platform)
    path = f"/v1/offerers/{SIREN}"
    shown = content(given.call(platform, "GET", path, uid=MEMBER))
    assert shown == {
        "siren": SIREN,
        "name": "Les Tanneries",
        "postal_code": "67000",
        "city": "Strasbourg",
        "status": "validated",
        "api_key_prefixes": [],
        "created_at": "2026-05-04T10:00:00Z",
        "validated_at": "2026-05-04T10:00:00Z",
        "members_count": 1,
        "invitations_count": 0,
        "venues_count": 2,
    }
    assert content(given.call(platform, "GET", path, uid="boss", admin=True)) == shown
    assert outcome(given.call(platform, "GET", path, uid="zoe")) == (403, "not_a_member")
    unknown = given.call(platform, "GET", f"/v1/offerers/{OTHER_SIREN}", uid=MEMBER)
    assert outcome(unknown) == (404, "unknown_offerer")
