"""Faults on purpose: some calls of the main commands; `python -m bench faults` fails them all."""

from collections.abc import Iterator
from contextlib import suppress

import pytest

from functions.kernel.jobs import JOBS
from local.server import TABLES
from tests.support.calls import call
from tests.support.conformity import NotAsDocumented
from tests.support.faults import Command, Laboratory
from tests.support.world import World

OFFER = ("POST", "/v1/offers")


@pytest.fixture(scope="module")
def laboratory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Laboratory]:
    """Give a world of its own, because its ports stay wrapped."""
    world = World(tmp_path_factory.mktemp("faults"))
    yield Laboratory(world)
    world.close()


@pytest.mark.parametrize(
    ("name", "every"),
    [
        ("POST /v1/bookings", 2),
        ("POST /v1/bookings/{booking_id}/cancel", 4),
        ("POST /v1/desk/countermarks/{code}/redeem", 4),
        ("POST /v1/offers/{offer_id}/reports", 1),
        ("PUT /v1/bookings/{booking_id}/reaction", 1),
        ("POST /v1/surveys/{survey_id}/answers", 1),
        ("PATCH /v1/venues/{venue_id}", 20),
        ("PUT /v1/venues/{venue_id}/pricing-point", 3),
        ("POST /v1/reimbursement-rules", 2),
        ("POST /v1/beneficiaries/{beneficiary_id}/activate", 10),
        ("POST /v1/beneficiaries/{beneficiary_id}/suspend", 12),
        ("POST /v1/professionals/{professional_id}/suspend", 10),
    ],
)
def test_a_command_that_is_repeated_after_a_fault_has_its_effect_once(
    laboratory: Laboratory, name: str, every: int
) -> None:
    (command,) = (command for command in laboratory.commands() if command.name == name)
    tally = laboratory.try_out(command, every=every)
    assert tally.broken == []
    assert tally.runs >= tally.calls // every * 3 > 0, tally.calls


def test_a_run_of_pricing_that_fails_anywhere_is_made_good(laboratory: Laboratory) -> None:
    commands = [one for one in laboratory.commands() if one.name.startswith("price-receivables")]
    tally = laboratory.try_out(commands[1])
    assert tally.broken == []
    # The list, the claim, the page with its rules and what follows, and each commit.
    assert tally.calls >= 6


HOLLOW = {
    "POST /v1/beneficiaries/{beneficiary_id}/bonus": "the scheme of this world has none",
    "POST /v1/me/sign-out": "ends sessions, which are no documents",
    "credit-birthdays": "the scheme of this world credits nobody later",
    "sweep-outbox": "every run sweeps after its fault",
    "audit-ledger": "writes only where something is wrong",
    "audit-reimbursement": "writes only where something is wrong",
    "prepare-batches": "the batches of this world are prepared; test_batch_faults stops others",
    "prepare-payouts": "the batches of this world are prepared; test_batch_faults stops others",
}
"""Commands whose fault runs can lose nothing, and why."""


def test_every_command_and_job_has_fault_runs_that_can_lose_something(
    laboratory: Laboratory,
) -> None:
    writes = {
        f"{route.method} {route.path}"
        for table in TABLES
        for route in table.routes
        if route.method != "GET"
    }
    effects: dict[str, bool] = dict.fromkeys((*writes, *JOBS), False)
    for command in laboratory.commands():
        job = command.name.partition(" ")[0]
        name = job if job in JOBS else command.name
        assert name in effects
        if not effects[name]:
            effects[name] = laboratory.is_effective(command)
    assert {name for name, has_effect in effects.items() if not has_effect} == HOLLOW.keys()


def test_a_repeat_without_a_key_is_found_to_double(laboratory: Laboratory) -> None:
    command = Command("draft", lambda: lambda: call(laboratory.world, *OFFER).status_code < 500)
    tally = laboratory.try_out(command)
    assert set(tally.verdicts) == {"held", "doubled"}


def test_a_command_whose_failure_is_ignored_is_found_to_be_lost(laboratory: Laboratory) -> None:
    def ignore() -> bool:
        with suppress(NotAsDocumented):
            call(laboratory.world, *OFFER)
        return True

    tally = laboratory.try_out(Command("draft", lambda: ignore))
    assert "lost" in tally.verdicts
