"""Bodies and views of custom rules."""

from datetime import date, datetime
from typing import Annotated

from pydantic import ConfigDict, Field
from pydantic.config import JsonDict

from functions.accounts.numbers.schemas import Number
from functions.kernel.field_conditions import exactly_one, has
from functions.kernel.field_types import Day, Line
from functions.kernel.page_tokens import DocumentId, PageToken
from functions.kernel.schemas import ActBody, Parameters, View
from functions.offers.stocks.rules import HIGHEST_PRICE_CENTS
from functions.reimbursement.rules.models import WHOLE, CustomRule

_AN_OFFER = has("offer_id", "amount_cents", without=("venue_id", "siren", "rate"))
_A_VENUE = has("venue_id", "rate", without=("offer_id", "siren", "amount_cents"))
_AN_OFFERER = has("siren", "rate", without=("offer_id", "venue_id", "amount_cents"))
_ONE_TARGET: JsonDict = {
    **exactly_one(_AN_OFFER, _A_VENUE, _AN_OFFERER),
    "examples": [{"siren": "732829320", "rate": 9_500, "used_from": "2027-05-01"}],
}


class CustomRuleBody(ActBody):
    """A custom rule: an amount for an offer, or a rate for a venue with a SIRET or an offerer.

    `amount_cents` is for one place or thing, `rate` in basis points: 9,500 is 95 %. Without
    `categories` it holds for all. Days are in Paris, without `used_before` itself.
    """

    may_be_missing = False

    model_config = ConfigDict(json_schema_extra=_ONE_TARGET)

    offer_id: DocumentId | None = None
    venue_id: DocumentId | None = None
    siren: Number | None = None
    amount_cents: Annotated[int, Field(ge=0, le=HIGHEST_PRICE_CENTS)] | None = None
    rate: Annotated[int, Field(ge=0, le=WHOLE)] | None = None
    categories: Annotated[list[Line], Field(default_factory=list, max_length=50)]
    used_from: Day
    used_before: Day | None = None


class EndRuleBody(ActBody):
    """The end of a custom rule: the first day, in Paris, for which it no longer holds."""

    may_be_missing = False

    used_before: Day


class CustomRulesQuery(Parameters):
    """The offerer, if only its rules are wanted, and the page."""

    siren: Number | None = None
    page_size: int = Field(default=50, ge=1, le=100)
    page_token: PageToken | None = None


class CustomRuleView(View):
    """A custom rule; `owner_siren` is the offerer of its target."""

    id: str
    owner_siren: str
    offer_id: str | None
    venue_id: str | None
    siren: str | None
    amount_cents: int | None
    rate: int | None
    categories: tuple[str, ...]
    used_from: date
    used_before: date | None
    created_at: datetime

    @classmethod
    def of(cls, rule: CustomRule) -> "CustomRuleView":
        """Build the view of a custom rule."""
        return cls.model_validate(rule)


class CustomRulesView(View):
    """A page of custom rules, newest first."""

    items: list[CustomRuleView]
    next_page_token: str | None
