"""The read budget of a page: how many documents it may read."""

from dataclasses import dataclass


class BudgetSpent(Exception):
    """The page needs to read another document, but its budget is spent: it ends where it is."""


@dataclass
class ReadBudget:
    """Counts the documents that a page reads against the most that it may read.

    Documents are counted as they are billed: a query without matches counts as one.
    """

    limit: int
    used: int = 0

    @property
    def left(self) -> int:
        """How many more documents may be read; below zero if the limit was passed."""
        return self.limit - self.used

    def spend(self, documents: int) -> None:
        """Count documents that were read."""
        self.used += documents

    def spend_on(self, matches_by_query: list[int]) -> None:
        """Count the matches of some queries."""
        self.used += sum(max(1, matches) for matches in matches_by_query)
