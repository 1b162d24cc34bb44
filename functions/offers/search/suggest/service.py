"""Suggest words and venues, and keep the names of venues that have offers."""

from datetime import datetime

from functions.kernel.database import UnitOfWork
from functions.offers.search import rules as search_rules
from functions.offers.search.models import Listing, SearchCriteria
from functions.offers.search.store import (
    listings,
    newest_of_keys,
    sample_and_venues,
    venue_names,
)
from functions.offers.search.suggest import rules
from functions.offers.search.suggest.models import Suggestions
from functions.offers.search.words.rules import search_words_of, venue_key

_SAMPLE = 50
"""How many of the newest listings words are taken from."""
_CANDIDATES = 8
"""How many venues are looked at for those suggested."""
_OF_EACH = 2
"""How many listings of each are looked at for one that can be booked."""
MOST_READ = _SAMPLE + _CANDIDATES * (1 + _OF_EACH)
"""How many documents suggestions read at most."""
MOST_WORDS, MOST_VENUES = 6, 4


def suggest(work: UnitOfWork, text: str, *, now: datetime) -> Suggestions:
    """Return what a text may become: each text and each venue has an offer that can be booked.

    Words come from the newest offers that match. Reads at most 50 listings, 8 venues and 16
    listings of theirs in two round trips, however many offers there are.
    """
    words = search_words_of(text)
    if not words:
        return Suggestions([], [])
    wanted = SearchCriteria(
        point=None,
        radius_m=0,
        words=words,
        max_price_cents=None,
        begins_from=None,
        begins_until=None,
        sort="relevance",
    )
    sample, venues = sample_and_venues(
        work, words.key, words.exact_key, listings_most=_SAMPLE, venues_most=_CANDIDATES
    )
    fitting = [one for one in sample if search_rules.fit(one, wanted, now=now) is not None]
    texts = rules.completions(text, fitting, most=MOST_WORDS)
    named = [venue for venue in venues if rules.is_named(venue, words)]
    of_each = newest_of_keys(work, [venue_key(venue.id) for venue in named], limit=_OF_EACH)
    open_venues = [
        venue
        for venue, found in zip(named, of_each, strict=True)
        if any(_is_open(listing, now=now) for listing in found)
    ]
    return Suggestions(texts, open_venues[:MOST_VENUES])


def follow_venue(work: UnitOfWork, offer_id: str) -> None:
    """Keep the name of the venue of an offer that can be found.

    A name is not removed with the last offer of its venue: `suggest` looks for offers.
    """
    listing = listings.find_unverified(work, offer_id)
    if listing is None:
        return
    wanted = rules.venue_name_of(listing)
    before = venue_names.find(work, wanted.id)
    if before is None:
        venue_names.create(work, wanted.id, wanted)
    elif before != wanted:
        venue_names.replace(work, wanted.id, wanted)


def _is_open(listing: Listing, *, now: datetime) -> bool:
    is_visible = listing.visible_from is None or listing.visible_from <= now
    return is_visible and bool(search_rules.left_of(listing, now=now))
