"""The pages of a batch after its first."""

from functions.kernel.database import UnitOfWork
from functions.kernel.platform import Platform
from functions.offers.batches import service
from functions.offers.batches.models import StockBatch, StockBatchStarted
from functions.offers.subscribers import events


@events.on_at_least_once(StockBatchStarted)
def finish_batch(platform: Platform, event: StockBatchStarted) -> None:
    """Do the rest of a batch of stocks, one commit a page; a repeat continues where it was."""

    def advance(work: UnitOfWork) -> StockBatch:
        return service.advance(work, event.subject_id, now=platform.clock.now())

    while platform.database.run(advance).status == "running":
        pass
