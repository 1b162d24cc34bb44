"""The health of the platform, read from its database."""

from datetime import datetime
from itertools import islice

from functions.booking.audit.models import Finding
from functions.booking.audit.store import findings, readable
from functions.booking.claims_audit.store import oldest_event, recorded_at
from functions.booking.health.data import silent_hours
from functions.booking.health.models import Health, SetAside
from functions.booking.health.rules import jobs_health
from functions.kernel.bus.dead_letters import DEAD_LETTERS, dead_letters
from functions.kernel.database import OUTBOX, Database, Query
from functions.kernel.job_runs import last_runs

MOST_SHOWN = 20
"""The dead letters and findings that are shown."""

_MOST_FINDINGS = 200
"""The findings that are read: some only wait for the next pass."""


def read_health(database: Database, *, now: datetime) -> Health:
    """Return the events that wait, the dead letters, the jobs, and the findings of the audit."""
    runs = last_runs(database, silent_hours())
    oldest = oldest_event(database)
    found = database.query(Query(findings.name, limit=_MOST_FINDINGS))
    read = (readable(findings, snapshot.data) for snapshot in found)
    return Health(
        waiting=database.count(Query(OUTBOX)),
        oldest_at=None if oldest is None else recorded_at(oldest),
        dead=database.count(Query(DEAD_LETTERS)),
        letters=[
            SetAside(id=letter.id, topic=letter.topic, fault=letter.fault)
            for letter in islice(dead_letters(database), MOST_SHOWN)
        ],
        jobs=jobs_health(silent_hours(), runs, now=now),
        findings=[one for one in read if isinstance(one, Finding) and one.faults][:MOST_SHOWN],
    )
