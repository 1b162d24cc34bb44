"""Bodies: whatever is inside of them is as strict as they are."""

import re
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from functions.kernel.schemas import Body, DayOrInstant, View


class Answered(View):
    """An object that takes unknown fields."""

    name: str


def test_body_with_an_object_that_takes_unknown_fields_is_refused() -> None:
    with pytest.raises(TypeError, match="Answered is not a Body"):

        class Loose(Body):
            answers: list[Answered] | None = None


def test_body_inside_a_body_is_taken() -> None:
    class Inner(Body):
        name: str

    class Outer(Body):
        inner: dict[str, Inner]

    assert Outer.model_validate({"inner": {"a": {"name": "b"}}}).inner["a"].name == "b"


_DAY_OR_INSTANT: TypeAdapter[date | datetime] = TypeAdapter(DayOrInstant)
_PUBLISHED = re.compile(_DAY_OR_INSTANT.json_schema()["pattern"])
_YEARS = st.sampled_from([1899, 1900, 1904, 2000, 2023, 2024, 2100, 9900, 9901])
_OFFSETS = st.sampled_from(["Z", "z", "+02:00", "-23:59", "+24:00", "+14:60", "+0200", ""])


@given(
    st.builds("{:04}-{:02}-{:02}".format, _YEARS, st.integers(0, 13), st.integers(0, 32)),
    st.just("")
    | st.builds(
        "{}{:02}:{:02}:{:02}{}{}".format,
        st.sampled_from("Tt _"),
        st.integers(0, 25),
        st.integers(0, 61),
        st.integers(0, 61),
        st.sampled_from(["", ".5", ".1234567890123"]),
        _OFFSETS,
    ),
)
def test_day_or_instant_is_published_as_it_is_read(day: str, time: str) -> None:
    try:
        _DAY_OR_INSTANT.validate_python(day + time)
    except ValidationError:
        assert not _PUBLISHED.search(day + time)
    else:
        assert _PUBLISHED.search(day + time)
