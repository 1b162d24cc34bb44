"""Routes that list deliveries and queue them again."""

from operator import attrgetter

from functions.accounts.offerers.rules import MEMBER_ONLY, UnknownOfferer
from functions.kernel.call import Call
from functions.kernel.database import UnitOfWork
from functions.kernel.page_tokens import MOMENT, cut_page, decode_token
from functions.kernel.route import Who
from functions.partners.deliveries import rules, service
from functions.partners.deliveries.schemas import DeliveriesQuery, DeliveriesView, DeliveryView
from functions.partners.deliveries.store import deliveries_of
from functions.partners.routes import routes
from functions.partners.webhooks.rules import UnknownWebhook
from functions.partners.webhooks.service import get_own_webhook

_OWN = (UnknownOfferer, *MEMBER_ONLY, UnknownWebhook)


@routes.get("/v1/offerers/{siren}/webhook/deliveries", who=Who.MEMBER, refusals=_OWN)
def list_deliveries(call: Call, siren: str, query: DeliveriesQuery) -> DeliveriesView:
    """List the messages of the last 30 days, newest first."""
    list_id = call.list_id
    after = decode_token(query.page_token, MOMENT, of_list=list_id)

    def read(work: UnitOfWork) -> DeliveriesView:
        get_own_webhook(work, siren, uid=call.caller.uid)
        page, token = cut_page(
            deliveries_of(work, siren, after=after, page=query.page_size + 1),
            query.page_size,
            attrgetter("created_at", "id"),
            of_list=list_id,
        )
        return DeliveriesView(items=[DeliveryView.of(one) for one in page], next_page_token=token)

    return call.read(read)


@routes.post(
    "/v1/offerers/{siren}/webhook/deliveries/{delivery_id}/redeliver",
    who=Who.MEMBER,
    refusals=(*_OWN, rules.UnknownDelivery),
)
def redeliver(call: Call, siren: str, delivery_id: str) -> DeliveryView:
    """Send a message again, with the same id; it leaves within a minute."""

    def queue(work: UnitOfWork) -> DeliveryView:
        return DeliveryView.of(
            service.redeliver(work, siren, delivery_id, uid=call.caller.uid, now=call.now)
        )

    return call.commit(queue)
