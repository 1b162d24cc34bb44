"""Suggested addresses: by the service, and by commune where it is off, silent or finds nothing."""

from collections.abc import Iterator
from typing import Any

import pytest

from functions.kernel.addresses.ban import BanAddresses
from functions.kernel.platform import Platform
from tests.support import given
from tests.support.answers import content, outcome
from tests.support.geocoder import Geocoder, feature, running


@pytest.fixture
def geocoder(platform: Platform) -> Iterator[Geocoder]:
    with running() as geocoder:
        service = BanAddresses(geocoder.url, timeout=1.0)
        platform.use("addresses", service)
        yield geocoder
        service.close()


def suggested(platform: Platform, text: str) -> list[dict[str, Any]]:
    answer = given.client("accounts_api").get(
        "/v1/addresses",
        query_string={"q": text},
        headers={"Authorization": f"Bearer {given.token(platform, 'pro')}"},
    )
    found: list[dict[str, Any]] = content(answer)["items"]
    return found


def test_address_comes_with_its_department_and_time_zone(
    platform: Platform, geocoder: Geocoder
) -> None:
    geocoder.features = [
        feature(at=(-52.3344, 4.9382), postcode="97300", city="Cayenne", label="1 Rue X 97300")
    ]
    (found,) = suggested(platform, "1 rue x cayenne")
    assert found == {
        "label": "1 Rue X 97300",
        "street": "2 Rue du Dôme",
        "postal_code": "97300",
        "city": "Cayenne",
        "department": "973",
        "department_name": "Guyane",
        "time_zone": "America/Cayenne",
        "latitude": 4.9382,
        "longitude": -52.3344,
        "approximate": False,
    }


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("12 rue de la Mésange 67000 Strasbourg", "67000 Strasbourg"),
        ("12 rue de la Mésange, strasb", "67000 Strasbourg"),
        ("strasb", "67000 Strasbourg"),
        ("4 place X, 93210 Saint-Denis", "93210 Saint-Denis"),
    ],
)
def test_commune_is_suggested_without_a_service(platform: Platform, text: str, label: str) -> None:
    first = suggested(platform, text)[0]
    assert (first["label"], first["street"], first["approximate"]) == (label, None, True)


def test_commune_is_suggested_when_the_service_fails(
    platform: Platform, geocoder: Geocoder
) -> None:
    geocoder.status = 503
    assert suggested(platform, "2 rue du Dôme 67000")[0]["city"] == "Strasbourg"
    assert len(geocoder.asked) == 1


def test_commune_is_suggested_when_the_service_finds_nothing_in_france(
    platform: Platform, geocoder: Geocoder
) -> None:
    geocoder.features = [feature(postcode="", city="Kehl")]
    assert suggested(platform, "colmar")[0]["label"] == "68000 Colmar"


def test_suggestions_are_for_those_who_are_signed_in(platform: Platform) -> None:
    assert outcome(given.call(platform, "GET", "/v1/addresses?q=colmar"))[0] == 401
