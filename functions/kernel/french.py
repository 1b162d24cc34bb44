"""Dates, instants and amounts as French readers write them, whatever the machine's language.

Spaces at which a line must not break are non-breaking.
"""

import re
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from functions.kernel.calendar_days import PARIS

_SHORTEST_STEM = 3

NBSP = "\u00a0"

_SPACES = re.compile(r"[^\S\u00a0\u202f]+")
"""Matches white space, except the non-breaking spaces."""

_BEFORE = re.compile(r" (?=[:;!?»€%])")
_AFTER = re.compile(r"(?<=«) ")

_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_MONTHS = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """Return the part of a word, in lower case without accents, that its forms share: "livr".

    Snowball expects accents. Without them it keeps the end of "guidees", so a final "e" goes too.
    It takes the end of "recit" for that of a verb, but not of "recits", so a plural comes first.
    """
    import snowballstemmer  # noqa: PLC0415 - it loads the stemmers of 30 languages

    word = _singular(word)
    # A stemmer keeps the word that it works on, so threads cannot share one.
    found: str = snowballstemmer.stemmer("french").stemWord(word)
    shorter = found.rstrip("e")
    return shorter if len(shorter) >= _SHORTEST_STEM else found


def _singular(word: str) -> str:
    """Return a word without the ending of a plural; any other word as it is, or nearly so."""
    if word in _IRREGULAR or len(word) <= _SHORTEST_STEM:
        return _IRREGULAR.get(word, word)
    if word.endswith(("eux", "eaux", "oux")) or (word.endswith("s") and not word.endswith("ss")):
        return word[:-1]
    return word


_IRREGULAR = {
    "baux": "bail",
    "cieux": "ciel",
    "coraux": "corail",
    "emaux": "email",
    "maux": "mal",
    "soupiraux": "soupirail",
    "travaux": "travail",
    "vitraux": "vitrail",
    "yeux": "oeil",
}


def typeset(text: str) -> str:
    """Return a text on one line, with non-breaking spaces where French typography asks for them."""
    return _AFTER.sub(NBSP, _BEFORE.sub(NBSP, _SPACES.sub(" ", text).strip()))


def day(on: date) -> str:
    """Format a day: "samedi 5 décembre 2026"; the first of a month is "1er"."""
    number = "1er" if on.day == 1 else str(on.day)
    return f"{_DAYS[on.weekday()]} {number}{NBSP}{_MONTHS[on.month - 1]} {on.year}"


def moment(at: datetime, zone: str, *, reader_zone: str | None = None) -> str:
    """Format an instant in the time zone where it happens: "samedi 5 décembre 2026 à 20 h 30".

    Names the time zone where the reader's clock shows another time.
    """
    local = at.astimezone(ZoneInfo(zone))
    text = f"{day(local.date())} à {_hour(local)}{repeated_hour(local)}"
    if reader_zone is None or local.utcoffset() == at.astimezone(ZoneInfo(reader_zone)).utcoffset():
        return text
    return f"{text} ({'heure de Paris' if zone == PARIS else 'heure locale'})"


def until(at: datetime, zone: str, *, reader_zone: str | None = None) -> str:
    """Format a deadline to follow "jusqu’au"; the end of a day is given as that day.

    Examples: "vendredi 4 décembre 2026 inclus", "samedi 5 décembre 2026 à 11 h".
    """
    local = at.astimezone(ZoneInfo(zone))
    if (local.hour, local.minute) == (0, 0):
        return f"{day((local - timedelta(minutes=1)).date())} inclus"
    return moment(at, zone, reader_zone=reader_zone)


def repeated_hour(local: datetime) -> str:
    """Return the season of an hour that comes twice when summer time ends; empty for others."""
    first, second = (local.replace(fold=fold).utcoffset() for fold in (0, 1))
    if first == second:
        return ""
    return " (heure d’hiver)" if local.fold else " (heure d’été)"


def _hour(local: datetime) -> str:
    minutes = f"{NBSP}{local.minute:02d}" if local.minute else ""
    return f"{local.hour}{NBSP}h{minutes}"
