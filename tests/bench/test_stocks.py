"""The benchmark of stocks measures every act, and a cost that grows is not passed over."""

from dataclasses import replace
from pathlib import Path

from bench.stocks import Cost, grown, measure

GOOD = Cost("20 dates", 150, 21, 0, 2)


def test_costs_stay_as_they_are_among_more_dates(tmp_path: Path) -> None:
    few, more = measure(tmp_path / "few", 150), measure(tmp_path / "more", 300)
    assert grown([*few, *more]) == []
    assert [cost.act for cost in few] == [cost.act for cost in more]
    assert all(cost.reads > 10 for cost in few)


def test_cost_that_grows_misses_a_bar() -> None:
    assert len(grown([GOOD, replace(GOOD, among=2_500, reads=22)])) == 1
    assert len(grown([GOOD, replace(GOOD, among=2_500, writes=1)])) == 1
    assert len(grown([replace(GOOD, act="suggestions", reads=75)])) == 1
