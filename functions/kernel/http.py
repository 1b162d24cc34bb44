"""The HTTP edge: the route table of each function, and the handling around each handler.

A handler is a plain function whose signature declares its input and its answer:

    @routes.post("/v1/bookings", who=Who.BENEFICIARY, status=201, refusals=(SoldOut,))
    def book_offer(call: Call, body: BookOfferBody) -> BookingView: ...

`body` and `query` are pydantic models, other parameters come from the path. A request is checked in
this order: path and method, size of the body, token, body and query; then the handler runs, which
checks permissions first. Every refusal becomes an RFC 9457 problem with its stable `code`; any
other exception is a fault, logged here once and answered with a bare 500.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from http import HTTPStatus
from typing import Any, Literal, TypeVar

import flask
import werkzeug.exceptions
from werkzeug.routing import Map, Rule

from functions.kernel.administrators import check_admin
from functions.kernel.auth import caller_of
from functions.kernel.call import Call, Replay, full_path
from functions.kernel.clock import monotonic
from functions.kernel.compression import compressed
from functions.kernel.database import InvalidId, metered
from functions.kernel.deferred import defer, load
from functions.kernel.errors import (
    BodyTooLarge,
    Contention,
    NotFound,
    Refusal,
    Unauthenticated,
    Unavailable,
    WrongMethod,
)
from functions.kernel.identity import AccountGone
from functions.kernel.logs import log
from functions.kernel.platform import current_platform
from functions.kernel.problems import broken, busy, problem, unavailable
from functions.kernel.route import ADMIN_ROLES, FOR_SOFTWARE, LARGEST_BODY, Route, Who
from functions.kernel.schemas import ActBody, BaseView, Text, parse_body, parse_query
from functions.kernel.web_policy import guarded

H = TypeVar("H", bound=Callable[..., object])

_Key = tuple[str, str]
"""The method and the path of a route."""


class Routes:
    """The route table of one HTTP function."""

    def __init__(self, function: str) -> None:
        self.function = function
        self._declared: dict[_Key, Route] = {}
        self._deferred: dict[_Key, str] = {}
        self._map: Map | None = None

    def defer(self, module: str, *routes: str) -> None:
        """Import `module` when a request first matches one of its routes ("GET /v1/path").

        It has to declare exactly these.
        """
        for method, _, path in (route.partition(" ") for route in routes):
            self._deferred[method, path] = module
        defer(module)

    @property
    def routes(self) -> list[Route]:
        """Every route; those that were deferred are loaded for it."""
        load(*self._deferred.values())
        return list(self._declared.values())

    @property
    def paths(self) -> set[str]:
        """The path of every route."""
        return {path for _, path in (*self._deferred, *self._declared)}

    def get(self, path: str, **options: Any) -> Callable[[H], H]:
        """Register a handler that reads."""
        return self._declare("GET", path, **options)

    def post(self, path: str, **options: Any) -> Callable[[H], H]:
        """Register a handler that acts."""
        return self._declare("POST", path, **options)

    def put(self, path: str, **options: Any) -> Callable[[H], H]:
        """Register a handler that creates or replaces."""
        return self._declare("PUT", path, **options)

    def patch(self, path: str, **options: Any) -> Callable[[H], H]:
        """Register a handler that edits."""
        return self._declare("PATCH", path, **options)

    def delete(self, path: str, **options: Any) -> Callable[[H], H]:
        """Register a handler that removes."""
        return self._declare("DELETE", path, **options)

    def owns(self, path: str) -> bool:
        """Return whether some route has this path, with any method."""
        adapter = self._url_map().bind("")
        try:
            adapter.match(path, "GET")
        except werkzeug.exceptions.MethodNotAllowed:
            return True
        except werkzeug.exceptions.HTTPException:
            return False
        return True

    def dispatch(self, request: flask.Request) -> flask.Response:
        """Answer a request."""

        def answer(matched: Matched) -> flask.Response:
            route, parameters = self._match(request)
            matched.route = route.path
            return _answer(route, parameters, request)

        return respond(self.function, request, answer)

    def _declare(
        self,
        method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"],
        path: str,
        *,
        who: Who,
        status: int = 200,
        refusals: tuple[type[Refusal], ...] = (),
        also: tuple[str, ...] = (),
        when_gone: BaseView | None = None,
        kept_for: timedelta | None = None,
        acts_on: str | None = None,
        shown_by: str | None = None,
        acts_with: type[ActBody] = ActBody,
        largest_body: int = LARGEST_BODY,
    ) -> Callable[[H], H]:
        def declare(handler: H) -> H:
            if self._deferred and self._deferred.get((method, path)) != handler.__module__:
                raise ValueError(f"{self.function} does not list {method} {path} of this module")
            route = Route(
                *(method, path, who, handler, status, refusals, also, when_gone, kept_for),
                acts_on=acts_on,
                shown_by=shown_by,
                acts_with=acts_with,
                largest_body=largest_body,
            )
            self._declared[method, path] = route
            return handler

        return declare

    def _url_map(self) -> Map:
        if self._map is None:
            rules = [
                Rule(
                    path.replace("{", "<").replace("}", ">"),
                    methods=[method],
                    endpoint=(method, path),
                )
                for method, path in {**self._deferred, **self._declared}
            ]
            self._map = Map(rules, merge_slashes=False, strict_slashes=True)
        return self._map

    def _match(self, request: flask.Request) -> tuple[Route, Mapping[str, str]]:
        adapter = self._url_map().bind("")
        try:
            key, parameters = adapter.match(full_path(request), request.method)
        except werkzeug.exceptions.MethodNotAllowed as refused:
            raise WrongMethod(allowed=sorted(refused.valid_methods or ())) from None
        except werkzeug.exceptions.HTTPException:
            raise NotFound from None
        if key not in self._declared:
            load(self._deferred[key])
        return self._declared[key], parameters


@dataclass
class Matched:
    """The route of a request, for its line in the log."""

    route: str = "unknown"


def respond(
    function: str, request: flask.Request, answer: Callable[[Matched], flask.Response]
) -> flask.Response:
    """Return what `answer` gives, or the problem that it raises; logged, guarded, compressed."""
    started = monotonic()
    matched = Matched()
    fault: Exception | None = None
    code = "ok"
    with metered() as meter:
        try:
            response = answer(matched)
        except Replay as again:
            code = "replayed"
            response = flask.Response(again.body, again.status, mimetype=BaseView.media_type)
        except InvalidId:
            code, response = NotFound.code, problem(NotFound())
        except Refusal as refusal:
            code, response = refusal.code, problem(refusal)
        except Contention:
            code, response = "contention", busy()
        except Unavailable as full:
            fault, code, response = full, "unavailable", unavailable()
        except Exception as unexpected:
            fault, code, response = unexpected, "internal_error", broken()
    facts = {
        "function": function,
        "method": request.method,
        "route": matched.route,
        "status": response.status_code,
        "code": code,
        "ms": round((monotonic() - started) * 1000, 1),
        "round_trips": meter.round_trips,
        "documents_read": meter.documents_read,
        "documents_written": meter.documents_written,
        "unreadable": meter.unreadable,
    }
    if fault is None:
        log.info("request", **facts)
    else:
        log.error("request", fault=fault, **facts)
    response.headers.setdefault("Cache-Control", "no-store")
    origins = current_platform().settings.origins
    guarded(response, request, path=full_path(request), origins=origins)
    return compressed(response, request)


def _answer(route: Route, parameters: Mapping[str, str], request: flask.Request) -> flask.Response:
    try:
        return _answer_to(route, parameters, request)
    except AccountGone as gone:
        if route.when_gone is None:
            raise Unauthenticated from gone
        return _json(route.when_gone, route.status)


def _answer_to(
    route: Route, parameters: Mapping[str, str], request: flask.Request
) -> flask.Response:
    raw = _read_body(request, route.largest_body)
    platform = current_platform()
    # A route for anyone needs no token, so it does not start the identity client to look at one.
    roles = ADMIN_ROLES.get(route.who, ())
    identity = (
        None
        if route.who is Who.ANYONE
        else caller_of(
            request.headers.get("Authorization"),
            lambda: platform.identity,
            is_admin_call=bool(roles),
        )
    )
    if identity is None and route.who not in (Who.ANYONE, *FOR_SOFTWARE):
        raise Unauthenticated
    call = Call(request, platform, route, identity, platform.clock.now(), raw, parameters)
    if roles:
        uid = call.caller.uid
        call.read(lambda work: check_admin(work, uid, *roles))
    if route.who in FOR_SOFTWARE and identity is None and "X-Api-Key" not in request.headers:
        raise Unauthenticated
    arguments: dict[str, object] = dict(parameters)
    if route.body is not None:
        body = parse_body(route.body, request, raw)
        call = replace(call, body=body)
        if route.takes_body:
            arguments["body"] = body
    if route.query is not None:
        arguments["query"] = parse_query(route.query, request)
    answer = route.handler(call, **arguments)
    if isinstance(answer, Text):
        response = flask.Response(answer.content, route.status)
        response.headers["Content-Type"] = answer.media_type
        if answer.file_name:
            disposition = f'attachment; filename="{answer.file_name}"'
            response.headers["Content-Disposition"] = disposition
    else:
        assert isinstance(answer, BaseView)
        response = _json(answer, route.status)
    return response if route.kept_for is None else _cacheable(response, request, route.kept_for)


def _json(view: BaseView, status: int) -> flask.Response:
    text = view.model_dump_json(by_alias=True)
    return flask.Response(text, status, mimetype=BaseView.media_type)


def _cacheable(
    response: flask.Response, request: flask.Request, kept_for: timedelta
) -> flask.Response:
    """Return an answer that caches may keep; 304 without content if the caller has it already."""
    response.cache_control.public = True
    response.cache_control.max_age = int(kept_for.total_seconds())
    response.add_etag(weak=True)
    response.make_conditional(request)
    if response.status_code == HTTPStatus.NOT_MODIFIED:
        response.set_data(b"")
    return response


def _read_body(request: flask.Request, limit: int) -> bytes:
    if request.content_length is not None and request.content_length > limit:
        raise BodyTooLarge(limit_bytes=limit)
    # A chunked body has no length: read one byte more than is allowed, and no further.
    content = request.stream.read(limit + 1)
    if len(content) > limit:
        raise BodyTooLarge(limit_bytes=limit)
    return content
