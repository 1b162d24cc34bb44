"""`python -m bench cold_start`: the time and memory of a function until its first answers.

The time from starting the process to its first answer, then that of the first real request, for
every HTTP function beside one that does nothing; peak memory; and the cost of imports.
"""

import argparse
import compileall
import re
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from statistics import median

import main as deployables
from bench.firestore_stub import empty_firestore
from bench.imports import adapter_cost, by_package, most_expensive, own_times
from bench.processes import ROOT, served
from bench.tables import Cell, paragraph, ratio, table
from functions.kernel.clock import Clock
from functions.kernel.http import Routes
from functions.kernel.identity.local import LocalIdentity
from functions.kernel.route import ADMIN_ROLES, Who
from tests.support.unsigned_tokens import unsigned_token

_MAIN = ROOT / "main.py"
_HELLO = ROOT / "bench" / "hello.py"
_PROJECT = "demo-bench"
_UNKNOWN = "/v1/unknown"
_NOWHERE = "127.0.0.1:9"

_ADAPTERS: Sequence[Sequence[tuple[str, str]]] = (
    (("database", "sqlite"),),
    (("identity", "local"),),
    (("database", "firestore"),),
    (("identity", "firebase"),),
    (("database", "firestore"), ("identity", "firebase")),
    (("bus", "pubsub"),),
    (("files", "storage"),),
)


class Broken(Exception):
    """A function did not answer as expected; the text says which and how."""


@dataclass
class Start:
    """One way of starting a function, and the figures of its runs."""

    target: str
    source: Path
    platform: str
    read: str
    """The path of its first real request."""

    settings: Mapping[str, str] = field(default_factory=dict)
    token: str = ""
    first: list[float] = field(default_factory=list)
    """Seconds from the start of the process to its first answer."""

    real: list[float] = field(default_factory=list)
    """Seconds of the first request that opens adapters, after that."""

    peaks: list[float] = field(default_factory=list)
    """MB."""

    def run(self) -> None:
        """Start the function once more and record the figures."""
        headers = {"Authorization": f"Bearer {self.token}"}
        with served(self.target, self.source, settings=self.settings, headers=headers) as process:
            self.first.append(process.first_answer(_UNKNOWN))
            started = time.perf_counter()
            status = process.get(self.read)
            self.real.append(time.perf_counter() - started)
            if status == 401 or status >= 500:
                raise Broken(f"{self.target} on {self.platform} answered {status}")
            self.peaks.append(process.peak_mb())

    def forget(self) -> None:
        """Drop the figures recorded so far."""
        self.first.clear()
        self.real.clear()
        self.peaks.clear()


def main(arguments: Sequence[str]) -> int:
    """Measure, print and return 0."""
    parser = argparse.ArgumentParser("python -m bench cold_start")
    parser.add_argument("--runs", type=int, default=7, help="starts of each kind")
    options = parser.parse_args(arguments)
    for folder in (ROOT / "functions", ROOT / "bench"):
        compileall.compile_dir(folder, quiet=1)
    with (
        tempfile.TemporaryDirectory(prefix="bench-cold-start-") as name,
        empty_firestore() as firestore,
    ):
        folder = Path(name)
        starts = _starts(folder, firestore=firestore)
        # The first run of each compiles missing .pyc files and fills the disk cache.
        for start in starts:
            start.run()
            start.forget()
        for _ in range(options.runs):
            for start in starts:
                start.run()
        print(_start_table(starts), end="\n\n")
        print(_own_module_table(starts), end="\n\n")
        print(_adapter_table(folder, firestore, runs=options.runs), end="\n\n")
    print(_import_tables(runs=3))
    return 0


def http_functions() -> list[str]:
    """Return the names of the HTTP functions."""
    return [name for name in deployables.__all__ if name.endswith("_api")]


def module_of(function: str) -> str:
    """Return the name of the module that defines a function."""
    module: str = getattr(deployables, function).__module__
    return module


def read_of(function: str) -> str:
    """Return a path whose GET opens the database and sign-in, where the function has one.

    Not one of administrators, whose tokens Firebase is asked about.
    """
    routes: Routes = import_module(module_of(function)).routes
    found = [r for r in routes.routes if r.method == "GET" and r.who not in ADMIN_ROLES]
    whole = [r for r in found if "{" not in r.path]
    personal = [r for r in whole if r.who in (Who.SIGNED_IN, Who.BENEFICIARY)]
    return re.sub(r"\{\w+\}", "000000000", [*personal, *whole, *found][0].path)


def _starts(folder: Path, *, firestore: str) -> list[Start]:
    embedded = {"CULTUREPASS_DATA": str(folder), "CULTUREPASS_PROJECT": _PROJECT}
    cloud = _cloud_settings(folder, firestore)
    local_token, firebase_token = _local_token(folder), unsigned_token(_PROJECT, "somebody")
    starts = [Start("hello", _HELLO, "none", "/")]
    for name in http_functions():
        read = read_of(name)
        alone = folder / f"{name}_alone.py"
        alone.write_text(f"from {module_of(name)} import {name}\n")
        starts += [
            Start(name, _MAIN, "embedded", read, embedded, local_token),
            Start(name, alone, "alone", read, embedded, local_token),
            Start(name, _MAIN, "cloud", read, cloud, firebase_token),
        ]
    return starts


def _cloud_settings(folder: Path, firestore: str) -> dict[str, str]:
    return {
        "CULTUREPASS_DATA": str(folder),
        "CULTUREPASS_PROJECT": _PROJECT,
        "CULTUREPASS_DATABASE": "firestore",
        "CULTUREPASS_BUS": "pubsub",
        "CULTUREPASS_FILES": "storage",
        "CULTUREPASS_IDENTITY": "firebase",
        "CULTUREPASS_RELAY": "trigger",
        "FIRESTORE_EMULATOR_HOST": firestore,
        # Nothing listens there and nothing is called: it lets tokens be read without Google.
        "FIREBASE_AUTH_EMULATOR_HOST": _NOWHERE,
        "PUBSUB_EMULATOR_HOST": _NOWHERE,
        "STORAGE_EMULATOR_HOST": f"http://{_NOWHERE}",
    }


def _local_token(folder: Path) -> str:
    identity = LocalIdentity(folder, _PROJECT, Clock())
    try:
        return identity.sign_up("somebody@bench.test", "culture-pass").id_token
    finally:
        identity.close()


def _start_table(starts: Sequence[Start]) -> str:
    hello = starts[0]
    base, base_peak = _ms(hello.first), median(hello.peaks)
    rows: list[Sequence[Cell]] = [("hello world", "", base, "1", None, None, "", base_peak, "")]
    for platform in ("embedded", "cloud"):
        rows.append(())
        for start in starts:
            if start.platform == platform:
                first, real, peak = _ms(start.first), _ms(start.real), median(start.peaks)
                rows.append(
                    (
                        start.target,
                        platform,
                        first,
                        ratio(first, base),
                        real,
                        first + real,
                        ratio(first + real, base),
                        peak,
                        ratio(peak, base_peak),
                    )
                )
    return table(
        f"From the start of the process to its first answers, medians of {len(hello.first)} starts",
        (
            *("function", "settings", "first ms", "ratio"),
            *("+ first real ms", "both ms", "ratio", "peak MB", "ratio"),
        ),
        rows,
        texts=2,
        caption=(
            "First: our 404 for an unknown path. First real: a read that opens sign-in and"
            " database. Ratios are to hello world, started in turn with ours. Code is compiled. On"
            " cloud settings the Firestore client speaks to an empty stand-in on this machine, and"
            " tokens are read as from the Auth emulator, so calls to Google for certificates and"
            " access tokens are not included. Peak: VmHWM of the worker that answers."
        ),
    )


def _own_module_table(starts: Sequence[Start]) -> str:
    base = _ms(starts[0].first)
    whole = {start.target: start for start in starts if start.platform == "embedded"}
    rows: list[Sequence[Cell]] = []
    for start in starts:
        if start.platform == "alone":
            alone, together = _ms(start.first), _ms(whole[start.target].first)
            peak, peak_together = median(start.peaks), median(whole[start.target].peaks)
            rows.append(
                (
                    start.target,
                    together,
                    alone,
                    together - alone,
                    f"{(together - alone) / together:.0%}",
                    ratio(alone, base),
                    peak_together - peak,
                )
            )
    return table(
        "Cost of the other functions in main.py: time to first answer, embedded settings",
        ("function", "main.py ms", "alone ms", "saved ms", "saved", "ratio alone", "saved MB"),
        rows,
        caption=(
            "Alone: a source file that imports this one function from its feature, like a main.py"
            " that loads modules on demand."
        ),
    )


def _adapter_table(folder: Path, firestore: str, *, runs: int) -> str:
    settings = _cloud_settings(folder, firestore)
    rows: list[Sequence[Cell]] = []
    for adapters in _ADAPTERS:
        found = [adapter_cost(adapters, settings=settings) for _ in range(runs)]
        importing, opening, megabytes = (median(values) for values in zip(*found, strict=True))
        name = " and ".join(f"{port}.{name}" for port, name in adapters)
        rows.append((name, importing, opening, importing + opening, megabytes))
    return table(
        "Cost of opening an adapter, after main.py is loaded",
        ("adapter", "import ms", "open ms", "both ms", "MB"),
        rows,
        caption="Each in a process of its own; nothing is called yet.",
    )


def _import_tables(*, runs: int) -> str:
    prefix = "import functions_framework, gunicorn.app.base, functions_framework._http.gunicorn"
    statements = {"hello": f"{prefix}, bench.hello"} | {
        name: f"{prefix}, {module_of(name)}" for name in http_functions()
    }
    statements["main.py"] = f"{prefix}, main"
    times = {name: own_times(statement, runs=runs) for name, statement in statements.items()}
    packages = {name: by_package(found) for name, found in times.items()}
    shown = sorted(packages["main.py"], key=lambda package: -packages["main.py"][package])[:14]
    rows: list[Sequence[Cell]] = [
        (package, *(found.get(package) for found in packages.values())) for package in shown
    ]
    rows += [(), ("everything", *(sum(found.values()) for found in times.values()))]
    by = table(
        "Import time by package, ms",
        ("package", *statements),
        rows,
        caption=(
            "python -X importtime, own time, medians; each function with its own feature only, and"
            " main.py with all. Tracing imports slows them down a little."
        ),
    )
    lines = [by, "", "The eight modules with the longest own import time, ms"]
    for name, found in times.items():
        listed = ", ".join(f"{module} {ms:.1f}" for module, ms in most_expensive(found, 8))
        lines += paragraph(f"{name}: {listed}")
    return "\n".join(lines)


def _ms(seconds: Sequence[float]) -> float:
    return median(seconds) * 1000
