"""The last run of each job, as it is kept on the database."""

from datetime import timedelta

import pytest

from functions.booking.health.data import silent_hours
from functions.booking.health.models import JobHealth
from functions.booking.health.service import read_health
from functions.kernel.batch_jobs import PAGE
from functions.kernel.database import Ref, RetryPolicy
from functions.kernel.job_runs import begin, note
from functions.kernel.jobs import PartlyDone, run_job
from functions.kernel.platform import Platform
from functions.kernel.runs import STALLED_AFTER, JobRun, Part
from tests.features.kernel.test_batch_jobs import (
    Contended,
    Queue,
    Walking,
    add_wallets,
    named,
    poison,
    start,
)
from tests.support import given, ledger
from tests.support.given import HandClock

JOB = "expire-grants"


@pytest.fixture
def clock() -> Walking:
    return Walking()


@pytest.fixture
def queue(platform: Platform) -> Queue:
    made = Queue()
    platform.use("bus", made)
    return made


def job(platform: Platform, name: str = JOB) -> JobHealth:
    """Return the health of a job."""
    jobs = read_health(platform.database, now=given.now(platform)).jobs
    (found,) = (one for one in jobs if one.name == name)
    return found


def run_of(platform: Platform, name: str = JOB) -> JobRun:
    """Return the last run of a job that has run."""
    run = job(platform, name).run
    assert run is not None
    return run


def test_a_job_that_never_ran_is_late(platform: Platform) -> None:
    found = job(platform)
    assert (found.state, found.is_late, found.run) == ("never", True, None)


def test_a_run_in_one_go_is_kept_with_its_counts(platform: Platform, clock: Walking) -> None:
    add_wallets(platform, named(3))
    given.run(platform, JOB)
    found, run = job(platform), run_of(platform)
    assert (found.state, found.is_late, found.is_ill) == ("done", False, False)
    assert (run.started_at, run.ended_at, run.completed_at) == (given.NOW,) * 3
    assert (run.counts, run.failed, run.fault) == ({"expired": 3}, 0, None)
    clock.move(hours=found.silent_hours, seconds=1)
    assert job(platform).is_late
    given.run(platform, JOB)
    assert run_of(platform).counts == {}
    assert len(given.documents(platform, "job_runs")) == 1


def test_documents_that_fail_make_a_run_partial(platform: Platform) -> None:
    add_wallets(platform, ["ana-kieffer", "ben"])
    poison(platform, ["ana-kieffer"])
    given.run(platform, JOB)
    found, run = job(platform), run_of(platform)
    assert (found.state, found.is_late, found.is_ill) == ("partial", False, True)
    assert (run.failed, run.fault) == (1, "ValidationError")
    assert "kieffer" not in str(given.documents(platform, "job_runs"))


def test_pages_end_a_run_when_the_last_of_them_is_done(
    platform: Platform, queue: Queue, clock: Walking
) -> None:
    add_wallets(platform, named(2 * PAGE + 3))
    start(platform)
    run = run_of(platform)
    assert (run.outcome, run.pages, run.pages_done, run.ended_at) == ("running", 3, 0, None)
    clock.move(minutes=1)
    queue.deliver_all(platform)
    run = run_of(platform)
    assert (run.outcome, run.pages, run.pages_done) == ("done", 3, 3)
    assert run.ended_at == given.NOW + timedelta(minutes=1)
    assert run.counts == {"expired": 2 * PAGE + 3}


def test_a_page_that_is_handed_out_again_is_one_more(
    platform: Platform, queue: Queue, clock: Walking
) -> None:
    add_wallets(platform, named(6))
    start(platform)
    clock.seconds = 200
    queue.deliver_all(platform)
    run = run_of(platform)
    assert (run.outcome, run.counts) == ("done", {"expired": 6})
    assert run.pages == run.pages_done > 1


def test_nothing_due_is_a_run_too(platform: Platform, queue: Queue) -> None:
    start(platform)
    assert (run_of(platform).outcome, run_of(platform).pages) == ("done", 0)
    assert queue.waiting == []


def test_a_page_that_met_contention_keeps_the_run_open_until_it_is_delivered_again(
    platform: Platform, queue: Queue
) -> None:
    add_wallets(platform, ["busy"])
    start(platform)
    (page,) = queue.waiting
    database = platform.database
    whole = database.adapter
    database.adapter = Contended(whole, {"busy"})
    database.policy = RetryPolicy(deadline=0.0)
    with pytest.raises(PartlyDone):
        given.deliver(platform, page)
    assert (run_of(platform).outcome, run_of(platform).fault) == ("running", "Contention")
    database.adapter = whole
    given.deliver(platform, page)
    run = run_of(platform)
    assert (run.outcome, run.fault, run.counts) == ("done", None, {"expired": 1})


def test_a_job_that_breaks_has_failed_and_keeps_when_it_last_completed(
    platform: Platform, clock: Walking
) -> None:
    name, ran = "audit-ledger", given.now(platform)
    given.run(platform, name)
    clock.move(hours=1)
    platform.database.run(lambda work: work.create(Ref("audit_positions", "stocks"), {"no": 1}))
    with pytest.raises(Exception, match="position"):
        run_job(platform, name, given.now(platform))
    found, run = job(platform, name), run_of(platform, name)
    assert (found.state, run.fault, run.failed) == ("failed", "ValidationError", 0)
    assert (run.completed_at, run.ended_at) == (ran, given.now(platform))


def test_a_run_that_was_killed_is_stalled_after_a_while(platform: Platform, clock: Walking) -> None:
    begin(platform.database, JOB, given.NOW, now=given.NOW)
    clock.move(seconds=STALLED_AFTER.total_seconds())
    assert job(platform).state == "running"
    clock.move(seconds=1)
    assert (job(platform).state, job(platform).is_ill) == ("stalled", True)


def test_a_part_of_an_earlier_run_is_not_counted(platform: Platform) -> None:
    later = given.NOW + timedelta(hours=1)
    begin(platform.database, JOB, given.NOW, now=given.NOW)
    begin(platform.database, JOB, later, now=later)
    note(platform.database, JOB, given.NOW, Part(failed=3, is_listed=True), now=later)
    run = run_of(platform)
    assert (run.at, run.failed, run.outcome) == (later, 0, "running")


def test_a_document_that_cannot_be_read_does_not_stop_its_job(platform: Platform) -> None:
    platform.database.run(lambda work: work.create(Ref("job_runs", JOB), {"at": "noon"}))
    assert job(platform).state == "never"
    given.run(platform, JOB)
    assert job(platform).state == "done"


def test_late_and_failed_jobs_come_first(platform: Platform) -> None:
    for name in silent_hours():
        begin(platform.database, name, given.NOW, now=given.NOW)
        note(platform.database, name, given.NOW, Part(is_listed=True), now=given.NOW)
    begin(platform.database, "sum-takings", given.NOW, now=given.NOW)
    broken = Part(is_broken=True, fault="ValueError")
    note(platform.database, "sum-takings", given.NOW, broken, now=given.NOW)
    jobs = read_health(platform.database, now=given.NOW).jobs
    assert [one.name for one in jobs if one.is_ill] == ["sum-takings"]
    others = sorted(silent_hours().keys() - {"sum-takings"})
    assert [one.name for one in jobs] == ["sum-takings", *others]


def test_an_audit_keeps_how_many_faults_of_each_kind_it_found(platform: Platform) -> None:
    world = ledger.world(platform)
    before = ledger.documents(platform)
    world.change("wallets", "ben", spent_cents=1)
    given.run(platform, "audit-ledger")
    found = run_of(platform, "audit-ledger").findings
    kinds = world.found()["ben"].split()
    assert found == dict.fromkeys(kinds, 1)
    ledger.mend(world, before)
    given.run(platform, "audit-ledger")
    assert run_of(platform, "audit-ledger").findings == {}


def test_the_faults_of_a_pass_of_several_runs_add_up(platform: Platform, clock: HandClock) -> None:
    name, database = "audit-ledger", platform.database

    def run(found: dict[str, int], *, unfinished: int) -> JobRun:
        at = clock.move(hours=1)
        begin(database, name, at, now=at)
        part = Part(findings=found, counts={"unfinished": unfinished}, is_listed=True)
        note(database, name, at, part, now=at)
        return run_of(platform, name)

    run({"places_differ": 1}, unfinished=0)
    first = run({"places_differ": 2}, unfinished=1)
    assert (first.findings, first.pending) == ({"places_differ": 1}, {"places_differ": 2})
    second = run({"outbox_stuck": 1, "places_differ": 1}, unfinished=0)
    assert second.findings == {"places_differ": 3, "outbox_stuck": 1}
    assert second.pending == {}
