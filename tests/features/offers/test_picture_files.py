"""The life of a picture's files: replaced, sent twice, delivered twice, stopped anywhere."""

import io
import json
import os
import time
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from PIL import Image

from functions.kernel.bus.inline import InlineBus
from functions.kernel.database import metered
from functions.kernel.events import Message, json_object
from functions.kernel.files import OBJECT_FINALIZE
from functions.kernel.files.folder import FolderFiles
from functions.kernel.platform import Platform
from functions.offers.models import Offer
from local.server import LocalServer
from local.uploads import uploads_app
from tests.features.offers.test_pictures import announced, image_of, path_of, png, sent, upload
from tests.support import given
from tests.support.given import HandClock

SMALL = png(side=100)


class HeardBus(InlineBus):
    """The embedded bus, which also keeps what it carried."""

    def __init__(self, platform: Platform) -> None:
        super().__init__(platform)
        self.carried: list[Message] = []

    def publish(self, message: Message) -> None:
        self.carried.append(message)
        super().publish(message)

    def of(self, topic: str) -> list[dict[str, object]]:
        return [json_object(message) for message in self.carried if message.topic == topic]


class Fault(Exception):
    """The fault that a test injects into storage."""


def fail() -> None:
    raise Fault


class FaultyFiles(FolderFiles):
    """The embedded files, where something happens before a call of a name; at first nothing."""

    def __init__(self, platform: Platform, notify: Callable[[Message], None]) -> None:
        settings = platform.settings
        super().__init__(settings.data, settings.base_url, clock=platform.clock, notify=notify)
        self.calls: list[str] = []
        self.before: dict[str, Callable[[], None]] = {}

    def _called(self, name: str) -> None:
        self.calls.append(name)
        if name in self.before:
            self.before.pop(name)()

    def read_upload(self, path: str, *, generation: int | None = None) -> bytes:
        self._called("read")
        return super().read_upload(path, generation=generation)

    def publish(self, path: str, content: bytes, *, content_type: str) -> None:
        self._called("publish")
        super().publish(path, content, content_type=content_type)
        self._called("published")

    def unpublish(self, folder: str) -> None:
        self._called("unpublish")
        super().unpublish(folder)

    def delete_upload(self, path: str, *, generation: int | None = None) -> None:
        self._called("delete")
        super().delete_upload(path, generation=generation)


@pytest.fixture
def bus(platform: Platform) -> HeardBus:
    opened = HeardBus(platform)
    platform.use("bus", opened)
    return opened


@pytest.fixture
def offer(platform: Platform, bus: HeardBus) -> Offer:
    """A draft without a picture."""
    made = given.offer(platform, given.house(platform), given.ticket(), published=False)
    given.change(platform, "offers", made.id, image=None)
    return given.the_offer(platform, made.id)


@pytest.fixture
def finalized() -> list[Message]:
    """The messages of storage, in the order in which they came."""
    return []


@pytest.fixture
def files(platform: Platform, finalized: list[Message]) -> FaultyFiles:
    """Storage that keeps its announcements: a test delivers them when and as often as it likes."""
    opened = FaultyFiles(platform, finalized.append)
    platform.use("files", opened)
    return opened


def public(platform: Platform) -> set[str]:
    """Return the path of every public file."""
    folder = platform.settings.data / "files" / "public"
    return {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}


def uploaded(platform: Platform) -> list[str]:
    """Return the path of every upload, without its generation."""
    folder = platform.settings.data / "files" / "uploads"
    files = (p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())
    return [name.partition("@")[0] for name in files]


def shown(platform: Platform, offer: Offer) -> set[str]:
    """Return the path of every file that the offer shows, each of which can be fetched."""
    assert isinstance(platform.files, FolderFiles)
    client = uploads_app(platform.files).test_client()
    paths = [urlsplit(url).path for url in image_of(platform, offer)["urls"].values()]
    assert [client.get(path).status_code for path in paths] == [200] * len(paths)
    return {path.removeprefix("/local/public/") for path in paths}


def colour(platform: Platform, offer: Offer) -> str | None:
    """Return whether the offer shows red or green, if anything."""
    paths = shown(platform, offer)
    if not paths:
        return None
    small = next(path for path in paths if path.endswith("150.webp"))
    assert isinstance(platform.files, FolderFiles)
    with Image.open(io.BytesIO(platform.files.open_public(small).content)) as image:
        bands = image.convert("RGB").resize((1, 1)).tobytes()
    return "red" if bands[0] > bands[1] else "green"


@pytest.mark.behaviour(82)
def test_a_new_picture_erases_the_former(platform: Platform, offer: Offer) -> None:
    upload(platform, offer, png("red"))
    red = shown(platform, offer)
    assert len(red) == 4
    upload(platform, offer, png("green"))
    green = shown(platform, offer)
    assert len(green) == 4
    assert not red & green
    assert public(platform) == green


@pytest.mark.behaviour(82)
def test_the_same_picture_of_another_offer_stays(platform: Platform, offer: Offer) -> None:
    other = given.offer(platform, given.venue(platform), given.ticket(), published=False)
    for each in (offer, other):
        upload(platform, each, png("red"))
    upload(platform, offer, png("green"))
    assert len(shown(platform, other)) == 4
    assert public(platform) == shown(platform, offer) | shown(platform, other)


def test_the_same_picture_again_is_shown(platform: Platform, offer: Offer) -> None:
    for _ in range(2):
        upload(platform, offer, png("red"))
    assert len(shown(platform, offer)) == 4
    assert public(platform) == shown(platform, offer)


# Sent twice, delivered twice


def test_a_repeat_changes_nothing(
    platform: Platform, offer: Offer, files: FaultyFiles, finalized: list[Message]
) -> None:
    upload(platform, offer, png())
    given.deliver(platform, finalized[0])
    before, paths = given.documents(platform, "offers"), public(platform)
    assert colour(platform, offer) == "red"
    with metered() as meter:
        for _ in range(2):
            given.deliver(platform, finalized[0])
    assert meter.documents_written == 0
    assert given.documents(platform, "offers") == before
    assert public(platform) == paths
    assert uploaded(platform) == []


def test_a_refusal_is_emitted_once(
    platform: Platform, offer: Offer, files: FaultyFiles, finalized: list[Message], bus: HeardBus
) -> None:
    ticket = announced(platform, offer, SMALL)
    sent(platform, ticket, SMALL)
    files.before["delete"] = fail
    with pytest.raises(Fault):
        given.deliver(platform, finalized[0])
    assert len(bus.of("image-rejected")) == 1
    with metered() as meter:
        for _ in range(2):
            given.deliver(platform, finalized[0])
    assert meter.documents_written == 0
    (event,) = bus.of("image-rejected")
    assert event == {
        "subject_id": path_of(ticket).partition("/")[2],
        "revision": int(str(json_object(finalized[0])["generation"])),
        "at": "2026-05-04T10:00:00Z",
        "offer_id": offer.id,
        "offerer_siren": offer.offerer_siren,
        "offer_name": offer.name,
        "code": "image_too_small",
    }


def test_one_can_try_again_at_the_same_address(
    platform: Platform, offer: Offer, bus: HeardBus
) -> None:
    good = png("green", side=401)
    ticket = announced(platform, offer, good, credit="Ana Kieffer")
    for content, code in ((SMALL, "image_too_small"), (b"no picture", "image_unidentified")):
        sent(platform, ticket, content)
        image = image_of(platform, offer)
        assert (image["status"], image["code"]) == ("rejected", code)
    assert [event["code"] for event in bus.of("image-rejected")] == [
        "image_too_small",
        "image_unidentified",
    ]
    sent(platform, ticket, good)
    image = image_of(platform, offer)
    assert (image["status"], image["credit"], image["code"]) == ("ready", "Ana Kieffer", None)
    assert colour(platform, offer) == "green"


@pytest.mark.parametrize("order", [(0, 1), (1, 0), (0, 1, 0), (1, 0, 1)])
def test_of_what_is_sent_to_one_address_the_last_counts(
    platform: Platform,
    offer: Offer,
    files: FaultyFiles,
    finalized: list[Message],
    order: tuple[int, ...],
) -> None:
    ticket = announced(platform, offer, max(png("red"), png("green"), key=len))
    for content in (png("red"), png("green")):
        sent(platform, ticket, content)
    for number in order:
        given.deliver(platform, finalized[number])
    assert colour(platform, offer) == "green"
    assert public(platform) == shown(platform, offer)
    assert uploaded(platform) == []


@pytest.mark.parametrize("moment", ["read", "publish", "published", "delete"])
@pytest.mark.parametrize("newer", ["green", "bad"])
def test_what_is_sent_while_the_first_is_processed_is_not_lost(
    platform: Platform,
    offer: Offer,
    files: FaultyFiles,
    finalized: list[Message],
    moment: str,
    newer: str,
) -> None:
    second = SMALL if newer == "bad" else png("green")
    ticket = announced(platform, offer, max(png("red"), second, key=len))
    sent(platform, ticket, png("red"))

    def send_again() -> None:
        sent(platform, ticket, second)

    files.before[moment] = send_again
    given.deliver(platform, finalized[0])
    assert len(finalized) == 2
    assert uploaded(platform) == [path_of(ticket)]
    given.deliver(platform, finalized[1])
    image = image_of(platform, offer)
    if newer == "bad":
        assert (image["status"], image["code"]) == ("rejected", "image_too_small")
        assert colour(platform, offer) == (None if moment == "read" else "red")
    else:
        assert image["status"] == "ready"
        assert colour(platform, offer) == "green"
    assert public(platform) == shown(platform, offer)
    assert uploaded(platform) == []


def test_only_the_latest_of_two_refused_pictures_is_reported(
    platform: Platform, offer: Offer, files: FaultyFiles, finalized: list[Message], bus: HeardBus
) -> None:
    ticket = announced(platform, offer, SMALL)
    for _ in range(2):
        sent(platform, ticket, SMALL)
    for message in finalized:
        given.deliver(platform, message)
    (event,) = bus.of("image-rejected")
    assert event["revision"] == int(str(json_object(finalized[1])["generation"]))


def test_a_newer_announcement_wins_over_what_is_being_processed(
    platform: Platform, offer: Offer, files: FaultyFiles, finalized: list[Message]
) -> None:
    sent(platform, announced(platform, offer, png("red")), png("red"))
    files.before["published"] = lambda: upload(platform, offer, png("green"))
    for number in (0, 1, 0):
        given.deliver(platform, finalized[number])
        assert public(platform) == shown(platform, offer)
    assert colour(platform, offer) == "green"
    assert uploaded(platform) == []


# Stopped


@pytest.mark.behaviour(82)
@pytest.mark.parametrize("content", [png("green"), SMALL], ids=["good", "bad"])
@pytest.mark.parametrize("moment", ["read", "publish", "published", "unpublish", "delete"])
def test_what_was_stopped_is_finished_by_the_repeat(
    platform: Platform,
    offer: Offer,
    files: FaultyFiles,
    finalized: list[Message],
    bus: HeardBus,
    content: bytes,
    moment: str,
) -> None:
    upload(platform, offer, png("red"))
    given.deliver(platform, finalized[0])
    upload(platform, offer, content)
    files.before[moment] = fail
    files.calls.clear()
    try:
        given.deliver(platform, finalized[1])
    except Fault:
        assert uploaded(platform)
    given.deliver(platform, finalized[1])
    # What could not be erased is still in the outbox.
    platform.relay.sweep()
    assert given.documents(platform, "outbox") == {}
    assert colour(platform, offer) == ("red" if content == SMALL else "green")
    assert image_of(platform, offer)["status"] == ("rejected" if content == SMALL else "ready")
    assert len(bus.of("image-rejected")) == (content == SMALL)
    assert public(platform) == shown(platform, offer)
    assert uploaded(platform) == []


@pytest.mark.behaviour(82)
def test_a_size_that_could_not_be_written_leaves_the_former_picture(
    platform: Platform, offer: Offer, files: FaultyFiles, finalized: list[Message]
) -> None:
    upload(platform, offer, png("red"))
    given.deliver(platform, finalized[0])
    upload(platform, offer, png("green"))
    files.before["published"] = fail
    with pytest.raises(Fault):
        given.deliver(platform, finalized[1])
    assert image_of(platform, offer)["status"] == "processing"
    assert colour(platform, offer) == "red"


# Never sent


def test_what_is_announced_and_never_sent_is_shown_as_expired(
    platform: Platform, offer: Offer, clock: HandClock
) -> None:
    upload(platform, offer, png("red"))
    announced(platform, offer, png("green"), credit="Ana Kieffer")
    clock.move(minutes=15 + 59)
    assert image_of(platform, offer)["status"] == "processing"
    clock.move(minutes=1)
    image = image_of(platform, offer)
    assert (image["status"], image["credit"], image["code"]) == ("expired", "Ana Kieffer", None)
    assert colour(platform, offer) == "red"


def test_an_event_that_comes_very_late_still_counts(
    platform: Platform, offer: Offer, files: FaultyFiles, finalized: list[Message], clock: HandClock
) -> None:
    upload(platform, offer, png("green"))
    clock.move(hours=20)
    assert image_of(platform, offer)["status"] == "expired"
    given.deliver(platform, finalized[0])
    assert image_of(platform, offer)["status"] == "ready"
    assert colour(platform, offer) == "green"


def test_a_list_shows_the_picture_whatever_becomes_of_a_later_upload(
    platform: Platform, offer: Offer
) -> None:
    upload(platform, offer, png("red"))
    given.call(platform, "POST", f"/v1/offers/{offer.id}/publish", uid=given.MEMBER)
    upload(platform, offer, SMALL)
    assert image_of(platform, offer)["status"] == "rejected"
    (hit,) = given.call(platform, "GET", "/v1/offers").get_json()["items"]
    assert (hit["image"]["status"], hit["image"]["code"]) == ("ready", None)
    assert hit["image"]["urls"] == image_of(platform, offer)["urls"]


def test_an_object_of_more_bytes_than_any_picture_is_refused_unread(
    platform: Platform, offer: Offer, files: FaultyFiles, finalized: list[Message]
) -> None:
    upload(platform, offer, png())
    resource = {**json_object(finalized[0]), "size": "10000001"}
    given.deliver(platform, Message(OBJECT_FINALIZE, finalized[0].id, json.dumps(resource)))
    assert files.calls == ["unpublish", "delete"]
    assert image_of(platform, offer)["code"] == "image_too_large"


def test_the_local_server_tries_an_upload_again_and_keeps_none_for_long(
    platform: Platform, offer: Offer
) -> None:
    deaf = FaultyFiles(platform, lambda _: fail())
    ticket = announced(platform, offer, png())
    assert sent(platform, ticket, png(), to=deaf).status_code == 200
    folder = platform.settings.data / "files"
    (folder / "uploads" / "stray").write_bytes(b"from the desktop")
    (folder / "unfinished" / "tmp1").write_bytes(b"half")
    a_day_ago = time.time() - 25 * 3600
    for place in folder.rglob("*"):
        if place.is_file():
            os.utime(place, (a_day_ago, a_day_ago))
    server = LocalServer(platform)
    assert server.tidy() == 1
    assert colour(platform, offer) == "red"
    assert uploaded(platform) == []
    assert list((folder / "unfinished").iterdir()) == []
    assert public(platform) == shown(platform, offer)
