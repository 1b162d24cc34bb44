"""The query of a report."""

from pydantic import Field

from functions.kernel.schemas import Parameters


class ReportQuery(Parameters):
    """The territory: `FR`, a region (`REG-44`) or department (`DEP-67`)."""

    territory: str = Field(default="FR", pattern=r"^(FR|(REG|DEP)-[0-9AB]{2,3})$")
