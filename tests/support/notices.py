"""E-mail notifications in tests: the mails that arrived, and the events that cause them."""

import io
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest

from functions.booking.models import Booking, BookingExpiring
from functions.kernel.bus import record
from functions.kernel.events import Event
from functions.kernel.logs import log
from functions.kernel.platform import Platform
from functions.kernel.values import replace
from functions.offers.models import Upload
from functions.offers.pictures.models import ImageRejected
from functions.offers.store import offers
from tests.support import given
from tests.support.given import MEMBER, SIREN
from tests.support.postbox import Postbox, body, opened, parsed

Mailbox = Callable[[], list[EmailMessage]]


@pytest.fixture
def accounts_of_all(platform: Platform) -> Iterator[None]:
    """Give everybody an account with an address; check that every event was delivered."""
    for uid in ("ana", "zoe", "kim", MEMBER):
        given.token(platform, uid)
    yield
    assert given.documents(platform, "outbox") == {}


@pytest.fixture
def inbox(platform: Platform) -> Mailbox:
    """The mails in the folder, oldest first."""
    return lambda: [
        parsed(path.read_bytes())
        for path in sorted((platform.settings.data / "mail").glob("*.eml"))
    ]


@pytest.fixture
def postbox(platform: Platform) -> Iterator[Postbox]:
    """A mail server, which the platform sends to."""
    with opened() as running:
        platform.use("mail", running.mailer())
        yield running


@pytest.fixture
def logged() -> Iterator[Callable[[], str]]:
    """The log so far."""
    stream = io.StringIO()
    log.to(stream)
    yield stream.getvalue
    log.to(None)


def send(platform: Platform) -> dict[str, int]:
    """Return what the job reports, without the outcomes of which there were none."""
    report = given.run(platform, "send-notices")
    counts = {outcome: number for outcome, number in report.counts.items() if number}
    return {**counts, "failed": report.failed} if report.failed else counts


def settled(platform: Platform) -> None:
    """Send everything that was due before the part that a test is about."""
    send(platform)
    for path in (platform.settings.data / "mail").glob("*.eml"):
        path.unlink()


def states(platform: Platform) -> dict[str, str]:
    """Return the state of each notice, by the name of its event and its person."""
    return {
        f"{one['topic']} {one['person_id']}": str(one["state"])
        for one in given.documents(platform, "notices").values()
    }


def subjects(mails: list[EmailMessage]) -> list[tuple[str, str]]:
    return sorted((str(mail["To"]), str(mail["Subject"]).replace("\u00a0", " ")) for mail in mails)


def words(mail: EmailMessage) -> str:
    """Return what a mail says in plain text, its spaces plain ones."""
    return body(mail, "plain").replace("\u00a0", " ").replace("\r\n", "\n")


def tell(platform: Platform, event: Event) -> None:
    platform.database.run(lambda work: record(work, event))


def facts_of(booking: Booking, at: datetime) -> dict[str, Any]:
    """Return what every event about a booking says."""
    return {
        "subject_id": booking.id,
        "at": at,
        "beneficiary_id": booking.beneficiary_id,
        "offer_id": booking.offer_id,
        "stock_id": booking.stock_id,
        "venue_id": booking.venue_id,
        "amount_cents": booking.amount_cents,
    }


def expiring(platform: Platform, booking: Booking, *, days_left: int = 5) -> None:
    assert booking.expires_at is not None
    facts = facts_of(booking, given.now(platform))
    tell(
        platform,
        BookingExpiring(
            **facts,
            revision=days_left,
            expires_at=booking.expires_at,
            days_left=days_left,
        ),
    )


def moved(platform: Platform, booking: Booking, *, days: int) -> None:
    """Move a booking's event by this many days."""
    stock = given.the_stock(platform, booking.stock_id)
    assert stock.begins_at is not None
    later = stock.begins_at + timedelta(days=days)
    given.edit_stock(platform, stock.id, begins_at=later)


def picture_refused(platform: Platform, offer_id: str, upload_id: str = "u1") -> ImageRejected:
    """Refuse an offer's picture, and deliver the event."""
    upload = Upload(
        id=upload_id, open_until=given.now(platform), status="rejected", code="image_too_small"
    )
    platform.database.run(
        lambda work: offers.replace(
            work, offer_id, replace(offers.get(work, offer_id), upload=upload)
        )
    )
    event = ImageRejected(
        subject_id=upload_id,
        at=given.now(platform),
        offer_id=offer_id,
        offerer_siren=SIREN,
        offer_name="Nuit du jazz",
        code="image_too_small",
    )
    tell(platform, event)
    return event
