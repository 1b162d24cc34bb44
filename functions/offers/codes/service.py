"""Load activation codes and give them to bookings."""

from collections.abc import Mapping
from datetime import datetime

from functions.accounts.offerers.service import check_member
from functions.accounts.offerers.store import actor_ref
from functions.kernel.database import Stale, UnitOfWork, is_id
from functions.kernel.values import replace
from functions.offers.codes import rules
from functions.offers.codes.models import CodeClaim, FreeCode, GivenCode, LoadCodes
from functions.offers.codes.store import code_claims, free_codes
from functions.offers.models import Stock
from functions.offers.rules import UnknownStock
from functions.offers.search.listings.service import follow_stock
from functions.offers.shards import service as shards_service
from functions.offers.store import offer_id_of, stocks


def load_codes(work: UnitOfWork, command: LoadCodes, *, now: datetime) -> Stock:
    """Load codes for a stock, which needs codes to be booked from then on.

    Duplicates and codes loaded for the offer before are skipped; codes left on a deleted stock of
    the offer move to this one. Refuses UnknownStock, NotAMember, and, when any code is new, what
    `rules.load` refuses.
    """
    if not is_id(command.stock_id):
        raise UnknownStock
    offer_id = offer_id_of(command.stock_id)
    claim_ids = {code: rules.claim_id(offer_id, code) for code in command.codes}
    work.prefetch(*(code_claims.ref(claim_id) for claim_id in claim_ids.values()))
    stock = get_own_stock(work, command.stock_id, member_id=command.member_id)
    # Claims are never deleted, so the commit need not verify those that exist.
    claims = {code: code_claims.find_unverified(work, claim_ids[code]) for code in claim_ids}
    stranded = _stranded(work, stock, claims)
    incoming = [code for code, claim in claims.items() if claim is None or code in stranded]
    if not incoming:
        return stock
    stock = shards_service.gathered(work, stock)
    after, ids = rules.load(stock, len(incoming), expires_at=command.expires_at, now=now)
    after = replace(after, shards=0)
    shards_service.save(work, stock, after)
    follow_stock(work, stock, after)
    for code, code_id in zip(incoming, ids, strict=True):
        claim = CodeClaim(stock_id=stock.id, code_id=code_id)
        free_codes.create(work, code_id, FreeCode(code=code))
        if code in stranded:
            free_codes.delete(work, stranded[code].code_id)
            code_claims.replace(work, claim_ids[code], claim)
        else:
            code_claims.create(work, claim_ids[code], claim)
    return after


def give_code(work: UnitOfWork, stock: Stock, *, now: datetime) -> tuple[Stock, GivenCode]:
    """Take the next code of a stock; return the stock, for the caller to write, and the code.

    Costs a second round trip, because the stock names its next code. Refuses NoActivationCode.
    """
    after, code_id, expires_at = rules.give(stock, now=now)
    free = free_codes.find(work, code_id)
    if free is None:
        # It was given between the two reads; a retry finds another code on the stock.
        raise Stale
    free_codes.delete(work, code_id)
    return after, GivenCode(code=free.code, expires_at=expires_at)


def get_own_stock(work: UnitOfWork, stock_id: str, *, member_id: str) -> Stock:
    """Return a stock of the caller's offerers. Refuses UnknownStock, NotAMember."""
    work.prefetch(actor_ref(member_id))
    stock = stocks.get(work, stock_id)
    check_member(work, stock.offerer_siren, uid=member_id)
    if stock.is_deleted:
        raise UnknownStock
    return stock


def _stranded(
    work: UnitOfWork, stock: Stock, claims: Mapping[str, CodeClaim | None]
) -> dict[str, CodeClaim]:
    """Return the claims on codes that were never given and whose stock was deleted."""
    elsewhere = {
        code: claim
        for code, claim in claims.items()
        if claim is not None and claim.stock_id != stock.id
    }
    for claim in elsewhere.values():
        work.prefetch(stocks.ref(claim.stock_id), free_codes.ref(claim.code_id))
    return {
        code: claim
        for code, claim in elsewhere.items()
        if stocks.get(work, claim.stock_id).is_deleted
        and free_codes.find(work, claim.code_id) is not None
    }
