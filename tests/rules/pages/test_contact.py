"""The operator's address in the entry document."""

from functions.pages.contact.texts import with_operator
from functions.pages.files.data import entry_document

NOBODY = {"name": "", "email": "", "phone": "", "address": ""}


def test_operator_is_named_where_no_script_runs() -> None:
    operator = {**NOBODY, "name": "Ville <b>", "email": "aide@ville.example", "phone": "03 88 00"}
    page = with_operator(entry_document(), operator)
    assert page.count('<a href="mailto:aide@ville.example">') == 2
    assert page.count('<a href="tel:038800">03 88 00</a>') == 2
    assert "Ville &lt;b&gt;" in page
    assert "<!-- operator" not in page


def test_without_an_operator_nothing_is_said() -> None:
    page = with_operator(entry_document(), NOBODY)
    assert "<!-- operator" not in page
    assert "mailto:" not in page
