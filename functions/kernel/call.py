"""A call: one request as a handler sees it, committed once whatever its Idempotency-Key."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property, partial
from typing import TypeVar

import flask

from functions.kernel.acts import Act, write_act
from functions.kernel.database import Ref, UnitOfWork
from functions.kernel.erased_accounts import erased_ref, stop_if_erased
from functions.kernel.errors import Conflict, FieldError, InvalidFields, Unauthenticated
from functions.kernel.identifiers import new_id
from functions.kernel.identity import Identity
from functions.kernel.platform import Platform
from functions.kernel.route import BY_HANDLER, Route, Who
from functions.kernel.schemas import ActBody, BaseView, Body, UnkeptView, View

T = TypeVar("T")
V = TypeVar("V", bound=View)
U = TypeVar("U", bound=UnkeptView)
W = TypeVar("W", bound=BaseView)

IDEMPOTENCY = "idempotency_keys"
_KEPT_FOR = timedelta(days=1)
_LONGEST_KEY = 255


class IdempotencyKeyReused(Conflict):
    """This Idempotency-Key was already used with another request."""

    code = "idempotency_key_reused"


class Replay(Exception):
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
    return Replay(int(str(kept["status"])), str(kept["answer"]))


@dataclass(frozen=True)
class Call:
    """One request as a handler sees it."""

    request: flask.Request
    platform: Platform
    route: Route
    identity: Identity | None
    now: datetime
    raw_body: bytes = b""
    parameters: Mapping[str, str] = field(default_factory=dict)
    body: Body | None = None

    @cached_property
    def act_id(self) -> str:
        """The id of the act that this request is, in each attempt of its commit."""
        return new_id()

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
        """Run a unit of work that only reads, and return its result.

        Raises AccountGone where any account may call, once it was erased.
        """
        if self.route.who is Who.SIGNED_IN:
            body = self._of_somebody(body)
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
        """Return `body` as its caller may carry it out: by an account that is still there.

        An act of an administrator is added to it, if it changes anything.
        """
        acts_on = self.route.acts_on
        if self.route.who is Who.SIGNED_IN:
            return self._of_somebody(body)
        if acts_on in (None, BY_HANDLER):
            return body

        def acting(work: UnitOfWork) -> T:
            result = body(work)
            if work.has_writes():
                self.act(work, self._named(str(acts_on)))
            return result

        return acting

    def _of_somebody(self, body: Callable[[UnitOfWork], T]) -> Callable[[UnitOfWork], T]:
        """Return `body` for a caller whose account is still there.

        Other routes need a document of the caller, which an erasure has changed.
        """
        uid = self.caller.uid

        def checked(work: UnitOfWork) -> T:
            stop_if_erased(work, uid)
            result = body(work)
            # Not every body reads something.
            work.find_unverified(erased_ref(uid))
            return result

        return checked

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


def full_path(request: flask.Request) -> str:
    """Return the request's whole path, wherever the function is mounted."""
    return request.root_path.rstrip("/") + request.path
