"""The web app on a local server with the demo data, for measures and pictures."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.processes import serving

_START_SECONDS = 240.0


@contextmanager
def served_app(url: str | None) -> Iterator[str]:
    """Give the address of the named server, or of one with the demo data for the block."""
    if url is not None:
        yield url
        return
    demo = {"CULTUREPASS_DEMO": "true"}
    with (
        tempfile.TemporaryDirectory(prefix="bench-web-") as folder,
        serving(Path(folder) / "data", demo, patience=_START_SECONDS) as server,
    ):
        yield f"http://127.0.0.1:{server.port}"
