"""The rules of review.toml: what in an offer an administrator has to look at first."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter

from functions.offers.categories import category
from functions.offers.models import Offer
from functions.offers.search.text import words_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewRule:
    """What flags an offer: all that is named has to fit. `reason` is French."""

    id: str
    reason: str
    keywords: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    price_above_cents: int | None = None

    def __post_init__(self) -> None:
        if not (self.keywords or self.categories or self.price_above_cents is not None):
            raise ValueError(f"{self.id} names nothing, and would hold every offer")
        if not all(words_of(keyword) for keyword in self.keywords):
            raise ValueError(f"{self.id} has a keyword without a word")


def flags_of(offer: Offer, rules: Iterable[ReviewRule] | None = None) -> tuple[str, ...]:
    """Return the ids of the rules that fit an offer; those that are shipped unless some are given.

    Its texts are read, and the prices of all its stocks with what they are called.
    """
    details = offer.details
    texts = (
        *(offer.name, offer.description, offer.url),
        *(details.withdrawal_details, details.external_ticket_url, details.author),
        *(details.performer, details.speaker, details.stage_director),
        *(stock.price_label for stock in offer.stocks),
    )
    words = [f" {' '.join(words_of(text))} " for text in texts if text]
    prices = [stock.price_cents for stock in offer.stocks]
    return tuple(
        rule.id
        for rule in (shipped_rules() if rules is None else rules)
        if (not rule.keywords or any(_is_in(keyword, words) for keyword in rule.keywords))
        and (not rule.categories or offer.category in rule.categories)
        and (rule.price_above_cents is None or max(prices, default=0) > rule.price_above_cents)
    )


def reasons_of(flags: Iterable[str]) -> dict[str, str]:
    """Return why each flag holds an offer, in French; a rule that is no more has no reason."""
    reasons = {rule.id: rule.reason for rule in shipped_rules()}
    return {flag: reasons.get(flag, "") for flag in flags}


@cache
def shipped_rules() -> tuple[ReviewRule, ...]:
    """Return the rules of review.toml. Raises ValueError where they make no sense."""
    text = (Path(__file__).parent / "review.toml").read_text("utf-8")
    rules = TypeAdapter(tuple[ReviewRule, ...]).validate_python(tomllib.loads(text)["rule"])
    for rule in rules:
        for category_id in rule.categories:
            category(category_id)
    return rules


def _is_in(keyword: str, texts: Iterable[str]) -> bool:
    phrase = f" {' '.join(words_of(keyword))} "
    return any(phrase in text for text in texts)
