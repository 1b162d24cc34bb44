"""Suggestions: texts to search for, and venues."""

from functions.kernel.values import Struct
from functions.offers.search.models import VenueName


class Suggestions(Struct, frozen=True):
    """Texts to search for, and venues."""

    texts: list[str]
    venues: list[VenueName]
