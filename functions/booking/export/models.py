"""A person's data, the export that they asked for, and its events."""

from datetime import datetime
from typing import Literal

from functions.accounts.people.models import Beneficiary
from functions.booking.models import Booking
from functions.feedback.messages.models import FeedbackMessage
from functions.feedback.reports.models import OfferReport
from functions.feedback.surveys.models import SurveyAnswer
from functions.kernel.events import Event, named
from functions.kernel.values import Model, Struct
from functions.offers.favorites.models import Favorite
from functions.offers.reactions.models import Reaction
from functions.wallet.models import LedgerEntry, Wallet

ExportStatus = Literal["preparing", "ready"]


class NotedAct(Struct, frozen=True, kw_only=True):
    """An act of an administrator about a person: when, and the texts written then."""

    kind: str
    target: str
    at: datetime
    reason: str | None
    comment: str | None


class PersonData(Struct, frozen=True, kw_only=True):
    """Everything kept about a person, across all features."""

    uid: str
    beneficiary: Beneficiary | None
    sirens: tuple[str, ...]
    wallet: Wallet | None
    entries: tuple[LedgerEntry, ...]
    bookings: tuple[Booking, ...]
    favorites: tuple[Favorite, ...]
    reactions: tuple[Reaction, ...]
    reports: tuple[OfferReport, ...]
    messages: tuple[FeedbackMessage, ...]
    survey_answers: tuple[SurveyAnswer, ...]
    acts: tuple[NotedAct, ...]


class Export(Model, frozen=True, kw_only=True):
    """The export that a person asked for; they have one at most.

    Its file is kept in so many parts until it expires.
    """

    person_id: str
    status: ExportStatus = "preparing"
    requested_at: datetime
    ready_at: datetime | None = None
    expires_at: datetime
    parts: int = 0

    @property
    def revision(self) -> int:
        """The number of the request: its microseconds, because an erasure forgets earlier ones."""
        return int(self.requested_at.timestamp() * 1_000_000)


class ExportPart(Model, frozen=True, kw_only=True):
    """A part of an export's file, in Base64."""

    content: str
    expires_at: datetime


@named("export-requested")
class ExportRequested(Event, frozen=True, kw_only=True):
    """A person asked for their data. The subject is the person's uid."""


@named("export-ready")
class ExportReady(Event, frozen=True, kw_only=True):
    """The file with a person's data can be downloaded. The subject is the person's uid."""

    expires_at: datetime
