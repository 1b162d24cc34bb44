"""Matching of offers against the rules that hold them for review."""

from collections.abc import Iterable

from functions.offers.models import Offer
from functions.offers.screening.data import ReviewRule, shipped_rules
from functions.offers.search.words.rules import words_of

REPORTED = "reported"
"""The flag of an offer that is held because people reported it."""

_WHEN_REPORTED = "Plusieurs personnes ont signalé cette offre."


def flags_of(offer: Offer, rules: Iterable[ReviewRule] | None = None) -> tuple[str, ...]:
    """Return the ids of the rules that match an offer, by default of the shipped rules.

    Rules match its texts, its category, and the prices and price labels of its stocks. An offer
    that people reported has the flag REPORTED too.
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
    reported = (REPORTED,) if offer.review.is_reported else ()
    return reported + tuple(
        rule.id
        for rule in (shipped_rules() if rules is None else rules)
        if (not rule.keywords or any(_is_in(keyword, words) for keyword in rule.keywords))
        and (not rule.categories or offer.category in rule.categories)
        and (rule.price_above_cents is None or max(prices, default=0) > rule.price_above_cents)
    )


def reasons_of(flags: Iterable[str]) -> dict[str, str]:
    """Return the French reason of each flag, by flag; empty when the rule was removed."""
    reasons = {rule.id: rule.reason for rule in shipped_rules()} | {REPORTED: _WHEN_REPORTED}
    return {flag: reasons.get(flag, "") for flag in flags}


def _is_in(keyword: str, texts: Iterable[str]) -> bool:
    phrase = f" {' '.join(words_of(keyword))} "
    return any(phrase in text for text in texts)
