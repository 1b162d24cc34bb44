"""Patterns of request paths, as of load balancers: `*` is one part, a final `**` the rest."""

import re

_PARTS = {"**": ".*", "*": "[^/]+"}


def precedence(pattern: str) -> tuple[int, int, str]:
    """Return the place of a pattern among others: the first that fits a path serves it.

    Plain paths come before those with "*", and those before "**"; among equals, the longer ones.
    Source: path matchers of Google's load balancers, as modules/load_balancer uses them.
    """
    kind = 2 if pattern.endswith("/**") else 1 if "*" in pattern else 0
    return kind, -pattern.count("/"), pattern


def expression(pattern: str) -> str:
    """Return the regular expression of the whole paths that fit a pattern."""
    return "/".join(_PARTS.get(part, re.escape(part)) for part in pattern.split("/"))
