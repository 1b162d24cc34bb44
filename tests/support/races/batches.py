"""Races of batches: administrators who begin one at once, and an undo while one is filled."""

from datetime import datetime, timedelta

from functions.kernel.platform import Platform
from functions.kernel.values import replace
from functions.reimbursement.batches import rules as batches_rules
from functions.reimbursement.batches import service as batches_service
from functions.reimbursement.batches.store import batches
from functions.reimbursement.gathering import service as gathering_service
from functions.reimbursement.payments.models import Answer
from tests.support.given import NOW, SIREN
from tests.support.payouts import (
    all_lines,
    all_payouts,
    begin,
    catch_up,
    put_account,
    run_batch,
    send,
    status_of,
)
from tests.support.races.race import Round, Stage, act, counted, race
from tests.support.reimbursement import VENUE, Till, all_incidents, put_venue

_DAY = timedelta(days=1)


def _day(stage: Stage) -> datetime:
    """Return a day that no earlier round has had its batch on."""
    return NOW + _DAY * (1 + stage.number)


def fill(platform: Platform, payout_id: str, at: datetime) -> None:
    """Take the lines of a payout, one in each commit, and close it."""
    gathering_service.prepare(platform.database, payout_id, now=at, page=1)


def undo(platform: Platform, venue_id: str, booking_id: str) -> None:
    """Undo a use."""
    Till(platform, replace(VENUE, id=venue_id)).undo(booking_id)


@race("batches begun at once", has_wallets=False)
def batches_begun_at_once(stage: Stage) -> Round:
    platform, at = stage.platform, _day(stage)

    def check(got: list[str]) -> None:
        counted(got, done=3)
        cutoff_at = batches_rules.cutoff_of(at)
        found = [one for _, one in batches.stream(platform.database)]
        (batch,) = [one for one in found if one.cutoff_at == cutoff_at]
        assert sorted(one.number for one in found) == list(range(1, len(found) + 1))
        catch_up(platform, batch.id, at)

    return Round([act(begin, at, by) for by in ("ada", "ben", "job")], check)


@race("undo while a batch is filled", has_wallets=False)
def undo_while_a_batch_is_filled(stage: Stage) -> Round:
    platform, at, venue_id = stage.platform, _day(stage), stage.name()
    venue = put_venue(platform, replace(VENUE, id=venue_id))
    stage.house  # noqa: B018, the offerer comes with it
    put_account(platform, f"a{venue_id}", venue_id, siren=SIREN)
    till = Till(platform, venue)
    names = [stage.name(number) for number in range(4)]
    for name in names:
        till.sell(1_000, NOW - _DAY, booking_id=name)
    till.price()
    batch = begin(platform, at)
    payout_id = f"{batch.id}~a{venue_id}"
    while platform.database.run(lambda work: batches_service.do_page(work, batch.id, now=at)):
        pass

    def check(got: list[str]) -> None:
        counted(got, done=4)
        catch_up(platform, batch.id, at)
        lines = [one for one in all_lines(platform).values() if one.venue_id == venue_id]
        taken = {one.booking_id for one in lines}
        # The batch takes a use before it is undone, which the next one makes up for, or not at
        # all; those that follow it in the fold may have to wait for their price.
        owed = {one.booking_id for one in all_incidents(platform).values()}
        assert taken & set(names[:2]) <= owed, (taken, owed)
        if not lines:
            return
        payout = all_payouts(platform)[payout_id]
        assert payout.amount_cents == sum(one.reimbursed_cents for one in lines), payout

    undone = [act(undo, venue_id, name) for name in names[:2]]
    return Round([*undone, act(fill, payout_id, at), act(fill, payout_id, at)], check)


def execute_all(platform: Platform, batch_id: str) -> None:
    """Say that the bank has executed a batch."""
    platform.database.run(lambda work: batches_service.execute_all(work, batch_id))


def go_on(platform: Platform, batch_id: str, at: datetime) -> None:
    """Do what a batch can do, one payout in each commit."""
    batches_service.go_on(platform.database, batch_id, now=at, page=1)


@race("two administrators execute a batch beside a rejection", has_wallets=False)
def two_administrators_execute_a_batch(stage: Stage) -> Round:
    platform, at = stage.platform, _day(stage)
    stage.house  # noqa: B018, the offerer comes with it
    names = [stage.name(number) for number in range(3)]
    for name in names:
        till = Till(platform, put_venue(platform, replace(VENUE, id=name)))
        put_account(platform, f"a{name}", name, siren=SIREN)
        till.sell(1_000, NOW - _DAY, booking_id=f"b{name}")
        till.price()
    batch = run_batch(platform, at)
    send(platform, batch.id, at)
    found = all_payouts(platform)
    rejected = found[f"{batch.id}~a{names[0]}"]
    reject = {str(rejected.statement_id): "AC04"}

    def check(got: list[str]) -> None:
        counted(got, done=5)
        catch_up(platform, batch.id, at)
        states = {one.id: one.state for one in all_payouts(platform).values()}
        assert {states[f"{batch.id}~a{name}"] for name in names[1:]} == {"executed"}, states
        # Whichever of both came first holds; the other one changed nothing.
        is_paid = states[rejected.id] == "executed"
        assert is_paid or states[rejected.id] == "rejected", states
        statuses = [status_of(platform, f"b{name}") for name in names]
        assert statuses == ["reimbursed" if is_paid else "used", "reimbursed", "reimbursed"]

    said = [act(execute_all, batch.id) for _ in range(2)]
    done = [act(go_on, batch.id, at) for _ in range(2)]
    return Round([*said, *done, act(reject_all, batch.id, at, reject)], check)


def reject_all(platform: Platform, batch_id: str, at: datetime, reasons: dict[str, str]) -> None:
    """Enter rejections of the bank."""
    answers = [Answer(end_to_end_id=name, reason=reason) for name, reason in reasons.items()]
    platform.database.run(
        lambda work: batches_service.record_answers(work, batch_id, answers, now=at)
    )
