"""All that is known of one booking's reimbursement, and what a pass remembers."""

from datetime import datetime

from functions.booking.models import Booking
from functions.kernel.values import Model, Struct
from functions.reimbursement.incidents.models import Incident
from functions.reimbursement.ledger.models import ReimbursementEntry
from functions.reimbursement.models import Receivable
from functions.wallet.models import Hold


class Known(Struct, frozen=True, kw_only=True):
    """A receivable and the documents that it is compared with, all read at one instant.

    `entries` and `incidents` are those that it counts; None stands for one that is missing.
    """

    receivable: Receivable
    booking: Booking | None
    hold: Hold | None
    entries: tuple[ReimbursementEntry | None, ...]
    incidents: tuple[Incident | None, ...]


class Behind(Model, frozen=True, kw_only=True):
    """A receivable differs from its booking since `since`: an event is on its way, or was lost."""

    since: datetime


class Balance(Struct, frozen=True, kw_only=True):
    """The credit of one scheme captured for one venue, in cents, and its shares.

    captured = owed + contribution + open, where no event is on its way.
    """

    captured_cents: int = 0
    owed_cents: int = 0
    contribution_cents: int = 0
    open_cents: int = 0
