"""The demo's partner: ticketing software with an API key, products by EAN and a webhook.

No message leaves the machine while the demo is loaded: the receiver of the past is in this module.
Later messages go to a host that does not exist, and fail as they would.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import partial

from functions.accounts.api_keys.service import add_api_key
from functions.accounts.offerers.models import ApiKey
from functions.accounts.offerers.rules import digest, key_actor
from functions.kernel.database import UnitOfWork
from functions.kernel.webhooks import WebhookFault
from functions.kernel.webhooks.public import PublicWebhooks
from functions.partners.deliveries.service import Courier, redeliver
from functions.partners.deliveries.store import deliveries_of, due
from functions.partners.products.models import ProductLine, PutProducts
from functions.partners.products.service import put_products
from functions.partners.webhooks.rules import LISTED_SIRENS, SECRET_BYTES, secret_text
from functions.partners.webhooks.service import set_webhook
from local.demo.accounts import API_KEY, PROFESSIONAL
from local.demo.catalogue import venue_id
from local.demo.stage import Scene, Stage

_PREFIX, _, _SECRET = API_KEY.partition("_")
KEY_ACTOR = key_actor(_PREFIX)

WEBHOOK_URL = "https://billetterie.partenaire.example/reservations"
"""A host of a domain set aside for examples (RFC 2606)."""

WEBHOOK_SECRET = secret_text(b"demonstration".ljust(SECRET_BYTES, b"."))

_WEBHOOK_SINCE, _DOWN_ON, _MENDED_ON = -12, -7, -1
"""Days of the webhook, counted from today."""


def load_key(stage: Stage, *, siren: str) -> None:
    """Make the API key of an offerer."""
    made_at, uid = stage.day(-50, 10), PROFESSIONAL.uid
    key = ApiKey(
        prefix=_PREFIX,
        siren=siren,
        secret_digest=digest(_SECRET),
        created_at=made_at,
        scopes=("desk", "offers"),
    )
    stage.play("key", [Scene(made_at, lambda work, _: add_api_key(work, key, caller_id=uid))])


def webhook(stage: Stage, *, siren: str) -> Scene:
    """Return the scene in which an offerer names its webhook."""
    stage.platform.remembered.forget(LISTED_SIRENS)
    return Scene(
        stage.day(_WEBHOOK_SINCE, 8),
        lambda work, at: set_webhook(
            work, siren, WEBHOOK_URL, secret=WEBHOOK_SECRET, uid=PROFESSIONAL.uid, now=at
        ),
    )


def load_products(stage: Stage) -> None:
    """Load drafts that the till of the opera's shop has sent."""
    products = (
        ("2990000000019", "Livret de salle, saison lyrique", 900, 40),
        ("2990000000026", "Cahier de l'atelier costumes", 1_450, 12),
    )
    lines = tuple(
        ProductLine(
            ean=ean,
            price_cents=price_cents,
            left=left,
            partner_id=f"caisse-{number}",
            name=name,
            category="paper_book",
            new_offer_id=f"demo-caisse-{number}",
        )
        for number, (ean, name, price_cents, left) in enumerate(products, start=1)
    )
    command = PutProducts(venue_id=venue_id("opera-rhin"), actor=KEY_ACTOR, lines=lines)
    stage.platform.database.run(partial(put_products, command=command, now=stage.day(-40)))


def send_deliveries(stage: Stage, day: int, *, siren: str) -> None:
    """Send the messages of a past day to the receiver, some of them in vain.

    Until yesterday it answered cancellations with an error. One that had failed for good was sent
    again since; and one evening it did not answer at all.
    """
    is_mended = day >= _MENDED_ON
    _send(stage, at=stage.day(day, 22), is_mended=is_mended, is_down=day == _DOWN_ON)
    if is_mended:
        at = stage.day(day, 23)
        stage.platform.database.run(partial(_redeliver, siren=siren, at=at))
        _send(stage, at=at, is_mended=True)


def send_waiting(stage: Stage) -> None:
    """Send what still waits, to the receiver as it is since yesterday."""
    _send(stage, at=stage.day(-1, 23), is_mended=True)


def _redeliver(work: UnitOfWork, *, siren: str, at: datetime) -> None:
    """Queue the oldest message that has failed once more, unless one was."""
    found = list(deliveries_of(work, siren, after=None, page=100))
    if any(one.queued_at > one.created_at for one in found):
        return
    for delivery in [one for one in found if one.state == "failed"][-1:]:
        redeliver(work, siren, delivery.id, uid=PROFESSIONAL.uid, now=at)


def _send(stage: Stage, *, at: datetime, is_mended: bool, is_down: bool = False) -> None:
    """Send what is due at an instant; a failure leaves the rest to the next round."""
    receiver = _Receiver(is_mended=is_mended, is_down=is_down)
    database = stage.platform.database
    courier = Courier(database=database, sender=lambda: receiver, now=lambda: at)
    while courier.send(due(database, at=at)).counts:
        pass


class _Receiver(PublicWebhooks):
    """The partner's software as it was, in place of a host."""

    def __init__(self, *, is_mended: bool, is_down: bool) -> None:
        super().__init__()
        self._is_mended = is_mended
        self._is_down = is_down

    def post(self, url: str, *, headers: Mapping[str, str], content: bytes) -> int:  # noqa: ARG002
        """Answer a message. Raises WebhookFault when the receiver is down."""
        if self._is_down:
            raise WebhookFault("timeout")
        is_cancellation = b'"type":"booking.cancelled"' in content
        return 500 if is_cancellation and not self._is_mended else 204
