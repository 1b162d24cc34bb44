"""The benchmark of redemptions counts right, and a missed bar is not passed over."""

import socket
import threading
import time
from dataclasses import replace

from bench.distance import further_away
from bench.redeem import EXPECTED, WAYS, Result, measure, missed, stage_on


def test_a_redemption_is_counted_and_timed_in_every_way() -> None:
    with stage_on("sqlite", people=8, stocks=4) as stage:
        result = measure("sqlite", stage, calls=5)
    assert set(result.counts) == set(result.p50_ms) == set(WAYS)
    assert list(missed(result)) == []
    assert result.counts["whole request"] == EXPECTED


def test_a_third_wait_misses_the_bar() -> None:
    worse = Result("sqlite", counts={"redeem": replace(EXPECTED, round_trips=3)})
    assert len(list(missed(worse))) == 1


def test_a_server_that_is_further_away_says_the_same_later() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        host = f"127.0.0.1:{server.getsockname()[1]}"
        thread = threading.Thread(target=_echo, args=(server,))
        thread.start()
        with further_away(host, round_trip=0.05) as far:
            name, _, port = far.rpartition(":")
            started = time.perf_counter()
            with socket.create_connection((name, int(port)), timeout=10) as client:
                client.sendall(b"hello")
                assert client.recv(5) == b"hello"
            assert time.perf_counter() - started > 0.05
        thread.join()


def _echo(server: socket.socket) -> None:
    met, _ = server.accept()
    with met:
        met.sendall(met.recv(5))
