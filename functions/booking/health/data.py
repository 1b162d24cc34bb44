"""How long each job may be silent, as `python -m infra lists` copies it from functions.yaml."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

JOBS = Path(__file__).with_name("jobs.toml")


@cache
def silent_hours() -> Mapping[str, int]:
    """Return the hours after which a job without a completed run is late, by its name."""
    hours: dict[str, int] = tomllib.loads(JOBS.read_text("utf-8"))["silent_hours"]
    return hours
