"""Activation codes of digital things: which may be loaded, and which is given next.

A stock with codes counts them: its quantity is what is booked and what can still be given, and
follows each load, each booking and each cancellation. Nobody edits it by hand.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256

from functions.kernel.errors import Conflict, Malformed
from functions.offers.models import CodeBatch, Stock
from functions.offers.rules import next_batch, usable

MOST_AT_ONCE = 200
"""How many codes a request may bring: as many of 200 plain characters fit in its body."""


MOST_CODES = 1_000_000
"""As many as a stock may have of anything else."""


MOST_EXPIRIES = 50
"""The stock itself counts the codes of each, and every booking reads and writes it."""


MARGIN = timedelta(days=7)
"""How long a code has to be good after the last booking (pass-culture-main,
core/offers/validation.py)."""


class CodesNotAllowed(Conflict):
    """Only what is online and no event has activation codes, one for each booking."""

    code = "codes_not_allowed"


class BookedWithoutCodes(Conflict):
    """Some have booked this stock without a code: codes need another stock."""

    code = "booked_without_codes"


class CodesExpireTooSoon(Malformed):
    """Codes that expire need a booking limit, and have to be good for 7 days after it."""

    code = "codes_expire_too_soon"


class TooManyCodes(Conflict):
    """A stock has at most 1,000,000 codes, which expire at 50 instants at most."""

    code = "too_many_codes"


class QuantityFollowsCodes(Conflict):
    """The quantity of a stock with activation codes is the number of its codes."""

    code = "quantity_follows_codes"


class NoActivationCode(Conflict):
    """No activation code is left, or those that are have expired."""

    code = "no_activation_code"


def await_codes(stock: Stock) -> Stock:
    """Return a new stock as one that can be booked only once it has codes.

    Refuses QuantityFollowsCodes where a quantity is given, CodesNotAllowed.
    """
    if stock.quantity is not None:
        raise QuantityFollowsCodes
    return _with_codes(stock)


def load(
    stock: Stock, count: int, *, expires_at: datetime | None, now: datetime
) -> tuple[Stock, list[str]]:
    """Return the stock with so many more codes, and the ids of these, in order.

    Refuses CodesNotAllowed, BookedWithoutCodes, CodesExpireTooSoon, TooManyCodes.
    """
    before = _with_codes(stock)
    if not _is_good_long_enough(expires_at, before.booking_limit_at, now=now):
        raise CodesExpireTooSoon
    batches = list(before.code_batches or ())
    known = [batch.expires_at for batch in batches]
    if expires_at not in known:
        batches.append(CodeBatch(expires_at=expires_at, loaded=0))
        known.append(expires_at)
    index = known.index(expires_at)
    batch = batches[index]
    batches[index] = replace(batch, loaded=batch.loaded + count)
    if sum(each.loaded for each in batches) > MOST_CODES or len(batches) > MOST_EXPIRIES:
        raise TooManyCodes
    ids = [_code_id(before, index, batch.loaded + n) for n in range(1, count + 1)]
    return _counted(replace(before, code_batches=tuple(batches)), now=now), ids


def give(stock: Stock, *, now: datetime) -> tuple[Stock, str, datetime | None]:
    """Return the stock without its next code, the id of that code, and until when it is good.

    Of the codes that have not expired, one that expires first. Refuses NoActivationCode.
    """
    batches = list(stock.code_batches or ())
    index = next_batch(batches, now=now)
    if index is None:
        raise NoActivationCode
    batch = replace(batches[index], given=batches[index].given + 1)
    batches[index] = batch
    after = replace(stock, code_batches=tuple(batches))
    return after, _code_id(stock, index, batch.given), batch.expires_at


def move_quantity(stock: Stock, by: int) -> Stock:
    """Return the stock with another quantity, where codes are what is left of it.

    A booking that ends frees no code, and takes none when it is reinstated.
    """
    if stock.code_batches is None or stock.quantity is None:
        return stock
    return replace(stock, quantity=stock.quantity + by)


def edit(stock: Stock, after: Stock, *, now: datetime) -> Stock:
    """Return an edited stock with its codes counted as of now.

    Refuses QuantityFollowsCodes, and CodesExpireTooSoon where the booking limit has come too near
    to codes that could still be given.
    """
    if after.code_batches is None:
        return after
    if after.quantity != stock.quantity:
        raise QuantityFollowsCodes
    if after.booking_limit_at != stock.booking_limit_at:
        for batch in after.code_batches:
            left = usable(batch, now=now)
            if left and not _is_good_long_enough(batch.expires_at, after.booking_limit_at, now=now):
                raise CodesExpireTooSoon
    return _counted(after, now=now)


def claim_id(offer_id: str, code: str) -> str:
    """Return the id of the claim on a code, which tells nothing of the code."""
    return f"{offer_id}~{sha256(f'{offer_id} {code}'.encode()).hexdigest()}"


def _with_codes(stock: Stock) -> Stock:
    if stock.code_batches is not None:
        return stock
    if stock.url is None or stock.is_event or stock.duo:
        raise CodesNotAllowed
    if stock.booked:
        raise BookedWithoutCodes
    return replace(stock, code_batches=(), quantity=0)


def _counted(stock: Stock, *, now: datetime) -> Stock:
    left = sum(usable(batch, now=now) for batch in stock.code_batches or ())
    return replace(stock, quantity=stock.booked + left)


def _is_good_long_enough(
    expires_at: datetime | None, limit: datetime | None, *, now: datetime
) -> bool:
    if expires_at is None:
        return True
    return expires_at > now and limit is not None and expires_at >= limit + MARGIN


def _code_id(stock: Stock, index: int, number: int) -> str:
    return f"{stock.id}~{index + 1}~{number}"
