"""The route that suggests addresses."""

from functions.accounts.addresses import service
from functions.accounts.addresses.schemas import AddressesQuery, AddressesView, AddressView
from functions.accounts.routes import routes
from functions.kernel.call import Call
from functions.kernel.route import Who


@routes.get("/v1/addresses", who=Who.SIGNED_IN)
def suggest_addresses(call: Call, query: AddressesQuery) -> AddressesView:
    """Suggest French addresses while typing.

    They come from the service that the deployment names; without one, or when it gives no answer,
    the communes at the end of the text are suggested.
    """
    found = service.suggest(call.platform.addresses, query.q, limit=query.page_size)
    return AddressesView(items=[AddressView.of(address) for address in found])
