"""Which of several uploads counts, in whatever order and number storage announces them."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from hypothesis import given as examples
from hypothesis import strategies as st

from functions.kernel.values import replace
from functions.offers import rules as offers_rules
from functions.offers.models import Image, Offer, Upload
from functions.offers.pictures import rules as pictures_rules
from functions.offers.pictures.rules import Sent
from tests.support.offer_values import drafted

NOW = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)
OPEN_UNTIL = NOW + timedelta(minutes=15)

BARE = drafted()
FORMER = Image(
    upload_id="u0", generation=7, paths={"150": "images/u0.7/a-150.webp"}, credit="A. B."
)


def announced(offer: Offer, upload_id: str, *, credit: str | None = None) -> Offer:
    return replace(offer, upload=Upload(id=upload_id, open_until=OPEN_UNTIL, credit=credit))


def sent(upload_id: str, generation: int) -> Sent:
    return Sent(offer_id=BARE.id, upload_id=upload_id, generation=generation)


def stored(offer: Offer, bytes_sent: Sent, code: str | None = None) -> Offer:
    """Return the offer once these bytes were stored, which are refused if there is a code."""
    if not pictures_rules.is_newer(offer, bytes_sent):
        return offer
    if code is not None:
        return pictures_rules.rejected(offer, bytes_sent, code=code, at=NOW)
    return pictures_rules.shown(offer, bytes_sent, paths={"150": f"{bytes_sent.folder}/a"})


def test_nothing_counts_that_was_not_announced() -> None:
    for offer in (BARE, replace(BARE, image=FORMER)):
        assert not pictures_rules.is_newer(offer, sent("u1", 1))
    assert not pictures_rules.is_newer(announced(BARE, "u2"), sent("u1", 1))


def test_what_was_announced_is_shown_with_its_credit() -> None:
    offer = stored(announced(replace(BARE, image=FORMER), "u1", credit="C. D."), sent("u1", 3))
    assert offer.image == Image(
        upload_id="u1", generation=3, paths={"150": "images/u1.3/a"}, credit="C. D."
    )
    assert offer.upload is None
    assert pictures_rules.is_shown(offer, sent("u1", 3))
    assert not pictures_rules.is_shown(offer, sent("u1", 2))
    assert not pictures_rules.is_shown(offer, sent("u0", 3))


def test_what_is_refused_leaves_the_former() -> None:
    offer = stored(announced(replace(BARE, image=FORMER), "u1", credit="C. D."), sent("u1", 3), "x")
    assert offer.image == FORMER
    assert offer.upload == Upload(
        id="u1", open_until=OPEN_UNTIL, status="rejected", credit="C. D.", generation=3, code="x"
    )


def test_the_same_address_can_be_used_again_after_a_refusal() -> None:
    refused = stored(announced(BARE, "u1", credit="C. D."), sent("u1", 3), "x")
    assert stored(refused, sent("u1", 3), "y") == refused
    assert stored(refused, sent("u1", 2)) == refused
    offer = stored(refused, sent("u1", 4))
    assert offer.image is not None
    assert (offer.image.generation, offer.image.credit, offer.upload) == (4, "C. D.", None)


def test_what_is_sent_after_a_picture_was_shown_counts_too() -> None:
    ready = stored(announced(BARE, "u1", credit="C. D."), sent("u1", 3))
    assert stored(ready, sent("u1", 3)) == ready
    assert stored(ready, sent("u1", 2), "x") == ready
    newer = stored(ready, sent("u1", 4))
    assert newer.image is not None
    assert (newer.image.generation, newer.image.credit) == (4, "C. D.")
    refused = stored(ready, sent("u1", 5), "x")
    assert refused.image == ready.image
    assert refused.upload is not None
    assert (refused.upload.generation, refused.upload.credit) == (5, "C. D.")
    assert stored(refused, sent("u1", 4)) == refused


def test_an_upload_that_never_came_is_shown_as_expired() -> None:
    upload = Upload(id="u1", open_until=OPEN_UNTIL)
    late = OPEN_UNTIL + timedelta(hours=1)
    before = late - timedelta(microseconds=1)
    assert offers_rules.upload_status(upload, now=before) == "processing"
    assert offers_rules.upload_status(upload, now=late) == "expired"
    refused = replace(upload, status="rejected", code="x")
    assert offers_rules.upload_status(refused, now=late) == "rejected"


@dataclass
class World:
    """An offer, and the public folders that there are."""

    offer: Offer = BARE
    folders: set[str] = field(default_factory=set)

    def process(self, bytes_sent: Sent, code: str | None) -> None:
        """Do what the function does with one message, and with the event that may follow."""
        former = self.offer.image
        if code is None:
            self.folders.add(bytes_sent.folder)
        self.offer = stored(self.offer, bytes_sent, code)
        if former is not None and self.offer.image != former:
            self.folders.discard(pictures_rules.folder_of(former.upload_id, former.generation))
        if not pictures_rules.is_shown(self.offer, bytes_sent):
            self.folders.discard(bytes_sent.folder)


STEPS = st.lists(
    st.tuples(st.sampled_from(["u1", "u2", "u3"]), st.integers(min_value=0, max_value=4)),
    max_size=30,
)


@examples(STEPS, st.integers(min_value=0))
def test_the_newest_that_was_sent_for_the_last_that_was_announced_wins(
    steps: list[tuple[str, int]], refusals: int
) -> None:
    """A generation of 0 announces the upload; the others are announced in any order, repeatedly."""
    world = World()
    last, newest, shown = "", 0, ""
    announced_before: set[str] = set()
    for upload_id, generation in steps:
        if generation == 0:
            if upload_id in announced_before:
                continue
            announced_before.add(upload_id)
            world.offer = announced(world.offer, upload_id)
            last, newest = upload_id, 0
            continue
        bytes_sent = sent(upload_id, generation)
        refused = bool(refusals >> (int(upload_id[1]) * 5 + generation) & 1)
        world.process(bytes_sent, "x" if refused else None)
        if upload_id == last and generation > newest:
            newest = generation
            shown = shown if refused else bytes_sent.folder
        image = world.offer.image
        assert (
            pictures_rules.folder_of(image.upload_id, image.generation) if image else ""
        ) == shown
        assert world.folders == ({shown} if shown else set())
        refusal = world.offer.upload is not None and world.offer.upload.status == "rejected"
        assert refusal == (newest > 0 and bool(refusals >> (int(last[1]) * 5 + newest) & 1))
