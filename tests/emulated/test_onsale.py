"""A hot event goes on sale in two processes, and one of them is killed."""

from pathlib import Path

import pytest

from bench.onsale_real import missed, sell
from bench.stage import open_stage
from local.emulators import environment


@pytest.mark.emulator("firestore")
def test_every_place_is_sold_once_though_a_process_is_killed(
    firestore_emulator: str, tmp_path: Path
) -> None:
    with (
        environment(FIRESTORE_EMULATOR_HOST=firestore_emulator),
        open_stage("firestore", tmp_path, people=0, stocks=0) as stage,
    ):
        sale = sell(stage, places=320, callers=400, processes=2, threads=30, kill=True)
    assert missed(sale) == []
    assert (sale.killed, sale.left, sale.booked) == (1, 0, 320)
    assert sale.codes == {"sold": 320, "sold_out": 80}
