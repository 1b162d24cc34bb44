"""The audit's decisions: whether the documents of one wallet are consistent."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from functions.booking.audit.models import Finding, Owned
from functions.booking.models import Booking, BookingStatus
from functions.wallet.audit import rules as audit_rules
from functions.wallet.models import Hold, HoldState

ON_ITS_WAY = timedelta(hours=1)
"""How long a settlement may take to arrive by event before it counts as missing."""

_STATES: dict[BookingStatus, HoldState] = {
    "confirmed": "held",
    "used": "captured",
    "reimbursed": "captured",
    "cancelled": "released",
    "expired": "released",
}
"""The state that a hold reaches for each status of its booking."""


def judge(owned: Owned, *, earlier: Finding | None, now: datetime) -> Finding:
    """Return the finding of this pass, given that of an earlier one."""
    since = {} if earlier is None else earlier.awaited
    awaiting = {name: since.get(name, at or now) for name, at in awaited(owned).items()}
    found = faults(owned)
    if any(now - at >= ON_ITS_WAY for at in awaiting.values()):
        found.add("settlement_missing")
    codes = tuple(sorted(found))
    is_the_same = earlier is not None and earlier.faults == codes
    return Finding(
        wallet_id=owned.wallet_id,
        faults=codes,
        found_at=earlier.found_at if earlier is not None and is_the_same else now,
        awaited=awaiting,
    )


def faults(owned: Owned) -> set[str]:
    """Return the codes of all faults, leaving out settlements on their way.

    If documents cannot be read, only that is reported, since the rest cannot be judged without
    them.
    """
    if owned.unreadable:
        return {f"{kind}_unreadable" for kind in owned.unreadable}
    found: set[str] = set(_misplaced(owned))
    if owned.wallet is None:
        found.update(_orphans(owned))
    else:
        found.update(audit_rules.faults(owned.wallet, owned.entries.values(), owned.holds.values()))
    for booking, hold in _pairs(owned):
        found.update(_differences(booking, hold))
    if not owned.holds.keys() <= owned.bookings.keys():
        found.add("hold_without_booking")
    return found


def awaited(owned: Owned) -> dict[str, datetime | None]:
    """Return the settlements on their way, by `<booking>~<revision>`, with since when, if known."""
    return {
        # A booking does not record when its redemption was undone.
        f"{booking.id}~{booking.revision}": booking.used_at
        for booking, hold in _pairs(owned)
        if hold is not None and _is_on_its_way(booking, hold)
    }


def _pairs(owned: Owned) -> Iterator[tuple[Booking, Hold | None]]:
    return ((booking, owned.holds.get(name)) for name, booking in owned.bookings.items())


def _differences(booking: Booking, hold: Hold | None) -> Iterator[str]:
    if booking.amount_cents != booking.unit_price_cents * booking.quantity:
        yield "booking_amount_differs"
    if booking.activation_code is not None and booking.status in ("confirmed", "expired"):
        yield "activation_code_unused"
    if hold is None:
        if booking.amount_cents != 0:
            yield "booking_without_hold"
        return
    if hold.amount_cents != booking.amount_cents:
        yield "hold_amount_differs"
    if (hold.venue_id, hold.domain) != (booking.venue_id, booking.domain):
        yield "hold_terms_differ"
    if hold.revision > booking.revision:
        yield "hold_revision_differs"
    if hold.state != _STATES[booking.status] and not _is_on_its_way(booking, hold):
        yield "hold_state_differs"


def _is_on_its_way(booking: Booking, hold: Hold) -> bool:
    """Return whether an event has yet to settle the hold; endings settle in their own commit."""
    due = _STATES[booking.status]
    both = {hold.state, due} == {"held", "captured"}
    return both and hold.revision < booking.revision


def _misplaced(owned: Owned) -> Iterator[str]:
    """Yield faults of documents that are stored under an id other than their own."""
    if owned.wallet is not None and owned.wallet.id != owned.wallet_id:
        yield "wallet_misplaced"
    if any(entry.id != name for name, entry in owned.entries.items()):
        yield "entry_misplaced"
    if any(hold.id != name for name, hold in owned.holds.items()):
        yield "hold_misplaced"
    if any(booking.id != name for name, booking in owned.bookings.items()):
        yield "booking_misplaced"


def _orphans(owned: Owned) -> Iterator[str]:
    if owned.entries:
        yield "entry_without_wallet"
    if owned.holds:
        yield "hold_without_wallet"
    if any(booking.amount_cents != 0 for booking in owned.bookings.values()):
        yield "booking_without_wallet"
