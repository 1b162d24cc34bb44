"""The route that reads an offerer whole."""

from functions.accounts.administrators.rules import roles_of
from functions.accounts.administrators.store import find_roster
from functions.accounts.offerer_page.schemas import WholeOffererView
from functions.accounts.offerers.models import Offerer
from functions.accounts.offerers.rules import MEMBER_ONLY, UnknownOfferer
from functions.accounts.offerers.service import check_member
from functions.accounts.offerers.store import offerers, professionals
from functions.accounts.routes import routes
from functions.accounts.venues.store import count_venues
from functions.kernel.administrators import ROSTER
from functions.kernel.database import UnitOfWork
from functions.kernel.http import Call, Who


@routes.get(
    "/v1/offerers/{siren}", who=Who.MEMBER_OR_ADMIN, refusals=(UnknownOfferer, *MEMBER_ONLY)
)
def read_offerer(call: Call, siren: str) -> WholeOffererView:
    """Show an offerer whole, to its members and to administrators."""
    uid = call.caller.uid

    def read(work: UnitOfWork) -> Offerer:
        work.prefetch(professionals.ref(uid), ROSTER)
        offerer = offerers.get(work, siren)
        if not roles_of(find_roster(work), uid):
            check_member(work, siren, uid=uid)
        return offerer

    offerer = call.read(read)
    return WholeOffererView.whole(offerer, venues_count=count_venues(call.platform.database, siren))
