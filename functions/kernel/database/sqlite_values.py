"""Values of the embedded database: documents as JSON texts, and fields as SQL.

Datetimes are kept as fixed-width RFC 3339 texts behind a marker character, so that they sort and
are distinguished from texts.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import TypeVar

import msgspec

from functions.kernel.database import Document, StoredDocument, Unreadable, Value

M = TypeVar("M")

MARK = "\x1f"
"""Begins the text of every datetime."""

_MARKED = b'"\\u001f'
"""How JSON writes the beginning of a text that begins with the mark."""

_QUOTED_MARK = b'\\"\\u001f'
"""How JSON writes the mark behind a quotation mark within a text."""

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


@lru_cache(maxsize=256)
def _instant(value: datetime) -> str:
    # The documents of a commit repeat a few instants.
    utc = value if value.tzinfo is UTC else value.astimezone(UTC)
    return f"{MARK}{utc.isoformat(timespec='microseconds')[:26]}Z"


def scalar(value: Value) -> object:
    """Return a single value in the form that SQLite compares and stores."""
    if isinstance(value, datetime):
        return _instant(value)
    if isinstance(value, str) and value.startswith(MARK):
        return MARK + value
    return value


def encode(document: Document) -> tuple[str, Mapping[str, object]]:
    """Return a document as JSON text, and its fields as that text has them.

    Raises TypeError for values that documents cannot hold.
    """
    fields = _mapping_to_json(document)
    return json_text(fields), fields


def json_text(value: object) -> str:
    """Return a value that JSON can hold as text."""
    return msgspec.json.encode(value).decode()


_PLAIN = frozenset({type(None), bool, int, float})
"""The types that are kept as they are."""


def _to_json(value: Value) -> object:
    if isinstance(value, str):
        return MARK + value if value.startswith(MARK) else value
    if type(value) in _PLAIN:
        return value
    if isinstance(value, datetime):
        return _instant(value)
    if isinstance(value, list | tuple):
        return value if _is_plain_text(value) else [_to_json(item) for item in value]
    if isinstance(value, Mapping):
        return _mapping_to_json(value)
    raise TypeError(f"not a value of a document: {type(value).__name__}")


def _mapping_to_json(values: Document) -> dict[str, object]:
    # Most values are plain or a text without the mark: a call for each would take the most time.
    made = dict(values)
    for name, value in values.items():
        kind = type(value)
        if kind is str:
            if value.startswith(MARK):  # type: ignore[attr-defined]
                made[name] = f"{MARK}{value}"
        elif kind not in _PLAIN:
            made[name] = _to_json(value)
    return made


_UNCLEAR = ("", "[", "{")
"""How a text begins that may stand for a list or a map; the empty one is left to the others."""

STORED = "CAST(data AS BLOB)"
"""The SQL of a document as `StoredText` takes it: its UTF-8 bytes, without a Python text."""


class StoredText(StoredDocument):
    """The JSON text of a document, as its UTF-8 bytes: most are decoded only into a model.

    `fields` are those by which a query sorted it, and `keys` their values as SQLite has them.
    """

    __slots__ = ("_decoded", "_document", "_fields", "_keys", "_text")

    def __init__(
        self, text: bytes, fields: tuple[str, ...] = (), keys: Sequence[object] = ()
    ) -> None:
        self._text = text
        self._fields = fields
        self._keys = keys
        self._document: Document | None = None
        self._decoded: object = None
        """The last model that was made of it."""

    def __getitem__(self, name: str) -> Value:
        return self._parsed()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._parsed())

    def __len__(self) -> int:
        return len(self._parsed())

    def __repr__(self) -> str:
        return repr(self._parsed())

    def decode(self, model: type[M]) -> M:
        """Return the model that the text holds. Raises ValidationError when it does not fit."""
        if type(self._decoded) is model:
            return self._decoded
        if _QUOTED_MARK in self._text:
            decoded = msgspec.convert(self._parsed(), model)
        else:
            # The model says which texts are instants, and a text that began with the mark is behind
            # a second one: without the first of each, the JSON is what the model reads.
            decoded = msgspec.json.decode(self._text.replace(_MARKED, b'"'), type=model)
        self._decoded = decoded
        return decoded

    def field(self, path: str) -> Value:
        """Return the value at a dotted path; a text or an instant that it was sorted by as such."""
        if path in self._fields:
            known = self._keys[self._fields.index(path)]
            # SQLite has a truth as a number, and a list or a map as its JSON text.
            if isinstance(known, str) and known[:1] not in _UNCLEAR:
                return _from_mark(known) if known.startswith(MARK) else known
        return super().field(path)

    def _parsed(self) -> Document:
        if self._document is None:
            self._document = _parse(self._text)
        return self._document


def _parse(text: bytes) -> Document:
    document = msgspec.json.decode(text)
    assert isinstance(document, dict)
    # Only marked values are replaced, in place.
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


def _is_plain_text(items: Sequence[object]) -> bool:
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
