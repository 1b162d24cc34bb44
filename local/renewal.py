"""The renewals of a release, which the local server makes when it first starts."""

from functions.kernel.database import Database, Ref

_DONE = Ref("backfills", "filters-claims-plurals-takings-statistics-last-places-and-titles")
"""Says in the embedded database that the renewals of this release were made."""


def renew_once(database: Database) -> None:
    """Run all renewals of `local.backfill`, unless they were run before.

    A document that fails is logged, and they are run again at the next start.
    """
    if database.run(lambda work: work.find(_DONE)) is not None:
        return
    from local.backfill import renew_all  # noqa: PLC0415 - it loads every feature

    if not renew_all(database):
        database.run(lambda work: work.create(_DONE, {}))
