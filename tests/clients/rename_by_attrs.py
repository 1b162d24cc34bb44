"""A change of a name alone, with openapi-python-client: SERVER TOKEN OFFER NAME."""

import sys

from attrs_client import AuthenticatedClient  # type: ignore[import-not-found]
from attrs_client.api.publish import edit_offer  # type: ignore[import-not-found]
from attrs_client.models import OfferChanges, OwnOfferView  # type: ignore[import-not-found]

server, token, offer_id, name = sys.argv[1:]
with AuthenticatedClient(base_url=server, token=token) as client:
    offer = edit_offer.sync(offer_id, client=client, body=OfferChanges(name=name))
assert isinstance(offer, OwnOfferView), offer
print(offer.name, offer.status)
