"""Both services of addresses keep the port's promises; the geocoder's also on its bad days."""

from collections.abc import Iterator

import pytest

from functions.kernel.addresses import AddressesDown, AddressService, FoundAddress
from functions.kernel.addresses.ban import LARGEST_ANSWER, BanAddresses
from functions.kernel.addresses.off import NoAddresses
from functions.kernel.config import Settings
from functions.kernel.platform import Platform
from tests.support.geocoder import DOME, Geocoder, feature, running

TEXT = "2 rue du Dôme 67000 Strasbourg"


@pytest.fixture
def geocoder() -> Iterator[Geocoder]:
    with running() as geocoder:
        yield geocoder


@pytest.fixture
def service(geocoder: Geocoder) -> Iterator[BanAddresses]:
    service = BanAddresses(geocoder.url, timeout=1.0)
    yield service
    service.close()


def test_both_services_return_addresses_and_nothing_for_blanks(service: BanAddresses) -> None:
    services: list[AddressService] = [service, NoAddresses()]
    for one in services:
        assert all(isinstance(found, FoundAddress) for found in one.find(TEXT, limit=5))
        assert one.find("  ", limit=5) == ()


def test_address_is_read_as_the_geocoder_writes_it(
    service: BanAddresses, geocoder: Geocoder
) -> None:
    assert service.find(TEXT, limit=5) == (
        FoundAddress(
            label="2 Rue du Dôme 67000 Strasbourg",
            street="2 Rue du Dôme",
            postal_code="67000",
            city="Strasbourg",
            latitude=48.5825,
            longitude=7.7509,
            is_exact=True,
            score=0.96,
        ),
    )
    assert geocoder.asked == [{"q": [TEXT], "limit": ["5"], "autocomplete": ["1"]}]


def test_street_is_not_exact_and_a_commune_has_no_street(
    service: BanAddresses, geocoder: Geocoder
) -> None:
    geocoder.features = [feature(type="street"), feature(type="municipality", name="Strasbourg")]
    street, commune = service.find(TEXT, limit=5)
    assert not street.is_exact
    assert (commune.street, commune.is_exact) == (None, False)


def test_no_more_are_returned_than_asked_for_and_none_off_the_map(
    service: BanAddresses, geocoder: Geocoder
) -> None:
    geocoder.features = [feature(at=(200.0, 48.0)), DOME, DOME]
    assert len(service.find(TEXT, limit=1)) == 1


def test_texts_that_the_geocoder_refuses_are_not_sent(
    service: BanAddresses, geocoder: Geocoder
) -> None:
    for text in ("", "ab", "'rue", "-12"):
        assert service.find(text, limit=5) == ()
    assert geocoder.asked == []
    service.find("x" * 300, limit=5)
    assert geocoder.asked[0]["q"] == ["x" * 200]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html>busy</html>",
        b"[]",
        b'{"features": [{}]}',
        b'{"features": [{"properties": {"label": 5}}]}',
        b'{"features": "\xff"}',
        b" " * (LARGEST_ANSWER + 1),
    ],
)
def test_answer_in_another_form_is_a_fault_of_the_service(
    service: BanAddresses, geocoder: Geocoder, content: bytes
) -> None:
    geocoder.content = content
    with pytest.raises(AddressesDown):
        service.find(TEXT, limit=5)


@pytest.mark.parametrize("status", [302, 400, 429, 500, 503])
def test_status_other_than_success_is_a_fault_of_the_service(
    service: BanAddresses, geocoder: Geocoder, status: int
) -> None:
    geocoder.status = status
    with pytest.raises(AddressesDown):
        service.find(TEXT, limit=5)


def test_late_answer_is_not_waited_for(geocoder: Geocoder) -> None:
    geocoder.thinks = 1.0
    service = BanAddresses(geocoder.url, timeout=0.1)
    with pytest.raises(AddressesDown):
        service.find(TEXT, limit=5)
    service.close()


def test_absent_service_is_a_fault_of_the_service() -> None:
    service = BanAddresses("http://127.0.0.1:9", timeout=0.5)
    with pytest.raises(AddressesDown):
        service.find(TEXT, limit=5)
    service.close()


def test_settings_name_the_service(geocoder: Geocoder) -> None:
    assert isinstance(Platform(Settings()).addresses, NoAddresses)
    platform = Platform(Settings(addresses="ban", addresses_url=geocoder.url))
    assert len(platform.addresses.find(TEXT, limit=5)) == 1
    platform.close()
