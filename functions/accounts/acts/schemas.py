"""Request bodies, queries and responses about acts."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from functions.kernel.acts import Act, Shown
from functions.kernel.field_types import paragraph
from functions.kernel.page_tokens import PageToken
from functions.kernel.schemas import ActBody, Parameters, UnkeptView, View

Target = Annotated[str, Field(max_length=330)]
"""The kind of a thing and its id, such as `offerers:552100554`."""


class CommentBody(ActBody):
    """A comment on a thing, for other administrators."""

    may_be_missing = False

    target: Target
    comment: Annotated[str, paragraph(1_000)]


class CommentView(View):
    """A comment that was added; its text is among the acts."""

    id: str
    target: str
    at: datetime


class ActsQuery(Parameters):
    """A thing, a person who acted, or both, and the page."""

    target: Target | None = None
    by: str | None = Field(default=None, max_length=128)
    page_size: int = Field(default=50, ge=1, le=100)
    page_token: PageToken | None = None


class ChangeView(UnkeptView):
    """A field by its dotted path, before and after the act."""

    field: str
    before: Shown
    after: Shown


class ActView(UnkeptView):
    """An act: the operation, the thing, who, when, why, and what it changed."""

    id: str
    kind: str
    target: str
    by: str
    at: datetime
    reason: str | None
    comment: str | None
    changes: list[ChangeView]

    @classmethod
    def of(cls, act: Act) -> "ActView":
        """Build the view of an act."""
        return cls.model_validate(act)


class ActsView(UnkeptView):
    """A page of acts, newest first."""

    items: list[ActView]
    next_page_token: str | None
