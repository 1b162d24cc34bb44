"""Races, a few rounds of each kind: `make races` runs thousands."""

from pathlib import Path

import pytest

from tests.support import given
from tests.support.races.kinds import KINDS
from tests.support.races.race import Race, Round, Stage, act, counted
from tests.support.races.runners import Threads, processes
from tests.support.races.trial import on_sqlite, trial


@pytest.mark.parametrize("race", KINDS, ids=lambda race: race.name)
def test_race_ends_right(race: Race, tmp_path: Path) -> None:
    tally = trial(race, 1, opened=on_sqlite(tmp_path), runner=Threads())
    assert (tally.rounds, tally.wrong) == (1, [])


def test_processes_race_for_the_last_seat(tmp_path: Path) -> None:
    (race,) = (kind for kind in KINDS if kind.name == "last seat")
    with processes(2) as several:
        tally = trial(race, 3, opened=on_sqlite(tmp_path), runner=several)
    assert (tally.rounds, tally.wrong) == (3, [])
    assert tally.outcomes == {"done": 6, "sold_out": 9}


def test_race_whose_winner_is_lost_is_wrong(tmp_path: Path) -> None:
    """A round that ends with a place too many is found by its check and by the audit."""

    def prepare(stage: Stage) -> Round:
        stock = stage.stock()
        uid, other = stage.people(2)
        edit = act(given.change, "stocks", stock.id, booked=5)
        books = [act(given.book, stock.id, one) for one in (uid, other)]

        def check(got: list[str]) -> None:
            counted(got, done=3)

        return Round([*books, edit], check)

    tally = trial(Race("planted", prepare), 3, opened=on_sqlite(tmp_path), runner=Threads())
    assert tally.wrong
