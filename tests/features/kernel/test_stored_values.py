"""Models through the embedded database's JSON texts, and fields left out of documents."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import ValidationError

from functions.kernel.database import Document
from functions.kernel.database.documents import Collection
from functions.kernel.database.sqlite_values import MARK, StoredText, encode
from functions.kernel.values import Model, field, queried, replace, shown_without


class Part(Model, frozen=True, kw_only=True):
    text: str
    at: datetime | None = None


class Whole(Model, frozen=True, kw_only=True):
    text: str
    at: datetime
    texts: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    by_name: dict[str, datetime] = field(default_factory=dict)
    size: float | None = None
    is_done: bool = queried(False)


wholes = Collection("wholes", Whole)

# Texts that look like stored instants, and marks behind quotation marks.
TEXTS = st.text(st.sampled_from([MARK, '"', "\\", "2", "é", "\n", ":"]), max_size=6)
ZONES = st.sampled_from([UTC, timezone(timedelta(hours=2)), timezone(-timedelta(hours=9))])
TIMES = st.datetimes(
    min_value=datetime(1900, 1, 1),  # noqa: DTZ001
    max_value=datetime(9900, 1, 1),  # noqa: DTZ001
    timezones=ZONES,
)
PARTS = st.builds(Part, text=TEXTS, at=st.none() | TIMES)
WHOLES = st.builds(
    Whole,
    text=TEXTS,
    at=TIMES,
    texts=st.lists(TEXTS).map(tuple),
    parts=st.lists(PARTS, max_size=3).map(tuple),
    by_name=st.dictionaries(st.sampled_from(["a", "b~1"]), TIMES),
    size=st.none() | st.floats(allow_nan=False, allow_infinity=False),
    is_done=st.booleans(),
)
WHOLE = Whole(text="a", at=datetime(2026, 5, 9, 10, tzinfo=UTC))


def text_of(document: Document) -> str:
    text, _ = encode(document)
    return text


def stored(document: Document) -> StoredText:
    return StoredText(text_of(document).encode())


@given(whole=WHOLES)
def test_text_holds_the_model_and_its_document(whole: Whole) -> None:
    document = wholes.encode(whole)
    assert wholes.decode(stored(document)) == whole
    assert wholes.decode(dict(stored(document))) == whole, "as any adapter returns it"
    assert wholes.encode(wholes.decode(stored(document))) == document


@given(at=TIMES, later=TIMES)
def test_stored_instants_sort_like_instants(at: datetime, later: datetime) -> None:
    assert (text_of({"at": at}) < text_of({"at": later})) == (at < later)


def test_instants_are_stored_with_microseconds_in_utc() -> None:
    at = datetime(2026, 5, 9, 12, 0, 0, 5, tzinfo=timezone(timedelta(hours=2)))
    assert text_of({"at": at}) == '{"at":"\\u001f2026-05-09T10:00:00.000005Z"}'
    assert text_of({"at": WHOLE.at}) == '{"at":"\\u001f2026-05-09T10:00:00.000000Z"}'


def test_a_field_at_its_default_is_left_out_unless_it_is_queried() -> None:
    document = wholes.encode(WHOLE)
    assert document == {"text": "a", "at": WHOLE.at, "is_done": False}
    assert wholes.decode(stored(document)) == wholes.decode({**document, "parts": []}) == WHOLE


@pytest.mark.parametrize(
    "change",
    [
        {"text": None},
        {"text": 3},
        {"at": "soon"},
        {"at": None},
        {"at": 1},
        {"texts": "a"},
        {"parts": [{"at": None}]},
        {"by_name": {"a": "b"}},
        {"is_done": 0},
        {"size": "1"},
    ],
    ids=str,
)
def test_a_document_that_does_not_fit_is_a_fault(change: Document) -> None:
    document = {**wholes.encode(WHOLE), **change}
    with pytest.raises(ValidationError):
        wholes.decode(stored(document))
    with pytest.raises(ValidationError):
        wholes.decode(document)


def test_a_stored_instant_that_is_none_is_a_fault() -> None:
    text = text_of(wholes.encode(WHOLE)).replace("2026-05-09", "2026-99-09")
    with pytest.raises(ValidationError):
        wholes.decode(StoredText(text.encode()))
    with pytest.raises(ValidationError):
        wholes.decode(dict(StoredText(text.encode())))


def test_values_are_frozen_and_copied_with_changes() -> None:
    with pytest.raises(AttributeError):
        WHOLE.text = "b"  # type: ignore[misc]
    assert replace(WHOLE, text="b") == Whole(text="b", at=WHOLE.at)
    with pytest.raises(TypeError):
        replace(WHOLE, nothing=1)  # type: ignore[call-arg]


def test_secret_fields_are_not_shown() -> None:
    assert shown_without(Part(text="ABC"), "text") == "Part(at=None)"
