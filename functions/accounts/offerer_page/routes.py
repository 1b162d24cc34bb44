"""The route that reads an offerer whole."""

from functions.accounts.offerer_page.schemas import WholeOffererView
from functions.accounts.offerers.rules import MEMBER_ONLY, UnknownOfferer
from functions.accounts.roles.service import get_readable_offerer
from functions.accounts.routes import routes
from functions.accounts.venues.store import count_venues
from functions.kernel.call import Call
from functions.kernel.route import Who


@routes.get(
    "/v1/offerers/{siren}", who=Who.MEMBER_OR_ADMIN, refusals=(UnknownOfferer, *MEMBER_ONLY)
)
def read_offerer(call: Call, siren: str) -> WholeOffererView:
    """Show an offerer whole, to its members and to administrators."""
    uid = call.caller.uid
    offerer = call.read(lambda work: get_readable_offerer(work, siren, uid=uid))
    return WholeOffererView.whole(offerer, venues_count=count_venues(call.platform.database, siren))
