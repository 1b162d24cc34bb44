"""Bookings as reimbursement meets them, written past the desk: a thousand take a second."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any, Literal

from functions.accounts.venues.models import Venue
from functions.accounts.venues.store import venues
from functions.booking.models import Booking, BookingStatus
from functions.booking.store import bookings
from functions.kernel.database import UnitOfWork
from functions.kernel.platform import Platform
from functions.kernel.values import replace
from functions.reimbursement.folds.models import Fold
from functions.reimbursement.folds.store import folds
from functions.reimbursement.incidents.models import Incident
from functions.reimbursement.incidents.store import incidents
from functions.reimbursement.ledger.models import ReimbursementEntry
from functions.reimbursement.ledger.store import entries
from functions.reimbursement.models import Receivable
from functions.reimbursement.pricing import service as pricing_service
from functions.reimbursement.receivables import service
from functions.reimbursement.receivables.store import receivables
from functions.reimbursement.rules.data import load_scale
from functions.reimbursement.rules.models import Scale
from functions.wallet.models import Hold
from functions.wallet.store import holds
from tests.support.booking_values import confirmed
from tests.support.given import NOW
from tests.support.offer_values import VENUE as OFFERS_VENUE

FR = load_scale("fr")
VENUE = replace(OFFERS_VENUE, siret="73282932000074", created_at=NOW - timedelta(days=900))


def captured_hold(booking: Booking, *, scheme: str) -> Hold:
    """Return the hold of a used booking, captured for its venue."""
    return Hold(
        id=booking.id,
        wallet_id=booking.beneficiary_id,
        scheme=scheme,
        venue_id=booking.venue_id,
        cancellable_until=None,
        amount_cents=booking.amount_cents,
        domain=booking.domain,
        state="captured",
        revision=2,
    )


def put_venue(platform: Platform, venue: Venue) -> Venue:
    """Write a venue."""
    platform.database.run(lambda work: venues.create(work, venue.id, venue))
    return venue


@dataclass
class Till:
    """Sells at one venue: bookings with captured holds, whose receivables follow when asked."""

    platform: Platform
    venue: Venue = VENUE
    scale: Scale = FR
    numbers: "count[int]" = field(default_factory=lambda: count(1))

    def sell(
        self,
        amount_cents: int,
        used_at: datetime = NOW,
        *,
        booking_id: str | None = None,
        category: str = "concert",
        begins_at: datetime | None = None,
        quantity: int = 1,
        status: BookingStatus = "used",
        scheme: str = "fr-pilot",
        follows: bool = True,
        **facts: Any,
    ) -> Booking:
        """Write a used booking with its hold, and let its receivable follow."""
        booking = replace(
            confirmed(),
            id=booking_id or f"{self.venue.id}-{next(self.numbers):06}",
            venue_id=self.venue.id,
            offerer_siren=self.venue.offerer_siren,
            category=category,
            begins_at=begins_at,
            quantity=quantity,
            unit_price_cents=amount_cents // quantity,
            amount_cents=amount_cents,
            status=status,
            used_at=used_at,
            revision=2,
            **facts,
        )
        hold = captured_hold(booking, scheme=scheme)

        def write(work: UnitOfWork) -> None:
            bookings.create(work, booking.id, booking)
            if amount_cents:
                holds.create(work, booking.id, hold)

        self.platform.database.run(write)
        if follows:
            self.follow(booking.id)
        return booking

    def change(self, booking_id: str, *, follows: bool = True, **facts: Any) -> Booking:
        """Write another state of a booking, one revision on, and let its receivable follow."""

        def write(work: UnitOfWork) -> Booking:
            before = bookings.get(work, booking_id)
            after = replace(before, revision=before.revision + 1, **facts)
            bookings.replace(work, booking_id, after)
            hold = holds.find(work, booking_id)
            if hold is not None:
                is_used = after.status in ("used", "reimbursed")
                state = replace(
                    hold, state="captured" if is_used else "held", revision=after.revision
                )
                holds.replace(work, booking_id, state)
            return after

        after = self.platform.database.run(write)
        if follows:
            self.follow(booking_id)
        return after

    def undo(self, booking_id: str, *, follows: bool = True) -> Booking:
        """Undo a use."""
        return self.change(booking_id, status="confirmed", used_at=None, follows=follows)

    def redeem(self, booking_id: str, used_at: datetime, *, follows: bool = True) -> Booking:
        """Use a booking whose use was undone."""
        return self.change(booking_id, status="used", used_at=used_at, follows=follows)

    def follow(self, booking_id: str) -> bool:
        """Let a receivable follow its booking."""
        now = self.platform.clock.now()
        return self.platform.database.run(
            lambda work: service.follow(work, booking_id, scale=self.scale, now=now)
        )

    def price(self, *, page: int = 100, now: datetime | None = None) -> None:
        """Price every fold that has something to price a minute from now."""
        at = now or self.platform.clock.now() + timedelta(minutes=2)
        for name, _ in list(folds.stream(self.platform.database)):
            pricing_service.price_fold(
                self.platform.database,
                name,
                scale=self.scale,
                now=at,
                may_go_on=lambda: True,
                page=page,
            )

    def batch(self, *booking_ids: str, state: Literal["in_batch", "paid"] = "in_batch") -> None:
        """Put priced receivables in a batch, as a batch does."""

        def write(work: UnitOfWork) -> None:
            for name in booking_ids:
                one = receivables.get(work, name)
                receivables.replace(work, name, replace(one, state=state))

        self.platform.database.run(write)


def all_receivables(platform: Platform) -> dict[str, Receivable]:
    """Return every receivable by id."""
    return dict(receivables.stream(platform.database))


def all_entries(platform: Platform) -> dict[str, ReimbursementEntry]:
    """Return every ledger entry by id."""
    return dict(entries.stream(platform.database))


def all_incidents(platform: Platform) -> dict[str, Incident]:
    """Return every incident by id."""
    return dict(incidents.stream(platform.database))


def all_folds(platform: Platform) -> dict[str, Fold]:
    """Return every fold by id."""
    return dict(folds.stream(platform.database))


def balances(found: Iterable[ReimbursementEntry]) -> Mapping[str, int]:
    """Return the balance of every account in cents, negative for a net source."""
    sums: dict[str, int] = {}
    for entry in found:
        for posting in entry.postings:
            sums[posting.source] = sums.get(posting.source, 0) - posting.amount_cents
            sums[posting.destination] = sums.get(posting.destination, 0) + posting.amount_cents
    return sums
