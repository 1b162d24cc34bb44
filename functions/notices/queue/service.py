"""The use cases of notices: open, take, draft, hand over, end; each in one commit."""

from datetime import datetime

from functions.accounts.members.models import MemberInvited
from functions.accounts.members.store import invitations
from functions.accounts.notification_settings.models import PersonSettings
from functions.accounts.notification_settings.store import person_settings
from functions.accounts.offerers.models import ClaimRejected, MemberRemoved, WebhookDisabled
from functions.accounts.offerers.store import offerers, professionals, sirens_of
from functions.accounts.own_account.models import AccountClosing
from functions.accounts.people.models import BeneficiarySuspended
from functions.accounts.people.store import beneficiaries
from functions.accounts.venues.store import venues
from functions.booking.export.models import ExportReady
from functions.booking.export.store import exports
from functions.booking.models import BookingEvent, BookingExpiring, BookingUpcoming
from functions.booking.store import bookings
from functions.kernel.database import Ref, UnitOfWork
from functions.kernel.events import Event, Message, from_message
from functions.notices.letters import rules as letters_rules
from functions.notices.letters.models import NOTIFYING_EVENTS, EventLetter
from functions.notices.queue import rules
from functions.notices.queue.models import Notice, NoticeState
from functions.notices.queue.store import notices
from functions.notices.venue_letters import service as venue_letters_service
from functions.notices.venue_news import service as venue_news_service
from functions.notices.venue_news.models import VenueNews
from functions.offers.pictures.models import ImageRejected
from functions.offers.store import offers, stocks
from functions.reimbursement.bank_accounts.models import BankAccountDecided, VenueAccountChanged
from functions.reimbursement.bank_accounts.store import accounts
from functions.wallet.models import GrantReceived
from functions.wallet.store import holds, wallets


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
        work.prefetch(*_needed(event, person_id))
    taken = []
    for notice_id in open_notices(work, event, now=now):
        notice = take(work, notice_id, now=now)
        if notice is not None:
            is_open = notice.state == "waiting"
            taken.append((notice, _letter(work, event, notice, now=now) if is_open else None))
    return taken


def _people(work: UnitOfWork, event: Event) -> tuple[str, ...]:
    """Return the people an event concerns: a booking's holder, a beneficiary, members, or a venue.

    An invited person may have no account: the invitation stands for them.
    """
    if isinstance(event, BookingEvent):
        return (event.beneficiary_id,) if _is_wanted(work, event) else ()
    if isinstance(event, VenueNews):
        return venue_letters_service.recipients(work, event)
    if isinstance(event, BeneficiarySuspended) and not event.by_owner:
        return ()
    if isinstance(event, VenueAccountChanged) and not event.had_account:
        return ()
    if isinstance(event, _TO_MEMBERS):
        offerer = offerers.find_unverified(work, _siren_of(event))
        return offerer.member_ids if offerer else ()
    return (event.subject_id,)


_TO_MEMBERS = (ImageRejected, WebhookDisabled, BankAccountDecided, VenueAccountChanged)
"""The events that all members of an offerer are notified of."""


def _siren_of(
    event: ImageRejected | WebhookDisabled | BankAccountDecided | VenueAccountChanged,
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
    work.prefetch(*_needed(event, notice.person_id))
    return _letter(work, event, notice, now=now)


def _event(notice: Notice) -> Event:
    return from_message(
        NOTIFYING_EVENTS[notice.topic], Message(notice.topic, notice.id, notice.event)
    )


def _needed(event: Event, person_id: str) -> tuple[Ref, ...]:
    """Return the documents that the letter to a person is drafted from."""
    refs: tuple[Ref, ...]
    member = professionals.ref(person_id)
    match event:
        case ImageRejected():
            refs = (member, offers.ref(event.offer_id))
        case ExportReady():
            refs = (exports.ref(person_id), beneficiaries.ref(person_id))
        case MemberInvited():
            refs = (invitations.ref(person_id),)
        case WebhookDisabled():
            refs = (member, offerers.ref(event.subject_id))
        case VenueNews():
            refs = (venues.ref(event.venue_id), offers.ref(event.offer_id))
        case MemberRemoved() | ClaimRejected():
            refs = (member, offerers.ref(event.siren))
        case BankAccountDecided():
            refs = (member, offerers.ref(event.siren), accounts.ref(event.subject_id))
        case VenueAccountChanged():
            account = (accounts.ref(event.account_id),) if event.account_id else ()
            refs = (member, venues.ref(event.subject_id), *account)
        case BookingEvent():
            booking_id = event.subject_id
            person = (beneficiaries.ref(person_id), wallets.ref(person_id))
            booking = (bookings.ref(booking_id), stocks.ref(event.stock_id), holds.ref(booking_id))
            refs = (*person, *booking)
        case _:
            refs = (beneficiaries.ref(person_id), wallets.ref(person_id))
    return refs


def _letter(work: UnitOfWork, event: Event, notice: Notice, *, now: datetime) -> EventLetter | None:
    uid = notice.person_id
    letter: EventLetter | None
    match event:
        case ImageRejected():
            letter = _letter_about_image(work, event, uid)
        case MemberInvited():
            letter = _letter_to_invited(work, event, now=now)
        case MemberRemoved() | ClaimRejected():
            letter = _letter_to_former(work, event, uid)
        case WebhookDisabled():
            letter = _letter_about_webhook(work, event, uid)
        case BankAccountDecided():
            letter = _letter_about_account(work, event, uid)
        case VenueAccountChanged():
            letter = _letter_about_venue(work, event, uid)
        case VenueNews():
            letter = venue_letters_service.letter(work, event, uid)
        case ExportReady():
            letter = _letter_to_exporter(work, event, uid, now=now)
        case GrantReceived() | BeneficiarySuspended() | AccountClosing():
            letter = _letter_to_beneficiary(work, event, uid, now=now)
        case BookingEvent():
            letter = _letter_to_holder(work, event, uid, now=now)
        case _:
            raise AssertionError(event.name)
    return letter


def _letter_about_image(work: UnitOfWork, event: ImageRejected, uid: str) -> EventLetter | None:
    offer = offers.find_unverified(work, event.offer_id)
    may_act = event.offerer_siren in sirens_of(work, uid)
    return letters_rules.for_member(event, offer=offer) if offer and may_act else None


def _letter_to_invited(
    work: UnitOfWork, event: MemberInvited, *, now: datetime
) -> EventLetter | None:
    invitation = invitations.find_unverified(work, event.subject_id)
    if invitation is None:
        return None
    offerer = offerers.find_unverified(work, invitation.siren)
    if offerer is None:
        return None
    return letters_rules.for_invited(event, invitation=invitation, offerer=offerer, now=now)


def _letter_about_webhook(work: UnitOfWork, event: WebhookDisabled, uid: str) -> EventLetter | None:
    offerer = offerers.find_unverified(work, event.subject_id)
    may_act = event.subject_id in sirens_of(work, uid)
    return letters_rules.of_webhook(event, offerer=offerer) if offerer and may_act else None


def _letter_to_former(
    work: UnitOfWork, event: MemberRemoved | ClaimRejected, uid: str
) -> EventLetter | None:
    person = professionals.find_unverified(work, uid)
    offerer = offerers.find_unverified(work, event.siren)
    if person is None or offerer is None:
        return None
    return letters_rules.for_former(event, person=person, offerer=offerer)


def _letter_about_account(
    work: UnitOfWork, event: BankAccountDecided, uid: str
) -> EventLetter | None:
    account = accounts.find_unverified(work, event.subject_id)
    offerer = offerers.find_unverified(work, event.siren)
    if account is None or offerer is None or event.siren not in sirens_of(work, uid):
        return None
    return letters_rules.of_bank_account(event, account=account, offerer=offerer)


def _letter_about_venue(
    work: UnitOfWork, event: VenueAccountChanged, uid: str
) -> EventLetter | None:
    venue = venues.find_unverified(work, event.subject_id)
    if venue is None or event.siren not in sirens_of(work, uid):
        return None
    account = accounts.find_unverified(work, event.account_id) if event.account_id else None
    return letters_rules.of_venue_account(event, venue=venue, account=account)


def _letter_to_exporter(
    work: UnitOfWork, event: ExportReady, uid: str, *, now: datetime
) -> EventLetter | None:
    export = exports.find_unverified(work, uid)
    beneficiary = beneficiaries.find_unverified(work, uid)
    if export is None:
        return None
    return letters_rules.for_exporter(event, export=export, beneficiary=beneficiary, now=now)


def _letter_to_beneficiary(
    work: UnitOfWork,
    event: GrantReceived | BeneficiarySuspended | AccountClosing,
    uid: str,
    *,
    now: datetime,
) -> EventLetter | None:
    beneficiary = beneficiaries.find_unverified(work, uid)
    if not isinstance(event, GrantReceived):
        return letters_rules.for_owner(event, beneficiary=beneficiary) if beneficiary else None
    wallet = wallets.find_unverified(work, uid)
    if beneficiary is None or wallet is None:
        return None
    return letters_rules.for_beneficiary(event, beneficiary=beneficiary, wallet=wallet, now=now)


def _letter_to_holder(
    work: UnitOfWork, event: BookingEvent, uid: str, *, now: datetime
) -> EventLetter | None:
    booking = bookings.find(work, event.subject_id)
    holder = beneficiaries.find_unverified(work, uid)
    if booking is None or holder is None:
        return None
    stock = stocks.find_unverified(work, booking.stock_id)
    return letters_rules.for_holder(
        event,
        booking=booking,
        place=stock.place if stock else None,
        holder=holder,
        wallet=wallets.find_unverified(work, uid),
        hold=holds.find_unverified(work, booking.id),
        now=now,
    )


def hand_over(work: UnitOfWork, notice: Notice, letter: EventLetter, *, now: datetime) -> None:
    """Record that the letter leaves now.

    Raises Overtaken if another sender has taken the notice, or the letter has changed.
    """
    event = _event(notice)
    work.prefetch(*_needed(event, notice.person_id))
    current = notices.get(work, notice.id)
    after = rules.hand_over(current, attempt=notice.attempts, now=now)
    # The news of a venue are complete when they are written.
    is_final = isinstance(event, VenueNews)
    if not is_final and _letter(work, event, notice, now=now) != letter:
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
