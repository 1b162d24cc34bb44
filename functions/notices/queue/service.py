"""The use cases of notices: open, take, draft, hand over, end; each in one commit."""

from datetime import datetime

from functions.accounts.notification_settings.models import PersonSettings
from functions.accounts.notification_settings.store import person_settings
from functions.accounts.offerers.models import WebhookDisabled
from functions.accounts.offerers.store import offerers
from functions.accounts.people.models import BeneficiarySuspended
from functions.booking.models import BookingEvent, BookingExpiring, BookingUpcoming
from functions.feedback.messages.models import FeedbackAnswered
from functions.feedback.reports.models import OfferHeld, OfferReportsDecided, ReportAnswered
from functions.kernel.database import UnitOfWork
from functions.kernel.events import Event, Message, from_message
from functions.notices.drafts.service import letter_of, needed
from functions.notices.feedback_letters import service as feedback_letters_service
from functions.notices.letters.models import NOTIFYING_EVENTS, EventLetter
from functions.notices.queue import rules
from functions.notices.queue.models import Notice, NoticeState
from functions.notices.queue.store import notices
from functions.notices.statement_letters import service as statement_letters_service
from functions.notices.venue_letters import service as venue_letters_service
from functions.notices.venue_news import service as venue_news_service
from functions.notices.venue_news.models import VenueNews
from functions.offers.pictures.models import ImageRejected
from functions.reimbursement.bank_accounts.models import BankAccountDecided, VenueAccountChanged
from functions.reimbursement.payments.models import TransferFailed
from functions.reimbursement.settlements.models import StatementPaid


def open_notices(work: UnitOfWork, event: Event, *, now: datetime) -> list[str]:
    """Open the notices of an event; return their ids, existing ones included.

    An event so old that its notices may have been deleted opens none.
    """
    if not rules.is_news(event, now=now):
        return []
    if isinstance(event, BookingEvent):
        venue_news_service.prefetch(work, event, now=now)
    people = dict.fromkeys(_people(work, event))
    opened = [rules.new_notice(event, person, now=now) for person in people]
    work.prefetch(*(notices.ref(notice.id) for notice in opened))
    for notice in opened:
        if notices.find(work, notice.id) is None:
            notices.create(work, notice.id, notice)
    if isinstance(event, BookingEvent):
        venue_news_service.gather(work, event, now=now, kept_until=now + rules.KEPT_FOR)
    return [notice.id for notice in opened]


def open_and_take(
    work: UnitOfWork, event: Event, *, now: datetime
) -> list[tuple[Notice, EventLetter | None]]:
    """Open the notices of an event, and take those that are due, each with its letter.

    A notice that `take` ended has none.
    """
    for person_id in _people(work, event):
        work.prefetch(*needed(event, person_id))
    taken = []
    for notice_id in open_notices(work, event, now=now):
        notice = take(work, notice_id, now=now)
        if notice is not None:
            is_open = notice.state == "waiting"
            taken.append(
                (notice, letter_of(work, event, notice.person_id, now=now) if is_open else None)
            )
    return taken


def _people(work: UnitOfWork, event: Event) -> tuple[str, ...]:
    """Return the people an event concerns: a booking's holder, a beneficiary, members, or a venue.

    An invited person may have no account: the invitation stands for them.
    """
    if isinstance(event, BookingEvent):
        return (event.beneficiary_id,) if _is_wanted(work, event) else ()
    if isinstance(event, VenueNews):
        return venue_letters_service.recipients(work, event)
    if isinstance(event, StatementPaid):
        return statement_letters_service.recipients(work, event)
    by_others = isinstance(event, BeneficiarySuspended) and not event.by_owner
    is_first = isinstance(event, VenueAccountChanged) and not event.had_account
    is_unseen = isinstance(
        event, OfferReportsDecided
    ) and not feedback_letters_service.concerns_members(event)
    if by_others or is_first or is_unseen:
        return ()
    if isinstance(event, _TO_MEMBERS):
        offerer = offerers.find_unverified(work, _siren_of(event))
        return offerer.member_ids if offerer else ()
    if isinstance(event, ReportAnswered | FeedbackAnswered):
        person_id = event.person_id
    else:
        person_id = event.subject_id
    return (person_id,)


_TO_MEMBERS = (
    *(ImageRejected, WebhookDisabled, BankAccountDecided, VenueAccountChanged, TransferFailed),
    *(OfferHeld, OfferReportsDecided),
)
"""The events that all members of an offerer are notified of."""


def _siren_of(
    event: ImageRejected
    | WebhookDisabled
    | BankAccountDecided
    | VenueAccountChanged
    | TransferFailed
    | OfferHeld
    | OfferReportsDecided,
) -> str:
    match event:
        case ImageRejected():
            return event.offerer_siren
        case WebhookDisabled():
            return event.subject_id
        case _:
            return event.siren


def _is_wanted(work: UnitOfWork, event: BookingEvent) -> bool:
    """Return whether the holder has not turned these reminders off; other notices always come."""
    if not isinstance(event, BookingExpiring | BookingUpcoming):
        return True
    settings = person_settings.find_unverified(work, event.beneficiary_id) or PersonSettings()
    is_expiring = isinstance(event, BookingExpiring)
    return settings.expiring_bookings if is_expiring else settings.upcoming_events


def take(work: UnitOfWork, notice_id: str, *, now: datetime) -> Notice | None:
    """Take a due notice to send it, or end it; return it, or None if it is not due."""
    notice = notices.find(work, notice_id)
    if notice is None or not rules.is_due(notice, now=now):
        return None
    after = rules.take(notice, now=now)
    notices.replace(work, notice_id, after)
    return after


def draft(work: UnitOfWork, notice: Notice, *, now: datetime) -> EventLetter | None:
    """Return the letter of a notice as of now; None if the notice no longer applies.

    The caller's commit verifies that the booking has not changed.
    """
    event = _event(notice)
    work.prefetch(*needed(event, notice.person_id))
    return letter_of(work, event, notice.person_id, now=now)


def _event(notice: Notice) -> Event:
    return from_message(
        NOTIFYING_EVENTS[notice.topic], Message(notice.topic, notice.id, notice.event)
    )


def hand_over(work: UnitOfWork, notice: Notice, letter: EventLetter, *, now: datetime) -> None:
    """Record that the letter leaves now.

    Raises Overtaken if another sender has taken the notice, or the letter has changed.
    """
    event = _event(notice)
    work.prefetch(*needed(event, notice.person_id))
    current = notices.get(work, notice.id)
    after = rules.hand_over(current, attempt=notice.attempts, now=now)
    # The news of a venue are complete when they are written.
    is_final = isinstance(event, VenueNews)
    if not is_final and letter_of(work, event, notice.person_id, now=now) != letter:
        raise rules.Overtaken
    notices.replace(work, notice.id, after)


def end(
    work: UnitOfWork,
    notice: Notice,
    state: NoticeState,
    *,
    code: int | None = None,
    now: datetime,
) -> bool:
    """Record how the notice ended, or that it waits for the next attempt.

    Returns False, and writes nothing, if another sender has taken the notice.
    """
    current = notices.get(work, notice.id)
    if current.attempts != notice.attempts:
        return False
    if state == "waiting":
        after = rules.put_off(current, now=now, code=code)
    else:
        after = rules.end(current, state, now=now, code=code)
    notices.replace(work, notice.id, after)
    return True
