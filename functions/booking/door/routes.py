"""Routes of the door without a network."""

import secrets
from collections.abc import Iterator
from functools import partial
from operator import attrgetter

from functions.accounts.offerers.rules import BY_KEY, NotAMember
from functions.booking.desk_access.routes import admit, desk_of
from functions.booking.door import service
from functions.booking.door.models import TakeScan, UndoScan
from functions.booking.door.rules import NONCE_BYTES
from functions.booking.door.schemas import (
    DoorListQuery,
    DoorListView,
    DoorTicketView,
    ScanResultsView,
    ScanResultView,
    ScansBody,
    UndoneScansBody,
    UndoneScansView,
    UndoneScanView,
)
from functions.booking.door.store import bookings_at_door
from functions.booking.models import Booking
from functions.booking.routes import routes
from functions.booking.rules import CANCELLABLE_UNTIL_BEFORE_EVENT
from functions.booking.wrong_codes.rules import TooManyWrongCodes
from functions.kernel.call import Call
from functions.kernel.database import UnitOfWork
from functions.kernel.page_tokens import MOMENT, cut_page, decode_token
from functions.kernel.route import Who
from functions.offers.models import Stock
from functions.offers.rules import UnknownStock

_BY_TIME = attrgetter("booked_at", "id")


@routes.get("/v1/desk/door-list", who=Who.DESK, refusals=(UnknownStock, *BY_KEY))
def read_door_list(call: Call, query: DoorListQuery) -> DoorListView:
    """List the tickets of a stock for a door without a network, readable with the tickets alone."""
    admit(call)
    list_id = call.list_id
    after = decode_token(query.page_token, MOMENT, of_list=list_id)

    def read(work: UnitOfWork) -> tuple[Stock, list[Booking], str | None]:
        stock = service.get_stock_at_door(work, query.stock_id, desk=desk_of(call))
        found = bookings_at_door(work, stock.id, after=after, page=query.page_size + 1)
        return stock, *cut_page(found, query.page_size, _BY_TIME, of_list=list_id)

    stock, page, token = call.read(read)
    begins_at = stock.begins_at
    return DoorListView(
        stock_id=stock.id,
        offer_name=stock.offer_name,
        venue_name=stock.place.name,
        time_zone=stock.place.time_zone,
        begins_at=begins_at,
        usable_from=None if begins_at is None else begins_at - CANCELLABLE_UNTIL_BEFORE_EVENT,
        as_of=call.now,
        items=[DoorTicketView.of(one, nonce=secrets.token_bytes(NONCE_BYTES)) for one in page],
        next_page_token=token,
    )


@routes.post("/v1/desk/scans", who=Who.DESK, refusals=(TooManyWrongCodes, *BY_KEY))
def send_scans(call: Call, body: ScansBody) -> ScanResultsView:
    """Redeem tickets that were scanned without a network; each scan has its own result.

    Each scan commits alone, under its own id: after an error, send the call again.
    """
    admit(call)
    call.check_key()
    items = list(_results(call, body.commands(now=call.now)))
    return call.commit(lambda _: ScanResultsView(items=items))


@routes.post("/v1/desk/scans/undo", who=Who.DESK, refusals=(TooManyWrongCodes, *BY_KEY))
def undo_scans(call: Call, body: UndoneScansBody) -> UndoneScansView:
    """Undo scans that were a mistake; their bookings are as they were before.

    A scan that arrives later has no effect. Each commits alone: after an error, send the call
    again.
    """
    admit(call)
    call.check_key()
    items = list(_undone(call, body.commands()))
    return call.commit(lambda _: UndoneScansView(items=items))


def _undone(call: Call, commands: list[UndoScan]) -> Iterator[UndoneScanView]:
    desk = desk_of(call)
    for command in commands:
        undo = partial(service.undo_scan, command=command, desk=desk, now=call.now)
        code = call.platform.database.run(undo)
        yield UndoneScanView(id=command.scan_id, is_undone=code is None, code=code)


def _results(call: Call, commands: list[TakeScan]) -> Iterator[ScanResultView]:
    desk = desk_of(call)
    for command in commands:
        take = partial(service.take_scan, command=command, desk=desk, now=call.now)
        taken = call.platform.database.run(take)
        if isinstance(taken, NotAMember):
            raise taken
        yield ScanResultView.of(command.scan_id, taken)
