"""Request bodies and responses about activation codes; no response shows a loaded code."""

from datetime import datetime

from pydantic import Field

from functions.kernel.field_types import Code, Instant
from functions.kernel.schemas import Body, View
from functions.offers import rules as offers_rules
from functions.offers.codes import rules
from functions.offers.models import CodeBatch, Stock


class CodesBody(Body):
    """Activation codes, each one line of at most 200 characters; no `expires_at` means never."""

    codes: list[Code] = Field(min_length=1, max_length=rules.MOST_AT_ONCE)
    expires_at: Instant | None = None


class CodeCountsView(View):
    """Numbers of codes: `loaded` is the sum of `given`, `left` and `expired` before being given."""

    loaded: int
    given: int
    left: int
    expired: int


class CodeBatchView(CodeCountsView):
    """The codes with the same `expires_at`; null means never."""

    expires_at: datetime | None

    @classmethod
    def of(cls, batch: CodeBatch, *, now: datetime) -> "CodeBatchView":
        """Build the view of a batch."""
        usable = offers_rules.usable_codes(batch, now=now)
        return cls(
            loaded=batch.loaded,
            given=batch.given,
            left=usable,
            expired=batch.left - usable,
            expires_at=batch.expires_at,
        )


class CodesView(CodeCountsView):
    """The number of codes of a stock, in total and by expiry."""

    stock_id: str
    batches: list[CodeBatchView]

    @classmethod
    def of(cls, stock: Stock, *, now: datetime) -> "CodesView":
        """Build the view of a stock's codes."""
        batches = [CodeBatchView.of(batch, now=now) for batch in stock.code_batches or ()]
        return cls(
            stock_id=stock.id,
            loaded=sum(batch.loaded for batch in batches),
            given=sum(batch.given for batch in batches),
            left=sum(batch.left for batch in batches),
            expired=sum(batch.expired for batch in batches),
            batches=batches,
        )
