"""Deferred modules: imported when first needed, so that no cold start pays for other routes.

A module of routes, jobs or subscribers registers with its function's table when it is imported. The
entry points name these modules; the table imports one when a request or a message needs it.
"""

import threading
from importlib import import_module

_named: dict[str, None] = {}

_loading = threading.RLock()
"""Held while importing, so that no two threads wait for each other's modules."""


def defer(*modules: str) -> None:
    """Name modules that `load_deferred` shall import."""
    _named.update(dict.fromkeys(modules))


def load(*modules: str) -> None:
    """Import modules now, unless they are imported already."""
    with _loading:
        for module in modules:
            import_module(module)


def load_deferred() -> None:
    """Import every module named so far."""
    load(*_named)
