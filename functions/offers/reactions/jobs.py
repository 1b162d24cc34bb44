"""The scheduled job that removes old reactions."""

from datetime import datetime

from functions.kernel.batch_jobs import batch_job
from functions.kernel.database import UnitOfWork
from functions.offers.reactions import service
from functions.offers.reactions.store import reactions_over
from functions.offers.subscribers import events


@batch_job(events, "forget-reactions", reactions_over, done="forgotten", names_people=True)
def forget_reaction(work: UnitOfWork, name: str, at: datetime) -> bool:
    """Remove a reaction that is not kept any longer."""
    return service.take_back(work, name, over_at=at)
