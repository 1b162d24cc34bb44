"""The door without a network: open a list, take scans that waited on a device, and undo them."""

from datetime import datetime

from functions.accounts.offerers.rules import NotAMember
from functions.booking.countermarks.rules import UnknownCountermark
from functions.booking.desk import rules as desk_rules
from functions.booking.desk import service as desk_service
from functions.booking.desk_access.service import Desk
from functions.booking.door import rules
from functions.booking.door.models import DoorScan, TakeScan, UndoScan
from functions.booking.door.store import door_scans
from functions.booking.models import Booking, BookingRedeemed
from functions.booking.reinstate import service as reinstate_service
from functions.booking.rules import is_ended
from functions.booking.service import end
from functions.booking.store import bookings
from functions.kernel.bus import record
from functions.kernel.database import UnitOfWork, is_id
from functions.kernel.errors import Conflict, Forbidden, Gone, NotFound, Refusal
from functions.kernel.values import replace
from functions.offers.models import Stock
from functions.offers.rules import UnknownStock
from functions.offers.store import stocks


def get_stock_at_door(work: UnitOfWork, stock_id: str, *, desk: Desk) -> Stock:
    """Return the stock of a list.

    Refuses Unauthenticated (wrong API key), NotAMember (of any offerer), UnknownStock (even for one
    of another offerer).
    """
    if is_id(stock_id):
        work.prefetch(stocks.ref(stock_id))
    standing = desk.standing(work)
    if not standing.sirens:
        raise NotAMember
    stock = stocks.get(work, stock_id)
    if stock.offerer_siren not in standing.sirens:
        raise UnknownStock
    return stock


def take_scan(
    work: UnitOfWork, command: TakeScan, *, desk: Desk, now: datetime
) -> DoorScan | NotAMember:
    """Take a scan: its booking is used now, or the result says why not. A repeat changes nothing.

    Who was let in with a valid proof before the device could know of a cancellation has used the
    booking, if its credit and place can still be had. Refuses like `desk.service.get_booking`, but
    UnknownCountermark: an unknown ticket counts as a wrong code and has its result, so that it
    cannot hold up those behind it for ever. Returns NotAMember if none of the caller's offerers was
    ever validated, so that the count is kept.
    """
    work.prefetch(door_scans.ref(command.scan_id))
    try:
        booking, is_closed = desk_service.look_up(work, command.qr, desk=desk, now=now)
    except UnknownCountermark:
        booking, is_closed = None, False
    earlier = door_scans.find(work, command.scan_id)
    if earlier is not None:
        is_theirs = not rules.hides(earlier, desk.standing(work).sirens)
        return earlier if is_theirs else _scan(command, now=now)
    if booking is None or not rules.has_proof(booking, command.qr):
        refusal = desk_service.count_wrong(work, command.qr, desk=desk, now=now)
        if isinstance(refusal, NotAMember):
            return refusal
        scan = _scan(command, now=now)
    else:
        taken = _take(work, booking, command, is_closed=is_closed, now=now)
        scan = replace(taken, siren=booking.offerer_siren, booking_id=booking.id)
    door_scans.create(work, command.scan_id, scan)
    return scan


def undo_scan(work: UnitOfWork, command: UndoScan, *, desk: Desk, now: datetime) -> str | None:
    """Undo a scan; return the code of the refusal that keeps its booking used, if any.

    The booking is as it was before the scan: to be used, or ended if the scan overruled that. If
    the scan had no effect, or its use was undone since, nothing changes. If it has not arrived, it
    will have no effect. A repeat changes nothing. Refuses like `desk.service.get_booking`.
    """
    work.prefetch(door_scans.ref(command.scan_id))
    standing = desk.standing(work)
    # As for countermarks: who may become a member by a claim must not learn of scans or leave any.
    if not desk_service.is_any_validated(work, standing.sirens):
        raise NotAMember
    scan = door_scans.find(work, command.scan_id)
    if scan is None:
        door_scans.create(work, command.scan_id, rules.undone_unseen(command, now=now))
        return None
    # The scan of others reads like one that is undone.
    if scan.undone_at is not None or rules.hides(scan, standing.sirens):
        return None
    try:
        _undo(work, command.scan_id, scan, desk=desk, now=now)
    except (Conflict, Forbidden, Gone) as refused:
        return refused.code
    door_scans.replace(work, command.scan_id, replace(scan, undone_at=now))
    return None


def _undo(work: UnitOfWork, scan_id: str, scan: DoorScan, *, desk: Desk, now: datetime) -> None:
    booking = bookings.find(work, scan.booking_id) if scan.booking_id else None
    if booking is None or booking.scan_id != scan_id:
        return
    if scan.ended_by is not None:
        end(work, rules.end_again(booking, scan, now=now), now=now)
    elif not is_ended(booking):
        desk_service.undo(work, booking.countermark, desk=desk, now=now)


def _take(
    work: UnitOfWork, booking: Booking, command: TakeScan, *, is_closed: bool, now: datetime
) -> DoorScan:
    scan = _scan(command, now=now)
    if is_ended(booking):
        return _take_ended(work, booking, command, scan, is_closed=is_closed, now=now)
    if rules.was_used_by_date(booking):
        bookings.replace(work, booking.id, replace(booking, scan_id=command.scan_id))
        return replace(scan, outcome="used")
    if booking.status != "confirmed":
        first = door_scans.find_unverified(work, booking.scan_id) if booking.scan_id else None
        return replace(
            scan,
            outcome="used_before",
            earlier_at=booking.used_at if first is None else first.scanned_at,
            earlier_device=None if first is None else first.device,
        )
    try:
        after = desk_rules.redeem(booking, is_closed=is_closed, now=now)
    except Refusal as refused:
        return replace(scan, outcome="refused", code=refused.code)
    bookings.replace(work, booking.id, replace(after, scan_id=command.scan_id))
    record(work, BookingRedeemed.of(after, at=now))
    return replace(scan, outcome="used")


def _take_ended(
    work: UnitOfWork,
    booking: Booking,
    command: TakeScan,
    scan: DoorScan,
    *,
    is_closed: bool,
    now: datetime,
) -> DoorScan:
    ended = replace(scan, outcome="cancelled", earlier_at=booking.cancelled_at)
    if is_closed or not rules.overrules_end(
        booking, scanned_at=command.scanned_at, list_as_of=command.list_as_of
    ):
        return ended
    mark = work.mark()
    try:
        after = reinstate_service.reinstate(work, booking.id, status="used", now=now)
    except (Conflict, NotFound) as refused:
        work.undo(mark)
        return replace(ended, code=refused.code)
    bookings.replace(work, booking.id, replace(after, scan_id=command.scan_id))
    return replace(scan, outcome="used", was_cancelled=True, ended_by=booking.cancellation_reason)


def _scan(command: TakeScan, *, now: datetime) -> DoorScan:
    """Return a scan without a known booking."""
    return DoorScan(
        outcome="unknown",
        device=command.device,
        scanned_at=command.scanned_at,
        expires_at=now + rules.SCANS_KEPT,
    )
