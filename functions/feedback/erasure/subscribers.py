"""After an erasure: everything that the person wrote."""

from collections.abc import Callable, Iterator
from functools import partial

from functions.accounts.people.models import BeneficiaryErased
from functions.feedback.messages import service as messages_service
from functions.feedback.messages.store import all_messages_by
from functions.feedback.reports import service as reports_service
from functions.feedback.reports.store import all_reports_by
from functions.feedback.subscribers import events
from functions.feedback.surveys import service as surveys_service
from functions.feedback.surveys.store import all_answers_by
from functions.kernel.database import Database, UnitOfWork
from functions.kernel.jobs import process_or_retry
from functions.kernel.platform import Platform

_WRITTEN: tuple[
    tuple[Callable[[Database, str], Iterator[str]], Callable[[UnitOfWork, str], bool]], ...
] = (
    (all_messages_by, messages_service.forget),
    (all_reports_by, reports_service.forget),
    (all_answers_by, surveys_service.forget),
)
"""The documents of a person, by kind, and how one is erased."""


@events.on_at_least_once(BeneficiaryErased)
def forget_feedback(platform: Platform, event: BeneficiaryErased) -> None:
    """Erase what a person wrote; a repeat finds nothing."""
    database = platform.database

    def erase(forget: Callable[[UnitOfWork, str], bool], name: str) -> None:
        database.run(lambda work: forget(work, name))

    for written_by, forget in _WRITTEN:
        found = written_by(database, event.subject_id)
        process_or_retry(found, partial(erase, forget), names_people=True)
