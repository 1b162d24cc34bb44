"""The HTTP edge: the route table of each function, and the handling around each handler.

A handler is a plain function whose signature declares its input and its answer:

    @routes.post("/v1/bookings", who=Who.BENEFICIARY, status=201, refusals=(SoldOut,))
    def book_offer(call: Call, body: BookOfferBody) -> BookingView: ...

`body` and `query` are pydantic models, other parameters come from the path. A request is checked in
this order: path and method, size of the body, token, body and query; then the handler runs, which
checks permissions first. Every refusal becomes an RFC 9457 problem with its stable `code`; any
other exception is a fault, logged here once and answered with a bare 500.
"""

import hashlib
import inspect
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import Enum
from functools import partial
from http import HTTPStatus
from typing import Any, Literal, TypeVar

import flask
import werkzeug.exceptions
from werkzeug.routing import Map, Rule

from functions.kernel.acts import Act, write_act
from functions.kernel.admin_roles import AdminRole
from functions.kernel.administrators import check_admin
from functions.kernel.auth import caller_of
from functions.kernel.clock import monotonic
from functions.kernel.compression import compressed
from functions.kernel.database import InvalidId, Ref, UnitOfWork, metered
from functions.kernel.deferred import defer, load
from functions.kernel.errors import (
    BodyTooLarge,
    Conflict,
    Contention,
    FieldError,
    InvalidFields,
    NotFound,
    Refusal,
    Unauthenticated,
    Unavailable,
    WrongMethod,
)
from functions.kernel.identifiers import new_id
from functions.kernel.identity import AccountGone, Identity
from functions.kernel.logs import log
from functions.kernel.platform import Platform, current_platform
from functions.kernel.problems import broken, busy, problem, unavailable
from functions.kernel.schemas import (
    ActBody,
    BaseView,
    Body,
    Parameters,
    Text,
    UnkeptView,
    View,
    parse_body,
    parse_query,
)
from functions.kernel.web_policy import guarded

T = TypeVar("T")
V = TypeVar("V", bound=View)
U = TypeVar("U", bound=UnkeptView)
W = TypeVar("W", bound=BaseView)
H = TypeVar("H", bound=Callable[..., object])

LARGEST_BODY = 64 * 1024
"""Bytes, unless a route takes more. Images go straight to storage."""

IDEMPOTENCY = "idempotency_keys"
_KEPT_FOR = timedelta(days=1)
_LONGEST_KEY = 255


class Who(Enum):
    """The callers that a route admits; the service decides what depends on documents."""

    ANYONE = "anyone"
    SIGNED_IN = "anyone who is signed in"
    BENEFICIARY = "a beneficiary"
    MEMBER = "a member of the offerer"
    MEMBER_OR_ADMIN = "a member of the offerer, or an administrator"
    DESK = "a member of the offerer, or its API key with the scope desk"
    OFFERS = "a member of the offerer, or its API key with the scope offers"
    SUPPORT = "an administrator with the role support"
    REVIEW = "an administrator with the role review"
    FINANCE = "an administrator with the role finance"
    MONEY = "an administrator with the role support or finance"
    PROFESSIONALS = "an administrator with the role support or review"
    OFFICE = "an administrator with any role"
    ADMIN = "an administrator with all roles"


ADMIN_ROLES: Mapping[Who, tuple[AdminRole, ...]] = {
    Who.SUPPORT: ("support",),
    Who.REVIEW: ("review",),
    Who.FINANCE: ("finance",),
    Who.MONEY: ("support", "finance"),
    Who.PROFESSIONALS: ("support", "review"),
    Who.OFFICE: ("support", "review", "finance"),
    Who.ADMIN: ("administrator",),
}
"""The roles that each kind of admin route is open to; an administrator has them all."""

BY_HANDLER = "*"
"""The `acts_on` of routes whose handlers name their targets themselves, with `Call.act`."""

FOR_SOFTWARE = (Who.DESK, Who.OFFERS)
"""The routes that take an API key."""


class IdempotencyKeyReused(Conflict):
    """This Idempotency-Key was already used with another request."""

    code = "idempotency_key_reused"


class _Replay(Exception):
    """The first answer to this Idempotency-Key, to be sent again."""

    def __init__(self, status: int, body: str) -> None:
        super().__init__()
        self.status = status
        self.body = body


class _NotKept(Exception):
    """The first answer to this Idempotency-Key was not kept."""


def _replay(kept: Mapping[str, object], *, digest: str) -> Exception:
    """Return what a key that was used before leads to."""
    if kept["digest"] != digest:
        return IdempotencyKeyReused()
    if kept["answer"] is None:
        return _NotKept()
    return _Replay(int(str(kept["status"])), str(kept["answer"]))


@dataclass(frozen=True)
class Call:
    """One request as a handler sees it."""

    request: flask.Request
    platform: Platform
    route: "Route"
    identity: Identity | None
    now: datetime
    raw_body: bytes = b""
    parameters: Mapping[str, str] = field(default_factory=dict)
    body: Body | None = None
    act_id: str = field(default_factory=new_id)

    @property
    def caller(self) -> Identity:
        """The identity of the caller. Refuses Unauthenticated when nobody is signed in."""
        if self.identity is None:
            raise Unauthenticated
        return self.identity

    @property
    def list_id(self) -> str:
        """Identifies a list and its filters, for its page tokens."""
        asked = sorted(self.request.args.items())
        filters = [pair for pair in asked if pair[0] not in ("page_size", "page_token")]
        text = f"{full_path(self.request)}?{filters}"
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    def read(self, body: Callable[[UnitOfWork], T]) -> T:
        """Run a unit of work that only reads, and return its result."""
        return self.platform.database.run(body)

    def commit(self, body: Callable[[UnitOfWork], V]) -> V:
        """Return the answer of `body` once its writes are committed.

        With an Idempotency-Key the answer is stored in the same commit and a repeat gets it again.
        A refusal stores nothing, so its repeat is decided again. Refuses IdempotencyKeyReused when
        the key came with another request before.
        """
        return self._commit_once(body, lambda _: True)

    def commit_unkept(
        self,
        body: Callable[[UnitOfWork], U],
        *,
        repeat: Callable[[UnitOfWork], U],
        kept_if: Callable[[U], bool] = lambda _: False,
    ) -> U:
        """Return the answer of `body` once its writes are committed, without storing the answer.

        A repeat with the same Idempotency-Key writes nothing and gets what `repeat` reads, except
        that an answer for which `kept_if` is true is stored as by `commit`. Refuses
        IdempotencyKeyReused when the key came with another request before.
        """
        try:
            return self._commit_once(body, kept_if)
        except _NotKept:
            return self.read(repeat)

    def commit_unkeyed(self, body: Callable[[UnitOfWork], T]) -> T:
        """Return what `body` returns once its writes are committed, whatever the key."""
        return self.platform.database.run(self._acting(body))

    def act(
        self,
        work: UnitOfWork,
        target: Ref,
        *,
        act_id: str | None = None,
        reason: str | None = None,
    ) -> Act:
        """Write an act of the caller on `target`, with the reason and comment of the body.

        `act_id` and `reason` are those of one of several acts in a request.
        """
        body = self.body
        assert isinstance(body, ActBody)
        return write_act(
            work,
            act_id or self.act_id,
            self.route.name,
            target,
            by=self.caller.uid,
            at=self.now,
            reason=reason or body.given_reason,
            comment=body.comment,
            shown_by=self._named(self.route.shown_by) if self.route.shown_by else None,
        )

    def check_key(self) -> None:
        """Answer a repeat at once, before a request that takes several commits.

        Refuses IdempotencyKeyReused.
        """
        self.read(self._stop_if_repeated)

    def _acting(self, body: Callable[[UnitOfWork], T]) -> Callable[[UnitOfWork], T]:
        """Return `body` with the act of an administrator, if it changes anything."""
        acts_on = self.route.acts_on
        if acts_on in (None, BY_HANDLER):
            return body

        def acting(work: UnitOfWork) -> T:
            result = body(work)
            if work.has_writes():
                self.act(work, self._named(str(acts_on)))
            return result

        return acting

    def _named(self, template: str) -> Ref:
        """Return the document that a template names with the parameters of the path."""
        collection, _, name = template.format_map(self.parameters).partition("/")
        return Ref(collection, name)

    def _stop_if_repeated(self, work: UnitOfWork) -> None:
        key = self._idempotency_ref()
        if key is not None:
            ref, digest = key
            work.stop_if_found(ref, partial(_replay, digest=digest))
            work.find_unverified(ref)

    def _commit_once(self, body: Callable[[UnitOfWork], W], is_kept: Callable[[W], bool]) -> W:
        body = self._acting(body)
        key = self._idempotency_ref()
        if key is None:
            return self.platform.database.run(body)
        ref, digest = key

        def body_once(work: UnitOfWork) -> W:
            work.stop_if_found(ref, partial(_replay, digest=digest))
            answer = body(work)
            work.find_unverified(ref)
            kept = {
                "digest": digest,
                "status": self.route.status,
                "answer": answer.model_dump_json(by_alias=True) if is_kept(answer) else None,
                "expires_at": self.now + _KEPT_FOR,
            }
            work.create(ref, kept)
            return answer

        return self.platform.database.run(body_once)

    def _idempotency_ref(self) -> tuple[Ref, str] | None:
        key = self.request.headers.get("Idempotency-Key")
        if key is None:
            return None
        if not 0 < len(key) <= _LONGEST_KEY:
            raise InvalidFields(errors=[FieldError("Idempotency-Key", "1 to 255 characters")])
        caller = self.identity.uid if self.identity else self.request.headers.get("X-Api-Key", "")
        name = hashlib.sha256(f"{caller}\n{key}".encode()).hexdigest()
        what = f"{self.request.method} {full_path(self.request)}\n".encode() + self.raw_body
        return Ref(IDEMPOTENCY, name), hashlib.sha256(what).hexdigest()


@dataclass(frozen=True)
class Route:
    """One method of one path: who may call it, its input, its answer and its refusals."""

    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"]
    path: str
    who: Who
    handler: Callable[..., object]
    status: int
    refusals: tuple[type[Refusal], ...]
    also: tuple[str, ...]
    when_gone: BaseView | None = None
    """The answer to a token whose account was deleted; None refuses it."""
    kept_for: timedelta | None = None
    """How long caches may keep the answer, which is the same for everybody; None: not at all."""
    acts_on: str | None = None
    """The document that an administrator acts on: "offers/{offer_id}"."""
    shown_by: str | None = None
    """The document that shows what changed, where it is another one."""
    acts_with: type[ActBody] = ActBody
    """The body of an act whose handler needs nothing of it."""
    largest_body: int = LARGEST_BODY
    """Bytes."""
    body: type[Body] | None = field(init=False)
    query: type[Parameters] | None = field(init=False)
    answer: type[BaseView] | None = field(init=False)

    def __post_init__(self) -> None:
        hints = typing.get_type_hints(self.handler)
        object.__setattr__(self, "body", hints.get("body"))
        object.__setattr__(self, "query", hints.get("query"))
        given = hints["return"]
        views = [kind for kind in typing.get_args(given) or (given,) if _is_view(kind)]
        object.__setattr__(self, "answer", views[0] if views else None)
        is_act = self.who in ADMIN_ROLES and self.method != "GET"
        if is_act and self.body is None:
            object.__setattr__(self, "body", self.acts_with)
        if is_act != (self.acts_on is not None):
            raise ValueError(f"{self.name}: acts_on belongs to each write of an administrator")
        if is_act and not issubclass(self.body or Body, ActBody):
            raise ValueError(f"{self.name}: the body of an act is an ActBody")

    @property
    def takes_body(self) -> bool:
        """Whether the handler needs more of the body than an act keeps of any."""
        return "body" in inspect.signature(self.handler).parameters

    @property
    def summary(self) -> str:
        """The first line of the handler's docstring."""
        return (inspect.getdoc(self.handler) or "").splitlines()[0]

    @property
    def name(self) -> str:
        """The handler's name, unique in the API."""
        return self.handler.__name__


_Key = tuple[str, str]
"""The method and the path of a route."""


def _is_view(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseView)


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
        started = monotonic()
        route: Route | None = None
        fault: Exception | None = None
        code = "ok"
        with metered() as meter:
            try:
                route, parameters = self._match(request)
                response = _answer(route, parameters, request)
            except _Replay as again:
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
            "function": self.function,
            "method": request.method,
            "route": route.path if route else "unknown",
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


def full_path(request: flask.Request) -> str:
    """Return the request's whole path, wherever the function is mounted."""
    return request.root_path.rstrip("/") + request.path


def _answer(route: Route, parameters: Mapping[str, str], request: flask.Request) -> flask.Response:
    raw = _read_body(request, route.largest_body)
    platform = current_platform()
    # A route for anyone needs no token, so it does not start the identity client to look at one.
    roles = ADMIN_ROLES.get(route.who, ())
    try:
        identity = (
            None
            if route.who is Who.ANYONE
            else caller_of(
                request.headers.get("Authorization"),
                lambda: platform.identity,
                is_admin_call=bool(roles),
            )
        )
    except AccountGone as gone:
        if route.when_gone is None:
            raise Unauthenticated from gone
        return _json(route.when_gone, route.status)
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
        return response
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
