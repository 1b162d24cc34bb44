"""The background relay of the local server: events are delivered behind the answer, in order.

On the embedded default every subscriber runs in this process. In the request, they would make the
caller wait for work and commits that the answer does not depend on. What the subscribers write for
several events, and the removal of these, is one commit. A caller waits where many events have not
been delivered yet, so that their number is bounded.
"""

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from functions.kernel.bus import Relay, message_in
from functions.kernel.bus.inline import InlineBus
from functions.kernel.clock import monotonic
from functions.kernel.database import OUTBOX, Query, Ref, Seen, Snapshot, Stale, UnitOfWork, Write
from functions.kernel.database.sqlite import SqliteAdapter
from functions.kernel.logs import log
from functions.kernel.platform import Platform
from functions.kernel.subscribers import Unit

_GATHER_SECONDS = 0.02
"""How long events may gather: those of one batch leave the outbox in one commit."""

_RETRY_SECONDS = 5.0
"""How often events are looked for that failed, or that another process recorded."""

TOGETHER = 20
"""Events of one commit, so that no request waits long for it."""

MOST_BEHIND = 100
"""Events that wait to be delivered: beyond it, a commit that records another one waits too."""

_LONGEST_WAIT_SECONDS = 0.5
"""How long somebody waits at most: a subscriber may be stuck, or wait for a mail server."""


@dataclass(frozen=True)
class RelayTogether(Relay):
    """A relay to subscribers in this process, which commits their units of work for them."""

    bus: InlineBus

    def _try(self, events: Iterable[Snapshot]) -> tuple[list[Ref], list[Ref]]:
        """Deliver events several at a time, and those alone that do not go with others."""
        events = iter(events)
        relayed: list[Ref] = []
        faulty: list[Ref] = []
        while some := list(islice(events, TOGETHER)):
            ended = self._commit_together(some)
            alone = super()._try(event for event in some if event.ref not in ended)
            relayed += [*alone[0], *(ref for ref, fault in ended.items() if fault is None)]
            faulty += [*alone[1], *(ref for ref, fault in ended.items() if fault is not None)]
        return relayed, faulty

    def _commit_together(self, events: Sequence[Snapshot]) -> Mapping[Ref, Exception | None]:
        """Handle events in one commit and remove them, except those with a fault, which is noted.

        An event is not among those returned if what it writes did not go with the others.
        """
        at = monotonic()
        handled = {event.ref: self._handle(event) for event in events}
        try:
            done = self.database.run(
                lambda work: _write(work, handled),
                kept={event.ref: Seen(event, at) for event in events},
            )
        except Exception as fault:
            log.info("relayed_alone", events=len(events), cause=type(fault).__name__)
            return {}
        ended = {ref: handled[ref].fault for ref in done}
        for ref, found in ended.items():
            if found is not None:
                self._note(ref, found)
        return ended

    def _handle(self, event: Snapshot) -> "_Handled":
        try:
            assert event.data is not None
            units, faults = self.bus.units(message_in(event.data))
        except Exception as fault:
            # A document that holds no message must not keep the others waiting.
            return _Handled([], fault)
        return _Handled(units, faults[0] if faults else None)


@dataclass(frozen=True)
class _Handled:
    """The units of work that an event leaves to its relay, and the first fault of a subscriber."""

    units: Sequence[Unit]
    fault: Exception | None


def _write(work: UnitOfWork, handled: Mapping[Ref, _Handled]) -> list[Ref]:
    """Run the units of each event, and remove those without a fault.

    Return the events whose units raised nothing; the others leave nothing in the unit of work.
    """
    done = []
    for ref, event in handled.items():
        mark = work.mark()
        try:
            if work.find(ref) is not None:
                for unit in event.units:
                    unit(work)
                if event.fault is None:
                    work.delete(ref)
        except Stale:
            raise
        except Exception as fault:
            log.info("relayed_alone", events=1, cause=type(fault).__name__)
            work.undo(mark)
        else:
            done.append(ref)
        finally:
            work.end_part()
    return done


class BackgroundRelay:
    """Delivers the outbox of a platform in a thread of its own, in the order of ids."""

    def __init__(
        self,
        platform: Platform,
        *,
        retry_seconds: float = _RETRY_SECONDS,
        longest_wait_seconds: float = _LONGEST_WAIT_SECONDS,
    ) -> None:
        self._retry_seconds = retry_seconds
        self._longest_wait_seconds = longest_wait_seconds
        self._platform = platform
        bus = platform.bus
        assert isinstance(bus, InlineBus)
        self._relay = RelayTogether(platform.database, bus)
        self._recorded = threading.Event()
        self._behind = 0
        """About how many events wait that have not failed."""

        self._fewer = threading.Condition()
        self._stopped = threading.Event()
        self.thread = threading.Thread(target=self._run, name="relay", daemon=True)

    def start(self) -> None:
        """Take over from the relay that runs within each commit."""
        self._platform.database.on_commit = self._after_commit
        self.thread.start()

    def stop(self) -> None:
        """Let the thread end, once it has delivered what is left."""
        self._stopped.set()
        self._recorded.set()
        with self._fewer:
            self._fewer.notify_all()

    def _after_commit(self, writes: Sequence[Write]) -> None:
        kinds = [write.kind for write in writes if write.ref.collection == OUTBOX]
        if not kinds:
            return
        recorded = kinds.count("create")
        if recorded:
            self._recorded.set()
        with self._fewer:
            self._set_behind(self._behind + recorded - kinds.count("delete"))
            is_to_wait = recorded > 0 and self._behind > MOST_BEHIND
        # A subscriber may record events itself.
        if is_to_wait and threading.current_thread() is not self.thread:
            self._wait_until_fewer()

    def _wait_until_fewer(self) -> None:
        adapter = self._platform.database.adapter
        assert isinstance(adapter, SqliteAdapter)
        with adapter.writers.aside(), self._fewer:
            self._fewer.wait_for(
                lambda: self._behind <= MOST_BEHIND or self._stopped.is_set(),
                self._longest_wait_seconds,
            )

    def _set_behind(self, number: int) -> None:
        self._behind = max(0, number)
        if self._behind <= MOST_BEHIND:
            self._fewer.notify_all()

    def _run(self) -> None:
        adapter = self._platform.database.adapter
        assert isinstance(adapter, SqliteAdapter)
        # An effect that a power cut takes back has left its event in the outbox.
        adapter.leave_sync_to_others()
        failing: set[str] = set()
        retry_at = monotonic() + self._retry_seconds
        while True:
            is_last = self._stopped.is_set()
            self._recorded.clear()
            if monotonic() > retry_at:
                failing.clear()
                retry_at = monotonic() + self._retry_seconds
            try:
                self._relay.sweep(failing=failing)
                with self._fewer:
                    # Nobody waits for those that failed.
                    left = self._platform.database.count(Query(OUTBOX))
                    self._set_behind(left - len(failing))
            except Exception as fault:
                log.error("sweep_failed", job="sweep-outbox", fault=fault)
            if is_last and not self._recorded.is_set():
                return
            self._recorded.wait(self._retry_seconds)
            self._stopped.wait(_GATHER_SECONDS)
