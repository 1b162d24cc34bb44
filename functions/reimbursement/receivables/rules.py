"""How a receivable follows its booking.

Source: domain-2.md, section 1 (pass-culture-main at 2025-12, core/finance/api.py): the order is
that of the latest of the link to a pricing point, the event's date and the use.
"""

from datetime import datetime

from functions.accounts.venues.models import Venue
from functions.booking.models import Booking
from functions.kernel.values import replace
from functions.offers.categories.rules import category
from functions.reimbursement.folds.models import Key
from functions.reimbursement.folds.rules import fold_id
from functions.reimbursement.models import BATCHED, Receivable, WaitsFor
from functions.reimbursement.rules.models import Sale, Scale
from functions.reimbursement.rules.rules import revenue_period_of


def is_used(booking: Booking) -> bool:
    """Return whether a booking brings its offerer something."""
    return booking.status in ("used", "reimbursed")


def follow(
    before: Receivable | None,
    booking: Booking,
    *,
    venue: Venue,
    scheme: str | None,
    scale: Scale,
    now: datetime,
) -> Receivable | None:
    """Return the receivable of a booking as it is now; None if it never had one.

    The same booking and venue always give the same, whatever was delivered in between. A priced
    one keeps its price until its fold comes to it again.
    """
    if not is_used(booking):
        return None if before is None else _undone(before, booking)
    fresh = _of(booking, venue=venue, scheme=scheme, scale=scale, now=now)
    if before is None:
        return fresh
    state = before.state if before.state in ("priced", *BATCHED) else fresh.state
    return replace(
        fresh,
        state=state,
        revenue_cents=before.revenue_cents,
        price=before.price,
        priced_at=before.priced_at,
        owed_cents=before.owed_cents,
        contribution_cents=before.contribution_cents,
        adjusted_cents=before.adjusted_cents,
        entries=before.entries,
        incidents=before.incidents,
        created_at=before.created_at,
    )


def _undone(before: Receivable, booking: Booking) -> Receivable:
    undone = replace(before, revision=booking.revision, fold=None, revenue_cents=None)
    if before.state in BATCHED:
        return undone
    return replace(undone, state="cancelled", price=None, priced_at=None)


def _of(
    booking: Booking, *, venue: Venue, scheme: str | None, scale: Scale, now: datetime
) -> Receivable:
    assert booking.used_at is not None
    point, since = _pricing_point(venue, scale)
    instants = (booking.used_at, booking.begins_at, since)
    fresh = Receivable(
        id=booking.id,
        revision=booking.revision,
        state="waiting" if point is None else "open",
        siren=booking.offerer_siren,
        venue_id=booking.venue_id,
        point_id=point,
        fold=None,
        offer_id=booking.offer_id,
        offer_name=booking.offer_name,
        category=booking.category,
        group=category(booking.category).reimbursement,
        price_label=booking.price_label,
        countermark=booking.countermark,
        quantity=booking.quantity,
        amount_cents=booking.amount_cents,
        scheme=scheme,
        used_at=booking.used_at,
        begins_at=booking.begins_at,
        ordering_at=max(at for at in instants if at is not None),
        created_at=now,
    )
    if point is None:
        return fresh
    return replace(fresh, fold=fold_id(point, revenue_period_of(booking.used_at, scale)))


def _pricing_point(venue: Venue, scale: Scale) -> tuple[str | None, datetime | None]:
    """Return the pricing point of a venue, and since when, where that was a choice."""
    if scale.revenue_of == "offerer":
        return venue.offerer_siren, None
    if venue.siret is not None:
        return venue.id, None
    return venue.pricing_point_id, venue.pricing_point_since


def sale_of(receivable: Receivable) -> Sale:
    """Return the sale that the rules of reimbursement see, at its pricing point if it has one."""
    return Sale(
        offer_id=receivable.offer_id,
        venue_id=receivable.point_id or receivable.venue_id,
        siren=receivable.siren,
        category=receivable.category,
        group=receivable.group,
        quantity=receivable.quantity,
        amount_cents=receivable.amount_cents,
        used_at=receivable.used_at,
    )


def place_in_fold(receivable: Receivable) -> Key:
    """Return the place of a receivable in its fold."""
    return receivable.ordering_at, receivable.id


def waits_for(receivable: Receivable, *, now: datetime) -> WaitsFor | None:
    """Return why a receivable cannot be in a batch yet; None if it can, or was undone."""
    if receivable.state == "waiting":
        return "pricing_point"
    if receivable.state == "open":
        return "event" if receivable.ordering_at > now else "pricing"
    return None
