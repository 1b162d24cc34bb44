"""Jobs on demand: what Cloud Scheduler starts on the cloud, started here by hand."""

import flask
from werkzeug.exceptions import HTTPException

from functions.kernel.errors import Malformed, NotFound, Refusal, WrongMethod
from functions.kernel.jobs import JOBS, run_job
from functions.kernel.logs import log
from functions.kernel.platform import Platform
from functions.kernel.problems import broken, problem
from functions.kernel.wire import Body, Instant, parse_body


class JobBody(Body):
    """For which instant to work; now, when it is not given."""

    at: Instant | None = None


class UnknownJob(NotFound):
    """There is no such job."""

    code = "unknown_job"


def jobs_app(platform: Platform) -> flask.Flask:
    """Return the app that serves POST /local/jobs/{name}."""
    app = flask.Flask(__name__, static_folder=None)

    @app.post("/local/jobs/<name>")
    def run(name: str) -> flask.Response:
        if name not in JOBS:
            raise UnknownJob(jobs=sorted(JOBS))
        raw = flask.request.get_data()
        body = parse_body(JobBody, flask.request, raw) if raw.strip() else JobBody()
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

    @app.errorhandler(Exception)
    def failed(fault: Exception) -> flask.Response:
        log.error("job_failed", fault=fault)
        return broken()

    return app
