"""Categories, their groups, and the names of optional details."""

from typing import Literal

from functions.accounts.schemes.models import SpendingDomain
from functions.kernel.values import Struct

DetailName = Literal["author", "performer", "speaker", "stage_director", "visa", "ean"]


class CategoryGroup(Struct, frozen=True, kw_only=True):
    """A heading that categories are shown under; `label` is in French."""

    id: str
    label: str


class Category(Struct, frozen=True, kw_only=True):
    """A kind of offer and the rules that it implies; `label` is in French.

    `expiry_days` is the number of days after which an unused booking of a thing expires (None:
    never); bookings follow `term_days`. With `used_when_free`, a free booking counts as used at
    once. `details` are the optional fields specific to this category.
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
        """The number of days after which an unused booking expires; None for events and never."""
        return None if self.event else self.expiry_days
