"""The roles of administrators."""

from typing import Literal

AdminRole = Literal["support", "review", "finance", "administrator"]
"""Support looks after people, review after offers and offerers, finance after money. An
administrator may do all of it, and name others."""
