"""The audit pass: paged and resumable.

A wallet that looks faulty is read again on its own, because it may have changed meanwhile.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from hashlib import sha256
from itertools import islice
from typing import Literal

from functions.booking.audit import rules
from functions.booking.audit.models import Finding, Owned, Progress
from functions.booking.audit.store import findings, owned_after, owned_by, progress, readable
from functions.kernel.database import Database, UnitOfWork, is_id
from functions.kernel.values import replace

PAGE = 500
"""How many documents are read, and how many wallets audited, at a time."""

_LEDGER = "ledger"
_MOST_LOOKS = 5


def walk(
    database: Database,
    *,
    now: datetime,
    may_go_on: Callable[[], bool],
    found: Callable[[Finding], object] = lambda _: None,
    page: int = PAGE,
) -> tuple[Progress, bool]:
    """Resume the audit where the last run stopped; return the counts, and whether it is complete.

    Findings are stored as documents, and deleted once the wallet is consistent again; `found` is
    called with those of this run. The pass stops between two pages when `may_go_on` returns False,
    or when another run is ahead of it.
    """
    saved = database.run(
        lambda work: readable(progress, work.find_unverified(progress.ref(_LEDGER)))
    )
    so_far = saved or Progress(position="", started_at=now)
    everything = owned_after(database, so_far.position, page=page)
    while may_go_on():
        part = islice(everything, page)
        after, number = _audit(database, part, so_far, now=now, found=found)
        done = number < page
        if not _save(database, before=saved, after=None if done else after):
            return so_far, False
        if done:
            return after, True
        so_far = saved = after
    return so_far, False


def _audit(
    database: Database,
    part: Iterable[Owned],
    so_far: Progress,
    *,
    now: datetime,
    found: Callable[[Finding], object],
) -> tuple[Progress, int]:
    """Audit one page; return the progress after it, and how many ids it had."""
    position, number = so_far.position, 0
    counts: Counter[str] = Counter()
    for owned in part:
        position, number = owned.wallet_id, number + 1
        counts["wallets"] += owned.has_wallet
        if owned.has_finding or rules.faults(owned) or rules.awaited(owned):
            counts[_look_again(database, owned.wallet_id, now=now, found=found)] += 1
    after = replace(
        so_far,
        position=position,
        wallets=so_far.wallets + counts["wallets"],
        faulty=so_far.faulty + counts["faulty"],
        undecided=so_far.undecided + counts["undecided"],
    )
    return after, number


def _look_again(
    database: Database, wallet_id: str, *, now: datetime, found: Callable[[Finding], object]
) -> Literal["faulty", "well", "undecided"]:
    """Audit one wallet on its own, and store the finding."""
    for _ in range(_MOST_LOOKS):
        owned = owned_by(database, wallet_id)
        if owned is not None:
            finding = database.run(partial(_note, owned=owned, now=now))
            found(finding)
            return "faulty" if finding.faults else "well"
    return "undecided"


def _note(work: UnitOfWork, *, owned: Owned, now: datetime) -> Finding:
    name = _finding_id(owned.wallet_id)
    document = work.find(findings.ref(name))
    earlier = readable(findings, document)
    finding = rules.judge(owned, earlier=earlier, now=now)
    if finding.faults or finding.awaited:
        if document is None:
            findings.create(work, name, finding)
        elif finding != earlier:
            findings.replace(work, name, finding)
    elif document is not None:
        findings.delete(work, name)
    return finding


def _finding_id(wallet_id: str) -> str:
    """Return the document id of a wallet's finding; a faulty wallet id is hashed."""
    return wallet_id if is_id(wallet_id) else sha256(wallet_id.encode()).hexdigest()


def _save(database: Database, *, before: Progress | None, after: Progress | None) -> bool:
    """Store the progress, None at the end; return False if another run has stored its own since.

    Of two concurrent runs, the first to save continues and the other one stops.
    """

    def save(work: UnitOfWork) -> bool:
        document = work.find(progress.ref(_LEDGER))
        if readable(progress, document) != before:
            return False
        if after is None:
            if document is not None:
                progress.delete(work, _LEDGER)
        elif document is None:
            progress.create(work, _LEDGER, after)
        else:
            progress.replace(work, _LEDGER, after)
        return True

    return database.run(save)
