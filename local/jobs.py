"""Jobs, run by hand; the local server and, on the cloud, Cloud Scheduler start them at their times.

`POST /local/jobs/{name}` runs a job in the local server, for an administrator who calls on the same
machine. `python -m local.jobs NAME` runs it on the data folder, or on the database that
CULTUREPASS_DATABASE names, even while a server is running. A job that is interrupted continues when
it is run again.
"""

import argparse
import io
import ipaddress
import shutil
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from urllib.parse import urlsplit

import flask
from tqdm import tqdm
from werkzeug.exceptions import HTTPException

import main
from functions.kernel.administrators import check_admin
from functions.kernel.auth import caller_of
from functions.kernel.config import instant, read_settings
from functions.kernel.errors import (
    Forbidden,
    Malformed,
    NotFound,
    Refusal,
    Unauthenticated,
    Unavailable,
    WrongMethod,
)
from functions.kernel.field_types import Instant
from functions.kernel.identity import AccountGone
from functions.kernel.jobs import JOBS, Report, Watch, run_job
from functions.kernel.logs import log
from functions.kernel.platform import Platform, use_platform
from functions.kernel.problems import broken, problem, unavailable
from functions.kernel.schemas import Body, parse_body

_BAR = "{desc} {percentage:3.0f}%|{bar}| {n_fmt}/{total_fmt} [{elapsed}<{remaining}{postfix}]"
"""tqdm's default format without the rate, to leave room for the bar in 80 columns."""


class JobBody(Body):
    """The time as of which to run the job; defaults to now."""

    at: Instant | None = None


class UnknownJob(NotFound):
    """There is no job of this name."""

    code = "unknown_job"
    jobs: Sequence[str]


class LocalOnly(Forbidden):
    """Jobs are run on the machine itself, at an address such as 127.0.0.1."""

    code = "local_only"


def jobs_app(platform: Platform) -> flask.Flask:
    """Build the app that serves POST /local/jobs/{name}."""
    app = flask.Flask(__name__, static_folder=None)

    @app.post("/local/jobs/<name>")
    def run(name: str) -> flask.Response:
        _check_caller(platform)
        if name not in JOBS:
            raise UnknownJob(jobs=sorted(JOBS))
        raw = flask.request.get_data()
        body = parse_body(JobBody, flask.request, raw) if raw.strip() else JobBody()
        # A job by hand finds what the events before it have brought.
        platform.relay.sweep()
        report = run_job(platform, name, body.at or platform.clock.now())
        return flask.jsonify({"job": name, **report.counts, "failed": report.failed})

    @app.errorhandler(Refusal)
    def refused(refusal: Refusal) -> flask.Response:
        return problem(refusal)

    @app.errorhandler(HTTPException)
    def wrong(fault: HTTPException) -> flask.Response:
        if fault.code == 405:
            return problem(WrongMethod(allowed=["POST"]))
        return problem(NotFound() if fault.code == 404 else Malformed())

    @app.errorhandler(Unavailable)
    def not_now(full: Unavailable) -> flask.Response:
        log.error("job_failed", fault=full)
        return unavailable()

    @app.errorhandler(Exception)
    def failed(fault: Exception) -> flask.Response:
        log.error("job_failed", fault=fault)
        return broken()

    return app


def _check_caller(platform: Platform) -> None:
    """Check that an administrator calls on this machine.

    A page that is reached by another name, whose owner has it lead here, is not on this machine.
    Refuses LocalOnly, Unauthenticated and AdminOnly.
    """
    host = urlsplit(f"//{flask.request.host}").hostname or ""
    if not _is_loopback(host):
        raise LocalOnly
    try:
        authorization = flask.request.headers.get("Authorization")
        identity = caller_of(authorization, lambda: platform.identity, is_admin_call=True)
    except AccountGone as gone:
        raise Unauthenticated from gone
    if identity is None:
        raise Unauthenticated
    uid = identity.uid
    platform.database.run(lambda work: check_admin(work, uid, "administrator"))


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def run_by_hand(arguments: Sequence[str]) -> int:
    """Run the job that the first argument names; return 0 if nothing failed, else 1."""
    main.load_all()
    names = ", ".join(sorted(JOBS))
    parser = argparse.ArgumentParser("python -m local.jobs", description=f"Run a job: {names}.")
    parser.add_argument("name", choices=sorted(JOBS), metavar="NAME")
    parser.add_argument("--at", type=instant, metavar="RFC3339", help="run as of this time")
    options = parser.parse_args(arguments)
    platform = Platform(read_settings())
    use_platform(platform)
    # As Ctrl-C does: what is under way ends, or is taken back whole.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        at = options.at or platform.clock.now()
        with closing(platform), _watching(platform, options.name, at) as watch:
            report = run_job(platform, options.name, at, watch=watch)
    except KeyboardInterrupt:
        print("Stopped. Run it again to continue.")
        return 130
    finally:
        use_platform(None)
    print(f"{options.name}: {_in_words(report)}.")
    return 1 if report.failed else 0


@contextmanager
def _watching(platform: Platform, name: str, at: datetime) -> Iterator[Watch | None]:
    """Show a progress bar, with the log above it.

    There is none outside a terminal, when nothing is due, or when the job cannot count what is due.
    """
    count_due = JOBS[name].count_due
    due = count_due(platform, at) if count_due and sys.stderr.isatty() else 0
    if not due:
        yield None
        return
    # tqdm assumes that a terminal of unknown size is 0 columns wide, and shows nothing.
    columns, rows = shutil.get_terminal_size()
    with tqdm(
        desc=name, total=due, bar_format=_BAR, file=sys.stderr, ncols=columns, nrows=rows
    ) as bar:

        def watch(report: Report) -> None:
            bar.set_postfix_str(_in_words(report), refresh=False)
            bar.update()

        log.to(_Above())
        try:
            yield watch
        finally:
            log.to(None)


class _Above(io.StringIO):
    """A stream that prints above the progress bar."""

    def flush(self) -> None:
        """Print the lines written since the last flush."""
        tqdm.write(self.getvalue(), file=sys.stderr, end="")
        self.seek(0)
        self.truncate()


def _in_words(report: Report) -> str:
    """Format the outcomes, such as `12 expired, 0 failed`."""
    counts = {**report.counts, "failed": report.failed}
    return ", ".join(f"{number} {outcome}" for outcome, number in counts.items())


if __name__ == "__main__":
    sys.exit(run_by_hand(sys.argv[1:]))
