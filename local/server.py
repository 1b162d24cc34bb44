"""The local server: all functions in one process, on the embedded default.

Each HTTP function of infra/terraform/functions.yaml gets its requests as functions-framework passes
them, but without a Flask app around each: that would be a fifth of a short read. Requests are
routed as on the cloud. The server adds what the cloud provides (sign-in, uploads, public
pictures), and a health check.
"""

import shutil
import threading
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

import flask

import main
from deployables import deployables, route_tables, router
from functions.kernel.call import full_path
from functions.kernel.clock import monotonic
from functions.kernel.database.sqlite import SqliteAdapter
from functions.kernel.errors import NotFound
from functions.kernel.files.folder import FolderFiles
from functions.kernel.http import Routes
from functions.kernel.identity import IdentityProvider
from functions.kernel.identity.local import LocalIdentity
from functions.kernel.jobs import Run, recorded
from functions.kernel.logs import log
from functions.kernel.platform import Platform
from functions.kernel.problems import problem
from functions.kernel.web_policy import guarded
from functions.notices.delivery.jobs import send_due
from functions.offers.views.service import write_views
from functions.partners.deliveries.jobs import send_webhooks
from local.action_page import action_app
from local.forgetting import forget_expired
from local.health import health_app
from local.jobs_app import jobs_app
from local.relay import BackgroundRelay
from local.renewal import renew_once
from local.scheduler import EVERY_SECONDS, scheduler_of
from local.sign_in import ACCOUNTS, TOKENS, sign_in_app
from local.sign_in_mails import ACTION, SignInMails
from local.uploads import uploads_app

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

LISTED = deployables()

_function_of = router(LISTED)

TABLES: tuple[Routes, ...] = route_tables(LISTED)

_SWEEP_EVERY_SECONDS = 5.0
_KEPT_EVERY = timedelta(minutes=1)
"""How often a run of a job is kept that is run every few seconds; each costs two commits."""

_TIDY_EVERY_SECONDS = 3600.0


class LocalServer:
    """The WSGI application of one machine, and its periodic sweeps."""

    def __init__(self, platform: Platform) -> None:
        assert isinstance(platform.files, FolderFiles)
        self._platform = platform
        functions = main.load_functions()
        self._functions: dict[str, WSGIApplication] = {
            name: _app_of(functions[name]) for name, listed in LISTED.items() if listed.paths
        }
        self._mails = SignInMails(platform)
        uploads = uploads_app(platform.files)
        settings = platform.settings
        health = health_app(
            clock=platform.clock, free_bytes=lambda: shutil.disk_usage(settings.data).free
        )
        self._beside: dict[str, flask.Flask] = {
            **self._sign_in(platform.identity),
            "/local/uploads": uploads,
            "/local/public": uploads,
            "/local/jobs": jobs_app(platform),
            "/health": health,
        }
        self._unknown = _unknown_app()
        for app in {*self._beside.values(), self._unknown}:
            app.after_request(self._guarded)
        self._stopped = threading.Event()
        self._relay = BackgroundRelay(platform)
        self._sweeps: list[threading.Thread] = []

    def _sign_in(self, identity: IdentityProvider) -> dict[str, flask.Flask]:
        """Return the apps of the local sign-in, which is not there where Firebase's is used."""
        if not isinstance(identity, LocalIdentity):
            return {}
        app = sign_in_app(identity, request_mail=self._mails.request)
        return {ACCOUNTS: app, TOKENS: app, ACTION: action_app(identity)}

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer a request with the function or app that has its path."""
        return self._app_for(environ["PATH_INFO"])(environ, start_response)

    def commit_aside(self, aside: Callable[[], AbstractContextManager[None]]) -> None:
        """Make each commit wait for the disk within such a context."""
        adapter = self._platform.database.adapter
        if isinstance(adapter, SqliteAdapter):
            adapter.writers.aside = aside

    def recover(self) -> None:
        """Deliver what a crash left behind: unannounced uploads and events not relayed.

        Removes expired documents too.
        """
        renew_once(self._platform.database)
        announced = self.tidy()
        relayed, failed = self._platform.relay.sweep()
        forget_expired(self._platform)
        if announced or relayed or failed:
            log.info("recovered", uploads=announced, events=relayed, failed=failed)

    def tidy(self) -> int:
        """Announce unprocessed uploads again; return how many. Remove abandoned ones.

        On the cloud Pub/Sub repeats the messages, and the bucket's own rule removes uploads after a
        day.
        """
        assert isinstance(self._platform.files, FolderFiles)
        self._platform.files.discard_unfinished()
        announced = self._platform.files.announce_all()
        self._platform.files.discard_uploads()
        return announced

    def start_sweeps(self) -> None:
        """Relay events, send notices and run scheduled jobs from now on; tidy uploads hourly.

        Each runs in a thread of its own, because a mail server may be slow.
        """
        platform = self._platform
        self._relay.start()
        self._sweeps.append(self._relay.thread)
        for name, run in {"send-notices": send_due, "send-webhooks": send_webhooks}.items():
            self._start(name, _kept_every_minute(platform, name, run), _SWEEP_EVERY_SECONDS)
        if platform.settings.jobs == "scheduled":
            self._start("scheduled-jobs", scheduler_of(platform, LISTED).run_due, EVERY_SECONDS)
        self._start("tidy-uploads", self.tidy, _TIDY_EVERY_SECONDS)
        self._start("forget-expired", partial(forget_expired, platform), _TIDY_EVERY_SECONDS)

    def stop(self, *, seconds: float = 10.0) -> None:
        """Let the sweeps end, and close the platform, except under one that takes longer."""
        self._stopped.set()
        self._relay.stop()
        self._mails.close()
        until = monotonic() + seconds
        for sweep in self._sweeps:
            sweep.join(max(0.0, until - monotonic()))
        write_views(self._platform.database, self._platform.counted.take())
        # SQLite crashes the process when a connection is closed under a statement.
        if not any(sweep.is_alive() for sweep in self._sweeps):
            self._platform.close()

    def _guarded(self, response: flask.Response) -> flask.Response:
        request, origins = flask.request, self._platform.settings.origins
        return guarded(response, request, path=full_path(request), origins=origins)

    def _start(self, name: str, work: Callable[[], object], every_seconds: float) -> None:
        sweep = partial(self._sweep, name, work, every_seconds)
        thread = threading.Thread(target=sweep, name=name, daemon=True)
        self._sweeps.append(thread)
        thread.start()

    def _sweep(self, name: str, work: Callable[[], object], every_seconds: float) -> None:
        while not self._stopped.wait(every_seconds):
            try:
                work()
            except Exception as fault:
                log.error("sweep_failed", job=name, fault=fault)

    def _app_for(self, path: str) -> "WSGIApplication":
        for prefix, app in self._beside.items():
            if path == prefix or path.startswith(prefix + "/"):
                return app
        # functions-framework does not match a path with a line break: it would answer with HTML.
        function = None if "\n" in path else _function_of(path)
        return self._unknown if function is None else self._functions[function]


def _kept_every_minute(platform: Platform, name: str, run: Run) -> Callable[[], object]:
    """Return work that runs a job, and keeps a run in every minute as its last one."""
    kept_at: datetime | None = None

    def work() -> object:
        nonlocal kept_at
        now = platform.clock.now()
        if kept_at is not None and now - kept_at < _KEPT_EVERY:
            return run(platform, now)
        kept_at = now
        return recorded(platform, name, now, lambda: run(platform, now))

    return work


def _app_of(function: Callable[[flask.Request], "WSGIApplication"]) -> "WSGIApplication":
    """Return the app that answers every request with a deployable function."""

    def answer(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        return function(flask.Request(environ))(environ, start_response)

    return answer


def _unknown_app() -> flask.Flask:
    """Return the app that answers unknown paths."""
    app = flask.Flask("unknown", static_folder=None)
    app.register_error_handler(404, lambda _: problem(NotFound()))
    app.register_error_handler(405, lambda _: problem(NotFound()))
    return app
