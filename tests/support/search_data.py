"""A programme of offers to look for: towns and villages, shops and stages, words and dates.

Everything follows from a seed.
"""

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from math import asin, atan2, cos, degrees, radians, sin

from functions.kernel.database import Adapter, Write
from functions.offers.categories.rules import category
from functions.offers.models import Accessibility, Details, Image, Offer, Place, Stock
from functions.offers.search.listings import rules as listing_rules
from functions.offers.search.models import Listing
from functions.offers.search.store import date_entries, listings

NOW = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)

_EARTH_RADIUS = 6_371_008.8
_AT_ONCE = 2_000
_CATEGORIES = ("concert", "show", "cinema_screening", "paper_book", "film_disc", "ebook")
_REAL_WORDS = """
nuit jazz blues opéra théâtre bal danse marionnettes cinéma livre roman poésie chanson
piano violon guitare festival exposition atelier dessin peinture sculpture photographie
musée château jardin conte cirque clown magie lumière ombre voix chœur orchestre quatuor
baroque rock électro fanfare île forêt montagne rivière fleuve étoile lune soleil hiver
printemps été automne enfance jeunesse mémoire voyage frontière ville quartier rue pont
cathédrale place marché atelier bande dessinée science fiction histoire philosophie langue
création rencontre lecture scène
"""
_SYLLABLES = ("ba", "ri", "lo", "mé", "tan", "cu", "dor", "vi", "sel", "no", "pra", "gui")


@dataclass(frozen=True, slots=True)
class Area:
    """Where offers stand: within so many metres of a point, thicker towards it; some by shops.

    `share` is its part of all offers, against the other areas'.
    """

    name: str
    point: tuple[float, float]
    spread_m: float
    share: float


FRANCE = (
    Area("Paris", (48.8566, 2.3522), 9_000, 30),
    Area("Marseille", (43.2965, 5.3698), 9_000, 8),
    Area("Lyon", (45.7640, 4.8357), 8_000, 8),
    Area("Strasbourg", (48.5734, 7.7521), 6_000, 6),
    Area("Brest", (48.3904, -4.4861), 6_000, 4),
    Area("Cayenne", (4.9224, -52.3135), 15_000, 2),
    Area("Saint-Laurent-du-Maroni", (5.5039, -54.0289), 60_000, 1),
    Area("Alsace", (48.4, 7.5), 60_000, 5),
    Area("Centre", (46.6, 2.5), 280_000, 30),
    Area("Aurillac", (44.9310, 2.4450), 60_000, 3),
)
EDGES = (
    Area("Pôle Nord", (90.0, 0.0), 80_000, 4),
    Area("Pôle Sud", (-89.6, 40.0), 80_000, 4),
    Area("Taveuni", (-16.9, 180.0), 60_000, 5),
    Area("Île nulle", (0.0, 0.0), 30_000, 2),
)


@dataclass(frozen=True, slots=True)
class Piece:
    """An offer with its stocks."""

    offer: Offer
    stocks: tuple[Stock, ...]

    @property
    def listing(self) -> Listing | None:
        """The listing by which it is found."""
        return listing_rules.listing_of(self.offer, self.stocks)


def programme(
    number: int, areas: Sequence[Area], *, seed: int = 1, key: str = "o", described: int = 16
) -> Iterator[Piece]:
    """Yield so many offers that stand in these areas; `key` begins their ids.

    `described` is how many words a description has on average.
    """
    chance = random.Random(seed)
    words = list(dict.fromkeys([*_REAL_WORDS.split(), *_made_up(chance, 2_000)]))
    chance.shuffle(words)
    # As in a language, few words are common and most are rare.
    heights = list(accumulate(1 / (rank + 8) for rank in range(len(words))))
    shares = list(accumulate(area.share for area in areas))
    shops = {area.name: [_near(chance, area) for _ in range(5)] for area in areas}

    def text(length: int) -> str:
        return " ".join(chance.choices(words, cum_weights=heights, k=length))

    for index in range(number):
        (area,) = chance.choices(areas, cum_weights=shares)
        kind = category(chance.choice(_CATEGORIES))
        at_shop = not kind.event and chance.random() < 0.7
        point = chance.choice(shops[area.name]) if at_shop else _near(chance, area)
        offer_id = f"{key}{index:06}"
        place = Place(
            venue_id=f"v{index % 997}",
            name=text(2).capitalize(),
            address="1 rue du Port",
            postal_code="67000",
            city=area.name,
            department="67",
            time_zone="Europe/Paris" if index % 5 else "America/Cayenne",
            latitude=point[0],
            longitude=point[1],
        )
        published_at = NOW - timedelta(minutes=chance.randrange(500_000))
        offer = Offer(
            id=offer_id,
            offerer_siren="732829320",
            place=place,
            name=text(chance.randint(2, 5)).capitalize(),
            description=f"{text(chance.randint(described // 2, described * 3 // 2))}.",
            category=kind.id,
            duo=kind.duo and index % 3 > 0,
            url="https://books.test" if kind.place == "online" else None,
            publication="published",
            is_listed=True,
            details=Details(accessibility=_accessibility(index)),
            image=Image(upload_id="bench", generation=1, paths={"400": "images/bench.1/400.webp"}),
            created_at=published_at,
            published_at=published_at,
        )
        stocks = tuple(_stocks(chance, offer, is_event=kind.event))
        yield Piece(offer, stocks)


def load(adapter: Adapter, pieces: Iterable[Piece], *, at_once: int = _AT_ONCE) -> None:
    """Put what can be found of these offers into a database, so many documents in a commit."""
    waiting: list[Write] = []

    def commit() -> None:
        if waiting:
            adapter.commit(waiting)
            waiting.clear()

    for piece in pieces:
        listing = piece.listing
        if listing is None:
            continue
        waiting.append(Write("create", listings.ref(listing.id), listings.encode(listing)))
        for name, showing in listing_rules.date_entries_of(listing).items():
            waiting.append(Write("create", date_entries.ref(name), date_entries.encode(showing)))
        if len(waiting) >= at_once:
            commit()
    commit()


def _stocks(chance: random.Random, offer: Offer, *, is_event: bool) -> Iterator[Stock]:
    kind = category(offer.category)
    number = 1
    if is_event:
        number = 60 if chance.random() < 0.01 else chance.choice([1, 1, 2, 3])
    first = NOW + timedelta(hours=chance.randrange(-48, 24 * 120))
    price = chance.choice([0, 500, 800, 1200, 2000, 3500])
    for turn in range(1, number + 1):
        begins_at = first + timedelta(days=turn) if is_event else None
        quantity = chance.choice([None, 5, 40])
        limit = None
        if chance.random() < 0.1:
            limit = (begins_at or NOW + timedelta(days=40)) - timedelta(days=chance.randrange(60))
        yield Stock(
            id=f"{offer.id}~{turn}",
            offer_id=offer.id,
            offerer_siren=offer.offerer_siren,
            offer_name=offer.name,
            category=offer.category,
            domain=kind.domain,
            is_event=is_event,
            expiry_days=kind.expiry_days,
            duo=offer.duo,
            url=offer.url,
            place=offer.place,
            is_open=True,
            price_cents=price if chance.random() < 0.8 else 0,
            quantity=quantity,
            booked=_booked(quantity, turn, is_gone=quantity == 5 and chance.random() < 0.3),
            begins_at=begins_at,
            booking_limit_at=limit or begins_at,
        )


def _booked(quantity: int | None, turn: int, *, is_gone: bool) -> int:
    if quantity is None or is_gone:
        return quantity or 0
    return max(0, quantity - (1, 8, 9, quantity)[turn % 4])


def _accessibility(index: int) -> Accessibility | None:
    """Return what is known of a place; of a third of them, nothing."""
    if index % 3 == 0:
        return None
    return Accessibility(
        audio=index % 7 == 0,
        mental=index % 5 == 0,
        motor=index % 2 == 0,
        visual=index % 11 == 0,
    )


def _near(chance: random.Random, area: Area) -> tuple[float, float]:
    """Return a point of an area; half of them lie within the middle tenth of its width."""
    metres = area.spread_m * chance.random() ** (3.3 if chance.random() < 0.7 else 0.5)
    return destination(*area.point, bearing=chance.uniform(0, 360), metres=metres)


def destination(
    latitude: float, longitude: float, *, bearing: float, metres: float
) -> tuple[float, float]:
    """Return the point so many metres from another, in a direction given in degrees."""
    angle, way, south = metres / _EARTH_RADIUS, radians(bearing), radians(latitude)
    north = asin(max(-1.0, min(1.0, sin(south) * cos(angle) + cos(south) * sin(angle) * cos(way))))
    east = atan2(sin(way) * sin(angle) * cos(south), cos(angle) - sin(south) * sin(north))
    return degrees(north), (longitude + degrees(east) + 180) % 360 - 180


def _made_up(chance: random.Random, number: int) -> list[str]:
    return ["".join(chance.choices(_SYLLABLES, k=chance.randint(2, 4))) for _ in range(number)]
