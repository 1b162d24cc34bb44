"""Bodies: whatever is inside of them is as strict as they are."""

import pytest

from functions.kernel.schemas import Body, View


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
