"""Postal codes as people copy them."""

import pytest
from pydantic import TypeAdapter, ValidationError

from functions.accounts.places.schemas import FrenchPostalCode, PostalCode

FRENCH: TypeAdapter[str] = TypeAdapter(FrenchPostalCode)
ANY: TypeAdapter[str] = TypeAdapter(PostalCode)


@pytest.mark.parametrize("adapter", [FRENCH, ANY])
@pytest.mark.parametrize("sent", ["67000", "67 000", " 67000 ", "67\u00a0000", "67\u202f000"])
def test_blanks_in_a_code_of_digits_do_not_count(adapter: TypeAdapter[str], sent: str) -> None:
    assert adapter.validate_python(sent) == "67000"


@pytest.mark.parametrize(
    "sent", ["6700", "670000", "F-67000", "67-000", "\uff16\uff17000", "67000\n", ""]
)
def test_anything_else_is_no_french_code(sent: str) -> None:
    with pytest.raises(ValidationError):
        FRENCH.validate_python(sent)


def test_blanks_inside_other_codes_stay() -> None:
    assert ANY.validate_python(" SW1A 1AA ") == "SW1A 1AA"
    with pytest.raises(ValidationError):
        ANY.validate_python("67\u200b000")
