"""Pictures: announced, uploaded, shown; and what comes late, twice or is no picture."""

import base64
import io
import json
from typing import Any
from urllib.parse import urlsplit

import pytest
from PIL import Image as Pillow
from werkzeug.test import TestResponse

from functions.kernel.events import Message
from functions.kernel.files import OBJECT_FINALIZE, FileMissing
from functions.kernel.files.folder import FolderFiles
from functions.kernel.platform import Platform
from functions.offers.models import Offer
from local.uploads import uploads_app
from tests.support import given
from tests.support.given import MEMBER, HandClock

SIZES = {"150", "400", "750", "jpeg"}


def png(colour: str = "red", side: int = 400) -> bytes:
    file = io.BytesIO()
    Pillow.new("RGB", (side, side), colour).save(file, "PNG")
    return file.getvalue()


@pytest.fixture
def offer(platform: Platform) -> Offer:
    """A draft without a picture."""
    made = given.offer(platform, given.house(platform), given.ticket(), published=False)
    given.change(platform, "offers", made.id, image=None)
    return given.the_offer(platform, made.id)


def announced(
    platform: Platform, offer: Offer, content: bytes, *, credit: str | None = None
) -> dict[str, Any]:
    """Return the ticket for an upload."""
    body = {"content_type": "image/png", "size_bytes": len(content)}
    body |= {"credit": credit} if credit else {}
    answer = given.call(platform, "POST", f"/v1/offers/{offer.id}/image", body, uid=MEMBER)
    assert answer.status_code == 201, answer.text
    ticket: dict[str, Any] = answer.get_json()["upload"]
    return ticket


def sent(
    platform: Platform,
    ticket: dict[str, Any],
    content: bytes,
    *,
    to: FolderFiles | None = None,
) -> TestResponse:
    files = to or platform.files
    assert isinstance(files, FolderFiles)
    url = urlsplit(ticket["url"])
    return (
        uploads_app(files)
        .test_client()
        .open(
            url.path,
            method=ticket["method"],
            query_string=url.query,
            data=content,
            headers=ticket["headers"],
        )
    )


def upload(platform: Platform, offer: Offer, content: bytes, **facts: Any) -> None:
    assert sent(platform, announced(platform, offer, content, **facts), content).status_code == 200


def image_of(platform: Platform, offer: Offer) -> Any:
    return given.call(platform, "GET", f"/v1/offers/{offer.id}").get_json()["image"]


def path_of(ticket: dict[str, Any]) -> str:
    return urlsplit(str(ticket["url"])).path.removeprefix("/local/uploads/")


def finalized(path: str, generation: int = 1) -> Message:
    resource = {"name": path, "generation": str(generation), "size": "9", "bucket": "uploads"}
    return Message(OBJECT_FINALIZE, f"{path}@{generation}", json.dumps(resource))


def test_a_picture_is_announced_uploaded_and_shown(platform: Platform, offer: Offer) -> None:
    assert image_of(platform, offer) is None
    content = png()
    ticket = announced(platform, offer, content, credit="Ana Kieffer")
    assert ticket["method"] == "PUT"
    assert ticket["expires_at"] == "2026-05-04T10:15:00Z"
    assert image_of(platform, offer) == {
        "status": "processing",
        "urls": {},
        "credit": "Ana Kieffer",
        "code": None,
    }
    assert sent(platform, ticket, content).status_code == 200
    shown = image_of(platform, offer)
    assert (shown["status"], shown["credit"], shown["code"]) == ("ready", "Ana Kieffer", None)
    assert shown["urls"].keys() == SIZES
    files = platform.files
    assert isinstance(files, FolderFiles)
    client = uploads_app(files).test_client()
    for url in shown["urls"].values():
        answer = client.get(urlsplit(url).path)
        assert answer.status_code == 200
        assert Pillow.open(io.BytesIO(answer.data)).size[0] <= 750
    with pytest.raises(FileMissing):
        files.read_upload(path_of(ticket))


def test_an_offer_can_be_published_once_its_picture_is_ready(
    platform: Platform, offer: Offer
) -> None:
    publish = f"/v1/offers/{offer.id}/publish"
    content = png()
    ticket = announced(platform, offer, content)
    waiting = given.call(platform, "POST", publish, uid=MEMBER)
    assert (waiting.status_code, waiting.get_json()["code"]) == (409, "image_missing")
    sent(platform, ticket, content)
    assert given.call(platform, "POST", publish, uid=MEMBER).get_json()["status"] == "active"


@pytest.mark.behaviour(81)
@pytest.mark.behaviour(82)
@pytest.mark.parametrize(
    ("content", "code"),
    [
        (png(side=399), "image_too_small"),
        (b"not a picture at all", "image_unidentified"),
    ],
)
def test_a_refused_picture_says_why_and_the_former_stays(
    platform: Platform, offer: Offer, content: bytes, code: str
) -> None:
    upload(platform, offer, content)
    assert image_of(platform, offer) == {
        "status": "rejected",
        "urls": {},
        "credit": None,
        "code": code,
    }
    upload(platform, offer, png("green"))
    ready = image_of(platform, offer)
    assert ready["status"] == "ready"
    ticket = announced(platform, offer, content)
    assert image_of(platform, offer)["urls"] == ready["urls"]
    sent(platform, ticket, content)
    after = image_of(platform, offer)
    assert (after["status"], after["code"], after["urls"]) == ("rejected", code, ready["urls"])
    files = platform.files
    with pytest.raises(FileMissing):
        files.read_upload(path_of(ticket))


def test_a_late_upload_never_replaces_a_newer_one(platform: Platform, offer: Offer) -> None:
    red, green = png("red"), png("green")
    older, newer = announced(platform, offer, red), announced(platform, offer, green)
    sent(platform, newer, green)
    shown = image_of(platform, offer)
    assert shown["status"] == "ready"
    sent(platform, older, red)
    assert image_of(platform, offer) == shown
    with pytest.raises(FileMissing):
        platform.files.read_upload(path_of(older))


def test_a_late_upload_does_not_settle_one_that_is_awaited(
    platform: Platform, offer: Offer
) -> None:
    red, green = png("red"), png("green")
    older, newer = announced(platform, offer, red), announced(platform, offer, green)
    sent(platform, older, red)
    assert image_of(platform, offer)["status"] == "processing"
    sent(platform, newer, green)
    shown = image_of(platform, offer)
    assert shown["status"] == "ready"
    upload(platform, offer, png("red"))
    assert image_of(platform, offer)["urls"] != shown["urls"]


def test_a_late_refusal_is_not_shown_either(platform: Platform, offer: Offer) -> None:
    bad, good = png(side=100), png("green")
    older, newer = announced(platform, offer, bad), announced(platform, offer, good)
    sent(platform, newer, good)
    sent(platform, older, bad)
    assert (image_of(platform, offer)["status"], image_of(platform, offer)["code"]) == (
        "ready",
        None,
    )


def test_a_stray_upload_is_removed_and_shown_by_nobody(
    platform: Platform, clock: HandClock
) -> None:
    content = png()
    ticket = platform.files.sign_upload(
        "no-such-offer/u1",
        content_type="image/png",
        min_bytes=1,
        max_bytes=len(content),
        expires_at=clock.move(minutes=15),
    )
    clock.move(minutes=-15)
    facts = {"url": ticket.url, "method": "PUT", "headers": ticket.headers}
    assert sent(platform, facts, content).status_code == 200
    assert given.documents(platform, "offers") == {}
    with pytest.raises(FileMissing):
        platform.files.read_upload("no-such-offer/u1")


def test_storages_own_notification_reaches_the_function(platform: Platform, offer: Offer) -> None:
    """As Cloud Storage sends it: the event in attributes, the object in the data."""
    content = png()
    ticket = announced(platform, offer, content)
    # The same folder, which tells this test alone: the object waits until it is told of by us.
    heard: list[Message] = []
    quiet = FolderFiles(
        platform.settings.data,
        platform.settings.base_url,
        clock=platform.clock,
        notify=heard.append,
    )
    sent(platform, ticket, content, to=quiet)
    assert image_of(platform, offer)["status"] == "processing"
    (message,) = heard
    body = {
        "message": {
            "data": base64.b64encode(message.data.encode()).decode(),
            "attributes": {
                "eventType": "OBJECT_FINALIZE",
                "bucketId": "uploads",
                "objectId": path_of(ticket),
                "objectGeneration": json.loads(message.data)["generation"],
                "notificationConfig": "projects/_/buckets/uploads/notificationConfigs/1",
                "payloadFormat": "JSON_API_V1",
            },
            "messageId": "1",
        },
        "subscription": "projects/demo/subscriptions/process-images",
    }
    headers = {
        "ce-specversion": "1.0",
        "ce-type": "google.cloud.pubsub.topic.v1.messagePublished",
        "ce-source": "//pubsub.googleapis.com/projects/demo/topics/uploads",
        "ce-id": "1",
    }
    for _ in range(2):
        answer = given.client("process_images").post("/", json=body, headers=headers)
        assert answer.status_code == 200
        assert image_of(platform, offer)["status"] == "ready"


@pytest.mark.behaviour(81)
@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"content_type": "image/gif", "size_bytes": 9}, 415, "image_type_unsupported"),
        ({"content_type": "text/html", "size_bytes": 9}, 415, "image_type_unsupported"),
        ({"content_type": "image/png", "size_bytes": 10_000_001}, 413, "image_too_large"),
        ({"content_type": "image/png", "size_bytes": 0}, 400, "malformed"),
        ({"content_type": "image/png"}, 400, "malformed"),
        ({"content_type": "image/png", "size_bytes": 9, "credit": "x" * 256}, 400, "malformed"),
    ],
)
def test_what_can_never_be_a_picture_gets_no_ticket(
    platform: Platform, offer: Offer, body: dict[str, object], status: int, code: str
) -> None:
    answer = given.call(platform, "POST", f"/v1/offers/{offer.id}/image", body, uid=MEMBER)
    assert (answer.status_code, answer.get_json()["code"]) == (status, code)
    assert given.the_offer(platform, offer.id) == offer


@pytest.mark.parametrize(
    "content_type",
    ["image/jpg", "IMAGE/JPEG", "Image/WebP", "image/pjpeg", "image/x-png", "image/png; q=1"],
)
def test_an_announced_type_may_be_spelt_otherwise(
    platform: Platform, offer: Offer, content_type: str
) -> None:
    body = {"content_type": content_type, "size_bytes": 9}
    answer = given.call(platform, "POST", f"/v1/offers/{offer.id}/image", body, uid=MEMBER)
    assert answer.status_code == 201
    assert answer.get_json()["upload"]["headers"]["Content-Type"] == content_type


def test_a_credit_has_up_to_255_characters(platform: Platform, offer: Offer) -> None:
    upload(platform, offer, png(), credit="x" * 255)
    assert image_of(platform, offer)["credit"] == "x" * 255


def test_a_stranger_gets_no_ticket(platform: Platform, offer: Offer) -> None:
    body = {"content_type": "image/png", "size_bytes": 9}
    answer = given.call(platform, "POST", f"/v1/offers/{offer.id}/image", body, uid="stranger")
    assert (answer.status_code, answer.get_json()["code"]) == (403, "not_a_member")
    assert given.the_offer(platform, offer.id) == offer
