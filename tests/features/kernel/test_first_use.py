"""Models that several threads use for the first time at once."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]

AT_ONCE = """
import sys
import threading
import msgspec
from functions.kernel.values import Struct, prepared

sys.setswitchinterval(1e-6)
for number in range(100):
    inner = msgspec.defstruct(f"Inner{number}", [("a", int, 0), ("b", str | None, None)])
    outer = msgspec.defstruct(
        f"Outer{number}", [("one", inner | None, None), ("many", tuple[inner, ...], ())]
    )
    barrier = threading.Barrier(8)

    def decode():
        barrier.wait()
        msgspec.json.decode(b'{"one": {"a": 1}, "many": [{"a": 2}]}', type=PREPARED(outer))

    threads = [threading.Thread(target=decode) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
"""


def crashes(program: str) -> bool:
    """Return whether a process ends by a signal; it must not fail otherwise."""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode <= 0, done.stderr
    return done.returncode < 0


def test_threads_that_use_a_model_first_at_once_do_not_crash_the_process() -> None:
    assert not crashes(AT_ONCE.replace("PREPARED", "prepared"))
