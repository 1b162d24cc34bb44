"""Answers that several subjects of accounts give."""

from typing import Literal

from functions.kernel.schemas import (
    View,
)


class Removed(View):
    """It is gone."""

    status: Literal["removed"] = "removed"
