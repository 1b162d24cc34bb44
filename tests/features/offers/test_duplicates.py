"""An offer is duplicated: a draft with its facts and its picture, and none of its stocks."""

import pytest

from functions.kernel.bus import Relay, record
from functions.kernel.files.folder import FolderFiles
from functions.kernel.platform import Platform
from functions.offers.details.models import EditDetails
from functions.offers.models import Accessibility, Offer
from functions.offers.pictures.models import ImageReplaced
from tests.support import given
from tests.support.answers import content, refused
from tests.support.offerers import pro

pytestmark = pytest.mark.usefixtures("books_balance")

PICTURE = b"a picture"


@pytest.fixture
def offer(platform: Platform) -> Offer:
    made = given.offer(platform, given.house(platform), given.ticket(), duo=True)
    platform.files.publish(given.IMAGE.paths["400"], PICTURE, content_type="image/webp")
    suits = Accessibility(audio=True, mental=False, motor=True, visual=False)
    details = EditDetails(duration_minutes=90, accessibility=suits)
    given.edit_offer(platform, made.id, details=details)
    body = {"label": "Tarif réduit", "price_cents": 500}
    content(pro(platform, "POST", f"/v1/offers/{made.id}/price-categories", body), 201)
    return given.the_offer(platform, made.id)


def duplicate(platform: Platform, offer: Offer) -> Offer:
    answer = content(pro(platform, "POST", f"/v1/offers/{offer.id}/duplicate"), 201)
    return given.the_offer(platform, answer["id"])


def shown(platform: Platform, offer: Offer) -> bytes:
    assert offer.image is not None
    assert isinstance(platform.files, FolderFiles)
    return platform.files.open_public(offer.image.paths["400"]).content


def test_duplicate_is_a_draft_with_the_same_facts_and_no_stock(
    platform: Platform, offer: Offer
) -> None:
    made = duplicate(platform, offer)
    assert (made.publication, made.stocks, made.stocks_made) == ("draft", (), 0)
    for name in ("name", "description", "category", "duo", "place", "details", "price_categories"):
        assert getattr(made, name) == getattr(offer, name)
    assert given.the_offer(platform, offer.id) == offer


def test_picture_of_a_duplicate_outlives_that_of_the_original(
    platform: Platform, offer: Offer
) -> None:
    made = duplicate(platform, offer)
    assert (shown(platform, made), made.upload) == (PICTURE, None)
    replaced = ImageReplaced(subject_id="given", revision=1, at=given.NOW)
    platform.database.run(lambda work: record(work, replaced))
    assert shown(platform, made) == PICTURE


def test_picture_that_is_gone_is_given_up(platform: Platform, offer: Offer) -> None:
    platform.files.unpublish("images/given.1")
    made = duplicate(platform, offer)
    assert (made.image, made.upload) == (None, None)
    assert given.documents(platform, "outbox") == {}


def test_picture_that_is_replaced_meanwhile_is_copied_as_it_is_then(
    platform: Platform, offer: Offer
) -> None:
    platform.database.on_commit = lambda _: None
    made = duplicate(platform, offer)
    assert made.upload is not None
    platform.files.publish("images/newer.1/400.webp", b"newer", content_type="image/webp")
    newer = {"upload_id": "newer", "generation": 1, "paths": {"400": "images/newer.1/400.webp"}}
    given.change(platform, "offers", offer.id, image=newer)
    platform.database.on_commit = Relay(platform.database, platform.bus).after_commit
    platform.relay.sweep()
    assert shown(platform, given.the_offer(platform, made.id)) == b"newer"


def test_picture_sent_meanwhile_is_kept(platform: Platform, offer: Offer) -> None:
    platform.database.on_commit = lambda _: None
    made = duplicate(platform, offer)
    body = {"content_type": "image/png", "size_bytes": 1_000}
    content(pro(platform, "POST", f"/v1/offers/{made.id}/image", body), 201)
    platform.relay.sweep()
    after = given.the_offer(platform, made.id)
    assert (after.image, after.upload and after.upload.status) == (None, "processing")


@pytest.mark.parametrize("publication", ["rejected", "closed"])
def test_offer_that_has_ended_is_not_duplicated(
    platform: Platform, offer: Offer, publication: str
) -> None:
    given.change(platform, "offers", offer.id, publication=publication)
    answer = pro(platform, "POST", f"/v1/offers/{offer.id}/duplicate")
    assert refused(answer) == (409, "offer_not_editable")
    assert len(given.documents(platform, "offers")) == 1
