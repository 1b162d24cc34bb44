"""What an offer may tell and need not: pure decisions, and the refusals they raise."""

from typing import get_args
from urllib.parse import urlsplit

from functions.kernel.errors import Malformed
from functions.offers.models import Category, DetailName, Details, EditDetails, chosen


class EanInvalid(Malformed):
    """An EAN has 13 digits, and its check digit must be right."""

    code = "ean_invalid"


class DetailNotAllowed(Malformed):
    """Offers of this category do not have this detail."""

    code = "detail_not_allowed"
    detail: str


class UrlInvalid(Malformed):
    """A URL must start with http:// or https:// and name a host."""

    code = "url_invalid"


class DelayNotAllowed(Malformed):
    """Only tickets that are sent, or fetched on site, are there some time before the event."""

    code = "withdrawal_delay_not_allowed"


_WITH_DELAY = ("on_site", "by_email")
"""pass-culture-main, core/offers/validation.py."""

_OF_CATEGORIES: tuple[DetailName, ...] = get_args(DetailName)


def check_details(details: Details, category: Category) -> None:
    """Refuse DetailNotAllowed, DelayNotAllowed, UrlInvalid or EanInvalid where something is wrong.

    Only events have tickets to be handed out.
    """
    for name in _OF_CATEGORIES:
        if getattr(details, name) is not None and name not in category.details:
            raise DetailNotAllowed(detail=name)
    if details.withdrawal_type is not None and not category.event:
        raise DetailNotAllowed(detail="withdrawal_type")
    has_delay = details.withdrawal_delay_minutes is not None
    if has_delay and details.withdrawal_type not in _WITH_DELAY:
        raise DelayNotAllowed
    if details.external_ticket_url is not None:
        check_url(details.external_ticket_url)
    if details.ean is not None and not _is_ean(details.ean):
        raise EanInvalid


def edit_details(details: Details, command: EditDetails) -> Details:
    """Return the details with those that the command changes."""
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


def _is_ean(text: str) -> bool:
    """Tell whether a text is 13 digits with a right check digit (GS1: weights 1 and 3)."""
    if not (len(text) == 13 and text.isascii() and text.isdigit()):
        return False
    return sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(text)) % 10 == 0


def check_url(url: str) -> None:
    """Refuse UrlInvalid where a text is no URL with a scheme of the web and a host."""
    try:
        parts = urlsplit(url)
    except ValueError:
        raise UrlInvalid from None
    if parts.scheme not in ("http", "https") or not parts.hostname or " " in url:
        raise UrlInvalid
