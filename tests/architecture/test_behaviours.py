"""The table of behaviours in tests/README.md says what the tests show."""

from tests.behaviours import PAGE, marked, rows, written

_ALL = 102


def test_every_behaviour_has_its_line() -> None:
    assert [row.number for row in rows(PAGE.read_text("utf-8"))] == list(range(1, _ALL + 1))


def test_every_behaviour_is_shown_by_a_test_or_says_why_not() -> None:
    shown = marked()
    table = rows(PAGE.read_text("utf-8"))
    assert [row.number for row in table if row.is_out_of_scope == (row.number in shown)] == []


def test_the_table_names_the_tests() -> None:
    page = PAGE.read_text("utf-8")
    assert written(page) == page, "run: python -m tests.behaviours"


def test_no_test_names_a_number_that_there_is_not() -> None:
    assert set(marked()) <= set(range(1, _ALL + 1))
