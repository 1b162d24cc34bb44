"""Deferred modules: imported when first needed, so that no cold start pays for other routes.

A module of routes, jobs or subscribers registers with its function's table when it is imported. The
entry points name these modules; the table imports one when a request or a message needs it.
"""

import pkgutil
import threading
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

import functions

_named: dict[str, None] = {}

_loaded: set[str] = set()

_loading = threading.RLock()
"""Held while importing, so that no two threads wait for each other's modules."""


def defer(*modules: str) -> None:
    """Name modules that `load_deferred` shall import."""
    _named.update(dict.fromkeys(modules))


def load(*modules: str) -> None:
    """Import modules now, unless they are imported already."""
    if _loaded.issuperset(modules):
        return
    with _loading:
        for module in modules:
            import_module(module)
            _loaded.add(module)


def load_entrypoints() -> list[ModuleType]:
    """Import the entry points of every feature and all that they name; return the entry points."""
    found = [
        import_module(f"{package.name}.entrypoints")
        for package in pkgutil.iter_modules(functions.__path__, f"{functions.__name__}.")
        if find_spec(f"{package.name}.entrypoints") is not None
    ]
    load_deferred()
    return found


def load_deferred() -> None:
    """Import every module named so far."""
    load(*_named)
