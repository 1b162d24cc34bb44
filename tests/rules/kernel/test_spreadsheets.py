"""Cells of spreadsheets."""

import pytest

from functions.kernel.spreadsheets import Euros, Sheet, csv_of


@pytest.mark.parametrize(
    ("cents", "shown"),
    [(150, "1,50"), (5, "0,05"), (0, "0,00"), (-5, "-0,05"), (-100, "-1,00"), (-150, "-1,50")],
)
def test_an_amount_below_zero_is_a_number_too(cents: int, shown: str) -> None:
    sheet = Sheet(name="Montants", header=["Montant"], rows=[[Euros(cents)]])
    assert "".join(csv_of(sheet)).splitlines()[1] == shown
