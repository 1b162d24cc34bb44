"""Refusals of calendar entries."""

from functions.kernel.errors import Conflict


class NoDate(Conflict):
    """This booking has no date to put in a calendar."""

    code = "no_date"
