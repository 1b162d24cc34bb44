"""A search finds what looking at every offer finds, page by page, on both databases."""

import random
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from functions.kernel.config import Settings
from functions.kernel.database import Database, UnitOfWork, metered
from functions.kernel.database.sqlite import FILE, SqliteAdapter
from functions.kernel.platform import Platform
from functions.kernel.values import replace
from functions.offers.search.find.service import budget_of, search
from functions.offers.search.models import Listing, Page, Position, SearchCriteria
from functions.offers.search.store import listings
from functions.offers.search.words.rules import search_words_of
from local.emulators import environment
from tests.support.search_data import EDGES, FRANCE, NOW, Area, Piece, load, programme
from tests.support.search_truth import Truth

DAY = timedelta(days=1)
PARIS, STRASBOURG = (48.8566, 2.3522), (48.5734, 7.7521)
CAYENNE, MARONI = (4.9224, -52.3135), (5.5039, -54.0289)


def wanted(**facts: object) -> SearchCriteria:
    """Return what is looked for; `q` is the text that is typed."""
    q = facts.pop("q", "")
    assert isinstance(q, str)
    anything = SearchCriteria(
        point=None,
        radius_m=10_000,
        words=search_words_of(q),
        max_price_cents=None,
        begins_from=None,
        begins_until=None,
        sort="distance" if "point" in facts else "relevance",
    )
    return replace(anything, **facts)  # type: ignore[arg-type]


@dataclass
class Shelf:
    """Many offers in a database, and what has to be found in them."""

    database: Database
    truth: Truth
    pieces: list[Piece]

    def page(self, asked: SearchCriteria, *, after: Position | None, page_size: int) -> Page:
        """Return the page behind a place."""
        return self.database.run(
            lambda work: search(work, asked, after=after, page_size=page_size, now=NOW)
        )

    def walk(
        self, asked: SearchCriteria, *, page_size: int = 100, most: int | None = None
    ) -> list[str]:
        """Return the ids of all pages, and check the size of each and what it reads at most."""
        found: list[str] = []
        after: Position | None = None
        while True:
            with metered() as meter:
                page = self.page(asked, after=after, page_size=page_size)
            assert len(page.hits) <= page_size
            # What a late page by distance reads besides grows slowly with what was given.
            is_late = asked.sort == "distance" and after is not None
            assert meter.documents_read <= budget_of(page_size) * (2 if is_late else 1)
            if most is not None:
                assert meter.documents_read <= most, (len(found), meter, page.after)
            found += [hit.listing.id for hit in page.hits]
            if page.after is None:
                return found
            after = page.after

    def check(self, asked: SearchCriteria, *, page_size: int = 100) -> int:
        """Check that a search finds what it has to, in order; return how much that is."""
        expected = self.truth.ids(asked, now=NOW)
        assert self.walk(asked, page_size=page_size) == expected, asked
        return len(expected)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    """4,000 offers in France and at the edges of the map."""
    pieces = list(programme(4_000, (*FRANCE, *EDGES), described=2))
    folder = tmp_path_factory.mktemp("shelf")
    # Documents that are there before the indexes are taken into them in half of the time.
    with closing(SqliteAdapter(folder / FILE)) as plain:
        load(plain, pieces)
    with closing(Platform(Settings(data=folder), is_durable=False)) as platform:
        yield Shelf(platform.database, Truth(pieces), pieces)


def first_page(shelf: Shelf, asked: SearchCriteria, page_size: int) -> tuple[Page, int]:
    """Return the first page, and how many documents were read for it."""
    with metered() as meter:
        page = shelf.page(asked, after=None, page_size=page_size)
    return page, meter.documents_read


QUERIES = [
    wanted(categories=("ebook",), max_price_cents=0),
    wanted(q="nuit"),
    wanted(q="jazz nuit"),
    wanted(q="la"),
    wanted(q="concert paris o"),
    wanted(q="cayenne", max_price_cents=800),
    wanted(q="lun", categories=("paper_book",)),
    wanted(q="inconnu"),
    wanted(sort="date", categories=("concert",), q="jar"),
    wanted(sort="date", begins_from=NOW + 3 * DAY, begins_until=NOW + 6 * DAY),
    wanted(sort="date", max_price_cents=0, begins_from=NOW + 20 * DAY, q="paris"),
    wanted(sort="date", begins_until=NOW - DAY),
    wanted(sort="date", categories=("paper_book",), q="nuit"),
    wanted(begins_from=NOW + 300 * DAY),
    wanted(point=PARIS, radius_m=1_500),
    wanted(point=PARIS, radius_m=300),
    wanted(point=PARIS, radius_m=100_000, q="théâtre"),
    wanted(point=PARIS, radius_m=100_000, q="zz"),
    wanted(point=PARIS, radius_m=4_000, categories=("show",), max_price_cents=500),
    wanted(point=PARIS, radius_m=2_000, begins_from=NOW + DAY, begins_until=NOW + 9 * DAY),
    wanted(point=PARIS, radius_m=5_000, sort="date", q="nuit"),
    wanted(point=PARIS, radius_m=3_000, sort="relevance", q="nuit"),
    wanted(point=PARIS, radius_m=500, sort="relevance"),
    wanted(point=(44.93, 2.44), radius_m=50_000),
    wanted(point=(44.93, 2.44), radius_m=50_000, sort="date", max_price_cents=1200),
    wanted(point=(46.6, 2.5), radius_m=100_000, sort="relevance", categories=("concert",)),
    wanted(point=(0, 0), radius_m=100_000),
    wanted(point=(30, 30), radius_m=100_000),
    wanted(point=(30, 30), radius_m=100_000, sort="date"),
    wanted(categories=("ebook", "show")),
    wanted(categories=("concert", "show", "cinema_screening"), sort="date"),
    wanted(categories=("paper_book", "film_disc"), q="nuit"),
    wanted(point=PARIS, radius_m=4_000, categories=("concert", "paper_book")),
    wanted(point=PARIS, radius_m=4_000, categories=("concert", "show"), sort="date"),
    wanted(point=PARIS, radius_m=9_000, categories=("concert", "show"), sort="relevance"),
    wanted(venue_id="v7"),
    wanted(venue_id="v7", q="nuit"),
    wanted(venue_id="v12", sort="date", categories=("concert", "show")),
    wanted(venue_id="v12", point=PARIS, radius_m=100_000),
    wanted(is_duo=True, max_price_cents=0),
    wanted(is_duo=True, sort="date", hours=(18 * 60, 22 * 60 + 30)),
    wanted(point=PARIS, radius_m=9_000, is_duo=True),
    wanted(max_price_cents=0),
    wanted(max_price_cents=0, sort="date", categories=("concert",)),
    wanted(point=PARIS, radius_m=9_000, max_price_cents=0),
    wanted(has_last_places=True),
    wanted(has_last_places=True, sort="date", begins_until=NOW + 14 * DAY),
    wanted(has_last_places=True, sort="date", categories=("concert", "show"), is_duo=True),
    wanted(has_last_places=True, q="nuit"),
    wanted(point=PARIS, radius_m=9_000, has_last_places=True),
    wanted(point=PARIS, radius_m=9_000, sort="date", has_last_places=True, max_price_cents=1200),
    wanted(where="online"),
    wanted(where="online", sort="date"),
    wanted(where="on_site", categories=("paper_book", "ebook")),
    wanted(point=PARIS, radius_m=9_000, where="online"),
    *(wanted(accessibility=(kind,)) for kind in ("audio", "mental", "motor", "visual")),
    wanted(accessibility=("mental", "motor"), sort="date"),
    wanted(point=PARIS, radius_m=9_000, accessibility=("motor", "visual")),
    wanted(q="nuit", accessibility=("motor",), sort="date"),
    wanted(hours=(0, 9 * 60)),
    wanted(hours=(22 * 60, 2 * 60), sort="date"),
    wanted(hours=(22 * 60, 2 * 60), sort="date", begins_until=NOW + 30 * DAY, max_price_cents=0),
    wanted(point=PARIS, radius_m=9_000, hours=(14 * 60, 14 * 60 + 59)),
    # Bas-Rhin and Guyane
    *(
        wanted(point=point, radius_m=radius_m, sort=sort)
        for point in (STRASBOURG, (48.4, 7.5), CAYENNE, MARONI)
        for radius_m, sort in ((15_000, "distance"), (5_000, "date"), (10_000, "relevance"))
    ),
    wanted(point=MARONI, radius_m=100_000),
    # The poles and the 180th meridian
    wanted(point=(90.0, 0.0), radius_m=100),
    wanted(point=(-89.999, 0.0), radius_m=200),
    *(
        wanted(point=point, radius_m=radius_m, sort=sort)
        for point in ((90.0, 0.0), (89.8, -170.0), (-90.0, 0.0), (-89.3, 100.0))
        for radius_m, sort in ((100_000, "distance"), (60_000, "date"), (30_000, "relevance"))
    ),
    *(
        wanted(point=point, radius_m=radius_m, sort=sort)
        for point in ((-16.9, 180.0), (-16.9, -180.0), (-16.8, 179.9))
        for radius_m, sort in ((100_000, "distance"), (60_000, "date"), (20_000, "relevance"))
    ),
]


def test_a_search_finds_what_looking_at_every_offer_finds(shelf: Shelf) -> None:
    sizes = [shelf.check(asked) for asked in QUERIES]
    # The questions are questions: most find something, some a lot.
    assert sum(size > 0 for size in sizes) >= len(sizes) * 3 // 4
    assert max(sizes) > len(shelf.truth) // 50


@pytest.mark.emulator("firestore")
def test_a_search_finds_the_same_on_firestore(firestore_emulator: str) -> None:
    pieces = list(programme(60, (*FRANCE[:1], *EDGES[:3]), described=2))
    options = Settings(database="firestore", relay="trigger", project=f"demo-{uuid4().hex}")
    with (
        environment(FIRESTORE_EMULATOR_HOST=firestore_emulator),
        closing(Platform(options, is_durable=False)) as platform,
    ):
        load(platform.database.adapter, pieces, at_once=50)
        shelf = Shelf(platform.database, Truth(pieces), pieces)
        sizes = [
            shelf.check(asked, page_size=25)
            for asked in (
                wanted(q="paris concert", max_price_cents=1200),
                wanted(categories=("show",)),
                wanted(categories=("show", "concert")),
                wanted(point=PARIS, radius_m=9_000, categories=("show", "concert"), sort="date"),
                wanted(point=PARIS, radius_m=9_000, accessibility=("motor",), sort="relevance"),
                wanted(is_duo=True, sort="date", hours=(12 * 60, 2 * 60)),
                wanted(max_price_cents=0),
                wanted(has_last_places=True, sort="date"),
                wanted(point=PARIS, radius_m=9_000, has_last_places=True),
                wanted(where="online"),
                wanted(venue_id="v7"),
                wanted(sort="date", begins_until=NOW + 30 * DAY),
                wanted(sort="date", q="paris"),
                wanted(point=PARIS, radius_m=2_000),
                wanted(point=PARIS, radius_m=9_000, q="par"),
                wanted(point=PARIS, radius_m=3_500, q="concert", sort="relevance"),
                wanted(point=PARIS, radius_m=3_500, sort="date"),
                wanted(point=PARIS, radius_m=1_000, sort="relevance"),
                wanted(point=(90.0, 0.0), radius_m=100_000),
                wanted(point=(-16.9, 180.0), radius_m=100_000),
                wanted(point=(-16.9, -180.0), radius_m=100_000, sort="date"),
            )
        ]
        assert min(sizes) > 0


@pytest.mark.parametrize("page_size", [1, 7])
def test_small_pages_are_parts_of_the_same_list(shelf: Shelf, page_size: int) -> None:
    for asked in (
        wanted(point=PARIS, radius_m=150),
        wanted(point=(-16.9, 180.0), radius_m=10_000),
        wanted(point=PARIS, radius_m=2_000, q="jazz", sort="relevance"),
        wanted(sort="date", categories=("concert",), begins_until=NOW + DAY),
    ):
        shelf.check(asked, page_size=page_size)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    of=st.integers(0, 399),
    seed=st.integers(0, 10_000),
    radius_m=st.sampled_from([100, 1_000, 4_000]),
    q=st.sampled_from(["", "", "nuit", "jazz pa", "ro"]),
    price=st.sampled_from([None, None, 0, 1_000]),
    days=st.sampled_from([None, None, 3, 60]),
    sort=st.sampled_from(["distance", "date", "relevance"]),
)
def test_any_search_from_anywhere_finds_what_it_has_to(
    shelf: Shelf,
    of: int,
    seed: int,
    radius_m: int,
    q: str,
    price: int | None,
    days: int | None,
    sort: str,
) -> None:
    place = shelf.pieces[of].offer.place
    assert place.latitude is not None
    assert place.longitude is not None
    chance = random.Random(seed)
    latitude = min(90.0, max(-90.0, place.latitude + chance.gauss(0, 0.01)))
    until = None if days is None else NOW + days * DAY
    asked = wanted(
        point=(latitude, place.longitude),
        radius_m=radius_m,
        q=q,
        max_price_cents=price,
        begins_until=until,
        sort=sort,
    )
    shelf.check(asked)


def test_a_first_page_reads_little_whatever_is_far_away(shelf: Shelf) -> None:
    asked = [one for one in QUERIES if one.point is not None]

    def reads() -> list[int]:
        return [first_page(shelf, one, 20)[1] for one in asked]

    before = reads()
    assert max(before) <= budget_of(20) == 300
    far = (Area("Loin", (-30.0, 100.0), 50_000, 1),)
    load(shelf.database.adapter, programme(300, far, key="far", described=2))
    assert reads() == before


@pytest.mark.parametrize("page_size", [1, 20, 60])
@pytest.mark.parametrize("sort", ["distance", "date", "relevance"])
@pytest.mark.parametrize("point", [(-89.3, 100.0), (90.0, 0.0), (46.6, 2.5)])
def test_a_page_without_hits_stays_within_its_budget(
    shelf: Shelf, point: tuple[float, float], sort: str, page_size: int
) -> None:
    asked = wanted(point=point, radius_m=100_000, sort=sort, max_price_cents=0, q="nuit o")
    anything = wanted(point=point, radius_m=100_000, sort=sort)
    assert shelf.walk(asked, page_size=page_size) == shelf.truth.ids(asked, now=NOW)
    assert first_page(shelf, anything, page_size)[1] <= budget_of(page_size)


def test_a_shop_with_many_books_is_gone_through_by_id(shelf: Shelf) -> None:
    book = next(p for p in shelf.pieces if p.offer.category == "paper_book" and p.listing)
    place = replace(book.offer.place, latitude=21.0, longitude=-40.0, city="Atoll")
    books = [
        Piece(
            replace(book.offer, id=f"book{number:03}", place=place),
            tuple(replace(stock, id=f"book{number:03}~1", quantity=None) for stock in book.stocks),
        )
        for number in range(150)
    ]
    load(shelf.database.adapter, books)
    asked = wanted(point=(21.001, -40.0), radius_m=1_000)
    assert shelf.walk(asked, page_size=20, most=70) == [piece.offer.id for piece in books]


def test_what_goes_between_pages_is_gone_and_nothing_is_given_twice(shelf: Shelf) -> None:
    asked = wanted(point=MARONI, radius_m=100_000)
    whole = shelf.truth.ids(asked, now=NOW)
    size = max(1, len(whole) // 4)
    page, _ = first_page(shelf, asked, size)
    gone = {whole[0], page.hits[-1].listing.id, whole[-1]}
    kept = [without(shelf, name) for name in gone]
    rest: list[str] = []
    while page.after is not None:
        page = shelf.page(asked, after=page.after, page_size=size)
        rest += [hit.listing.id for hit in page.hits]
    assert len(gone) == 3
    assert rest == [name for name in whole[size:] if name not in gone]
    for listing in kept:
        put_back(shelf, listing)
    shelf.check(asked)


def without(shelf: Shelf, name: str) -> Listing:
    """Take a listing out of the database and return it."""

    def take(work: UnitOfWork) -> Listing:
        listing = listings.get(work, name)
        listings.delete(work, name)
        return listing

    return shelf.database.run(take)


def put_back(shelf: Shelf, listing: Listing) -> None:
    shelf.database.run(lambda work: listings.create(work, listing.id, listing))
