"""The door: the list of a device, and the scans it sends."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import Field, StringConstraints

from functions.booking.door import rules
from functions.booking.door.models import DoorScan, ScanOutcome, TakeScan, UndoScan
from functions.booking.door.rules import DoorTicketState
from functions.booking.models import Booking
from functions.kernel.field_types import Code, Instant, Line, line
from functions.kernel.page_tokens import PageToken
from functions.kernel.schemas import Body, Parameters, View

MOST_SCANS = 50


class DoorListQuery(Parameters):
    """The stock whose door is kept, and the page."""

    stock_id: Line
    page_size: int = Field(default=100, ge=1, le=500)
    page_token: PageToken | None = None


class DoorTicketView(View):
    """A ticket as a device without a network checks it.

    `id` is HKDF-SHA-256 (no salt, info "culture pass door id", 16 bytes) of the proof in the QR
    code. `sealed`, of open tickets, has the 12 bytes of a nonce, then what AES-256-GCM made of JSON
    with `initials`, `quantity` and `price_label`; its key is made in the same way with the info
    "culture pass door seal", 32 bytes. Both are base64url without padding.
    """

    id: str
    state: DoorTicketState
    sealed: str | None

    @classmethod
    def of(cls, booking: Booking, *, nonce: bytes) -> Self:
        """Return the view of a booking that has a proof."""
        assert booking.proof is not None
        state = rules.state_of(booking)
        sealed = (
            rules.seal_ticket(booking, proof=booking.proof, nonce=nonce)
            if state == "open"
            else None
        )
        return cls(id=rules.ticket_id(booking.proof), state=state, sealed=sealed)


class DoorListView(View):
    """A page of the tickets of a stock; `as_of` of the first page is the time of the whole list.

    The desk accepts tickets from `usable_from` on; null: at any time.
    """

    stock_id: str
    offer_name: str
    venue_name: str
    time_zone: str
    begins_at: datetime | None
    usable_from: datetime | None
    as_of: datetime
    items: list[DoorTicketView]
    next_page_token: str | None


ScanId = Annotated[
    str,
    StringConstraints(pattern="^[A-Za-z0-9_-]{16,64}$"),
    Field(examples=["5f0c2f4e-b1d7-scan-1"]),
]


class ScanBody(Body):
    """A scanned QR code; `id` is the scan's own, drawn by the device.

    `scanned_at` is by the clock of the device, `list_as_of` the time of the list that it had.
    """

    id: ScanId
    qr_payload: Code
    scanned_at: Instant
    list_as_of: Instant


class ScansBody(Body):
    """Scans that waited on a device; `sent_at` is by its clock, which may be wrong."""

    device: Annotated[str, line(60)]
    sent_at: Instant
    scans: list[ScanBody] = Field(min_length=1, max_length=MOST_SCANS)

    def commands(self, *, now: datetime) -> list[TakeScan]:
        """Return the command for each scan, with times by the server's clock."""
        return [
            TakeScan(
                scan_id=one.id,
                qr=one.qr_payload,
                device=self.device,
                scanned_at=rules.made_at(
                    one.scanned_at, sent_at=self.sent_at, list_as_of=one.list_as_of, now=now
                ),
                list_as_of=rules.time_of_list(one.list_as_of, now=now),
            )
            for one in self.scans
        ]


class UndoneScansBody(Body):
    """Scans that were a mistake, by their ids; the device may never have sent them."""

    device: Annotated[str, line(60)]
    scans: list[ScanId] = Field(min_length=1, max_length=MOST_SCANS)

    def commands(self) -> list[UndoScan]:
        """Return the command for each scan."""
        return [UndoScan(scan_id=scan_id, device=self.device) for scan_id in self.scans]


class UndoneScanView(View):
    """Whether a scan is undone; `code` says why its booking stays used if it is not."""

    id: str
    is_undone: bool
    code: str | None


class UndoneScansView(View):
    """The result of undoing each scan, in order."""

    items: list[UndoneScanView]


class ScanResultView(View):
    """The result of a scan.

    `used`: its booking is used by it, even if `was_cancelled`. `used_before`: another use came
    first, at `earlier_at`, by `earlier_device` if that was a scan. `cancelled`: since `earlier_at`;
    `code` says why it could not be reinstated. `refused`: for the reason of `code`. `unknown`: no
    booking of yours has this countermark and proof. `undone`: it was undone before it arrived.
    """

    id: str
    outcome: ScanOutcome
    scanned_at: datetime
    was_cancelled: bool
    earlier_at: datetime | None
    earlier_device: str | None
    code: str | None

    @classmethod
    def of(cls, scan_id: str, scan: DoorScan) -> Self:
        """Return the view of a scan."""
        facts = {name: getattr(scan, name) for name in cls.model_fields if name != "id"}
        return cls(id=scan_id, **facts)


class ScanResultsView(View):
    """The result of each scan, in order."""

    items: list[ScanResultView]
