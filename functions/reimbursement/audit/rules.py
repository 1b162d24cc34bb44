"""The audit's decisions: whether the documents about reimbursement are consistent.

For every paid booking: what its hold has captured is what its receivable is about; that is open, or
the sum of what is owed and contributed; and the entries and incidents add up to these shares. So
captured = owed + contribution + open holds for every venue and scheme as well. For every fold:
priced again from nothing, it comes to the same revenue and the same shares.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from functions.booking.models import Booking
from functions.reimbursement.audit.models import Known
from functions.reimbursement.folds.models import Fold
from functions.reimbursement.folds.rules import has_passed
from functions.reimbursement.gestures.rules import FUND_ACCOUNT
from functions.reimbursement.incidents.models import Incident, IncidentState
from functions.reimbursement.ledger.models import ReimbursementEntry
from functions.reimbursement.ledger.rules import Share, account
from functions.reimbursement.models import BATCHED, Gesture, Receivable
from functions.reimbursement.receivables.rules import is_used, place_in_fold, sale_of
from functions.reimbursement.rules.models import CustomRule, Scale
from functions.reimbursement.rules.rules import price
from functions.wallet.models import Hold

ON_ITS_WAY = timedelta(hours=1)
"""How long an event may take before a receivable that differs from its booking is a fault."""


def is_behind(receivable: Receivable, booking: Booking) -> bool:
    """Return whether a receivable has yet to follow its booking."""
    counts = receivable.fold is not None or receivable.state == "waiting"
    if counts != is_used(booking):
        return True
    facts = (receivable.used_at, receivable.begins_at)
    return counts and facts != (booking.used_at, booking.begins_at)


def faults_of_receivable(known: Known) -> Iterator[str]:
    """Yield the faults of a receivable, leaving out that it may be behind."""
    one, booking = known.receivable, known.booking
    if booking is None:
        yield "receivable_without_booking"
        return
    facts = (one.siren, one.venue_id, one.offer_id, one.quantity, one.amount_cents)
    agreed = (booking.offerer_siren, booking.venue_id, booking.offer_id, booking.quantity)
    if facts != (*agreed, booking.amount_cents):
        yield "receivable_differs"
    if one.amount_cents and not is_behind(one, booking):
        yield from _faults_of_hold(one, known.hold)
    if booking.status == "reimbursed" and one.state != "paid":
        yield "reimbursed_without_payout"
    elif booking.status == "used" and one.state == "paid" and not _is_paid_again_later(known):
        yield "paid_not_reimbursed"
    if None in (*known.entries, *known.incidents):
        yield "entry_missing"
        return
    entries = [entry for entry in known.entries if entry is not None]
    if any(map(_is_misposted, entries)):
        yield "entry_misposted"
    balance = _balance(entries)
    owed = balance["owed"] + balance["payable"] + balance["bank"]
    if (owed, balance["contribution"]) != (one.owed_cents, one.contribution_cents):
        yield "shares_differ"
    if one.state not in BATCHED and (balance["payable"], balance["bank"]) != (0, 0):
        yield "paid_without_batch"
    yield from _faults_of_shares(known)


def _is_paid_again_later(known: Known) -> bool:
    """Return whether a receivable, undone and used again after it was paid, waits for its money.

    Either its fold has not priced it again, or a batch has yet to pay the incident of that.
    """
    one = known.receivable
    due = 0 if one.price is None else one.price.reimbursed_cents + one.adjusted_cents
    is_open = any(each is not None and each.state != "settled" for each in known.incidents)
    return is_open or one.owed_cents != due


def _faults_of_hold(one: Receivable, hold: Hold | None) -> Iterator[str]:
    counts = one.fold is not None or one.state == "waiting"
    if hold is None or (counts and hold.state != "captured"):
        yield "credit_not_captured"
    elif hold.amount_cents != one.amount_cents or hold.venue_id != one.venue_id:
        yield "captured_differs"
    elif hold.scheme != one.scheme and counts:
        yield "scheme_differs"


def _faults_of_shares(known: Known) -> Iterator[str]:
    one = known.receivable
    shares = one.owed_cents + one.contribution_cents
    if one.fold is None or one.state in ("open", "waiting"):
        if (one.owed_cents, one.contribution_cents) != (0, 0):
            yield "shares_without_price"
    elif shares != one.amount_cents:
        yield "shares_differ_from_amount"
    settled = sum(incident.amount_cents for incident in known.incidents if incident is not None)
    if one.state in BATCHED or one.state == "priced":
        if one.price is None or one.price.reimbursed_cents + settled != one.owed_cents:
            yield "price_differs_from_shares"
    elif settled:
        yield "incident_without_batch"


def _is_misposted(entry: ReimbursementEntry, *more: str) -> bool:
    """Return whether an entry moves nothing, or credit of another venue or scheme.

    `more` are accounts that it may name besides those of its own venue and scheme.
    """
    shares: tuple[Share, ...] = ("captured", "owed", "contribution", "payable", "bank")
    own = {account(entry.venue_id, entry.scheme, share) for share in shares} | set(more)
    return not entry.postings or any(
        posting.amount_cents <= 0 or not {posting.source, posting.destination} <= own
        for posting in entry.postings
    )


def _balance(entries: Iterable[ReimbursementEntry]) -> Counter[str]:
    """Return the balance of each share in cents."""
    balance: Counter[str] = Counter()
    for entry in entries:
        for posting in entry.postings:
            balance[posting.source.rpartition(":")[2]] -= posting.amount_cents
            balance[posting.destination.rpartition(":")[2]] += posting.amount_cents
    return balance


def faults_of_gesture(
    gesture: Gesture, entries: Sequence[ReimbursementEntry | None], incident: Incident | None
) -> Iterator[str]:
    """Yield the faults of a gesture, given the entries that it counts and its incident."""
    if gesture.state != "approved":
        if gesture.entries or incident is not None:
            yield "gesture_undecided"
        return
    if gesture.decided_by in (None, gesture.proposed_by):
        yield "gesture_unseen"
    agreed = (gesture.amount_cents, gesture.venue_id, gesture.siren)
    if incident is None or agreed != (incident.amount_cents, incident.venue_id, incident.siren):
        yield "gesture_differs"
    if None in entries:
        yield "entry_missing"
        return
    found = [entry for entry in entries if entry is not None]
    if any(_is_misposted(one, FUND_ACCOUNT) or one.scheme != gesture.scheme for one in found):
        yield "entry_misposted"
    moved: Mapping[IncidentState, Share] = {
        "open": "owed",
        "in_batch": "payable",
        "settled": "bank",
    }
    given = {share: cents for share, cents in _balance(found).items() if cents}
    cents = gesture.amount_cents
    if incident is not None and given != {"gestures": -cents, moved[incident.state]: cents}:
        yield "gesture_not_moved"


def faults_of_fold(
    fold: Fold, found: Iterable[Receivable], *, scale: Scale, custom: Sequence[CustomRule]
) -> Iterator[str]:
    """Yield the faults of a fold, given all its receivables in their order."""
    revenue, faults = 0, set()
    for one in found:
        if not has_passed(fold, place_in_fold(one)):
            if fold.run_at is None:
                faults.add("fold_never_runs")
            break
        revenue += one.amount_cents
        if one.state not in ("priced", *BATCHED):
            faults.add("receivable_passed_over")
            continue
        if one.revenue_cents != revenue:
            faults.add("revenue_differs")
        due = price(sale_of(one), revenue, scale, custom)
        taken = one.adjusted_cents
        if (one.owed_cents - taken, one.contribution_cents + taken) != (
            due.reimbursed_cents,
            due.contribution_cents,
        ):
            faults.add("price_differs")
    if fold.revenue_cents != revenue:
        faults.add("fold_revenue_differs")
    yield from sorted(faults)


def is_overdue(booking: Booking | None, *, now: datetime) -> bool:
    """Return whether a captured booking should have its receivable by now."""
    used_at = None if booking is None else booking.used_at
    return used_at is None or now - used_at >= ON_ITS_WAY
