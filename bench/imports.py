"""The imports of a function, and their cost in a fresh process."""

import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from statistics import median

from bench.processes import ROOT, bare_environment

_LINE = re.compile(r"import time:\s+(\d+) \|\s+\d+ \| +(\S+)")
_STANDARD = "the standard library"


def own_times(statement: str, *, runs: int) -> dict[str, float]:
    """Return the median ms that each module itself takes to import when `statement` is run."""
    found: dict[str, list[float]] = defaultdict(list)
    for _ in range(runs):
        output = _run(["-X", "importtime", "-c", statement], {}).stderr
        for microseconds, module in _LINE.findall(output):
            found[module].append(int(microseconds) / 1000)
    return {module: median(times) for module, times in found.items()}


def by_package(times: Mapping[str, float]) -> dict[str, float]:
    """Return the ms of each package: a feature of ours, a library, or the standard library."""
    packages: dict[str, float] = defaultdict(float)
    for module, ms in times.items():
        top, _, rest = module.partition(".")
        if top in sys.stdlib_module_names:
            top = _STANDARD
        elif top == "functions" and rest:
            top = f"functions.{rest.partition('.')[0]}"
        packages[top] += ms
    return dict(packages)


def most_expensive(times: Mapping[str, float], number: int) -> list[tuple[str, float]]:
    """Return the modules whose own import takes longest."""
    return sorted(times.items(), key=lambda item: -item[1])[:number]


def adapter_cost(
    adapters: Sequence[tuple[str, str]], *, settings: Mapping[str, str]
) -> tuple[float, float, float]:
    """Return the ms to import and to open adapters, given as (port, name), and the MB they add.

    Everything else that a function imports is loaded before.
    """
    modules = [f"functions.kernel.{port}.{name}" for port, name in adapters]
    lines = [
        "import time, main",
        "from bench.processes import resident_mb",
        "from importlib import import_module",
        "from functions.kernel.config import read_settings",
        "from functions.kernel.platform import Platform",
        "platform = Platform(read_settings())",
        "before, started = resident_mb(), time.perf_counter()",
        f"loaded = [import_module(name) for name in {modules!r}]",
        "imported = time.perf_counter()",
        "opened = [module.open_adapter(platform) for module in loaded]",
        "ended = time.perf_counter()",
        "print(imported - started, ended - imported, resident_mb() - before)",
    ]
    output = _run(["-c", "\n".join(lines)], settings).stdout
    importing, opening, megabytes = map(float, output.split())
    return importing * 1000, opening * 1000, megabytes


def _run(
    arguments: Sequence[str], settings: Mapping[str, str]
) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=bare_environment(settings),
        capture_output=True,
        text=True,
        check=True,
    )
