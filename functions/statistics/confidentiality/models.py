"""A group of people as the rules of confidentiality see it."""

from functions.kernel.values import Struct


class Group(Struct, frozen=True, kw_only=True):
    """A number of people, and the sum of their record keys modulo 256 (the cell key)."""

    people: int = 0
    key: int = 0
