"""Responses shared by several subjects of accounts."""

from typing import Literal

from functions.kernel.schemas import View


class Removed(View):
    """Confirms the removal."""

    status: Literal["removed"] = "removed"
