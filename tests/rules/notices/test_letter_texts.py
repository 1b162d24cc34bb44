"""The texts of letters: dates, both forms, and French typography."""

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape
from html.parser import HTMLParser
from typing import Any, get_args

import pytest

from functions.accounts.members.models import MemberInvited
from functions.accounts.offerers.models import (
    ClaimRejected,
    MemberRemoved,
    Professional,
    WebhookDisabled,
)
from functions.accounts.own_account.models import AccountClosing
from functions.accounts.people.models import BeneficiarySuspended
from functions.accounts.schemes.models import Residence
from functions.booking.export.models import Export, ExportReady
from functions.booking.models import (
    BookingUpcoming,
    CancellationReason,
)
from functions.booking.schemas import BookingView
from functions.feedback.messages.models import FeedbackAnswered, FeedbackMessage
from functions.feedback.reports.models import (
    OfferHeld,
    OfferReport,
    OfferReportsDecided,
    ReportAnswered,
    ReportCase,
    ReportDecision,
)
from functions.kernel import french
from functions.kernel.errors import Refusal
from functions.kernel.values import replace
from functions.notices.letters import rules as letters_rules
from functions.notices.letters import texts as letters_texts
from functions.notices.letters.models import (
    NOTIFYING_EVENTS,
    AccountLetter,
    AnswerLetter,
    BankAccountLetter,
    CodeLetter,
    EventLetter,
    GrantLetter,
    HeldLetter,
    HolderLetter,
    ImageLetter,
    InvitationLetter,
    Letter,
    OffererLetter,
    ReportLetter,
    StatementLetter,
    TransferLetter,
    VenueAccountLetter,
    VenueLetter,
    VenueLine,
)
from functions.notices.venue_news.models import BoxKind, NewsKind, VenueNews
from functions.offers.pictures.limits import rules as image_rules
from functions.offers.pictures.models import ImageRejected
from functions.reimbursement.bank_accounts.models import (
    AccountStatus,
    BankAccountDecided,
    VenueAccountChanged,
)
from functions.reimbursement.payments.models import NO_REASON, TransferFailed
from functions.reimbursement.settlements.models import StatementKind, StatementPaid
from tests.support.bank_values import ACCOUNT, STATEMENT
from tests.support.letter_values import (
    BEGINS_AT,
    BOOK,
    CONCERT,
    CONFIRMED,
    EVENT,
    EXPIRED,
    EXPIRING,
    GRANT,
    HOLDER,
    INVITATION,
    LAPSES_AT,
    MOVED,
    NBSP,
    NOW,
    OFFER,
    OFFERER,
    PLACE,
    POSTER,
    TOO_LATE,
    WALLET,
    L,
    cancelled,
    letter,
)
from tests.support.offer_values import VENUE
from tests.support.qr import read_qr

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


UPCOMING = BookingUpcoming(**EVENT, begins_at=BEGINS_AT)
SUSPENDED = BeneficiarySuspended(subject_id="ana", at=NOW, reason="user_request", by_owner=True)
CLOSING = replace(HOLDER, status="suspended", closes_at=LAPSES_AT)
EXPORT = Export(person_id="ana", status="ready", requested_at=NOW, expires_at=LAPSES_AT)


def _venue_letter(kind: BoxKind, *lines: NewsKind) -> VenueLetter:
    event = VenueNews(subject_id="box", at=NOW, kind=kind, venue_id="v1", offer_id="o1")
    return VenueLetter(
        topic=event.name,
        event=event,
        venue_name="La Laiterie",
        time_zone="Europe/Paris",
        address="salle@demo.test",
        lines=tuple(
            VenueLine(
                kind=line,
                offer_name="Nuit du jazz",
                begins_at=BEGINS_AT,
                quantity=2,
                holder_name="Zoë Kieffer",
            )
            for line in lines
        ),
        has_more=kind == "bookings",
    )


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
    written |= {
        "upcoming": letter(UPCOMING),
        "upcoming, online": letter(UPCOMING, replace(ONLINE, begins_at=BEGINS_AT)),
        "suspended": letters_rules.for_owner(SUSPENDED, beneficiary=CLOSING),
        "closing": letters_rules.for_owner(
            AccountClosing(subject_id="ana", at=NOW, closes_at=LAPSES_AT), beneficiary=CLOSING
        ),
        "export ready": letters_rules.for_exporter(
            ExportReady(
                subject_id="ana", revision=EXPORT.revision, at=NOW, expires_at=EXPORT.expires_at
            ),
            export=EXPORT,
            beneficiary=None,
            now=NOW,
        ),
        "news of a venue": _venue_letter("bookings", "booked", "cancelled", "expired"),
        "who comes": _venue_letter("upcoming", "coming"),
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
    former = Professional(id="pro", sirens=())
    for kind in (MemberRemoved, ClaimRejected):
        said = kind(subject_id="pro", at=NOW, siren=OFFERER.siren)
        written[kind.name] = letters_rules.for_former(said, person=former, offerer=OFFERER)
    disabled = WebhookDisabled(subject_id=OFFERER.siren, at=NOW)
    written["webhook disabled"] = letters_rules.of_webhook(disabled, offerer=OFFERER)
    decisions: tuple[AccountStatus, ...] = ("accepted", "refused", "closed")
    for status in decisions:
        decided = BankAccountDecided(
            subject_id="a1", at=NOW, siren=OFFERER.siren, status=status, reason="RIB illisible."
        )
        written[f"bank account {status}"] = letters_rules.of_bank_account(
            decided, account=ACCOUNT, offerer=OFFERER
        )
    for account in (ACCOUNT, None):
        changed = VenueAccountChanged(
            subject_id="v1",
            at=NOW,
            siren=OFFERER.siren,
            account_id=account.id if account else None,
            had_account=True,
        )
        written[f"venue account {changed.account_id}"] = letters_rules.of_venue_account(
            changed, venue=VENUE, account=account
        )
    kinds: tuple[tuple[int, StatementKind], ...] = (
        *((12_50, "reimbursement"), (0, "reimbursement")),
        (-5_00, "debit_note"),
    )
    for cents, statement_kind in kinds:
        written[f"statement of {cents}"] = letters_rules.of_statement(
            StatementPaid(
                subject_id="F260000001",
                at=NOW,
                siren=OFFERER.siren,
                batch_id="VIR1",
                amount_cents=cents,
                venue_ids=("v1",),
            ),
            statement=replace(STATEMENT, amount_cents=cents, kind=statement_kind),
            address="lieu@example.test",
        )
    for reason in ("AC04, compte clos", NO_REASON):
        written[f"transfer failed: {reason}"] = letters_rules.of_transfer(
            TransferFailed(
                subject_id="VIR1~a1",
                at=NOW,
                siren=OFFERER.siren,
                batch_id="VIR1",
                statement_id="F260000001",
                account_id="a1",
                amount_cents=12_50,
                reason=reason,
            ),
            account=ACCOUNT,
            offerer=OFFERER,
        )
    written |= _feedback_letters()
    said = ClaimRejected(subject_id="pro", at=NOW, siren=OFFERER.siren, reason="Sans mandat.")
    written["with reason"] = letters_rules.for_former(said, person=former, offerer=OFFERER)
    return {name: _written(one) for name, one in written.items()}


def _feedback_letters() -> dict[str, EventLetter | None]:
    """Return the letters that answer what people wrote."""
    written: dict[str, EventLetter | None] = {}
    for decision in get_args(ReportDecision):
        written[f"report {decision}"] = letters_rules.of_report(
            ReportAnswered(subject_id="o1~ana", at=NOW, person_id="ana"),
            report=OfferReport(
                id="o1~ana",
                offer_id="o1",
                person_id="ana",
                reason="improper",
                text=None,
                reported_at=NOW,
                round=1,
                is_counted=True,
                decision=decision,
                ground="Nous l’avons vérifié.",
                answered_at=NOW,
                expires_at=NOW + timedelta(days=395),
            ),
            offer=OFFER,
        )
    case = ReportCase(
        offer_id="o1",
        status="open",
        round=1,
        opened_at=NOW,
        last_at=NOW,
        reasons={"improper": 4, "other": 1},
        counted=5,
        held_at=NOW,
    )
    written["offer held"] = letters_rules.of_held(
        OfferHeld(subject_id="o1", revision=1, at=NOW, siren=OFFERER.siren), case=case, offer=OFFER
    )
    for decision in get_args(ReportDecision):
        ground = "Nous l’avons vérifié."
        written[f"reports decided: {decision}"] = letters_rules.of_held(
            OfferReportsDecided(
                subject_id="o1",
                revision=1,
                at=NOW,
                decision=decision,
                ground=ground,
                siren=OFFERER.siren,
                was_held=True,
            ),
            case=replace(case, status="decided", decision=decision, ground=ground, decided_at=NOW),
            offer=OFFER,
        )
    written["feedback answered"] = letters_rules.of_answer(
        FeedbackAnswered(subject_id="m1", at=NOW, person_id="ana"),
        message=FeedbackMessage(
            id="m1",
            person_id="ana",
            category="idea",
            text="Plus de <théâtre> & de danse.",
            status="answered",
            sent_at=NOW,
            answer="Merci.",
            answered_by="boss",
            answered_at=NOW,
            expires_at=NOW + timedelta(days=395),
        ),
    )
    return written


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
    text = letters_texts.write(LETTERS[name], site="https://pass.test")
    seen = " ".join(_seen(text.html).split())
    lines = (" ".join(line.split()) for line in text.plain.splitlines())
    for line in set(lines) - {"", "--"}:
        # A row is a line in one form, and two cells in the other.
        assert line in seen or line.replace(" : ", " ", 1) in seen or line.startswith("QR code")


def test_a_letter_leads_to_the_ticket_the_way_and_the_calendar_where_there_are_any() -> None:
    site = "https://pass.test"
    ticket, calendar = f"{site}/reservations/b1", f"{site}/v1/bookings/b1/calendar.ics"
    way = "https://www.openstreetmap.org/directions?to=13+rue+du+Hohwald%2C+67000+Strasbourg"
    expected = {
        "event": [ticket, way, calendar],
        "upcoming": [ticket, way, calendar],
        "moved": [ticket, way, calendar],
        "book": [ticket, way],
        "expiring": [ticket, way],
        "no place": [ticket, calendar],
        "online": [ONLINE.url, ticket, calendar],
        "cancelled: offerer": [],
        "expired": [],
        "grant": [f"{site}/"],
        "export ready": [f"{site}/compte"],
        "invitation": [f"{site}/pro"],
        "statement of 1250": [f"{site}/pro/argent"],
        "transfer failed: AC04, compte clos": [f"{site}/pro/argent"],
        "news of a venue": [f"{site}/pro/reservations"],
    }
    for name, links in expected.items():
        text = letters_texts.write(LETTERS[name], site=site)
        assert re.findall(r"https://\S+", text.plain) == links, name
        assert [unescape(found) for found in re.findall('href="([^"]*)"', text.html)] == links, name
    # Without an address that others reach, nothing leads to it.
    assert re.findall(r"https://\S+", letters_texts.write(LETTERS["event"]).plain) == [way]


@pytest.mark.parametrize(
    ("facts", "to"),
    [
        ({"latitude": 48.5818, "longitude": 7.7509}, "48.5818%2C7.7509"),
        (
            {"latitude": 48.5, "longitude": 7.7, "is_approximate": True},
            "13+rue+du+Hohwald%2C+67000+Strasbourg",
        ),
        ({"address": "1 & 2 rue #3 ?"}, "1+%26+2+rue+%233+%3F%2C+67000+Strasbourg"),
    ],
)
def test_the_way_leads_to_the_position_or_else_the_address(facts: dict[str, Any], to: str) -> None:
    url = letters_rules.directions_to(replace(PLACE, **facts))
    assert url == f"https://www.openstreetmap.org/directions?to={to}"


@pytest.mark.parametrize("name", LETTERS)
def test_the_html_is_whole(name: str) -> None:
    files = "https://files.test/"
    text = letters_texts.write(LETTERS[name], files=files)
    checked = _Checked()
    checked.feed(text.html)
    assert checked.open == []
    assert text.html.startswith("<!doctype html>")
    # All that is fetched is the poster, at an address that is the same for everybody.
    fetched = {"cid:qr", f"{files}{POSTER.paths['jpeg']}"}
    assert set(re.findall(r"src=\"([^\"]*)\"", text.html)) <= fetched


@pytest.mark.parametrize("name", ["event", "upcoming", "moved", "book", "expiring"])
def test_a_letter_about_a_booking_to_come_shows_the_poster_and_names_who_made_it(name: str) -> None:
    text = letters_texts.write(LETTERS[name], files="https://files.test/")
    assert 'src="https://files.test/offers/o1/ab-750.jpg"' in text.html
    assert "Image : Zoé Martin" in _seen(text.html).replace(NBSP, " ")
    # Nor does a mail that leaves for elsewhere lead back to a machine that nobody reaches.
    assert "<img" not in letters_texts.write(LETTERS[name]).html.replace('<img src="cid:qr"', "")


@pytest.mark.parametrize("name", ["cancelled: offerer", "expired"])
def test_a_letter_about_a_booking_that_has_ended_shows_no_poster(name: str) -> None:
    assert "files.test" not in letters_texts.write(LETTERS[name], files="https://files.test/").html


@pytest.mark.parametrize("name", sorted(EVENT_LETTERS.keys() - {"export ready"}))
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
    elif isinstance(one, GrantLetter | AccountLetter):
        one = replace(one, first_name=evil)
    elif isinstance(one, VenueLetter):
        lines = (replace(line, offer_name=evil, holder_name=evil) for line in one.lines)
        one = replace(one, venue_name=evil, lines=tuple(lines))
    elif isinstance(one, OffererLetter):
        one = replace(one, offerer_name=evil, reason=one.reason and evil)
    elif isinstance(one, InvitationLetter | StatementLetter):
        one = replace(one, offerer_name=evil)
    elif isinstance(one, ReportLetter | HeldLetter):
        one = replace(one, offer_name=evil, ground=evil)
    elif isinstance(one, AnswerLetter):
        one = replace(one, text=evil, answer=evil)
    elif isinstance(one, BankAccountLetter | TransferLetter):
        one = replace(one, offerer_name=evil, label=evil, reason=one.reason and evil)
    elif isinstance(one, VenueAccountLetter):
        one = replace(one, venue_name=evil, label=one.label and evil)
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
    """Return the text that a reader of the HTML sees, and where its named links lead."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._link: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self._link = dict(attrs)["href"]

    def handle_data(self, data: str) -> None:
        self.words.append(data.strip("\n"))

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._link and self._link != self.words[-1]:
            self.words.append(self._link)


def _seen(html: str) -> str:
    seen = _Seen()
    seen.feed(html[html.index("<body") :].replace("<br>", "\n"))
    # What two elements hold is not one word.
    return "\n".join(filter(str.strip, seen.words))
