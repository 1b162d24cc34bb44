"""The straight path with documents in Firestore, events on Pub/Sub and files in Cloud Storage.

Each event function answers over HTTP, and every topic is pushed to it, as the deployment does.
"""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import functions_framework
import grpc  # type: ignore[import-untyped]
import httpx
import pytest
from google.cloud import storage  # type: ignore[attr-defined]
from google.pubsub_v1.services.publisher import PublisherClient
from google.pubsub_v1.services.publisher.transports import PublisherGrpcTransport
from google.pubsub_v1.services.subscriber import SubscriberClient
from google.pubsub_v1.services.subscriber.transports import SubscriberGrpcTransport
from google.pubsub_v1.types import PushConfig, RetryPolicy, Subscription, Topic
from werkzeug.serving import make_server

import main
from functions.kernel.config import Settings
from functions.kernel.database import OUTBOX, Query
from functions.kernel.events import Event, Message
from functions.kernel.files import OBJECT_FINALIZE
from functions.kernel.identity.local import LocalIdentity
from functions.kernel.openapi import document
from functions.kernel.platform import Platform, use_platform
from functions.kernel.subscribers import Subscriber, subscribers
from local.emulators import environment
from local.health import health_app
from local.server import TABLES
from local.sign_in import sign_in_app
from tests.support import given
from tests.support.conformity import Conformity
from tests.support.fake_gcs import telling
from tests.support.postbox import Postbox, parsed
from tests.support.server import PASSWORD, Api, Json, Software, answer, eventually, jpeg

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_URL = "http://api.test"


@dataclass
class Cloud:
    """A project of its own on the emulators, with every function deployed."""

    platform: Platform
    api: Api
    pushes: "Pushes"


@dataclass
class Pushes:
    """The event functions behind one address, and every push that they were sent."""

    apps: dict[str, "WSGIApplication"]
    seen: list[tuple[str, bytes]] = field(default_factory=list)

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> "Iterator[bytes]":
        """Hand a push to the function that its path names."""
        name = environ["PATH_INFO"].strip("/")
        body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        self.seen.append((name, body))
        with_body = {**environ, "wsgi.input": _Replayed(body)}
        return iter(self.apps[name](with_body, start_response))


class _Replayed:
    """A body that was read already."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def read(self, size: int = -1) -> bytes:
        content = self._content if size < 0 else self._content[:size]
        self._content = self._content[len(content) :]
        return content


def front(platform: Platform) -> "WSGIApplication":
    """Return every HTTP function behind one address, with sign-in beside them."""
    assert isinstance(platform.identity, LocalIdentity)
    sign_in = sign_in_app(platform.identity)
    health = health_app(clock=platform.clock, free_bytes=lambda: 1_000_000_000)
    pages = functions_framework.create_app("web_pages", main.__file__)
    functions = [
        (table, functions_framework.create_app(table.function, main.__file__)) for table in TABLES
    ]

    def application(
        environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> "Iterator[bytes]":
        path = environ["PATH_INFO"]
        app = {"/health": health, "/v1/openapi.json": pages}.get(path, sign_in)
        for table, function in functions:
            if table.owns(path):
                app = function
        return iter(app(environ, start_response))

    return application


@contextmanager
def pushed(project: str, host: str, pushes: Pushes) -> Iterator[None]:
    """Push every topic of every subscriber to its function."""
    server = make_server("127.0.0.1", 0, pushes, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    channel = grpc.insecure_channel(host)
    client = SubscriberClient(transport=SubscriberGrpcTransport(channel=channel))
    names = []
    try:
        for subscriber in deployed():
            for topic in subscriber.subscriptions:
                name = f"projects/{project}/subscriptions/{subscriber.name}.{topic}"
                client.create_subscription(
                    Subscription(
                        name=name,
                        topic=f"projects/{project}/topics/{topic}",
                        push_config=PushConfig(
                            push_endpoint=f"http://127.0.0.1:{server.server_port}/{subscriber.name}"
                        ),
                        retry_policy=RetryPolicy(
                            minimum_backoff=timedelta(seconds=0.1),
                            maximum_backoff=timedelta(seconds=1),
                        ),
                    )
                )
                names.append(name)
        yield
    finally:
        for name in names:
            client.delete_subscription(subscription=name)
        channel.close()
        server.shutdown()
        thread.join()
        server.server_close()


def deployed() -> list[Subscriber]:
    """Return the subscribers that main.py exports as functions."""
    return [subscriber for subscriber in subscribers if subscriber.name in main.__all__]


def make_topics(project: str, host: str) -> None:
    """Make a topic for every event, job and notification of storage."""
    told = {topic for subscriber in deployed() for topic in subscriber.subscriptions}
    kinds = [Event]
    for kind in kinds:
        kinds += kind.__subclasses__()
    told |= {kind.name for kind in kinds if "name" in vars(kind)}
    channel = grpc.insecure_channel(host)
    client = PublisherClient(transport=PublisherGrpcTransport(channel=channel))
    for topic in told:
        client.create_topic(Topic(name=f"projects/{project}/topics/{topic}"))
    channel.close()


@pytest.fixture
def cloud(firestore_emulator: str, pubsub_emulator: str, tmp_path: Path) -> Iterator[Cloud]:
    name = uuid4().hex
    settings = Settings(
        database="firestore",
        bus="pubsub",
        files="storage",
        identity="local",
        relay="commit",
        data=tmp_path,
        project=f"demo-{name}",
        uploads_bucket=f"uploads-{name}",
        images_bucket=f"images-{name}",
    )
    main.load_all()
    make_topics(settings.project, pubsub_emulator)
    with (
        telling(
            bucket=settings.uploads_bucket,
            project=settings.project,
            topic=OBJECT_FINALIZE,
            pubsub=pubsub_emulator,
        ) as gcs,
        environment(
            FIRESTORE_EMULATOR_HOST=firestore_emulator,
            PUBSUB_EMULATOR_HOST=pubsub_emulator,
            STORAGE_EMULATOR_HOST=gcs,
        ),
    ):
        with storage.Client(project=settings.project) as client:
            client.create_bucket(settings.uploads_bucket)
            client.create_bucket(settings.images_bucket)
        public = f"{gcs}/{settings.images_bucket}"
        platform = Platform(settings.model_copy(update={"public_files_url": public}))
        use_platform(platform)
        assert isinstance(platform.identity, LocalIdentity)
        platform.identity.create_account("admin@demo.test", PASSWORD, claims={}, uid="admin")
        given.administrator(platform, "admin")
        pushes = Pushes(
            {
                subscriber.name: functions_framework.create_app(
                    subscriber.name, main.__file__, "cloudevent"
                )
                for subscriber in deployed()
            }
        )
        transport = httpx.WSGITransport(app=front(platform))
        with (
            pushed(settings.project, pubsub_emulator, pushes),
            httpx.Client(base_url=_URL, mounts={_URL: transport}, timeout=30) as http,
        ):
            conformity = Conformity(document(TABLES, server=_URL))
            yield Cloud(platform, Api(http, conformity=conformity), pushes)
        use_platform(None)
        platform.close()


def answers(image: Json) -> set[int]:
    """Return the statuses that a picture's addresses answer with."""
    return {httpx.get(url).status_code for url in image["urls"].values()}


@pytest.mark.emulator("firestore", "pubsub")
def test_the_straight_path_holds_on_the_emulators_and_bears_every_message_twice(
    cloud: Cloud,
) -> None:
    api = cloud.api
    admin = api.admin()
    lea = api.beneficiary(admin)
    grant = [("grant", 50_000)]

    shop = api.shop(admin)
    book = api.draft(shop)
    image = api.upload(shop, book)
    assert (image["status"], sorted(image["urls"])) == ("ready", ["150", "400", "750", "jpeg"])
    for url in image["urls"].values():
        assert httpx.get(url).content[:4] in (b"RIFF", b"\xff\xd8\xff\xe0")
    # A new picture erases the former.
    former, image = image, api.upload(shop, book, jpeg(640, 480))
    assert image["status"] == "ready"
    assert eventually(lambda: answers(former), lambda seen: seen == {404}) == {404}
    assert answers(image) == {200}
    stock = api.stock(shop, book, price_cents=1_850, quantity=3)
    api.publish(shop, book)
    near: Json = {"latitude": 48.583, "longitude": 7.75, "radius_m": 1_000}
    (hit,) = answer(api.get("/v1/offers", **near))["items"]
    assert hit["id"] == book
    away: Json = {"latitude": 48.8566, "longitude": 2.3522, "radius_m": 100_000}
    assert answer(api.get("/v1/offers", **away))["items"] == []

    # Hold and capture.
    first = api.book(lea, stock)
    hold = [("hold", 1_850), *grant]
    api.check_credit(lea, available=48_150, held=1_850, entries=hold)
    made = answer(api.post(f"/v1/offerers/{shop.siren}/api-keys", by=shop.member), 201)
    till = Software(made["prefix"], made["secret"])
    desk = f"/v1/desk/countermarks/{first['countermark']}"
    assert answer(api.post(f"{desk}/redeem", by=till))["status"] == "used"
    capture = [("capture", 1_850), *hold]
    api.check_credit(lea, available=48_150, spent=1_850, entries=capture)

    # Hold and release.
    begins_at = (datetime.now(UTC) + timedelta(days=20)).isoformat()
    when = {"price_cents": 3_000, "begins_at": begins_at}
    concert = api.offer(shop, name="Concert", category="concert", stock=when)
    second = api.book(lea, concert)
    second_hold = [("hold", 3_000), *capture]
    api.check_credit(lea, available=45_150, held=3_000, spent=1_850, entries=second_hold)
    answer(api.post(f"/v1/bookings/{second['id']}/cancel", by=lea))
    release = [("release", 3_000), *second_hold]
    api.check_credit(lea, available=48_150, spent=1_850, entries=release)

    # Hold and expire: the schedule's message goes by the bus.
    film = api.offer(shop, name="Coffret", category="film_disc", stock={"price_cents": 2_499})
    third = api.book(lea, film)
    third_hold = [("hold", 2_499), *release]
    api.check_credit(lea, available=45_651, held=2_499, spent=1_850, entries=third_hold)
    at = json.dumps({"at": third["expires_at"]})
    cloud.platform.bus.publish(Message("job-expire-bookings", "job-1", at))
    ended = [("release", 2_499), *third_hold]
    api.check_credit(lea, available=48_150, spent=1_850, entries=ended)

    # The professional's own cancellation, after one that came back from the desk.
    again = api.book(lea, concert)
    answer(api.call("DELETE", f"/v1/stocks/{concert}", by=shop.member))
    ended = [("release", 3_000), ("hold", 3_000), *ended]
    api.check_credit(lea, available=48_150, spent=1_850, entries=ended)

    # What happened was told by mail, and each mail left by itself.
    database = cloud.platform.database
    notices = eventually(
        lambda: [
            str((found.data or {}).get("state", "waiting"))
            for found in database.query(Query("notices"))
        ],
        lambda states: len(states) == 8 and set(states) <= {"sent", "dropped"},
    )
    mails = mails_to(lea.email, cloud.platform)
    assert len(mails) == notices.count("sent"), notices
    assert {subject: mails.count(subject) for subject in mails}.items() >= {
        "Ton crédit est arrivé : 500,00 €": 1,
        "Réservation annulée : Concert": 2,
        "Réservation expirée : Coffret": 1,
    }.items()

    # Everything once more: no message has a second effect.
    assert eventually(lambda: database.query(Query(OUTBOX)), lambda left: not left) == []
    told = list(cloud.pushes.seen)
    names = {json.loads(body)["message"]["attributes"].get("topic") for _, body in told}
    assert {"beneficiary-activated", "booking-redeemed", "stock-deleted"} <= names
    assert sum(name == "process_images" for name, _ in told) >= 3
    before = everything(cloud.platform)
    for name, body in told:
        assert repeat(cloud.pushes, name, body) == 200
    assert everything(cloud.platform) == before
    assert mails_to(lea.email, cloud.platform) == mails
    api.check_credit(lea, available=48_150, spent=1_850, entries=ended)
    listed = answer(api.get("/v1/bookings", by=lea))["items"]
    states = {item["id"]: item["status"] for item in listed}
    assert states == {
        first["id"]: "used",
        second["id"]: "cancelled",
        third["id"]: "expired",
        again["id"]: "cancelled",
    }
    money = answer(api.get("/v1/desk/transactions", by=shop.member, venue_id=shop.venue_id))
    assert money["total_cents"] == 1_850


@pytest.mark.emulator("firestore", "pubsub")
def test_what_a_mail_server_did_not_take_the_job_sends_when_it_is_back(cloud: Cloud) -> None:
    postbox = Postbox()
    cloud.platform.use("mail", postbox.mailer())
    database = cloud.platform.database

    def states() -> list[object]:
        found = database.query(Query("notices"))
        return [(one.data or {}).get("state", "waiting") for one in found]

    people = [cloud.api.beneficiary() for _ in range(3)]
    waiting = ["waiting"] * 3
    assert eventually(states, lambda seen: seen == waiting) == waiting
    at = (datetime.now(UTC) + timedelta(minutes=5)).isoformat()
    postbox.start()
    try:
        for number in range(2):
            message = Message("job-send-notices", f"job-{number}", json.dumps({"at": at}))
            cloud.platform.bus.publish(message)
        assert eventually(states, lambda seen: set(seen) == {"sent"}) == ["sent"] * 3
        for name, body in list(cloud.pushes.seen):
            assert repeat(cloud.pushes, name, body) == 200
    finally:
        postbox.stop()
    sent = [str(mail["To"]) for mail in postbox.mails()]
    assert sorted(sent) == sorted(person.email for person in people)


def mails_to(address: str, platform: Platform) -> list[str]:
    """Return the subjects of the mails that somebody was sent."""
    files = (platform.settings.data / "mail").glob("*.eml")
    found = [parsed(path.read_bytes()) for path in files]
    mine = (str(mail["Subject"]) for mail in found if mail["To"] == address)
    return sorted(subject.replace("\u00a0", " ") for subject in mine)


def repeat(pushes: Pushes, name: str, body: bytes) -> int:
    """Return the status with which a function answers a push that it has had before."""
    transport = httpx.WSGITransport(app=pushes.apps[name])
    with httpx.Client(transport=transport, base_url="http://push.test") as client:
        headers = {"Content-Type": "application/json"}
        return client.post(f"/{name}", content=body, headers=headers).status_code


def everything(platform: Platform) -> dict[str, list[Json]]:
    """Return all documents that a message could change."""
    collections = (
        *("bookings", "countermarks", "active_bookings", "wallets", "holds", "ledger_entries"),
        *("offers", "stocks", "beneficiaries", "offerers", "handled_events", "notices"),
    )
    return {
        name: [
            {"id": found.ref.id, **(found.data or {})}
            for found in platform.database.query(Query(name, limit=500))
        ]
        for name in collections
    }
