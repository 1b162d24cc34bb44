"""Rules of the pages: previews, patterns of the API, months of the sitemap, and the policy."""

import re
from datetime import UTC, datetime

import pytest

from functions.kernel.errors import NotFound
from functions.kernel.values import replace
from functions.offers.search.listings.rules import listing_of
from functions.pages.files import rules as files_rules
from functions.pages.previews import rules, texts
from functions.pages.sitemap import rules as sitemap_rules
from tests.support.offer_values import DAY, NOW, SECOND, added, published

URL = "https://pass.example/offres/o1"
DOCUMENT = '<head>\n<title>x</title>\n<meta name="description" content="y">\n</head>'


def test_prices_of_several_stocks_are_a_range() -> None:
    offer = published()
    stocks = [added(offer, price_cents=cents) for cents in (500, 1_250)]
    preview = rules.preview_of(offer, listing_of(offer, stocks), now=NOW)
    assert preview is not None
    preview = replace(preview, prices=(500, 1_250))
    offers = rules.linked_data(preview, url=URL, image=None)["offers"]
    assert (offers["lowPrice"], offers["highPrice"], offers["offerCount"]) == ("5.00", "12.50", 2)
    assert "dès 5,00\u00a0€" in texts.summary(preview)


def test_offer_without_a_place_left_is_sold_out() -> None:
    preview = rules.preview_of(published(), None, now=NOW)
    assert preview is not None
    offers = rules.linked_data(preview, url=URL, image=None)["offers"]
    assert offers["availability"] == "https://schema.org/SoldOut"


def test_chance_that_ended_since_it_was_listed_is_no_place_left() -> None:
    offer = published()
    listing = listing_of(offer, [added(offer)])
    preview = rules.preview_of(offer, listing, now=NOW + 10 * DAY)
    assert preview is not None
    assert not preview.is_left
    assert preview.prices == ()


def test_offer_is_not_previewed_before_it_is_visible() -> None:
    offer = published(publish_at=NOW + DAY)
    assert rules.preview_of(offer, None, now=NOW + DAY - SECOND) is None
    assert rules.preview_of(offer, None, now=NOW + DAY) is not None


def test_link_of_an_online_event_stays_secret() -> None:
    offer = replace(published(), url="https://stream.example/secret")
    preview = rules.preview_of(offer, None, now=NOW)
    assert preview is not None
    data = rules.linked_data(preview, url=URL, image=None)
    assert "secret" not in str(data) + texts.summary(preview)
    assert data["eventAttendanceMode"] == "https://schema.org/OnlineEventAttendanceMode"


def test_long_description_is_cut_between_words() -> None:
    cut = rules.short("mot " * 100)
    assert cut.endswith("mot…")
    assert len(cut) <= 201
    assert rules.short("a\n b") == "a b"


def test_text_of_an_offer_can_neither_close_a_script_nor_an_attribute() -> None:
    evil = "</script><script>alert(1)</script>\" onload='x"
    facts = {"heading": evil, "description": evil, "url": evil, "image": evil, "is_hidden": False}
    head = texts.with_head(
        DOCUMENT, title=evil, apis=(("a", evil),), linked_data={"name": evil}, **facts
    )
    assert "<script>alert" not in head
    assert head.count("</script>") == 1
    assert re.findall(r'content="[^"<]*" onload', head) == []


def test_api_patterns_are_ordered_as_by_the_load_balancer() -> None:
    listed = ("/v1/offers/**=https://o", "/v1/offers/*/x=https://x", "/v1/offers=https://o")
    assert files_rules.api_patterns(listed) == [
        ("^/v1/offers$", "https://o"),
        ("^/v1/offers/[^/]+/x$", "https://x"),
        ("^/v1/offers/.*$", "https://o"),
    ]


def test_policy_allows_no_inline_script_and_no_other_host() -> None:
    policy = files_rules.content_policy(images_from=("https://img.example/",), calls=())
    assert "unsafe" not in policy
    assert re.findall(r"https://\S+", policy.replace(";", "")) == ["https://img.example/"]
    assert "connect-src 'self';" in policy


def test_sitemap_has_a_page_for_each_month() -> None:
    first = datetime(2025, 11, 30, 23, 59, tzinfo=UTC)
    assert sitemap_rules.months(first, now=datetime(2026, 2, 1, tzinfo=UTC)) == [
        "2025-11",
        "2025-12",
        "2026-01",
        "2026-02",
    ]
    assert sitemap_rules.months(None, now=NOW) == []
    assert sitemap_rules.bounds("2025-12") == (
        datetime(2025, 12, 1, tzinfo=UTC),
        datetime(2026, 1, 1, tzinfo=UTC),
    )


@pytest.mark.parametrize("name", ["", "2026", "2026-13", "2026-00", "26-01", "0000-01", "9999-12"])
def test_no_month_is_refused(name: str) -> None:
    with pytest.raises(NotFound):
        sitemap_rules.bounds(name)
