"""Drafts and their publication."""

import pytest

from functions.accounts.offerers.rules import OffererNotValidated
from functions.kernel.errors import Refusal
from functions.kernel.values import replace
from functions.kernel.web_addresses import UrlInvalid
from functions.offers.categories.rules import (
    UnknownCategory,
    category,
    proposed_categories,
    proposed_category,
)
from functions.offers.publish import rules as publish_rules
from tests.support.offer_values import DAY, NOW, OFFERER, VENUE, complete, drafted, published

CONCERT, BOOK, EBOOK = category("concert"), category("paper_book"), category("ebook")
NOWHERE = replace(VENUE, latitude=None, longitude=None)


# Drafts


def test_a_draft_keeps_its_venues_facts() -> None:
    offer = drafted()
    assert (offer.publication, offer.is_listed, offer.stocks) == ("draft", False, ())
    assert (offer.place.venue_id, offer.place.time_zone) == ("v1", "Europe/Paris")
    assert offer.offerer_siren == VENUE.offerer_siren


def test_duo_is_for_categories_that_allow_it() -> None:
    assert drafted(duo=True).duo
    with pytest.raises(publish_rules.DuoNotAllowed):
        drafted(duo=True, category="paper_book")


@pytest.mark.parametrize(
    "url",
    [
        "https://books.test",
        "http://books.test/a?b=c#d",
        "https://books.test:8443/",
        "HTTPS://B.test",
    ],
)
def test_a_url_with_scheme_and_host_is_taken(url: str) -> None:
    assert drafted(category="ebook", url=url).url == url


@pytest.mark.parametrize(
    "url",
    [
        *("books.test", "//books.test", "ftp://books.test", "javascript:alert(1)", "https://"),
        *("https:///path", "http://", "https://[::1", "https://books.test/a b", "", "https:books"),
    ],
)
@pytest.mark.behaviour(83)
def test_any_other_url_is_refused(url: str) -> None:
    with pytest.raises(UrlInvalid):
        drafted(category="ebook", url=url)


@pytest.mark.behaviour(84)
def test_what_takes_place_somewhere_has_no_url() -> None:
    with pytest.raises(publish_rules.UrlNotAllowed):
        drafted(url="https://concerts.test")


def test_technical_categories_are_known_but_not_proposed() -> None:
    assert category("physical_game").group == "technical"
    assert "technical" not in {found.group for found in proposed_categories()}
    for unknown in ("physical_game", "no_such_category", ""):
        with pytest.raises(UnknownCategory):
            proposed_category(unknown)


# Publication


PENDING = replace(OFFERER, status="pending")


@pytest.mark.parametrize(
    ("lacking", "refusal"),
    [
        (("image", "place", "description", "stock", "validation"), publish_rules.ImageMissing),
        (("place", "description", "stock", "validation"), publish_rules.LocationMissing),
        (("description", "stock", "validation"), publish_rules.DescriptionMissing),
        (("stock", "validation"), publish_rules.StockMissing),
        (("validation",), OffererNotValidated),
    ],
    ids=["image", "location", "description", "stock", "offerer"],
)
def test_publication_names_the_first_of_what_is_missing(
    lacking: tuple[str, ...], refusal: type[Refusal]
) -> None:
    offer = complete()
    offer = replace(
        offer,
        image=None if "image" in lacking else offer.image,
        place=publish_rules.place_of(NOWHERE) if "place" in lacking else offer.place,
        description=None if "description" in lacking else offer.description,
        stocks=() if "stock" in lacking else offer.stocks,
    )
    offerer = PENDING if "validation" in lacking else OFFERER
    with pytest.raises(refusal):
        publish_rules.publish(offer, category=CONCERT, offerer=offerer, flags=(), now=NOW)


def test_an_empty_description_is_none() -> None:
    with pytest.raises(publish_rules.DescriptionMissing):
        publish_rules.publish(
            replace(complete(), description=""),
            category=CONCERT,
            offerer=OFFERER,
            flags=(),
            now=NOW,
        )


def test_what_is_online_needs_a_url_and_no_coordinates() -> None:
    online = complete(category="ebook", url="https://books.test", venue=NOWHERE)
    assert publish_rules.publish(
        online, category=EBOOK, offerer=OFFERER, flags=(), now=NOW
    ).is_listed
    with pytest.raises(publish_rules.LocationMissing):
        publish_rules.publish(
            replace(online, url=None), category=EBOOK, offerer=OFFERER, flags=(), now=NOW
        )


def test_publication_is_kept_with_its_first_instant() -> None:
    offer = published()
    assert (offer.publication, offer.is_listed, offer.published_at) == ("published", True, NOW)
    withdrawn = publish_rules.unpublish(offer)
    assert (withdrawn.publication, withdrawn.is_listed) == ("unpublished", False)
    again = publish_rules.publish(
        withdrawn, category=CONCERT, offerer=OFFERER, flags=(), now=NOW + DAY
    )
    assert (again.is_listed, again.published_at) == (True, NOW)


def test_a_draft_that_is_withdrawn_stays_a_draft() -> None:
    offer = drafted()
    assert publish_rules.unpublish(offer) is offer
