"""Categories: a category, its group and the details it may have."""

from dataclasses import dataclass
from typing import Literal

from functions.accounts.schemes.models import SpendingDomain

DetailName = Literal["author", "performer", "speaker", "stage_director", "visa", "ean"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryGroup:
    """A heading that categories are shown under; `label` is French."""

    id: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """What an offer may be, and the rules that follow; `label` is French.

    `expiry_days` is after how many days an unused booking of a thing expires; None: never. What
    holds for bookings is `term_days`.
    `used_when_free` tells of a thing that counts as used as soon as it is booked for nothing.
    `details` are those of its own that an offer may tell.
    """

    id: str
    source: str
    group: str
    label: str
    event: bool
    place: Literal["offline", "online", "either"]
    domain: SpendingDomain
    duo: bool
    expiry_days: int | None = None
    reimbursement: Literal["standard", "book", "none"]
    used_when_free: bool = False
    details: tuple[DetailName, ...] = ()

    @property
    def term_days(self) -> int | None:
        """After how many days an unused booking expires: never that of an event, which is over."""
        return None if self.event else self.expiry_days
