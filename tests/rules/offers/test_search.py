"""Words and keys of an offer, and whether it fits a search."""

from datetime import UTC, datetime, timedelta
from itertools import chain

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.kernel.values import replace
from functions.offers.models import Image
from functions.offers.search import rules as search_rules
from functions.offers.search.listings import rules as listing_rules
from functions.offers.search.models import AFTER_ALL_EVENTS, Listing, SearchCriteria
from functions.offers.search.words.models import SearchWords
from functions.offers.search.words.rules import (
    keys_of,
    search_words_of,
    significant_words,
    words_of,
)
from tests.support.search_data import FRANCE, programme

NOW = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)
DAY = timedelta(days=1)
HERE = (48.5839, 7.7455)

OFFER = replace(
    next(p.offer for p in programme(20, FRANCE) if p.offer.category == "concert"),
    id="o1",
    name="Nuit du jazz",
    description="Trois groupes, des marionnettes et un bal.",
)
OFFER = replace(
    OFFER,
    place=replace(
        OFFER.place, name="La Laiterie", city="Strasbourg", latitude=HERE[0], longitude=HERE[1]
    ),
)
STOCK = replace(
    next(p.stocks[0] for p in programme(20, FRANCE) if p.offer.category == "concert"),
    id="o1~1",
    offer_id="o1",
    price_cents=1000,
    quantity=10,
    booked=0,
    begins_at=NOW + 10 * DAY,
    booking_limit_at=NOW + 10 * DAY,
)
ANY = SearchCriteria(
    point=None,
    radius_m=10_000,
    words=SearchWords(),
    max_price_cents=None,
    begins_from=None,
    begins_until=None,
    sort="relevance",
)


# Words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Le Cœur sur la main", ["le", "coeur", "sur", "la", "main"]),
        ("ÉTÉ Été été", ["ete", "ete", "ete"]),
        ("L'Œuvre au noir", ["l", "oeuvre", "au", "noir"]),
        ("l’été", ["l", "ete"]),
        ("Curriculum vitæ, 2e partie", ["curriculum", "vitae", "2e", "partie"]),
        ("Noe\u0308l", ["noel"]),
        ("Straße", ["strasse"]),
        ("ﬁnale", ["finale"]),
        ("rock-and-roll", ["rock", "and", "roll"]),
        ("snake_case", ["snake", "case"]),
        ("Борис Годунов", ["борис", "годунов"]),
        ("x" * 50, ["x" * 40]),
        ("  …!?  ", []),
        ("", []),
    ],
    ids=[
        *("œ", "accents", "Œ", "apostrophe", "æ", "composed", "ß", "ligature", "hyphens"),
        *("underscore", "cyrillic", "long", "signs", "nothing"),
    ],
)
def test_words_are_lower_case_and_without_accents(text: str, words: list[str]) -> None:
    assert words_of(text) == words


def test_stop_words_are_ignored() -> None:
    told = significant_words("L'Été de la Reine, et qu'on le dise", "Nuit d'été sur l'île")
    assert told == ("dise", "ete", "ile", "nuit", "reine")


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("jazz", SearchWords((), "jazz", "jazz")),
        ("Nuit du jazz", SearchWords(("nuit",), "jazz", "nuit du jazz")),
        ("jazz à la", SearchWords((), "jazz", "jazz a la")),
        ("bal bal bal", SearchWords(("bal",), "bal", "bal bal bal")),
        ("la", SearchWords((), "la", "la")),
        ("et de la", SearchWords((), "la", "et de la")),
        ("", SearchWords()),
        ("?!", SearchWords()),
    ],
)
def test_the_last_word_is_a_beginning_and_stop_words_count_only_alone(
    text: str, asked: SearchWords
) -> None:
    assert search_words_of(text) == asked
    assert bool(search_words_of(text)) == (asked.beginning is not None)


FIND = [
    # of the name, the venue, the city and the category
    *(("nuit", True), ("jaz", True), ("laiterie nuit", True), ("strasb", True), ("concert", True)),
    *(("j", True), ("la", True), ("nui jazz", False), ("azz", False), ("jazzy", False)),
    # of the description: whole, or from the fifth letter on
    *(("bal", True), ("ba", False), ("mario", True), ("mari", False), ("marionnettes", True)),
    *(("marionnettes jazz", True), ("marionnette jazz", True), ("groupes bal", True)),
    *(("bal nuit", True), ("nuit opera", False)),
]


@pytest.mark.parametrize(("text", "is_found"), FIND, ids=[text for text, _ in FIND])
def test_an_offer_has_what_is_asked_for(text: str, is_found: bool) -> None:
    listing = listing_rules.listing_of(OFFER, [STOCK])
    assert listing is not None
    wanted = replace(ANY, words=search_words_of(text))
    assert (search_rules.fit(listing, wanted, now=NOW) is not None) == is_found
    if is_found:
        assert search_rules.key_of(wanted) in listing.keys


def test_names_with_all_the_words_are_recognised() -> None:
    listing = listing_rules.listing_of(OFFER, [STOCK])
    assert listing is not None
    for text, is_named in [("jazz", True), ("nuit ja", True), ("nuit strasbourg", False)]:
        wanted = replace(ANY, words=search_words_of(text))
        assert (search_rules.match_group(listing, wanted) < 4) == is_named
        for group, (key,) in chain(*search_rules.group_keys(wanted)):
            assert (key in listing.keys) >= (search_rules.match_group(listing, wanted) == group)


# Few letters, so that words meet and one begins another.
some_words = st.lists(st.text("ab", min_size=1, max_size=9), max_size=5)


@settings(max_examples=500, deadline=None)
@given(words=some_words, described=some_words, text=some_words.map(" ".join))
def test_the_key_of_a_text_leads_to_all_that_have_its_words(
    words: list[str], described: list[str], text: str
) -> None:
    asked = search_words_of(text)
    if asked and asked.are_in(words, described):
        assert asked.key in keys_of(words, described)
    if asked and asked.are_in(words):
        assert asked.key in keys_of(words, ())


@pytest.mark.parametrize(
    ("text", "key"),
    [("concert", "conce"), ("jazz", "jazz"), ("theatre jazz", "~theatr"), ("bal th", "~bal")],
)
def test_the_longest_word_is_looked_for(text: str, key: str) -> None:
    assert (
        search_rules.key_of(replace(ANY, words=search_words_of(text), categories=("concert",)))
        == key
    )


def test_without_words_the_category_is_looked_for_and_without_both_everything() -> None:
    listing = listing_rules.listing_of(OFFER, [STOCK])
    assert listing is not None
    for wanted in (ANY, replace(ANY, categories=("concert",))):
        assert search_rules.key_of(wanted) in listing.keys
    assert search_rules.key_of(replace(ANY, categories=("show",))) not in listing.keys


# Listings


def test_a_listing_is_there_while_the_offer_is_published_and_has_a_place_left() -> None:
    full = replace(STOCK, quantity=1, booked=1)
    assert listing_rules.listing_of(OFFER, [STOCK]) is not None
    assert listing_rules.listing_of(replace(OFFER, is_listed=False), [STOCK]) is None
    assert listing_rules.listing_of(OFFER, []) is None
    for lost in (full, replace(STOCK, is_deleted=True), replace(STOCK, is_open=False)):
        assert listing_rules.listing_of(OFFER, [lost]) is None
        both = listing_rules.listing_of(OFFER, [lost, replace(STOCK, id="o1~2")])
        assert both is not None
        assert [chance.stock_id for chance in both.chances] == ["o1~2"]


def test_a_listing_has_its_stocks_by_date_and_its_end() -> None:
    early = replace(STOCK, id="o1~2", begins_at=NOW + DAY, booking_limit_at=NOW)
    thing = replace(STOCK, id="o1~3", begins_at=None, booking_limit_at=None)
    listing = listing_rules.listing_of(OFFER, [thing, STOCK, early])
    assert listing is not None
    assert [chance.stock_id for chance in listing.chances] == ["o1~2", "o1~1", "o1~3"]
    assert [chance.ends_at for chance in listing.chances] == [NOW, NOW + 10 * DAY, AFTER_ALL_EVENTS]
    assert listing.ends_at == AFTER_ALL_EVENTS
    less = listing_rules.with_stocks(listing, {"o1~3": None})
    assert less is not None
    assert less.ends_at == NOW + 10 * DAY
    last = listing_rules.with_stocks(less, {"o1~1": None})
    assert last is not None
    assert listing_rules.with_stocks(last, {"o1~2": None}) is None
    offered = listing_rules.offered_stock_of(STOCK)
    assert listing_rules.with_stocks(last, {"o1~1": offered}) == less


def test_what_is_online_or_without_coordinates_has_no_place_on_the_map() -> None:
    online = listing_rules.listing_of(replace(OFFER, url="https://books.test/x"), [STOCK])
    nowhere = replace(OFFER.place, latitude=None, longitude=None)
    lost = listing_rules.listing_of(replace(OFFER, place=nowhere), [STOCK])
    assert online is not None
    assert lost is not None
    assert (online.spot, lost.spot) == (None, None)
    near = replace(ANY, point=HERE, radius_m=100_000)
    assert search_rules.fit(online, near, now=NOW) is None
    assert search_rules.fit(online, ANY, now=NOW) is not None


def test_a_place_on_the_equator_or_the_meridian_of_greenwich_is_a_place() -> None:
    listing = listing_rules.listing_of(
        replace(OFFER, place=replace(OFFER.place, latitude=0.0, longitude=0.0)), [STOCK]
    )
    assert listing is not None
    assert listing.spot is not None
    assert listing.spot.geohash == "s00000000000"
    assert listing.spot.cell3 == "s00"


def test_a_picture_is_shown_and_nothing_is_found_by_it() -> None:
    listing = listing_rules.listing_of(OFFER, [STOCK])
    assert listing is not None
    image = Image(upload_id="new", generation=1, paths={"400": "images/new.1/400.webp"})
    shown = listing_rules.with_facts(listing, replace(OFFER, image=image))
    assert shown == replace(listing, image=image)
    assert listing_rules.date_entries_of(shown) == listing_rules.date_entries_of(listing)


def test_a_showing_is_not_found_by_names_alone_and_carries_what_its_listing_says() -> None:
    listing = listing_rules.listing_of(OFFER, [STOCK])
    assert listing is not None
    (showing,) = listing_rules.date_entries_of(listing).values()
    assert (showing.id, showing.offer_id, showing.begins_at) == ("o1~1", "o1", STOCK.begins_at)
    assert set(showing.keys) == {key for key in listing.keys if not key.startswith("name:")}
    assert listing_rules.date_entries_of(None) == {}


# What fits


@pytest.mark.parametrize(
    ("wanted", "is_found"),
    [
        ({"categories": ("concert",)}, True),
        ({"categories": ("show",)}, False),
        ({"categories": ("show", "concert")}, True),
        ({"venue_id": OFFER.place.venue_id}, True),
        ({"venue_id": "elsewhere"}, False),
        ({"is_duo": True}, True),
        ({"where": "on_site"}, True),
        ({"where": "online"}, False),
        ({"accessibility": ("motor",)}, True),
        ({"accessibility": ("motor", "audio")}, False),
        # 12:00 in Paris
        ({"hours": (12 * 60, 12 * 60)}, True),
        ({"hours": (12 * 60 + 1, 11 * 60 + 59)}, False),
        ({"hours": (22 * 60, 12 * 60)}, True),
        ({"hours": (0, 11 * 60 + 59)}, False),
        ({"max_price_cents": 1000}, True),
        ({"max_price_cents": 999}, False),
        ({"has_last_places": True}, False),
        ({"begins_from": NOW + 10 * DAY}, True),
        ({"begins_from": NOW + 11 * DAY}, False),
        ({"begins_until": NOW + 10 * DAY}, True),
        ({"begins_until": NOW + 9 * DAY}, False),
        ({"point": HERE, "radius_m": 100}, True),
        ({"point": (48.59, 7.7455), "radius_m": 600}, False),
        ({"point": (48.59, 7.7455), "radius_m": 700}, True),
    ],
)
def test_a_filter_lets_through_what_fits(wanted: dict[str, object], is_found: bool) -> None:
    listing = listing_rules.listing_of(OFFER, [STOCK])
    assert listing is not None
    asked = replace(ANY, **wanted)  # type: ignore[arg-type]
    assert (search_rules.fit(listing, asked, now=NOW) is not None) == is_found
    (showing,) = listing_rules.date_entries_of(listing).values()
    assert search_rules.may_fit(showing, asked) >= is_found


@pytest.mark.parametrize(
    ("quantity", "left", "are_last"),
    [
        (None, 0, False),
        (4, 1, False),
        (5, 2, False),
        (5, 1, True),
        (5, 0, False),
        (49, 10, False),
        (49, 9, True),
        (1_000, 11, False),
        (1_000, 10, True),
    ],
)
def test_last_places_are_a_fifth_of_those_offered_and_ten_at_most(
    quantity: int | None, left: int, are_last: bool
) -> None:
    stock = replace(STOCK, quantity=quantity, booked=0 if quantity is None else quantity - left)
    assert listing_rules.has_last_places(stock) == are_last
    assert not listing_rules.has_last_places(replace(stock, begins_at=None))
    listing = listing_rules.listing_of(OFFER, [stock])
    if listing is None:
        assert left == 0
        return
    assert ("is:last_places" in listing.keys) == are_last
    (entry,) = listing_rules.date_entries_of(listing).values()
    assert ("is:last_places" in entry.keys) == are_last


def test_a_renewed_listing_learns_of_last_places_and_keeps_those_of_stocks_dealt_out() -> None:
    few = replace(STOCK, quantity=5, booked=4)
    many = replace(few, id="o1~2", booked=0)
    listing = listing_rules.listing_of(OFFER, [few, many])
    assert listing is not None
    before = replace(
        listing, chances=tuple(replace(one, has_last_places=False) for one in listing.chances)
    )
    assert listing_rules.renewed(before, OFFER, [few, many]) == listing
    dealt = [replace(few, booked=0, shards=4), replace(many, shards=4)]
    assert listing_rules.renewed(listing, OFFER, dealt) == listing


def test_a_hit_has_only_what_fits_and_can_still_be_booked() -> None:
    cheap = replace(STOCK, id="o1~2", price_cents=0, begins_at=NOW + 20 * DAY)
    over = replace(STOCK, id="o1~3", begins_at=NOW, booking_limit_at=NOW)
    listing = listing_rules.listing_of(OFFER, [over, cheap, STOCK])
    assert listing is not None
    hit = search_rules.fit(listing, ANY, now=NOW)
    assert hit is not None
    assert [chance.stock_id for chance in hit.stocks] == ["o1~1", "o1~2"]
    assert (hit.price_cents, hit.next_date) == (0, STOCK.begins_at)
    free = search_rules.fit(listing, replace(ANY, max_price_cents=0), now=NOW)
    assert free is not None
    assert free.next_date == cheap.begins_at
    assert search_rules.fit(listing, ANY, now=NOW + 10 * DAY) is None


def test_what_is_to_be_seen_later_is_hidden_until_then() -> None:
    listing = listing_rules.listing_of(OFFER, [STOCK])
    assert listing is not None
    later = replace(listing, visible_from=NOW + DAY)
    assert search_rules.fit(later, ANY, now=NOW) is None
    assert search_rules.fit(later, ANY, now=NOW + DAY) is not None


def listed(name: str, description: str = "") -> Listing:
    found = listing_rules.listing_of(replace(OFFER, name=name, description=description), [STOCK])
    assert found is not None
    return found


def finds(text: str, listing: Listing) -> bool:
    wanted = replace(ANY, words=search_words_of(text))
    found = search_rules.fit(listing, wanted, now=NOW) is not None
    if found:
        group = search_rules.match_group(listing, wanted)
        assert dict(chain(*search_rules.group_keys(wanted)))[group][0] in listing.keys
        assert search_rules.key_of(wanted) in listing.keys
    return found


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("livres", "Un livre"),
        ("livre", "Des livres"),
        ("ateliers", "Atelier"),
        ("visites guidées", "Visite guidée du port"),
        ("visite guidee", "Visites guidées"),
        ("chevaux", "Le cheval"),
        ("récits", "Récit de mer"),
        ("récit", "Récits de mer"),
        ("photos", "Photo"),
        ("travaux", "Le travail"),
        ("yeux", "L'œil"),
        ("jeux", "Jeu de piste"),
        ("locaux", "Un local"),
        ("été", "Les étés"),
        ("beaux arts", "Beau livre d'art"),
        ("Soren", "Søren et moi"),
        ("lodz", "Łódź"),
        ("oeuvre", "Œuvres complètes"),
        ("letranger", "L'Étranger"),
        ("l etranger", "L’Étranger"),
        ("L’ÉTRANGER", "l'etranger"),
        ("aujourdhui", "Aujourd’hui peut-être"),
        ("aujourd'hui", "Aujourdhui"),
        ("dartagnan", "d'Artagnan"),
        ("rendezvous", "Rendez-vous"),
        ("elle et lui", "Elle et lui"),
        ("1984", "1984"),
    ],
)
def test_an_offer_is_found_by_other_forms_of_its_words(text: str, name: str) -> None:
    assert finds(text, listed(name))
    if name != "Elle et lui":
        assert finds(f"{text} {text}", listed("Autre chose", name))
    assert not finds(text, listed("Autre chose"))


@pytest.mark.parametrize(
    "name", ["Elle et lui", "Le La Les", "Ça", "L'Œuvre au noir", "C", "Rock'n'roll", "x" * 90, "½"]
)
def test_an_offer_is_found_by_its_very_title(name: str) -> None:
    wanted = replace(ANY, words=search_words_of(name))
    assert finds(name, listed(name))
    assert search_rules.match_group(listed(name), wanted) == 0


def test_what_was_typed_comes_before_other_forms_of_it() -> None:
    wanted = replace(ANY, words=search_words_of("livres"))
    groups = [
        search_rules.match_group(listed(name, "livres"), wanted)
        for name in ("Livres", "Les Livres", "Livre", "Livres anciens", "Livre ancien")
    ]
    assert groups == [0, 1, 2, 3, 4]


def test_a_listing_of_an_earlier_release_is_found_by_its_words() -> None:
    wanted = replace(ANY, words=search_words_of("Livres"))
    keys = (key for key in listed("Livres").keys if not key.startswith(("name:==", "name:=~")))
    assert search_rules.match_group(replace(listed("Livres"), keys=tuple(keys)), wanted) == 1
