"""Words: the stop words of French, as data."""

from functools import cache
from pathlib import Path


@cache
def stop_words() -> frozenset[str]:
    """Return the words that no search is about."""
    text = (Path(__file__).parent / "stop_words.txt").read_text("utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return frozenset(word for line in lines for word in line.split())
