"""The HTTP benchmark measures a real server, and a missed bar is reported."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from bench.http import Broken, Request, Result, World, main, measure, missed, prepare
from bench.processes import Process, serving

GOOD = Result("booking", 8, parts=[0.5, 0.34, 0.2])

needs_wrk = pytest.mark.skipif(shutil.which("wrk") is None, reason="wrk is not installed")


@needs_wrk
def test_bookings_are_made_over_http(tmp_path: Path) -> None:
    world, now = prepare(tmp_path, people=60, stocks=60, offers=10)
    with serving(tmp_path, {"CULTUREPASS_NOW": now.isoformat()}) as server:
        results = measure(
            world,
            hello=Process(server.port, server.started, server.pid),
            server=server,
            acts=["booking"],
            callers=(2,),
            rounds=1,
            seconds=1,
        )
    assert [result.act for result in results] == ["hello", "booking"]
    for result in results:
        (seen,) = result.rounds
        assert seen.rate > 0
        assert seen.user > 0


def test_without_wrk_nothing_is_measured(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", "")
    assert main([]) == 2
    assert "apt-get install wrk" in capsys.readouterr().out


def test_a_result_within_the_bars_passes() -> None:
    assert missed([GOOD, Result("hello", 8, parts=[1.0])]) == []


def test_a_worse_result_misses_a_bar() -> None:
    assert len(missed([GOOD, replace(GOOD, parts=[0.5, 0.32, 0.2])])) == 1


def test_a_request_is_used_once() -> None:
    posts = [Request("POST", "/v1/bookings", key=str(number)) for number in range(3)]
    world = World(Path(), "", (), {"hello": []}, posts)
    world.drop("booking", posts, 2)
    assert world.take("booking") == posts[2:]
    with pytest.raises(Broken, match="ran out"):
        world.drop("booking", world.bookings, 2)
