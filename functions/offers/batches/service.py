"""Start, continue and resume batches of stocks: one page, one commit."""

from collections.abc import Sequence
from datetime import datetime

from functions.accounts.offerers.service import check_member
from functions.accounts.offerers.store import professionals
from functions.kernel.bus import record
from functions.kernel.database import UnitOfWork
from functions.kernel.errors import Refusal
from functions.kernel.values import replace
from functions.offers.batches import rules
from functions.offers.batches.models import LeftOut, StockBatch, StockBatchStarted
from functions.offers.batches.store import newest_batches, stock_batches
from functions.offers.categories.rules import category
from functions.offers.models import Offer, Stock, StockDeleted
from functions.offers.partner_ids import service as partner_ids_service
from functions.offers.publish import rules as publish_rules
from functions.offers.publish.service import get_own_offer, save_with_stocks
from functions.offers.rules import follow, with_stock
from functions.offers.screening.rules import flags_of
from functions.offers.search.listings import service as listings_service
from functions.offers.shards import rules as shards_rules
from functions.offers.shards import service as shards_service
from functions.offers.stocks import rules as stocks_rules
from functions.offers.stocks.service import record_move
from functions.offers.store import offers, stocks

_THERE = "already_there"
"""Why a date of a series is left out: the offer has it at this price."""


def start(work: UnitOfWork, batch: StockBatch, *, now: datetime) -> StockBatch:
    """Do the first page of a batch; the other pages follow by event.

    Refuses UnknownOffer, NotAMember, OfferNotEditable, and what `rules.plan` refuses.
    """
    offer = get_own_offer(work, batch.offer_id, member_id=batch.member_id)
    publish_rules.check_editable(offer)
    batch = rules.plan(batch, offer, category=category(offer.category), now=now)
    after = _do_page(work, batch, offer, now=now)
    stock_batches.create(work, after.id, after)
    _have_finished(work, after, now=now)
    return after


def advance(work: UnitOfWork, batch_id: str, *, now: datetime) -> StockBatch:
    """Do the next page of a running batch; it stops when its offer can no longer be changed.

    Refuses UnknownStockBatch.
    """
    batch = stock_batches.get(work, batch_id)
    if batch.status != "running":
        return batch
    try:
        offer = get_own_offer(work, batch.offer_id, member_id=batch.member_id)
        rules.check_unended(offer)
    except Refusal as refused:
        after = replace(batch, status="stopped", code=refused.code)
    else:
        after = _do_page(work, batch, offer, now=now)
    stock_batches.replace(work, after.id, after)
    return after


def resume(work: UnitOfWork, batch_id: str, *, member_id: str, now: datetime) -> StockBatch:
    """Start the rest of a batch again, also of one that stopped; one that is done stays as it is.

    Refuses UnknownStockBatch, NotAMember, OfferNotEditable.
    """
    batch = get_own_batch(work, batch_id, member_id=member_id)
    if batch.status == "done":
        return batch
    rules.check_unended(offers.get(work, batch.offer_id))
    after = replace(
        batch, status="running", code=None, member_id=member_id, starts=batch.starts + 1
    )
    stock_batches.replace(work, batch_id, after)
    _have_finished(work, after, now=now)
    return after


def get_own_batch(work: UnitOfWork, batch_id: str, *, member_id: str) -> StockBatch:
    """Return a batch of the caller's offerers. Refuses UnknownStockBatch, NotAMember."""
    work.prefetch(professionals.ref(member_id))
    batch = stock_batches.get(work, batch_id)
    check_member(work, batch.offerer_siren, uid=member_id)
    return batch


def get_last_batch(work: UnitOfWork, offer_id: str, *, member_id: str) -> StockBatch:
    """Return the batch of an offer that runs, or else its last one.

    Refuses UnknownOffer, NotAMember, UnknownStockBatch.
    """
    get_own_offer(work, offer_id, member_id=member_id)
    return rules.shown_of(newest_batches(work, offer_id))


def _have_finished(work: UnitOfWork, batch: StockBatch, *, now: datetime) -> None:
    if batch.status == "running":
        record(work, StockBatchStarted(subject_id=batch.id, revision=batch.starts, at=now))


def _do_page(work: UnitOfWork, batch: StockBatch, offer: Offer, *, now: datetime) -> StockBatch:
    if batch.series is not None:
        return _add_page(work, batch, offer, now=now)
    return _change_page(work, batch, offer, now=now)


def _add_page(work: UnitOfWork, batch: StockBatch, offer: Offer, *, now: datetime) -> StockBatch:
    after, made, left = offer, list[Stock](), list[LeftOut]()
    page = rules.additions(batch, offer)
    for command in page:
        try:
            if rules.is_there(after, command):
                left.append(rules.left_out(after, command, _THERE))
                continue
            stock = stocks_rules.add_stock(
                after, command, category=category(offer.category), now=now
            )
        except Refusal as refused:
            left.append(rules.left_out(after, command, refused.code))
            continue
        stock = shards_rules.sized(stock, after, may_deal=batch.may_deal)
        after = with_stock(after, stock)
        made.append(stock)
    if made:
        after = _screened(after, batch, now=now)
        made = [follow(stock, after) for stock in made]
        for stock in made:
            shards_service.create(work, stock)
        _save(work, after, offer, [(None, stock) for stock in made], now=now)
    position = batch.position + len(page)
    return rules.advanced(batch, after, position=position, done=len(made), left=left)


def _change_page(work: UnitOfWork, batch: StockBatch, offer: Offer, *, now: datetime) -> StockBatch:
    page = rules.next_page(batch, offer)
    # Read no later than the shards, the listing cannot have changed with them unnoticed.
    listings_service.expect(work, offer.id)
    work.prefetch(*(stocks.ref(summary.id) for summary in page))
    found = [stocks.get(work, summary.id) for summary in page]
    after, changes, left = offer, list[tuple[Stock, Stock]](), list[LeftOut]()
    has_new_quantity = batch.kind == "quantity"
    gather = shards_service.gathered_all if has_new_quantity else shards_service.gathered_unverified
    for stock in gather(work, found):
        try:
            changed = _changed(batch, stock, after, now=now)
        except Refusal as refused:
            left.append(rules.unchanged(stock, refused.code))
            continue
        if changed != stock:
            if has_new_quantity:
                changed = shards_rules.sized(changed, after, may_deal=batch.may_deal)
            after = with_stock(after, changed)
            changes.append((stock, changed))
    if changes:
        after = _screened(after, batch, now=now)
        changes = [(stock, follow(changed, after)) for stock, changed in changes]
        for stock, changed in changes:
            if has_new_quantity:
                shards_service.save(work, stock, changed)
            else:
                shards_service.save_facts(work, changed)
        _save(work, after, offer, changes, now=now)
        _record(work, changes, now=now)
    return rules.advanced(
        batch,
        after,
        position=rules.number_of(page[-1].id) if page else batch.last_number,
        done=len(page) - len(left),
        left=left,
    )


def _changed(batch: StockBatch, stock: Stock, offer: Offer, *, now: datetime) -> Stock:
    if batch.kind == "delete":
        return stocks_rules.delete(stock, offer=offer, now=now)
    edit = rules.edit_of(batch, stock, now=now)
    return stocks_rules.edit_stock(stock, edit, offer=offer, now=now)


def _screened(offer: Offer, batch: StockBatch, *, now: datetime) -> Offer:
    """Screen a published offer by all prices that the batch gives, so that no page comes later."""
    if offer.publication != "published":
        return offer
    whole = replace(offer, stocks=(*offer.stocks, *rules.prices_to_come(batch, offer)))
    return publish_rules.screen(offer, flags=flags_of(whole), now=now)


def _save(
    work: UnitOfWork,
    offer: Offer,
    former: Offer,
    changes: Sequence[tuple[Stock | None, Stock]],
    *,
    now: datetime,
) -> None:
    """Write the offer of stocks already written, and its other stocks if they must follow."""
    if offer.publication != former.publication:
        save_with_stocks(work, offer, now=now)
    else:
        offers.replace(work, offer.id, offer)
        listings_service.follow_stocks(work, changes)


def _record(work: UnitOfWork, changes: Sequence[tuple[Stock, Stock]], *, now: datetime) -> None:
    for before, after in changes:
        if after.is_deleted:
            partner_ids_service.follow_stock(work, before, after)
            record(work, StockDeleted(subject_id=after.id, at=now, is_event=after.is_event))
        elif after.moves != before.moves:
            record_move(work, before, after, now=now)
