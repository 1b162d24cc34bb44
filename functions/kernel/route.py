"""A route: one method of one path, who may call it, its input, its answer and its refusals."""

import inspect
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import Enum
from typing import Literal

from functions.kernel.admin_roles import AdminRole
from functions.kernel.errors import Refusal
from functions.kernel.schemas import ActBody, BaseView, Body, Parameters

LARGEST_BODY = 64 * 1024
"""Bytes, unless a route takes more. Images go straight to storage."""


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
    takes_body: bool = field(init=False)
    """Whether the handler needs more of the body than an act keeps of any."""

    def __post_init__(self) -> None:
        hints = typing.get_type_hints(self.handler)
        object.__setattr__(self, "body", hints.get("body"))
        object.__setattr__(self, "query", hints.get("query"))
        object.__setattr__(self, "takes_body", "body" in hints)
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
    def summary(self) -> str:
        """The first line of the handler's docstring."""
        return (inspect.getdoc(self.handler) or "").splitlines()[0]

    @property
    def name(self) -> str:
        """The handler's name, unique in the API."""
        return self.handler.__name__


def _is_view(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseView)
