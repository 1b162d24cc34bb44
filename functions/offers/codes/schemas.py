"""What the API takes and gives of activation codes: never a code that was loaded."""

from datetime import datetime

from pydantic import Field

from functions.kernel.schemas import Body, Instant, Line, View
from functions.offers import rules as offers_rules
from functions.offers.codes import rules
from functions.offers.models import CodeBatch, Stock


class CodesBody(Body):
    """Activation codes of one line, 200 characters at most; without `expires_at` always good."""

    codes: list[Line] = Field(min_length=1, max_length=rules.MOST_AT_ONCE)
    expires_at: Instant | None = None


class CodeCountsView(View):
    """How many codes were loaded: `given` to somebody, `left` to be given, or `expired` before."""

    loaded: int
    given: int
    left: int
    expired: int


class CodeBatchView(CodeCountsView):
    """The codes that expire at one instant; null: never."""

    expires_at: datetime | None

    @classmethod
    def of(cls, batch: CodeBatch, *, now: datetime) -> "CodeBatchView":
        """Return what is shown of a batch."""
        usable = offers_rules.usable(batch, now=now)
        return cls(
            loaded=batch.loaded,
            given=batch.given,
            left=usable,
            expired=batch.left - usable,
            expires_at=batch.expires_at,
        )


class CodesView(CodeCountsView):
    """How many codes a stock has, in all and by expiry."""

    stock_id: str
    batches: list[CodeBatchView]

    @classmethod
    def of(cls, stock: Stock, *, now: datetime) -> "CodesView":
        """Return what is shown of a stock's codes."""
        batches = [CodeBatchView.of(batch, now=now) for batch in stock.code_batches or ()]
        return cls(
            stock_id=stock.id,
            loaded=sum(batch.loaded for batch in batches),
            given=sum(batch.given for batch in batches),
            left=sum(batch.left for batch in batches),
            expired=sum(batch.expired for batch in batches),
            batches=batches,
        )
