"""Ask the service of addresses, and fall back to the communes that ship with the code.

No unit of work may be open meanwhile: the service is another machine's.
"""

from collections.abc import Sequence

from functions.accounts.addresses import rules
from functions.accounts.addresses.models import Address, Position
from functions.kernel.addresses import AddressesDown, AddressService, FoundAddress
from functions.kernel.logs import log


def suggest(service: AddressService, text: str, *, limit: int) -> list[Address]:
    """Return the addresses that a text may mean, best first; communes where none is found."""
    found = (rules.address_of(one) for one in _found(service, text, limit=limit))
    return [address for address in found if address is not None] or rules.addresses_by_commune(
        text, limit=limit
    )


def locate(
    service: AddressService, *, address: str, postal_code: str, city: str
) -> Position | None:
    """Return the position of an address, or that of its commune, marked as approximate."""
    found = _found(service, f"{address} {postal_code} {city}", limit=3)
    position = rules.position_among(found, postal_code=postal_code, city=city)
    return position or rules.position_of_commune(postal_code, city)


def _found(service: AddressService, text: str, *, limit: int) -> Sequence[FoundAddress]:
    try:
        return service.find(text, limit=limit)
    except AddressesDown as fault:
        log.error("addresses_down", fault=fault.__cause__ or fault)
        return ()
