"""The Base Adresse Nationale, as its geocoder answers: Géoplateforme, or one's own `addok`.

https://geoservices.ign.fr/documentation/services/services-geoplateforme/geocodage has its form,
GeoJSON; anybody may ask it, up to 50 times a second from one address.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import httpx
import msgspec

from functions.kernel.addresses import AddressesDown, FoundAddress
from functions.kernel.clock import monotonic
from functions.kernel.values import prepared

if TYPE_CHECKING:
    from functions.kernel.platform import Platform

TIMEOUT = 2.0
"""Seconds for the whole answer: somebody is typing."""

LARGEST_ANSWER = 256 * 1024
"""Bytes; twenty addresses take about 20,000."""

_LONGEST_TEXT, _SHORTEST_TEXT = 200, 3
"""The characters that the service accepts."""


class _Properties(msgspec.Struct, frozen=True):
    label: str
    score: float
    type: str
    name: str
    city: str
    postcode: str = ""


class _Geometry(msgspec.Struct, frozen=True):
    coordinates: tuple[float, float]


class _Feature(msgspec.Struct, frozen=True):
    properties: _Properties
    geometry: _Geometry


class _Answer(msgspec.Struct, frozen=True):
    features: tuple[_Feature, ...]


def open_adapter(platform: "Platform") -> "BanAddresses":
    """Return the service at the address that the settings name."""
    return BanAddresses(platform.settings.addresses_url)


class BanAddresses:
    """A geocoder of the Base Adresse Nationale."""

    def __init__(self, url: str, *, timeout: float = TIMEOUT) -> None:
        self._url = f"{url.rstrip('/')}/search"
        self._timeout = timeout
        self._client = httpx.Client(timeout=timeout)

    def find(self, text: str, *, limit: int) -> Sequence[FoundAddress]:
        """Return the addresses that a text may mean, best first. Raises AddressesDown."""
        asked = text[:_LONGEST_TEXT].strip()
        if len(asked) < _SHORTEST_TEXT or not asked[0].isalnum():
            return ()
        try:
            answer = msgspec.json.decode(self._get(asked, limit), type=prepared(_Answer))
        except (httpx.HTTPError, msgspec.DecodeError, UnicodeDecodeError) as fault:
            raise AddressesDown from fault
        return tuple(_found(answer.features))[:limit]

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _get(self, text: str, limit: int) -> bytes:
        """Return the content of an answer. Raises AddressesDown when it is late or too large."""
        until = monotonic() + self._timeout
        parameters: dict[str, str | int] = {"q": text, "limit": limit, "autocomplete": 1}
        content = b""
        with self._client.stream("GET", self._url, params=parameters) as response:
            response.raise_for_status()
            for part in response.iter_bytes():
                content += part
                if len(content) > LARGEST_ANSWER or monotonic() > until:
                    raise AddressesDown
        return content


def _found(features: Sequence[_Feature]) -> Iterator[FoundAddress]:
    for feature in features:
        facts, (longitude, latitude) = feature.properties, feature.geometry.coordinates
        if -90 <= latitude <= 90 and -180 <= longitude <= 180:
            yield FoundAddress(
                label=facts.label,
                street=None if facts.type == "municipality" else facts.name,
                postal_code=facts.postcode,
                city=facts.city,
                latitude=latitude,
                longitude=longitude,
                is_exact=facts.type == "housenumber",
                score=facts.score,
            )
