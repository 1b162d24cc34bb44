"""Frozen values: the base of stored models, and how values are copied with changes.

Models, commands and events are msgspec Structs, frozen and keyword-only. Both options are repeated
for each class, because msgspec does not inherit `kw_only` and mypy does not inherit `frozen`.
"""

import threading
from enum import Enum
from typing import TYPE_CHECKING, Final, TypeVar

from msgspec import Struct, field
from msgspec.json import Decoder
from msgspec.structs import force_setattr

if TYPE_CHECKING:
    # Same behaviour, but its type stub has mypy check the names and types of the changes.
    from dataclasses import replace
else:
    from msgspec.structs import replace

__all__ = [
    "UNSET",
    "Model",
    "Struct",
    "Unset",
    "chosen",
    "field",
    "force_setattr",
    "prepared",
    "queried",
    "replace",
    "shown_without",
]

T = TypeVar("T")


class Model(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A stored value: a field that has its default is left out of the document."""


def queried(default: T) -> T:
    """Return the default of a field that queries compare or sort by, so that it is always stored.

    Queries find documents by their stored fields only.
    """
    # Only plain defaults are left out, so not those that a function makes.
    made: T = field(default_factory=lambda: default)
    return made


class Unset(Enum):
    """The type of UNSET; an enum, so that mypy can narrow it."""

    UNSET = "unset"


UNSET: Final = Unset.UNSET
"""Marks a field that an edit leaves unchanged; None clears an optional field."""


def chosen(change: T | Unset, current: T) -> T:
    """Return the edited value of a field, or the current one when unset."""
    return current if isinstance(change, Unset) else change


_PREPARED: set[object] = set()
_PREPARING = threading.Lock()


def prepared(model: type[T]) -> type[T]:
    """Return a model whose fields msgspec has read, for decoding.

    It reads them at first use, and version 0.22 crashes the process when two threads do at once.
    """
    if model not in _PREPARED:
        with _PREPARING:
            Decoder(model)
            _PREPARED.add(model)
    return model


def shown_without(value: Struct, *secret: str) -> str:
    """Return the text of a value for logs and tracebacks, without its secret fields."""
    names_shown = (name for name in value.__struct_fields__ if name not in secret)
    shown = ", ".join(f"{name}={getattr(value, name)!r}" for name in names_shown)
    return f"{type(value).__name__}({shown})"
