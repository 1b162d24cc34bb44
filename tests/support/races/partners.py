"""Races of products by EAN, secrets of webhooks, and deliveries."""

from functions.kernel.platform import Platform
from functions.offers.publish import service as publish_service
from functions.partners.deliveries import service as deliveries_service
from functions.partners.products import service as products_service
from functions.partners.products.models import ProductLine, PutProducts
from functions.partners.webhooks import rules as webhooks_rules
from functions.partners.webhooks import service as webhooks_service
from functions.partners.webhooks.models import Webhook
from functions.partners.webhooks.store import webhooks
from tests.support import given
from tests.support.given import MEMBER, SIREN
from tests.support.races.offerers import new_offerer
from tests.support.races.race import Round, Stage, act, among, counted, race, use

_EAN = "9782070612758"


def put(platform: Platform, venue_id: str, member: str, offer_id: str, left: int) -> str:
    line = ProductLine(
        ean=_EAN,
        price_cents=800,
        left=left,
        name="Un livre",
        description="Un roman.",
        category="paper_book",
        new_offer_id=offer_id,
    )
    command = PutProducts(venue_id=venue_id, actor=member, lines=(line,))
    (result,) = given.do(platform, products_service.put_products, command)
    return result.code or result.outcome


@race("one product put twice")
def one_product_put_twice(stage: Stage) -> Round:
    siren, (uid,) = new_offerer(stage, 1)
    venue = given.venue(stage.platform, siren, member=uid)
    names = [stage.name(number) for number in range(3)]

    def check(got: list[str]) -> None:
        counted(got, created=1, unchanged=2)
        made = [name for name in given.documents(stage.platform, "offers") if name in names]
        found = given.documents(stage.platform, "products").values()
        (product,) = (one for one in found if one["venue_id"] == venue.id)
        assert made == [product["offer_id"]]
        assert given.the_stock(stage.platform, product["stock_id"]).quantity == 5

    return Round([act(put, venue.id, uid, name, 5) for name in names], check)


@race("product put while booked")
def product_put_while_booked(stage: Stage) -> Round:
    siren, (uid,) = new_offerer(stage, 1)
    venue = given.venue(stage.platform, siren, member=uid)
    people, name = stage.people(2), stage.name(9)
    assert put(stage.platform, venue.id, uid, name, 5) == "created"
    given.show(stage.platform, name)
    given.do(stage.platform, publish_service.publish, name, member_id=uid)
    (stock,) = given.stocks_of(stage.platform, given.the_offer(stage.platform, name))

    def check(got: list[str]) -> None:
        among(got[:1], "updated", "unchanged")
        assert got[1:] == ["done", "done"], got
        after = given.the_stock(stage.platform, stock.id)
        assert after.booked == 2
        # The till counted three before or after some of the bookings, never more than three left.
        assert after.quantity in (3, 4, 5)

    books = [act(given.book, stock.id, person) for person in people]
    return Round([act(put, venue.id, uid, name, 3), *books], check)


def new_webhook(stage: Stage, siren: str, uid: str) -> Webhook:
    """Return a new webhook of an offerer."""
    set_webhook = webhooks_service.set_webhook
    url, secret = "https://caisse.example/pass", webhooks_rules.secret_text(b"0" * 32)
    return given.do(stage.platform, set_webhook, siren, url, secret=secret, uid=uid)


@race("secret rotated twice")
def secret_rotated_twice(stage: Stage) -> Round:
    siren, (uid,) = new_offerer(stage, 1)
    first = new_webhook(stage, siren, uid)
    secrets = [webhooks_rules.secret_text(bytes([number]) * 32) for number in range(1, 4)]

    def check(got: list[str]) -> None:
        counted(got, done=3)
        now = given.now(stage.platform)
        after = stage.platform.database.run(lambda work: webhooks.get(work, siren))
        signatures = webhooks_rules.signatures(after, "id", 0, "{}", now=now)
        # Whichever of the answers a receiver has read, and if none, it knows a signature.
        for secret in (first.secret, *secrets):
            known = Webhook(siren=siren, url="", secret=secret, made_by=uid, created_at=now)
            alone = webhooks_rules.signatures(known, "id", 0, "{}", now=now)
            assert alone in signatures.split(" "), secret

    rotate = webhooks_service.rotate_secret
    return Round([use(rotate, siren, secret=secret, uid=uid) for secret in secrets], check)


@race("webhook named twice and removed")
def webhook_named_twice_and_removed(stage: Stage) -> Round:
    siren, (uid,) = new_offerer(stage, 1)
    name = webhooks_service.set_webhook
    urls = [f"https://caisse.example/{number}" for number in range(2)]

    def check(got: list[str]) -> None:
        counted(got, done=3)
        found = stage.platform.database.run(lambda work: webhooks.find(work, siren))
        listed = stage.platform.database.run(webhooks_service.get_listed_sirens)
        assert (siren in listed) == (found is not None)

    acts = [
        use(name, siren, url, secret=webhooks_rules.secret_text(b"1" * 32), uid=uid) for url in urls
    ]
    return Round([*acts, act(remove, siren, uid)], check)


def remove(platform: Platform, siren: str, uid: str) -> None:
    platform.database.run(lambda work: webhooks_service.remove_webhook(work, siren, uid=uid))


def take(platform: Platform, delivery_id: str) -> str:
    taken = given.do(platform, deliveries_service.take, delivery_id)
    return "none" if taken is None else "taken"


def delivery(stage: Stage) -> str:
    """Return the id of a delivery of the house that has arrived."""
    assert stage.house
    new_webhook(stage, SIREN, MEMBER)
    stage.platform.remembered.forget(webhooks_rules.LISTED_SIRENS)
    booking = stage.booking()
    found = given.documents(stage.platform, "webhook_deliveries")
    (name,) = (name for name, one in found.items() if booking.id in one["body"])
    leased = given.do(stage.platform, deliveries_service.take, name)
    assert leased is not None
    given.do(stage.platform, deliveries_service.end, leased[0], 204, None)
    return name


@race("delivery queued again twice and sent")
def delivery_queued_again_twice(stage: Stage) -> Round:
    name = delivery(stage)
    queue = use(deliveries_service.redeliver, SIREN, name, uid=MEMBER)

    def check(got: list[str]) -> None:
        assert got[:2] == ["done", "done"], got
        among(got[2:], "taken", "none")
        # A sender that took it between the two has it taken once more, and nobody at the same time.
        assert got.count("taken") <= 2
        one = given.documents(stage.platform, "webhook_deliveries")[name]
        assert one["state"] == "waiting"
        assert one["due_at"] is not None

    return Round([queue, queue, *[act(take, name)] * 2], check)


@race("delivery taken by several senders")
def delivery_taken_by_several_senders(stage: Stage) -> Round:
    name = delivery(stage)
    given.do(stage.platform, deliveries_service.redeliver, SIREN, name, uid=MEMBER)

    def check(got: list[str]) -> None:
        counted(got, taken=1, none=3)

    return Round([act(take, name)] * 4, check)
