"""Numbers of organisations and books, as people copy them."""

import pytest

from functions.accounts.numbers.rules import compact, is_ean, is_establishment, is_siren
from functions.accounts.offerers.rules import SirenInvalid, check_siren


@pytest.mark.parametrize(
    "copied", ["732 829 320", "732\u00a0829\u202f320", "732.829.320", " 732-829-320 ", "732829320"]
)
def test_spaces_dots_and_hyphens_of_a_number_are_ignored(copied: str) -> None:
    assert compact(copied) == "732829320"
    assert is_siren(compact(copied))


@pytest.mark.parametrize("siren", ["000000000", "732829321", "73282932", "", "７３２８２９３２０"])
def test_reserved_and_mistyped_numbers_are_no_siren(siren: str) -> None:
    assert not is_siren(siren)


@pytest.mark.parametrize(
    ("number", "postal_code"),
    [
        ("732829320", "67000"),
        ("732829320", "98800"),
        ("1234567", "98800"),
        ("123456", "98890"),
        ("A12345", "98713"),
        ("123456", "98713"),
    ],
)
def test_an_offerer_has_a_number_of_its_own_register(number: str, postal_code: str) -> None:
    check_siren(number, postal_code=postal_code)


@pytest.mark.parametrize(
    ("number", "postal_code"),
    [
        ("1234567", "67000"),
        ("1234567", "98713"),
        ("A12345", "98800"),
        ("0000000", "98800"),
        ("000000", "98713"),
        ("1234567", "98600"),
        ("AB2345", "98713"),
        ("12345678", "98800"),
    ],
)
def test_a_number_of_another_register_is_refused(number: str, postal_code: str) -> None:
    with pytest.raises(SirenInvalid):
        check_siren(number, postal_code=postal_code)


@pytest.mark.parametrize(
    ("number", "of"),
    [
        ("73282932000074", "732829320"),
        ("35600000049837", "356000000"),
        ("35600000000048", "356000000"),
        ("1234567001", "1234567"),
        ("A12345001", "A12345"),
    ],
)
def test_an_establishment_has_a_number_that_begins_with_its_enterprise(
    number: str, of: str
) -> None:
    assert is_establishment(number, of=of)
    assert not is_establishment(number, of="552100554")
    assert not is_establishment(number + "0", of=of)


@pytest.mark.parametrize("siret", ["73282932000075", "73282932000009", "00000000000000"])
def test_a_siret_that_was_never_assigned_is_refused(siret: str) -> None:
    assert not is_establishment(siret, of=siret[:9])


def test_an_ean_is_taken_as_it_stands_on_a_book() -> None:
    assert is_ean(compact("978-2-07-036822-8"))
    assert not is_ean("9782070368229")
    assert not is_ean("0000000000000")
