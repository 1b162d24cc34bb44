"""Rules of the optional details of offers, by category."""

from typing import Literal, get_args

from functions.accounts.numbers.rules import is_ean
from functions.kernel.errors import Malformed
from functions.kernel.values import chosen
from functions.kernel.web_addresses import check_url
from functions.offers.categories.models import Category, DetailName
from functions.offers.details.models import EditDetails
from functions.offers.models import Details


class EanInvalid(Malformed):
    """An EAN must be 13 digits with a valid check digit."""

    code = "ean_invalid"


class DetailNotAllowed(Malformed):
    """Offers of this category cannot have this detail."""

    code = "detail_not_allowed"
    detail: DetailName | Literal["withdrawal_type"]


class DelayNotAllowed(Malformed):
    """A withdrawal delay needs tickets sent by e-mail or collected on site."""

    code = "withdrawal_delay_not_allowed"


_WITH_DELAY = ("on_site", "by_email")
"""Ways to get tickets that may have a delay (pass-culture-main, core/offers/validation.py)."""


_CATEGORY_DETAILS: tuple[DetailName, ...] = get_args(DetailName)


def check_details(details: Details, category: Category) -> None:
    """Check details against the category; only events may have a `withdrawal_type`.

    Refuses DetailNotAllowed, DelayNotAllowed, UrlInvalid, EanInvalid.
    """
    for name in _CATEGORY_DETAILS:
        if getattr(details, name) is not None and name not in category.details:
            raise DetailNotAllowed(detail=name)
    if details.withdrawal_type is not None and not category.event:
        raise DetailNotAllowed(detail="withdrawal_type")
    has_delay = details.withdrawal_delay_minutes is not None
    if has_delay and details.withdrawal_type not in _WITH_DELAY:
        raise DelayNotAllowed
    if details.external_ticket_url is not None:
        check_url(details.external_ticket_url)
    if details.ean is not None and not is_ean(details.ean):
        raise EanInvalid


def edit_details(details: Details, command: EditDetails) -> Details:
    """Apply the changes of an edit to the details."""
    return Details(
        duration_minutes=chosen(command.duration_minutes, details.duration_minutes),
        is_national=chosen(command.is_national, details.is_national),
        withdrawal_type=chosen(command.withdrawal_type, details.withdrawal_type),
        withdrawal_delay_minutes=chosen(
            command.withdrawal_delay_minutes, details.withdrawal_delay_minutes
        ),
        withdrawal_details=chosen(command.withdrawal_details, details.withdrawal_details),
        booking_email=chosen(command.booking_email, details.booking_email),
        external_ticket_url=chosen(command.external_ticket_url, details.external_ticket_url),
        accessibility=chosen(command.accessibility, details.accessibility),
        author=chosen(command.author, details.author),
        performer=chosen(command.performer, details.performer),
        speaker=chosen(command.speaker, details.speaker),
        stage_director=chosen(command.stage_director, details.stage_director),
        visa=chosen(command.visa, details.visa),
        ean=chosen(command.ean, details.ean),
    )
