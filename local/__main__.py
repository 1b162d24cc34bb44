"""`python -m local`: serve the culture pass on one machine, keep its data safe, export it."""

import argparse
import gc
import signal
import sqlite3
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from types import FrameType

from deployables import indexes
from functions.accounts.schemes.data import SchemeInvalid, load_scheme
from functions.kernel.clock import Clock, monotonic
from functions.kernel.config import Settings, read_settings
from functions.kernel.errors import Unavailable
from functions.kernel.platform import Platform, use_platform
from functions.kernel.versions import NewerVersion
from local.backup import BackupRefused, Content, back_up, restore
from local.demo.accounts import load_administrators, sign_in_table
from local.demo.state import is_loaded, with_payer
from local.event_export import ExportRefused, export_events
from local.file_check import FileCheck
from local.server import LocalServer
from local.web_server import WebServer

_STOP_SECONDS = 60.0
"""How long requests and sweeps under way may take on a stop; a second signal ends them."""

_OBJECTS = 10_000
"""How many objects more than before start a search for garbage."""

_EMBEDDED = {"database": "sqlite", "bus": "inline", "files": "folder", "identity": "local"}
_MAY_DIFFER = {None: {"identity"}, "export-events": {"identity"}}
"""Settings that a command accepts otherwise: the server may let Firebase sign people in."""


def run(arguments: Sequence[str]) -> int:
    """Run the command that the arguments name; return the exit status."""
    parser = argparse.ArgumentParser(
        "python -m local", description="Serve the culture pass until Ctrl-C, or keep its data safe."
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    for name, text in (
        ("backup", "write the databases, files and keys to FILE, even while a server runs"),
        ("restore", "replace them with those of FILE, even while a server runs"),
        ("export-events", "write the events of bookings and grants to FILE, CSV or Parquet"),
    ):
        command = commands.add_parser(name, help=text, description=text)
        command.add_argument("file", type=Path, metavar="FILE")
    options = parser.parse_args(arguments)
    settings = read_settings()
    fixed = _EMBEDDED.keys() - _MAY_DIFFER.get(options.command, set())
    chosen = settings.model_dump(include=fixed)
    if chosen != {name: _EMBEDDED[name] for name in chosen}:
        print(f"This command works on the embedded default only, not on {chosen}.")
        return 2
    try:
        if options.command == "backup":
            return _back_up(settings, options.file)
        if options.command == "restore":
            return _restore(settings, options.file)
        if options.command == "export-events":
            return _export_events(settings, options.file)
        return serve(settings)
    except (BackupRefused, ExportRefused, NewerVersion) as refused:
        print(refused)
    except (OSError, sqlite3.Error, Unavailable) as fault:
        print(
            f"Cannot use the data folder {settings.data.resolve()}: {fault}."
            " CULTUREPASS_DATA names another."
        )
    return 1


def serve(settings: Settings) -> int:
    """Serve until Ctrl-C or SIGTERM; return the exit status."""
    try:
        for scheme_id in settings.schemes:
            load_scheme(scheme_id)
    except SchemeInvalid as invalid:
        print(f"CULTUREPASS_SCHEMES: {invalid}")
        return 2
    check = FileCheck(settings.data)
    if findings := check.wait():
        print(
            f"A file in {settings.data.resolve()} is damaged: {'; '.join(findings)}."
            " Put a backup in its place with `python -m local restore FILE`."
        )
        return 1
    has_demo = settings.has_demo
    platform = Platform(with_payer(settings) if has_demo else settings, indexes=indexes())
    use_platform(platform)
    server = LocalServer(platform)
    try:
        http = WebServer(server, host=settings.host, port=settings.port)
    except OSError as taken:
        place = f"{settings.host}, port {settings.port}"
        print(f"Cannot listen at {place}: {taken.strerror}. HOST and PORT name another.")
        return 1
    server.commit_aside(http.threads.aside)
    server.recover()
    if has_demo:
        _load_demo(platform)
    server.start_sweeps()
    _collect_less_often()
    _introduce(settings, f"{sign_in_table(platform.identity)}\n" if has_demo else "")
    until = monotonic() + _STOP_SECONDS

    def stop(signum: int, frame: FrameType | None) -> None:  # noqa: ARG001
        nonlocal until
        if http.is_stopping:
            raise KeyboardInterrupt
        until = monotonic() + _STOP_SECONDS
        http.stop()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    try:
        http.run(drain_seconds=_STOP_SECONDS)
        server.stop(seconds=until - monotonic())
    except KeyboardInterrupt:
        print("Stopped at once.")
        return 130
    http.close()
    print("Stopped.")
    return 0


def _back_up(settings: Settings, target: Path) -> int:
    try:
        content = back_up(settings.data, target, clock=Clock(settings.now))
    except OSError as fault:
        print(f"Cannot write the backup {target}: {fault}.")
        return 1
    size = target.stat().st_size / 1_000_000
    print(f"Backed up {settings.data.resolve()} to {target} ({size:.1f} MB): {_in_words(content)}.")
    return 0


def _restore(settings: Settings, source: Path) -> int:
    content = restore(settings, source, clock=Clock(settings.now), indexes=indexes())
    print(
        f"Restored {settings.data.resolve()} from {source}, made at {content.made_at}:"
        f" {_in_words(content)}. Later changes are gone."
    )
    return 0


def _export_events(settings: Settings, target: Path) -> int:
    with closing(Platform(settings, indexes=indexes())) as platform:
        number = export_events(platform.database, target)
    print(f"Exported {number} events to {target}. They hold ids of people: keep them safe.")
    return 0


def _load_demo(platform: Platform) -> None:
    """Load the demo data, unless it is there; then name the administrators that it lacks."""
    if is_loaded(platform.database):
        load_administrators(platform, now=platform.clock.now())
        return
    from local.demo.loader import load_demo  # noqa: PLC0415 - it loads every feature

    print(f"Loaded the demo data: {load_demo(platform)} offers.")


def _collect_less_often() -> None:
    """Leave what a start has made out of each search for garbage, and search less often.

    A page of a search makes more objects than the threshold of Python 3.11, 700: it would be
    interrupted several times, which takes 4 % of it.
    """
    gc.freeze()
    gc.set_threshold(_OBJECTS)


def _in_words(content: Content) -> str:
    return f"{content.documents} documents, {content.accounts} accounts, {content.files} files"


def _introduce(settings: Settings, accounts: str) -> None:
    base_url, data = settings.base_url, settings.data.resolve()
    mails = data / "mail" if settings.mail == "folder" else f"go to {settings.smtp_host}"
    print(
        f"""
The culture pass is at {base_url}
  the app          {base_url}/
  the portal       {base_url}/pro
  the back office  {base_url}/admin
  the API          {base_url}/docs
  OpenAPI 3.1      {base_url}/v1/openapi.json
  its state        {data}
  its mails        {mails}
{accounts}Ctrl-C stops it.
""",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
