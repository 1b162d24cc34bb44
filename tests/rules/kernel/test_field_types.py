"""Types of fields: what is published is what is read."""

import re
from datetime import date, datetime

from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from functions.kernel.field_types import DayOrInstant

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
