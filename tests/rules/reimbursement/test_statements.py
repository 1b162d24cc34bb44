"""A statement as PDF, with its structure, and as CSV."""

import csv
import io
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pypdf

from functions.kernel.values import replace
from functions.reimbursement.statements.models import (
    BookingLine,
    PaymentLine,
    RateLine,
    Statement,
    VenueLine,
)
from functions.reimbursement.statements.texts import HEADER, statement_pdf, statements_csv

BOOKINGS = RateLine(
    group="standard",
    kind="bookings",
    rate=9_500,
    bookings_cents=10_000_00,
    contribution_cents=500_00,
    reimbursed_cents=9_500_00,
)
BOOKS = replace(BOOKINGS, group="book", rate=10_000, contribution_cents=0, reimbursed_cents=100_05)
VENUE = VenueLine(
    name="Librairie « Au fil » <#b> $x$ *y* _z_ @w",
    bookings_cents=10_100_05,
    contribution_cents=500_00,
    incidents_cents=-12_34,
    incident_contribution_cents=0,
    reimbursed_cents=9_600_05,
)
STATEMENT = Statement(
    reference="F260000001",
    issued_at=datetime(2026, 5, 16, 3, 0, tzinfo=UTC),
    legal_name="Éditions de l’Œuvre",
    siren="732829320",
    account_label="Compte courant",
    iban="FR** **** 0189",
    first_day=date(2026, 5, 1),
    last_day=date(2026, 5, 15),
    lines=(BOOKINGS, replace(BOOKINGS, kind="incidents", reimbursed_cents=-5_00), BOOKS),
    payments=(PaymentLine(batch="VIR12", paid_on=date(2026, 5, 18), amount_cents=9_600_05),),
    venues=(VENUE,),
)
LINE = BookingLine(
    statement=STATEMENT,
    batch="VIR12",
    siret="73282932000074",
    legal_name="Éditions de l’Œuvre",
    offer_name="=cmd()",
    offer_address="1 rue du Port; Strasbourg",
    countermark="22E234",
    used_at=datetime(2026, 5, 4, 12, 0, tzinfo=ZoneInfo("Europe/Paris")),
    price_label="Plein tarif",
    amount_cents=10_50,
    rate=9_250,
    reimbursed_cents=9_71,
    is_physical=True,
)


def read(content: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(content))


def text_of(content: bytes) -> str:
    text = " ".join(page.extract_text() for page in read(content).pages)
    return " ".join(text.replace("\u202f", " ").replace("\xa0", " ").split())


def tags(content: bytes) -> list[str]:
    """Return the structure of a PDF: the name of each element, from the outside in."""
    found: list[str] = []

    def walk(element: Any) -> None:
        element = element.get_object()
        if isinstance(element, pypdf.generic.ArrayObject):
            for child in element:
                walk(child)
        elif isinstance(element, pypdf.generic.DictionaryObject):
            if "/S" in element:
                found.append(str(element["/S"]))
            if "/K" in element:
                walk(element["/K"])

    root: Any = read(content).trailer["/Root"]
    walk(root["/StructTreeRoot"])
    return found


def test_pdf_is_tagged_french_and_titled() -> None:
    content = statement_pdf(STATEMENT)
    reader = read(content)
    root: Any = reader.trailer["/Root"]
    assert root["/Lang"] == "fr-FR"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert reader.metadata.title == "Justificatif de remboursement F260000001"
    assert b"pdfuaid" in root["/Metadata"].get_data()
    found = tags(content)
    assert found.count("/Table") == 3
    assert {"/H1", "/TH", "/TD", "/TR", "/P"} <= set(found)
    assert found.count("/TH") >= 6 + 5 + 6


def test_pdf_shows_every_fact_as_text() -> None:
    text = text_of(statement_pdf(STATEMENT))
    for fact in (
        *("Justificatif de remboursement F260000001", "Éditions de l’Œuvre", "732829320"),
        *("FR** **** 0189", "du 1er mai 2026 au 15 mai 2026", "Barème général", "Barème livres"),
        *("95 %", "5 %", "10 000,00 €", "VIR12", "18/05/2026", "9 600,05 €", "-12,34 €"),
        *("article 267", "Sous-total", "Librairie « Au fil » <#b> $x$ *y* _z_ @w"),
    ):
        assert fact in text, fact


def test_same_facts_are_the_same_bytes() -> None:
    assert statement_pdf(STATEMENT) == statement_pdf(replace(STATEMENT))
    assert statement_pdf(STATEMENT) != statement_pdf(replace(STATEMENT, reference="F260000002"))


def test_long_and_empty_statements_compile() -> None:
    long = replace(STATEMENT, venues=(VENUE,) * 200)
    assert len(read(statement_pdf(long)).pages) > 5
    empty = replace(STATEMENT, lines=(), payments=(), venues=())
    assert "0,00 €" in text_of(statement_pdf(empty))


def test_csv_has_the_field_s_columns_and_no_formula() -> None:
    content = "".join(statements_csv([LINE]))
    assert content.startswith("\ufeff")
    header, row = csv.reader(io.StringIO(content[1:]), delimiter=";")
    assert tuple(header) == HEADER
    assert len(header) == 17
    shown = dict(zip(header, row, strict=True))
    assert shown["Réservations concernées par le remboursement"] == (
        "Validées et remboursables sur mai 2026 : 1ère quinzaine"
    )
    assert shown["Nom de l'offre"] == "'=cmd()"
    assert shown["Contremarque"] == "'22E234"
    assert shown["Adresse de l'offre"] == "1 rue du Port; Strasbourg"
    assert (shown["Montant de la réservation"], shown["Montant remboursé"]) == ("10,50", "9,71")
    assert shown["Barème"] == "92,50\xa0%"
    assert shown["Date de validation"] == "04/05/2026 12:00"
    second = replace(STATEMENT, first_day=date(2026, 5, 16))
    assert ": 2nde quinzaine" in "".join(statements_csv([replace(LINE, statement=second)]))
