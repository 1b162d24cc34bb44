"""The same with openapi-generator's python: SERVER TOKEN OFFER NAME."""

import sys

from openapi_client import (  # type: ignore[import-not-found]
    ApiClient,
    Configuration,
    OfferChanges,
    PublishApi,
)

server, token, offer_id, name = sys.argv[1:]
with ApiClient(Configuration(host=server, access_token=token)) as client:
    offer = PublishApi(client).edit_offer(offer_id, OfferChanges(name=name))
print(offer.name, offer.status)
