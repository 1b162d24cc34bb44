"""Reactions to offers, and their counts."""

from datetime import datetime
from typing import Literal

from functions.kernel.values import Model

ReactionValue = Literal["like", "dislike"]


class Reaction(Model, frozen=True, kw_only=True):
    """A person's opinion of an offer that they used; its id is `<offer>~<person>`.

    `booking_id` is the booking that it was given on.
    """

    id: str
    offer_id: str
    person_id: str
    booking_id: str
    value: ReactionValue
    at: datetime
    expires_at: datetime


class ReactionCounts(Model, frozen=True, kw_only=True):
    """How many people like an offer, and how many do not: as many as there are reactions.

    The public sees `shown_likes` and `shown_dislikes`, which follow in steps.
    """

    likes: int = 0
    dislikes: int = 0
    shown_likes: int = 0
    shown_dislikes: int = 0
