"""Rules of activation codes: loading them, and choosing the next one to give.

The quantity of a stock with codes is the number of bookings plus the codes left to give. It follows
each load, booking and cancellation, and cannot be edited.
"""

from datetime import datetime, timedelta
from hashlib import sha256

from functions.kernel.errors import Conflict, Malformed
from functions.kernel.values import replace
from functions.offers.models import CodeBatch, Stock
from functions.offers.rules import next_batch_index, usable_codes

MOST_AT_ONCE = 200
"""The most codes in one request: that many of 200 ASCII characters fit in its body."""


MOST_CODES = 1_000_000
"""The most codes of a stock, equal to the largest quantity of any stock."""


MOST_EXPIRIES = 50
"""The most expiry dates per stock: it counts codes by date, and every booking rewrites it."""


MARGIN = timedelta(days=7)
"""How long codes must stay valid after the booking limit (pass-culture-main,
core/offers/validation.py)."""


class CodesNotAllowed(Conflict):
    """Activation codes need an online offer that is not an event and not duo."""

    code = "codes_not_allowed"


class BookedWithoutCodes(Conflict):
    """This stock has bookings without a code; load codes for another stock."""

    code = "booked_without_codes"


class CodesExpireTooSoon(Malformed):
    """Codes that expire need a booking limit and must stay valid for 7 days after it."""

    code = "codes_expire_too_soon"


class TooManyCodes(Conflict):
    """A stock can have at most 1,000,000 codes and 50 expiry dates."""

    code = "too_many_codes"


class QuantityFollowsCodes(Conflict):
    """Omit `quantity`: the activation codes determine it."""

    code = "quantity_follows_codes"


class NoActivationCode(Conflict):
    """No valid activation code is left."""

    code = "no_activation_code"


def await_codes(stock: Stock) -> Stock:
    """Make a new stock bookable only once it has codes.

    Refuses QuantityFollowsCodes when a quantity is given, and CodesNotAllowed.
    """
    if stock.quantity is not None:
        raise QuantityFollowsCodes
    return _with_codes(stock)


def load(
    stock: Stock, count: int, *, expires_at: datetime | None, now: datetime
) -> tuple[Stock, list[str]]:
    """Add `count` codes to a stock; return it with the ids of the new codes in order.

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
    if sum(other.loaded for other in batches) > MOST_CODES or len(batches) > MOST_EXPIRIES:
        raise TooManyCodes
    ids = [_code_id(before, index, batch.loaded + n) for n in range(1, count + 1)]
    return _counted(replace(before, code_batches=tuple(batches)), now=now), ids


def give(stock: Stock, *, now: datetime) -> tuple[Stock, str, datetime | None]:
    """Take the next code from a stock; return the stock, the code's id and its expiry.

    Codes that expire first are given first. Refuses NoActivationCode.
    """
    batches = list(stock.code_batches or ())
    index = next_batch_index(batches, now=now)
    if index is None:
        raise NoActivationCode
    batch = replace(batches[index], given=batches[index].given + 1)
    batches[index] = batch
    after = replace(stock, code_batches=tuple(batches))
    return after, _code_id(stock, index, batch.given), batch.expires_at


def move_quantity(stock: Stock, by: int) -> Stock:
    """Change the quantity of a stock with codes by `by`; other stocks stay unchanged.

    A cancelled booking does not free its code, and a reinstated one does not take another.
    """
    if stock.code_batches is None or stock.quantity is None:
        return stock
    return replace(stock, quantity=stock.quantity + by)


def edit(stock: Stock, after: Stock, *, now: datetime) -> Stock:
    """Recount the codes of an edited stock.

    Refuses QuantityFollowsCodes, and CodesExpireTooSoon when the new booking limit is too close to
    the expiry of codes left to give.
    """
    if after.code_batches is None:
        return after
    if after.quantity != stock.quantity:
        raise QuantityFollowsCodes
    if after.booking_limit_at != stock.booking_limit_at:
        for batch in after.code_batches:
            left = usable_codes(batch, now=now)
            if left and not _is_good_long_enough(batch.expires_at, after.booking_limit_at, now=now):
                raise CodesExpireTooSoon
    return _counted(after, now=now)


def claim_id(offer_id: str, code: str) -> str:
    """Return the id of the claim on a code; it does not reveal the code."""
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
    left = sum(usable_codes(batch, now=now) for batch in stock.code_batches or ())
    return replace(stock, quantity=stock.booked + left)


def _is_good_long_enough(
    expires_at: datetime | None, limit: datetime | None, *, now: datetime
) -> bool:
    if expires_at is None:
        return True
    return expires_at > now and limit is not None and expires_at >= limit + MARGIN


def _code_id(stock: Stock, index: int, number: int) -> str:
    return f"{stock.id}~{index + 1}~{number}"
