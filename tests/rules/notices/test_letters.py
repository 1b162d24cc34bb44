"""The states of a notice, when a letter is true, and its text."""

import re
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from typing import Any, TypeVar, get_args

import pytest

from functions.accounts.members.models import Invitation, MemberInvited
from functions.accounts.offerers.models import Offerer
from functions.accounts.people.models import Beneficiary
from functions.accounts.schemes.models import Residence
from functions.booking.models import (
    Booking,
    BookingCancelled,
    BookingConfirmed,
    BookingEvent,
    BookingExpired,
    BookingExpiring,
    BookingMoved,
    BookingStatus,
    CancellationReason,
)
from functions.booking.schemas import BookingView
from functions.kernel import french
from functions.kernel.errors import Refusal
from functions.kernel.mail import smtp
from functions.kernel.values import replace
from functions.notices.letters import rules as letters_rules
from functions.notices.letters import texts as letters_texts
from functions.notices.letters.models import (
    NOTIFYING_EVENTS,
    CodeLetter,
    CreditFate,
    EventLetter,
    GrantLetter,
    HolderLetter,
    ImageLetter,
    InvitationLetter,
    Letter,
)
from functions.notices.queue import rules as queue_rules
from functions.notices.queue.rules import Overtaken
from functions.offers.models import Offer, Place, Upload
from functions.offers.pictures.limits import rules as image_rules
from functions.offers.pictures.models import ImageRejected
from functions.wallet.models import CapUse, GrantReceived, Hold, Wallet
from tests.support.qr import read_qr

L = TypeVar("L", bound=Letter)

NOW = datetime(2026, 11, 3, 10, 0, tzinfo=UTC)
BEGINS_AT = datetime(2026, 12, 5, 19, 30, tzinfo=UTC)
LAPSES_AT = datetime(2026, 11, 12, 23, 0, tzinfo=UTC)
NBSP = "\u00a0"

OFFERER = Offerer(
    siren="732829320",
    name="Les Tanneries",
    postal_code="67000",
    city="Strasbourg",
    status="validated",
    member_ids=("pro",),
    created_at=NOW,
)
INVITATION = Invitation(
    siren="732829320",
    email="zoe@demo.test",
    invited_by="pro",
    invited_at=NOW,
    expires_at=NOW + timedelta(days=7),
)

PLACE = Place(
    venue_id="v1",
    name="La Laiterie",
    address="13 rue du Hohwald",
    postal_code="67000",
    city="Strasbourg",
    department="67",
    time_zone="Europe/Paris",
    latitude=None,
    longitude=None,
)
CONCERT = Booking(
    id="b1",
    beneficiary_id="ana",
    holder_name="Zoë Kieffer",
    offer_id="o1",
    stock_id="o1~1",
    offerer_siren="732829320",
    venue_id="v1",
    venue_name="La Laiterie",
    time_zone="Europe/Paris",
    offer_name="Nuit du jazz",
    category="concert",
    is_event=True,
    domain="live",
    url=None,
    begins_at=BEGINS_AT,
    quantity=2,
    unit_price_cents=625,
    amount_cents=1250,
    countermark="K7QX4M",
    status="confirmed",
    booked_at=NOW,
    cancellable_until=datetime(2026, 11, 5, 10, tzinfo=UTC),
    expires_at=None,
)
BOOK = replace(
    CONCERT,
    is_event=False,
    begins_at=None,
    cancellable_until=None,
    expires_at=LAPSES_AT,
)
HOLDER = Beneficiary(
    id="ana",
    email="ana@demo.test",
    first_name="Zoë",
    last_name="Kieffer",
    birth_date=date(2008, 1, 15),
    residence=Residence(
        country="FR", postal_code="67000", department="67", time_zone="Europe/Paris"
    ),
    person=None,
    scheme="fr-pilot",
    status="active",
    signed_up_at=NOW,
)
WALLET = Wallet(
    id="ana",
    scheme="fr-pilot",
    granted_cents=50_000,
    available_cents=48_750,
    expires_at=datetime(2027, 11, 3, 23, tzinfo=UTC),
    caps=(
        CapUse(domain="physical", limit_cents=20_000),
        CapUse(domain="digital", limit_cents=10_000),
        CapUse(domain="live", limit_cents=123_456),
    ),
    domains={},
)
HOLD = Hold(
    id="b1",
    wallet_id="ana",
    scheme="fr-pilot",
    venue_id="v1",
    cancellable_until=None,
    amount_cents=1250,
    domain="live",
    state="held",
    revision=1,
)
OFFER = Offer(
    id="o1",
    offerer_siren="732829320",
    place=PLACE,
    name="Nuit du jazz",
    description=None,
    category="concert",
    duo=False,
    url=None,
    publication="draft",
    is_listed=False,
    created_at=NOW,
)
EVENT: dict[str, Any] = {
    "subject_id": "b1",
    "at": NOW,
    "beneficiary_id": "ana",
    "offer_id": "o1",
    "stock_id": "o1~1",
    "venue_id": "v1",
    "amount_cents": 1250,
}
CONFIRMED = BookingConfirmed(**EVENT)
EXPIRED = BookingExpired(**EVENT)
EXPIRING = BookingExpiring(**EVENT, expires_at=NOW, days_left=7)
MOVED = BookingMoved(
    **EVENT, begins_at=BEGINS_AT, former_begins_at=datetime(2026, 12, 1, 19, tzinfo=UTC)
)


def cancelled(reason: Any = "offerer") -> BookingCancelled:
    return BookingCancelled(**EVENT, reason=reason)


# What becomes of a notice

NOTICE = queue_rules.new_notice(CONFIRMED, "ana", now=NOW)


def test_a_notice_is_of_one_event_and_one_person() -> None:
    assert NOTICE.id == "booking-confirmed:b1:1~ana"
    assert queue_rules.is_due(NOTICE, now=NOW)
    other = queue_rules.new_notice(BookingConfirmed(**EVENT, revision=2), "ana", now=NOW)
    assert len({NOTICE.id, other.id, queue_rules.new_notice(CONFIRMED, "zoe", now=NOW).id}) == 3


def test_what_is_taken_is_left_to_who_took_it_until_its_lease_ends() -> None:
    taken = queue_rules.take(NOTICE, now=NOW)
    assert (taken.state, taken.attempts) == ("waiting", 1)
    assert not queue_rules.is_due(taken, now=NOW + queue_rules.LEASE - timedelta(seconds=1))
    assert queue_rules.is_due(taken, now=NOW + queue_rules.LEASE)
    assert queue_rules.take(taken, now=NOW + queue_rules.LEASE).attempts == 2


def test_a_lease_is_longer_than_the_slowest_server_takes_once_a_mail_has_left() -> None:
    assert timedelta(seconds=smtp.TIMEOUT + smtp.PATIENCE) < queue_rules.LEASE


def test_only_the_latest_may_hand_over_and_only_once() -> None:
    taken = queue_rules.take(queue_rules.take(NOTICE, now=NOW), now=NOW + queue_rules.LEASE)
    with pytest.raises(Overtaken):
        queue_rules.hand_over(taken, attempt=1, now=NOW)
    left = queue_rules.hand_over(taken, attempt=2, now=NOW)
    assert left.state == "handed_over"
    with pytest.raises(Overtaken):
        queue_rules.hand_over(left, attempt=2, now=NOW)


def test_what_has_left_is_never_taken_to_be_sent_again() -> None:
    left = queue_rules.hand_over(queue_rules.take(NOTICE, now=NOW), attempt=1, now=NOW)
    later = queue_rules.take(left, now=NOW + queue_rules.LEASE)
    assert (later.state, later.due_at) == ("unsure", None)
    assert not queue_rules.is_due(later, now=NOW + timedelta(days=9))


@pytest.mark.parametrize(
    ("attempts", "minutes"), [(1, 1), (2, 2), (3, 4), (4, 8), (5, 15), (6, 15), (200, 15)]
)
def test_the_pauses_grow_and_stay_below_what_an_hour_bears(attempts: int, minutes: int) -> None:
    tried = replace(NOTICE, attempts=attempts, state="handed_over")
    waits = queue_rules.put_off(tried, now=NOW, code=450)
    assert (waits.state, waits.code) == ("waiting", 450)
    assert waits.due_at == NOW + timedelta(minutes=minutes)


def test_a_notice_is_given_up_when_it_is_no_news_any_more() -> None:
    tried = replace(NOTICE, attempts=9, code=450)
    last = queue_rules.take(tried, now=NOW + queue_rules.PATIENCE - timedelta(seconds=1))
    assert last.state == "waiting"
    over = queue_rules.take(tried, now=NOW + queue_rules.PATIENCE)
    assert (over.state, over.due_at, over.code) == ("given_up", None, 450)
    assert over.finished_at == NOW + queue_rules.PATIENCE


def test_a_notice_is_over_before_it_is_forgotten() -> None:
    assert NOTICE.expires_at > NOW + queue_rules.PATIENCE + 2 * queue_rules.LEASE


# When a letter is true


def letter(
    event: BookingEvent,
    booking: Booking = CONCERT,
    *,
    holder: Beneficiary = HOLDER,
    wallet: Wallet | None = WALLET,
    hold: Hold | None = HOLD,
    now: datetime = NOW,
) -> HolderLetter | None:
    return letters_rules.for_holder(
        event, booking=booking, place=PLACE, holder=holder, wallet=wallet, hold=hold, now=now
    )


TRUE_WHEN: list[tuple[BookingEvent, set[BookingStatus]]] = [
    (CONFIRMED, {"confirmed"}),
    (cancelled(), {"cancelled"}),
    (EXPIRED, {"expired"}),
    (MOVED, {"confirmed", "used"}),
]


@pytest.mark.parametrize("status", get_args(BookingStatus))
@pytest.mark.parametrize(("event", "when"), TRUE_WHEN)
def test_a_letter_is_true_of_some_states_only(
    event: BookingEvent, when: set[BookingStatus], status: BookingStatus
) -> None:
    booking = replace(CONCERT, status=status, used_at=NOW + timedelta(hours=1))
    assert (letter(event, booking) is not None) == (status in when)


@pytest.mark.parametrize("status", get_args(BookingStatus))
def test_a_reminder_is_true_until_the_booking_ends(status: BookingStatus) -> None:
    booking = replace(BOOK, status=status)
    assert booking.expires_at is not None
    assert (letter(EXPIRING, booking) is not None) == (status == "confirmed")
    assert letter(EXPIRING, booking, now=booking.expires_at) is None
    assert letter(EXPIRING, CONCERT) is None


def test_what_is_used_by_booking_it_is_confirmed_too() -> None:
    at_once = replace(BOOK, status="used", used_at=BOOK.booked_at)
    assert letter(CONFIRMED, at_once) is not None
    assert letter(CONFIRMED, replace(at_once, used_at=NOW + timedelta(seconds=1))) is None


def test_a_move_is_true_until_the_next_one_and_until_it_has_begun() -> None:
    assert CONCERT.begins_at is not None
    elsewhere = replace(CONCERT, begins_at=CONCERT.begins_at + timedelta(hours=1))
    assert letter(MOVED, elsewhere) is None
    assert letter(MOVED, now=CONCERT.begins_at) is None


@pytest.mark.parametrize("event", [CONFIRMED, cancelled(), EXPIRED, EXPIRING, MOVED])
def test_nothing_is_said_to_who_was_forgotten(event: BookingEvent) -> None:
    for status in get_args(BookingStatus):
        booking = replace(BOOK, status=status, begins_at=CONCERT.begins_at)
        assert letter(event, booking, holder=replace(HOLDER, status="erased")) is None


@pytest.mark.parametrize("reason", get_args(CancellationReason))
def test_only_a_suspension_for_fraud_silences_cancellations(reason: str) -> None:
    booking = replace(CONCERT, status="cancelled")
    suspended = replace(HOLDER, status="suspended")
    assert letter(cancelled(reason), booking) is not None
    told = letter(cancelled(reason), booking, holder=suspended) is not None
    assert told == (reason != "fraud")


IN_TIME = replace(WALLET, expires_at=NOW + timedelta(seconds=1))
TOO_LATE = replace(WALLET, expires_at=NOW)


@pytest.mark.parametrize(
    ("booking", "wallet", "hold", "fate"),
    [
        (replace(CONCERT, amount_cents=0), None, None, "free"),
        (CONCERT, WALLET, HOLD, "back"),
        (CONCERT, IN_TIME, HOLD, "back"),
        (CONCERT, TOO_LATE, HOLD, "lost"),
        (CONCERT, replace(WALLET, is_expired=True), HOLD, "lost"),
        (CONCERT, replace(WALLET, scheme="fr-2021"), HOLD, "lost"),
        (CONCERT, WALLET, None, "lost"),
        (CONCERT, None, HOLD, "lost"),
        (BOOK, WALLET, HOLD, "back"),
        # It would give back its credit when it expires, and the grant will have ended by then.
        (BOOK, replace(WALLET, expires_at=LAPSES_AT), HOLD, "lost"),
        (replace(BOOK, status="cancelled"), IN_TIME, HOLD, "back"),
    ],
)
def test_the_fate_of_the_credit(
    booking: Booking, wallet: Wallet | None, hold: Hold | None, fate: CreditFate
) -> None:
    event = cancelled() if booking.status == "cancelled" else CONFIRMED
    written = letter(event, booking, wallet=wallet, hold=hold)
    assert written is not None
    assert written.fate == fate


def test_until_when_it_can_be_cancelled() -> None:
    def is_cancellable(booking: Booking, now: datetime) -> bool:
        written = letter(MOVED if booking.is_event else CONFIRMED, booking, now=now)
        assert written is not None
        return written.is_cancellable

    assert CONCERT.cancellable_until is not None
    before = CONCERT.cancellable_until - timedelta(seconds=1)
    assert is_cancellable(CONCERT, before)
    assert not is_cancellable(CONCERT, CONCERT.cancellable_until)
    assert not is_cancellable(replace(CONCERT, status="used"), before)
    assert is_cancellable(BOOK, before)


GRANT = GrantReceived(subject_id="ana", revision=1, at=NOW, scheme="fr-pilot", amount_cents=50_000)


def test_a_grant_is_notified_to_those_who_can_spend_it() -> None:
    def is_told(holder: Beneficiary, wallet: Wallet) -> bool:
        return (
            letters_rules.for_beneficiary(GRANT, beneficiary=holder, wallet=wallet, now=NOW)
            is not None
        )

    assert is_told(HOLDER, WALLET)
    assert not is_told(HOLDER, TOO_LATE)
    assert not is_told(HOLDER, replace(WALLET, is_expired=True))
    assert not is_told(replace(HOLDER, status="suspended"), WALLET)
    assert not is_told(replace(HOLDER, status="erased"), WALLET)


def test_a_refused_picture_is_notified_until_another_is_sent() -> None:
    event = ImageRejected(
        subject_id="u1",
        at=NOW,
        offer_id="o1",
        offerer_siren="732829320",
        offer_name="Nuit du jazz",
        code="image_too_small",
    )

    def is_told(upload: Upload | None) -> bool:
        return letters_rules.for_member(event, offer=replace(OFFER, upload=upload)) is not None

    assert is_told(Upload(id="u1", open_until=NOW, status="rejected", code="image_too_small"))
    assert not is_told(Upload(id="u1", open_until=NOW, status="processing"))
    assert not is_told(Upload(id="u2", open_until=NOW, status="rejected", code="image_too_small"))
    assert not is_told(None)


# Dates


@pytest.mark.parametrize(
    ("at", "zone", "text"),
    [
        ("2026-12-05T19:30:00Z", "Europe/Paris", "samedi 5 décembre 2026 à 20 h 30"),
        ("2026-07-31T22:00:00Z", "Europe/Paris", "samedi 1er août 2026 à 0 h"),
        ("2026-08-01T10:05:00Z", "Europe/Paris", "samedi 1er août 2026 à 12 h 05"),
        ("2027-01-01T02:30:00Z", "America/Cayenne", "jeudi 31 décembre 2026 à 23 h 30"),
        ("2026-02-28T20:00:00Z", "Indian/Reunion", "dimanche 1er mars 2026 à 0 h"),
        # The clocks change in between.
        ("2026-03-29T00:59:00Z", "Europe/Paris", "dimanche 29 mars 2026 à 1 h 59"),
        ("2026-03-29T01:00:00Z", "Europe/Paris", "dimanche 29 mars 2026 à 3 h"),
    ],
)
def test_an_instant_is_written_in_its_local_time(at: str, zone: str, text: str) -> None:
    told = french.moment(datetime.fromisoformat(at), zone)
    assert told.replace(NBSP, " ") == text
    # A line may break between words, but neither in the hour nor between a day and its month.
    for unbroken in re.findall(r"\d{1,2} h(?: \d\d)?|(?:1er|\d+) [a-zéû]+(?= \d{4})", text):
        assert unbroken.replace(" ", NBSP) in told


def test_a_text_is_set_on_one_line_whatever_breaks_it() -> None:
    text = "Nuit\r\ndu\u2028jazz \x0b\x85 !"
    assert french.typeset(text) == f"Nuit du jazz{NBSP}!"
    assert (
        french.typeset("1\u202f234,56\u00a0€ «\u00a0a »") == "1\u202f234,56\u00a0€ «\u00a0a\u00a0»"
    )


def test_every_day_and_month_has_its_french_name() -> None:
    days = [french.day(date(2026, 6, number)).split(" ")[0] for number in range(1, 8)]
    assert days == ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]
    months = [french.day(date(2026, n, 2)).split(NBSP)[1].split(" ")[0] for n in range(1, 13)]
    assert months == [
        *("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août"),
        *("septembre", "octobre", "novembre", "décembre"),
    ]


@pytest.mark.parametrize(
    ("at", "zone", "text"),
    [
        ("2026-11-12T23:00:00Z", "Europe/Paris", "jeudi 12 novembre 2026 inclus"),
        ("2026-12-31T23:00:00Z", "Europe/Paris", "jeudi 31 décembre 2026 inclus"),
        ("2026-11-12T23:00:00Z", "America/Martinique", "jeudi 12 novembre 2026 à 19 h"),
        ("2026-11-12T10:00:00Z", "Europe/Paris", "jeudi 12 novembre 2026 à 11 h"),
    ],
)
def test_the_end_of_a_day_is_written_as_the_day(at: str, zone: str, text: str) -> None:
    assert french.until(datetime.fromisoformat(at), zone).replace(NBSP, " ") == text


def test_it_is_said_whose_time_it_is_only_where_that_differs() -> None:
    at = datetime(2026, 12, 5, 19, 30, tzinfo=UTC)
    assert french.moment(at, "Europe/Paris", reader_zone="Europe/Berlin").endswith("30")
    away = french.moment(at, "Europe/Paris", reader_zone="Indian/Reunion")
    assert away.endswith(" (heure de Paris)")
    home = french.moment(at, "Indian/Reunion", reader_zone="Europe/Paris")
    assert home.endswith(" (heure locale)")


# Words

ONLINE = replace(CONCERT, url="https://live.demo.test/nuit?a=1&b=2", quantity=1)


def _letters() -> dict[str, EventLetter]:
    written: dict[str, EventLetter | None] = {
        "event": letter(CONFIRMED),
        "event, too late to cancel": letter(CONFIRMED, replace(CONCERT, cancellable_until=NOW)),
        "book": letter(CONFIRMED, BOOK),
        "free": letter(CONFIRMED, replace(BOOK, amount_cents=0)),
        "online": letter(CONFIRMED, ONLINE),
        "used at once": letter(CONFIRMED, replace(BOOK, status="used", used_at=NOW)),
        "used at once, online": letter(CONFIRMED, replace(ONLINE, status="used", used_at=NOW)),
        "code": letter(
            CONFIRMED,
            replace(
                ONLINE,
                status="used",
                used_at=NOW,
                activation_code="XYZ-0042-ABCD",
                activation_code_expires_at=LAPSES_AT,
            ),
        ),
        "labelled": letter(CONFIRMED, replace(CONCERT, price_label="Tarif réduit")),
        "no place": replace(_written(letter(CONFIRMED)), place=None),
        "expiring": letter(EXPIRING, BOOK),
        "expiring, lost": letter(EXPIRING, BOOK, wallet=None),
        "expired": letter(EXPIRED, replace(BOOK, status="expired")),
        "expired, lost": letter(EXPIRED, replace(BOOK, status="expired"), wallet=TOO_LATE),
        "moved": letter(MOVED),
        "moved, used": letter(MOVED, replace(CONCERT, status="used")),
        "moved from afar": letter(
            MOVED,
            holder=replace(
                HOLDER,
                residence=Residence(
                    country="FR", postal_code="97400", department="974", time_zone="Indian/Reunion"
                ),
            ),
        ),
        "grant": letters_rules.for_beneficiary(GRANT, beneficiary=HOLDER, wallet=WALLET, now=NOW),
    }
    for reason in (*get_args(CancellationReason), "offer_rejected", "something new"):
        booking = replace(CONCERT, status="cancelled")
        written[f"cancelled: {reason}"] = letter(cancelled(reason), booking)
    for code in ("image_too_small", "something_new"):
        for has_picture in (True, False):
            event = ImageRejected(
                subject_id="u1",
                at=NOW,
                offer_id="o1",
                offerer_siren="732829320",
                offer_name="Nuit du jazz",
                code=code,
            )
            written[f"{code} {has_picture}"] = ImageLetter(
                topic=event.name,
                event=event,
                offer_name="Nuit du jazz",
                code=code,
                has_picture=has_picture,
            )
    written["invitation"] = letters_rules.for_invited(
        MemberInvited(subject_id="i1", at=NOW),
        invitation=INVITATION,
        offerer=OFFERER,
        now=NOW,
    )
    return {name: _written(one) for name, one in written.items()}


def _sign_in_letters() -> dict[str, Letter]:
    """Return the letters of the local sign-in, which no event brings."""
    url, until = "https://pass.test/action?oobCode=abc", NOW + timedelta(hours=1)
    return {
        topic: CodeLetter(topic=topic, url=url, expires_at=until)
        for topic in ("verify-email", "password-reset")
    }


def _written(one: L | None) -> L:
    assert one is not None
    return one


EVENT_LETTERS = _letters()
LETTERS: dict[str, Letter] = {**EVENT_LETTERS, **_sign_in_letters()}


def test_every_notifying_event_has_a_template() -> None:
    assert {one.topic for one in EVENT_LETTERS.values()} == set(NOTIFYING_EVENTS)


@pytest.mark.parametrize("name", LETTERS)
def test_a_letter_is_set_as_french_is(name: str) -> None:
    text = letters_texts.write(LETTERS[name])
    assert "\n" not in text.subject
    for whole in (text.subject, text.plain, _seen(text.html)):
        words = re.sub(r"https://\S+|PASSCULTURE:\S+|\n    ", "", whole)
        assert not re.search(r" [:;!?»€%]", words), "a line might begin with it"
        assert not re.search(r"[^\s][:;!?»€%]|« ", words), "a space is missing, or might break"
        assert not re.search(r"['\"]|\.\.|  |None|[{}]", words)
        assert not re.search(r"\b[LlCcDd]es \d", words), "1,50 € is a singular"
    assert re.match(r"Bonjour( Zoë)?,\n\n\w", text.plain)
    assert "\n\n\n" not in text.plain
    assert text.plain.endswith("inutile d’y répondre.\n")


@pytest.mark.parametrize("name", LETTERS)
def test_both_forms_say_the_same(name: str) -> None:
    text = letters_texts.write(LETTERS[name])
    seen = " ".join(_seen(text.html).split())
    lines = (" ".join(line.split()) for line in text.plain.splitlines())
    for line in set(lines) - {"", "--"}:
        # A row is a line in one form, and two cells in the other.
        assert line in seen or line.replace(" : ", " ", 1) in seen or line.startswith("QR code")


@pytest.mark.parametrize("name", LETTERS)
def test_the_html_is_whole(name: str) -> None:
    text = letters_texts.write(LETTERS[name])
    checked = _Checked()
    checked.feed(text.html)
    assert checked.open == []
    assert text.html.startswith("<!doctype html>")
    # Nothing is fetched from anywhere: whoever opens it tells nobody.
    assert set(re.findall(r"src=\"([^\"]*)\"", text.html)) <= {"cid:qr"}


@pytest.mark.parametrize("name", EVENT_LETTERS)
def test_what_people_write_is_never_taken_for_html(name: str) -> None:
    evil = '<script>alert("1")</script>&'
    one: Letter = EVENT_LETTERS[name]
    if isinstance(one, HolderLetter):
        booking = replace(
            one.booking,
            offer_name=evil,
            venue_name=evil,
            url=one.booking.url and f'https://x/"{evil}',
        )
        place = one.place and replace(one.place, address=evil, city=evil)
        one = replace(one, booking=booking, place=place, first_name=evil)
    elif isinstance(one, GrantLetter):
        one = replace(one, first_name=evil)
    elif isinstance(one, InvitationLetter):
        one = replace(one, offerer_name=evil)
    else:
        assert isinstance(one, ImageLetter)
        one = replace(one, offer_name=evil)
    text = letters_texts.write(one)
    assert evil in text.plain
    assert "&lt;script&gt;" in text.html
    assert not re.search(r"<script|alert\(\"|https://x/\"", text.html)
    checked = _Checked()
    checked.feed(text.html)
    assert checked.open == []


def test_a_code_is_drawn_as_the_desk_reads_it() -> None:
    mail = letters_texts.mail(LETTERS["event"], key="k", to="ana@demo.test", written_at=NOW)
    payload = BookingView.of(CONCERT).qr_payload
    assert payload in mail.text
    assert payload in mail.html
    (picture,) = mail.pictures
    assert (picture.name, 'src="cid:qr"' in mail.html) == ("qr", True)
    assert read_qr(picture.content) == payload
    for name in ("grant", "expired", "used at once", "moved, used"):
        assert (
            letters_texts.mail(LETTERS[name], key="k", to="a@b.fr", written_at=NOW).pictures == ()
        )


REFUSED = [
    kind.code
    for kind in vars(image_rules).values()
    if isinstance(kind, type)
    and issubclass(kind, Refusal)
    and "code" in vars(kind)
    and kind.__module__ == image_rules.__name__
]


@pytest.mark.parametrize("code", REFUSED)
def test_a_professional_reads_why_a_picture_was_refused(code: str) -> None:
    known = LETTERS["image_too_small True"]
    assert isinstance(known, ImageLetter)
    text = letters_texts.write(replace(known, code=code)).plain.replace(NBSP, " ")
    assert re.search(r"n’a pas pu être acceptée : l(e fichier|’image) .*\.", text)
    assert "vous" in text.casefold()
    assert not re.search(r"\b(tu|ton|ta|toi)\b", text)


class _Checked(HTMLParser):
    """Which elements are open; what is closed without being open is an error."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002
        if tag not in ("meta", "img", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


class _Seen(HTMLParser):
    """Return the text that a reader of the HTML sees."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []

    def handle_data(self, data: str) -> None:
        self.words.append(data.strip("\n"))


def _seen(html: str) -> str:
    seen = _Seen()
    seen.feed(html[html.index("<body") :].replace("<br>", "\n"))
    # What two elements hold is not one word.
    return "\n".join(filter(str.strip, seen.words))


@pytest.mark.parametrize(
    ("at", "zone", "text"),
    [
        ("2027-10-31T00:30:00Z", "Europe/Paris", "à 2 h 30 (heure d’été)"),
        ("2027-10-31T01:30:00Z", "Europe/Paris", "à 2 h 30 (heure d’hiver)"),
        ("2027-10-30T23:59:00Z", "Europe/Paris", "à 1 h 59"),
        ("2027-10-31T02:00:00Z", "Europe/Paris", "à 3 h"),
        ("2027-11-07T03:30:00Z", "America/Miquelon", "à 1 h 30 (heure d’été)"),
        ("2027-03-28T01:30:00Z", "Europe/Paris", "à 3 h 30"),
    ],
)
def test_an_hour_that_comes_twice_is_told_apart(at: str, zone: str, text: str) -> None:
    told = french.moment(datetime.fromisoformat(at), zone).replace(french.NBSP, " ")
    assert told.endswith(text)
