"""Recall over titles: whether an offer is found by its title, and by how people type it."""

import random
import tempfile
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from bench.tables import table
from functions.kernel.config import Settings
from functions.kernel.database import metered
from functions.kernel.platform import Platform
from functions.kernel.text import without_accents
from functions.kernel.values import replace
from functions.offers.models import Stock
from functions.offers.search.find.service import budget_of, search
from functions.offers.search.models import Hit, SearchCriteria
from functions.offers.search.words.models import SearchWords
from functions.offers.search.words.rules import search_words_of
from tests.support.search_data import FRANCE, NOW, Piece, load, programme

_MADE = 5_000
_PAGE = 20
_DEMO = Path(__file__).resolve().parent.parent / "local/demo/catalogue.toml"

_NOUNS = """
    atelier auteur ballet bibliothèque cabaret château cheval chœur cinéma cirque concert conte
    danse dessin école été étoile fête forêt île jardin jeu journée livre lumière maison marché
    mer mur musée nuit œuvre oiseau opéra orchestre photo pièce poème pont récit rue soirée
    tableau théâtre travail vélo ville visite voyage
"""
_OTHERS = """
    ancien guidé national musical nocturne bleu grand petit vivant imaginaire contemporain à de la
    le les et du des pour avec sans chez elle lui en un une
"""
_ELIDED = ("l'", "d'", "aujourd'hui ", "presqu'")

_WAYS: Mapping[str, Callable[[str], str]] = {
    "as it is": str,
    "capitals, no accents": lambda title: without_accents(title).upper(),
    "curly apostrophes": lambda title: title.replace("'", "’"),
    "no apostrophes": lambda title: title.replace("'", ""),
    "the other number": lambda title: " ".join(map(_other_number, title.split())),
}


@dataclass(frozen=True, slots=True)
class Recall:
    """How many titles led to their offer on the first page, typed in one way, and the reads.

    A page on which every title has the words that were typed, or their other forms, counts as
    found: no order could bring more of them onto it.
    """

    way: str
    titles: int
    found: int
    mean_reads: float
    most_reads: int


def measure() -> list[Recall]:
    """Search for the demo's titles and 5,000 made of French words, typed in each way."""
    titles = [*_demo_titles(), *_made_titles(random.Random(5))]
    pieces = [
        Piece(replace(piece.offer, name=title), piece.stocks)
        for title, piece in zip(titles, _sellable(), strict=False)
    ]
    with (
        tempfile.TemporaryDirectory(prefix="bench-titles-") as folder,
        closing(Platform(Settings(data=Path(folder)))) as platform,
    ):
        load(platform.database.adapter, pieces)
        return [_recall(platform, pieces, way, typed) for way, typed in _WAYS.items()]


def titles_table(results: Sequence[Recall]) -> str:
    """Return the results as a table."""
    rows = [(r.way, r.titles, r.found / r.titles, r.mean_reads, r.most_reads) for r in results]
    heading = f"titles, first pages of {_PAGE}"
    return table(heading, ("typed", "titles", "recall", "reads", "most"), rows)


def missed_titles(results: Sequence[Recall]) -> list[str]:
    """Return a sentence for each bar that was missed."""
    sentences = [
        f"titles, {r.way}: a page read {r.most_reads} documents"
        for r in results
        if r.most_reads > budget_of(_PAGE)
    ]
    sentences += [
        f"titles, {r.way}: {r.titles - r.found} were not found"
        for r in results
        if r.found != r.titles
    ]
    return sentences


def _recall(
    platform: Platform, pieces: Sequence[Piece], way: str, typed: Callable[[str], str]
) -> Recall:
    reads, found = [], 0
    for piece in pieces:
        wanted = _wanted(typed(piece.offer.name))
        with metered() as meter:
            page = platform.database.run(
                lambda work, wanted=wanted: search(  # type: ignore[misc]
                    work, wanted, after=None, page_size=_PAGE, now=NOW
                )
            )
        reads.append(meter.documents_read)
        found += _is_found(piece, wanted.words, page.hits)
    return Recall(way, len(pieces), found, sum(reads) / len(reads), max(reads))


def _is_found(piece: Piece, typed: SearchWords, hits: Sequence[Hit]) -> bool:
    listed = [hit.listing for hit in hits]
    if any(one.id == piece.offer.id or one.name == piece.offer.name for one in listed):
        return True
    return {search_words_of(one.name).title_stems for one in listed} == {typed.title_stems}


def _wanted(text: str) -> SearchCriteria:
    return SearchCriteria(
        point=None,
        radius_m=10_000,
        words=search_words_of(text),
        max_price_cents=None,
        begins_from=None,
        begins_until=None,
        sort="relevance",
    )


def _sellable() -> Iterator[Piece]:
    every = programme(3 * _MADE, FRANCE)
    return (piece for piece in every if any(_is_left(stock) for stock in piece.stocks))


def _is_left(stock: Stock) -> bool:
    ends = (stock.begins_at, stock.booking_limit_at)
    is_ahead = all(at is None or at > NOW for at in ends)
    return is_ahead and (stock.remaining is None or stock.remaining > 0)


def _demo_titles() -> Iterator[str]:
    def names(value: object) -> Iterator[str]:
        if isinstance(value, dict):
            for key, inner in value.items():
                if key == "name" and isinstance(inner, str):
                    yield inner
                yield from names(inner)
        elif isinstance(value, list):
            for inner in value:
                yield from names(inner)

    return names(tomllib.loads(_DEMO.read_text("utf-8")))


def _made_titles(chance: random.Random) -> Iterator[str]:
    nouns = _NOUNS.split()
    every = nouns + _OTHERS.split()
    for _ in range(_MADE):
        words = [chance.choice(nouns), *chance.choices(every, k=chance.randint(0, 4))]
        chance.shuffle(words)
        words = [_other_number(word) if chance.random() < 0.3 else word for word in words]
        start = chance.choice(_ELIDED) if chance.random() < 0.2 else ""
        yield (start + " ".join(words)).capitalize()[:90]


def _other_number(word: str) -> str:
    """Return the plural of a noun that takes an "s", or its singular; any other word as it is."""
    singular = word.removesuffix("s")
    if singular.lower() not in _NOUNS.split() or singular.endswith(("au", "al", "ail", "eu")):
        return word
    return singular if word.endswith("s") else f"{word}s"
