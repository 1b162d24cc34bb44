"""Values of the embedded database: documents as JSON texts, and fields as SQL.

Datetimes are kept as fixed-width RFC 3339 texts behind a marker character, so that they sort and
are distinguished from texts.
"""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime

from functions.kernel.database import Document, Unreadable, Value

MARK = "\x1f"
"""Begins the text of every datetime."""

_MARKED = '"\\u001f'
"""How JSON writes the beginning of a text that begins with the mark."""

_FIELD = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)*")


def path_of(name: str) -> str:
    """Return the SQL of a field's value in the column `data`; refuses unsafe names."""
    if not _FIELD.fullmatch(name):
        raise ValueError(f"not the name of a field: {name!r}")
    return f"json_extract(data, '$.{name}')"


def type_of(name: str) -> str:
    """Return the SQL of a field's JSON type, NULL for documents without the field."""
    return f"json_type(data, '$.{name}')"


def checked_name(collection: str) -> str:
    """Return a collection's name. Raises ValueError for a name that is unsafe in SQL."""
    if not _FIELD.fullmatch(collection):
        raise ValueError(f"not the name of a collection: {collection!r}")
    return collection


def _instant(value: datetime) -> str:
    return f"{MARK}{value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='microseconds')}Z"


def scalar(value: Value) -> object:
    """Return a single value in the form that SQLite compares and stores."""
    if isinstance(value, datetime):
        return _instant(value)
    if isinstance(value, str) and value.startswith(MARK):
        return MARK + value
    return value


def encode(document: Document | None) -> str:
    """Return a document as JSON text. Raises TypeError for values that documents cannot hold."""
    marked = 0

    def write(value: object) -> str:
        nonlocal marked
        if not isinstance(value, datetime):
            raise TypeError(f"not a value of a document: {type(value).__name__}")
        marked += 1
        return _instant(value)

    text = _dumps(document, write)
    # When only instants begin with the mark, no text needs escaping.
    return text if text.count(_MARKED) == marked else _dumps(_to_json(document), write)


def _dumps(value: object, write: Callable[[object], str]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=write)


def _to_json(value: Value) -> object:
    if isinstance(value, dict):
        return {key: _to_json(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_to_json(item) for item in value]
    return scalar(value)


def decode(text: str) -> Document:
    """Return the document of a JSON text."""
    document = json.loads(text)
    assert isinstance(document, dict)
    # JSON decodes most values; only marked ones are replaced, in place.
    return _unmark(document) if _MARKED in text else document


def _unmark(values: dict[str, Value]) -> dict[str, Value]:
    for key, value in values.items():
        if isinstance(value, str):
            if value.startswith(MARK):
                values[key] = _from_mark(value)
        elif isinstance(value, dict | list):
            values[key] = _from_json(value)
    return values


def _from_json(value: object) -> Value:
    if isinstance(value, dict):
        return _unmark(value)
    if isinstance(value, list):
        return value if _is_plain_text(value) else [_from_json(item) for item in value]
    if isinstance(value, str) and value.startswith(MARK):
        return _from_mark(value)
    return value


def _is_plain_text(items: list[object]) -> bool:
    """Return whether a list holds only unmarked texts, such as the many keys of a listing."""
    try:
        return MARK not in "".join(items)  # type: ignore[arg-type]
    except TypeError:
        return False


def _from_mark(text: str) -> Value:
    if text.startswith(MARK * 2):
        return text[1:]
    try:
        return datetime.fromisoformat(text[1:])
    except ValueError:
        return Unreadable("timestamp")
