"""The request that runs a job: `POST /local/jobs/{name}`.

It is for an administrator who calls on the same machine.
"""

import ipaddress
from collections.abc import Sequence
from urllib.parse import urlsplit

import flask
from werkzeug.exceptions import HTTPException

import main
from functions.kernel.administrators import check_admin
from functions.kernel.auth import caller_of
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
from functions.kernel.jobs import JOBS, run_job
from functions.kernel.logs import log
from functions.kernel.platform import Platform
from functions.kernel.problems import broken, problem, unavailable
from functions.kernel.schemas import Body, parse_body


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
        main.load_all()
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
