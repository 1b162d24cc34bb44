"""Erase what people wrote."""

from datetime import datetime
from typing import Protocol, TypeVar

from functions.kernel.database import UnitOfWork
from functions.kernel.database.documents import Collection


class _Written(Protocol):
    @property
    def expires_at(self) -> datetime: ...


W = TypeVar("W", bound=_Written)


def erase(
    work: UnitOfWork, collection: Collection[W], name: str, *, over_at: datetime | None
) -> W | None:
    """Delete something that a person wrote, and return it; None if there is nothing to delete.

    With `over_at`, what is still kept at this instant stays.
    """
    found = collection.find(work, name)
    if found is None or (over_at is not None and found.expires_at > over_at):
        return None
    collection.delete(work, name)
    return found
