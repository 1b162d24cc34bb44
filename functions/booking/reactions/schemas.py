"""Body and response of a reaction."""

from typing import Literal

from functions.kernel.schemas import Body, UnkeptView


class ReactionBody(Body):
    """Whether the caller liked what they booked; `none` takes a reaction back."""

    reaction: Literal["like", "dislike", "none"]


class ReactionView(UnkeptView):
    """The caller's reaction to what they booked."""

    reaction: Literal["like", "dislike", "none"]
