"""The route table of offers, and what its subjects share."""

from datetime import datetime

from functions.accounts.offerer_rules import NotAMember
from functions.kernel.database import UnitOfWork
from functions.kernel.errors import FieldError, InvalidFields, Refusal
from functions.kernel.http import Routes
from functions.kernel.schemas import Body
from functions.offers import publication, rules
from functions.offers.models import Offer
from functions.offers.own_wire import OwnOfferView
from functions.offers.store import find_stocks_unverified
from functions.offers.wire import OfferView

routes = Routes("offers_api")

OWN: tuple[type[Refusal], ...] = (rules.UnknownOffer, NotAMember)
"""What is refused to whoever does something with an offer that is not theirs."""


def given(body: Body, *, may_be_null: tuple[str, ...]) -> dict[str, object]:
    """Return the fields that a change gives. Refuses null where there has to be a value."""
    given = {name: getattr(body, name) for name in body.model_fields_set}
    wrong = sorted(n for n, value in given.items() if value is None and n not in may_be_null)
    if wrong:
        raise InvalidFields(errors=[FieldError(name, "may not be null") for name in wrong])
    return given


def own(work: UnitOfWork, offer: Offer, *, now: datetime) -> OwnOfferView:
    """Return what its members see of an offer, with its stocks."""
    return OwnOfferView.of(offer, find_stocks_unverified(work, [offer])[offer.id], now=now)


def shown(work: UnitOfWork, offer: Offer, *, now: datetime) -> OfferView:
    """Return what everybody sees of an offer, with its stocks."""
    stocks = find_stocks_unverified(work, [offer])[offer.id]
    return OfferView.of(publication.as_everybody_sees(offer), stocks, now=now)
