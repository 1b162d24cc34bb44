"""The facts of a statement, as its documents show them. Amounts are cents; below 0: owed to us."""

from datetime import date, datetime
from typing import Literal

from functions.kernel.values import Struct

Group = Literal["standard", "book", "none", "custom"]
LineKind = Literal["bookings", "gestures", "incidents"]


class RateLine(Struct, frozen=True, kw_only=True):
    """A line of the first table; rates are in basis points, None where amounts were agreed."""

    group: Group
    kind: LineKind
    rate: int | None
    bookings_cents: int
    contribution_cents: int
    reimbursed_cents: int


class PaymentLine(Struct, frozen=True, kw_only=True):
    """A transfer of the statement; `batch` is its label at the bank, such as VIR12."""

    batch: str
    paid_on: date
    amount_cents: int


class VenueLine(Struct, frozen=True, kw_only=True):
    """The line of a venue in a statement, in cents."""

    name: str
    bookings_cents: int
    contribution_cents: int
    incidents_cents: int
    incident_contribution_cents: int
    reimbursed_cents: int


class Statement(Struct, frozen=True, kw_only=True):
    """A statement: whose, for which days (both included), and its tables.

    `iban` is mostly hidden. `issued_at` is also the time that the PDF has in it.
    """

    reference: str
    issued_at: datetime
    legal_name: str
    siren: str
    account_label: str
    iban: str
    first_day: date
    last_day: date
    lines: tuple[RateLine, ...]
    payments: tuple[PaymentLine, ...]
    venues: tuple[VenueLine, ...]


class BookingLine(Struct, frozen=True, kw_only=True):
    """A reimbursed booking, for the CSV; `used_at` is in the zone of its venue.

    `is_physical` is None for a commercial gesture.
    """

    statement: Statement
    batch: str
    siret: str | None
    legal_name: str
    offer_name: str
    offer_address: str
    countermark: str
    used_at: datetime
    price_label: str
    amount_cents: int
    rate: int | None
    reimbursed_cents: int
    is_physical: bool | None
