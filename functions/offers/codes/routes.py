"""Routes that load and count activation codes."""

from functions.accounts.offerers.rules import BY_KEY
from functions.kernel.call import Call
from functions.kernel.route import Who
from functions.offers.codes import rules, service
from functions.offers.codes.models import LoadCodes
from functions.offers.codes.schemas import CodesBody, CodesView
from functions.offers.routes import actor_of, routes
from functions.offers.rules import UnknownStock


@routes.post(
    "/v1/stocks/{stock_id}/activation-codes",
    who=Who.OFFERS,
    refusals=(
        UnknownStock,
        *BY_KEY,
        rules.CodesNotAllowed,
        rules.BookedWithoutCodes,
        rules.CodesExpireTooSoon,
        rules.TooManyCodes,
    ),
)
def load_codes(call: Call, stock_id: str, body: CodesBody) -> CodesView:
    """Load up to 200 activation codes; each booking receives one and counts as used at once."""
    command = LoadCodes(
        stock_id=stock_id,
        member_id=actor_of(call),
        codes=tuple(body.codes),
        expires_at=body.expires_at,
    )
    return call.commit(
        lambda work: CodesView.of(service.load_codes(work, command, now=call.now), now=call.now)
    )


@routes.get(
    "/v1/stocks/{stock_id}/activation-codes", who=Who.OFFERS, refusals=(UnknownStock, *BY_KEY)
)
def count_codes(call: Call, stock_id: str) -> CodesView:
    """Count the activation codes of a stock; the codes themselves are not shown."""
    actor = actor_of(call)
    return call.read(
        lambda work: CodesView.of(
            service.get_own_stock(work, stock_id, member_id=actor), now=call.now
        )
    )
