"""Scans at a door without a network, and the command that takes one."""

from datetime import datetime
from typing import Literal

from functions.booking.models import CancellationReason
from functions.kernel.values import Model, Struct, shown_without

ScanOutcome = Literal["used", "used_before", "cancelled", "refused", "unknown", "undone"]
"""The result of a scan: the booking is used by it; was used before; is cancelled, or has expired;
cannot be redeemed; there is no booking with this countermark and proof; or the device undid it
before it arrived."""


class DoorScan(Model, frozen=True, kw_only=True):
    """A scan that a device sent, and its result; a repeat of the scan gets the same.

    `scanned_at` is by the server's clock. `was_cancelled` says that the booking was cancelled
    before the scan arrived, and is used all the same. `earlier_at` and `earlier_device` are those
    of the use before this one; the device is None if that was not a scan. `code` is that of the
    refusal, if any. `ended_by` is the reason of the cancellation that the scan overruled, and
    `undone_at` is when the device undid the scan.
    """

    outcome: ScanOutcome
    device: str
    scanned_at: datetime
    expires_at: datetime
    siren: str | None = None
    booking_id: str | None = None
    was_cancelled: bool = False
    earlier_at: datetime | None = None
    earlier_device: str | None = None
    code: str | None = None
    ended_by: CancellationReason | None = None
    undone_at: datetime | None = None


class UndoScan(Struct, frozen=True, kw_only=True):
    """Command: undo a scan that was a mistake, even one that has not arrived."""

    scan_id: str
    device: str


class TakeScan(Struct, frozen=True, kw_only=True):
    """Command: take a scan that was made at `scanned_at`, by the server's clock.

    `list_as_of` is the time of the list that the device had then (UTC).
    """

    scan_id: str
    qr: str
    device: str
    scanned_at: datetime
    list_as_of: datetime

    def __repr__(self) -> str:
        return shown_without(self, "qr")
