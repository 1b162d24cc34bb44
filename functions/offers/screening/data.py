"""The rules that hold offers for review, loaded from review.toml."""

import tomllib
from functools import cache
from pathlib import Path

import msgspec

from functions.kernel.values import Struct, prepared
from functions.offers.categories.rules import category
from functions.offers.search.words.rules import words_of


class ReviewRule(Struct, frozen=True, kw_only=True):
    """A rule that flags an offer when all its conditions match; `reason` is in French."""

    id: str
    reason: str
    keywords: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    price_above_cents: int | None = None

    def __post_init__(self) -> None:
        if not (self.keywords or self.categories or self.price_above_cents is not None):
            raise ValueError(f"{self.id} has no condition and would hold every offer")
        if not all(words_of(keyword) for keyword in self.keywords):
            raise ValueError(f"{self.id} has a keyword without words")


@cache
def shipped_rules() -> tuple[ReviewRule, ...]:
    """Load the rules of review.toml. Raises ValueError when they are not valid."""
    text = (Path(__file__).parent / "review.toml").read_text("utf-8")
    rules = msgspec.convert(tomllib.loads(text)["rule"], prepared(tuple[ReviewRule, ...]))
    for rule in rules:
        for category_id in rule.categories:
            category(category_id)
    return rules
