"""The payment file against the schema, and the bank's answers, good and bad."""

import subprocess
import sys
from datetime import UTC, date, datetime
from importlib.resources import files
from pathlib import Path

import pytest
import xmlschema
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.kernel.values import replace
from functions.reimbursement.sepa import rules
from functions.reimbursement.sepa.answers import rules as answers
from functions.reimbursement.sepa.models import Debtor, PaymentFile, Transfer
from tests.support.bank_values import IBAN, OTHER_IBAN, THIRD_IBAN

SCHEMA = xmlschema.XMLSchema(str(files("sepaxml") / "schemas" / "pain.001.001.09.xsd"))
"""ISO's own schema, which the package sepaxml carries."""

FIRST = Transfer(
    reference="F260000001",
    name="Éditions de l’Œuvre & Fils",
    iban=OTHER_IBAN,
    amount_cents=123_456,
    text="pass Culture VIR12 F260000001",
)
SECOND = replace(FIRST, reference="F260000002", iban=THIRD_IBAN, amount_cents=5)
PAYMENT = PaymentFile(
    message_id="VIR12",
    created_at=datetime(2026, 5, 16, 3, 0, tzinfo=UTC),
    execution_on=date(2026, 5, 18),
    debtor=Debtor(name="pass Culture", iban=IBAN),
    transfers=(FIRST, SECOND),
)


def text_of(payment: PaymentFile) -> str:
    content = rules.payment_xml(payment)
    SCHEMA.validate(content.decode())
    return content.decode()


def test_file_is_valid_and_exact() -> None:
    text = text_of(PAYMENT)
    for part in (
        "<MsgId>VIR12</MsgId>",
        "<CreDtTm>2026-05-16T03:00:00Z</CreDtTm>",
        "<NbOfTxs>2</NbOfTxs>",
        "<CtrlSum>1234.61</CtrlSum>",
        "<Dt>2026-05-18</Dt>",
        "<Id>NOTPROVIDED</Id>",
        "<EndToEndId>F260000001</EndToEndId>",
        '<InstdAmt Ccy="EUR">1234.56</InstdAmt>',
        '<InstdAmt Ccy="EUR">0.05</InstdAmt>',
        "<Nm>Editions de l'Oeuvre Fils</Nm>",
        f"<IBAN>{OTHER_IBAN}</IBAN>",
        "<Ustrd>pass Culture VIR12 F260000001</Ustrd>",
    ):
        assert part in text, part


def test_same_values_are_the_same_bytes() -> None:
    assert rules.payment_xml(PAYMENT) == rules.payment_xml(replace(PAYMENT))


def test_bank_with_bic_and_sender_id() -> None:
    debtor = replace(PAYMENT.debtor, bic="BNPAFRPPXXX", bank_id="123456")
    text = text_of(replace(PAYMENT, debtor=debtor))
    assert "<BICFI>BNPAFRPPXXX</BICFI>" in text
    assert "NOTPROVIDED" not in text
    assert "<Id>123456</Id>" in text


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Théâtre d’Orléans", "Theatre d'Orleans"),
        ("Straße № 5 – Łódź", "Strasse No 5 - Lodz"),
        ("Café\n\tde la  Gare", "Cafe de la Gare"),
        ("//a//b/", "a/b"),
        ("<b>&amp;", "b amp"),
        ("Ω" * 3, "OOO"),
        ("", ""),
        ("x" * 80, "x" * 70),
    ],
)
def test_text_is_transliterated(text: str, plain: str) -> None:
    assert rules.latin(text, longest=70) == plain


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200), st.text(max_size=300), st.integers(1, rules.LARGEST_AMOUNT))
def test_whatever_people_wrote_is_valid_or_refused(name: str, text: str, cents: int) -> None:
    transfer = replace(FIRST, name=name, text=text, amount_cents=cents)
    try:
        content = rules.payment_xml(replace(PAYMENT, transfers=(transfer,)))
    except rules.PaymentInvalid:
        assert not rules.latin(name, longest=70)
        return
    SCHEMA.validate(content.decode())
    assert f">{cents // 100}.{cents % 100:02d}</InstdAmt>" in content.decode()


@pytest.mark.parametrize(
    "payment",
    [
        replace(PAYMENT, transfers=()),
        replace(PAYMENT, transfers=(FIRST, FIRST)),
        replace(PAYMENT, message_id="x" * 36),
        replace(PAYMENT, message_id="VIR/"),
        replace(PAYMENT, message_id="VIRé"),
        replace(PAYMENT, transfers=(replace(FIRST, reference=""),)),
        replace(PAYMENT, transfers=(replace(FIRST, reference="A//B"),)),
        replace(PAYMENT, transfers=(replace(FIRST, amount_cents=0),)),
        replace(PAYMENT, transfers=(replace(FIRST, amount_cents=-1),)),
        replace(PAYMENT, transfers=(replace(FIRST, amount_cents=rules.LARGEST_AMOUNT + 1),)),
        replace(PAYMENT, transfers=(replace(FIRST, name="\u200b"),)),
        replace(PAYMENT, debtor=replace(PAYMENT.debtor, name="")),
    ],
)
def test_what_a_bank_would_refuse_is_not_written(payment: PaymentFile) -> None:
    with pytest.raises(rules.PaymentInvalid):
        rules.payment_xml(payment)


def test_values_do_not_show_ibans() -> None:
    assert IBAN not in repr(PAYMENT)
    assert OTHER_IBAN not in repr(PAYMENT)


def test_command_shows_the_file_as_a_table(tmp_path: Path) -> None:
    place = tmp_path / "vir12.xml"
    place.write_bytes(rules.payment_xml(PAYMENT))
    command = [sys.executable, "-m", "functions.reimbursement.sepa", "show", str(place)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "F260000001  Editions de l'Oeuvre Fils  FR** **** 2606  1234.56" in done.stdout
    assert "2 transfers" in done.stdout
    assert OTHER_IBAN not in done.stdout
    place.write_text("<Document/>")
    failed = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (failed.returncode, failed.stderr.strip()) == (
        1,
        "This is not a payment file in pain.001.001.09.",
    )


def answer(
    *statuses: tuple[str, str, str], group: str = "PART", version: str = "10", of: str = "VIR12"
) -> bytes:
    lines = "".join(
        f"<TxInfAndSts><OrgnlEndToEndId>{name}</OrgnlEndToEndId><TxSts>{status}</TxSts>"
        f"<StsRsnInf><Rsn><Cd>{code}</Cd></Rsn></StsRsnInf></TxInfAndSts>"
        for name, status, code in statuses
    )
    return (
        f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.{version}">'
        f"<CstmrPmtStsRpt><GrpHdr><MsgId>B1</MsgId></GrpHdr><OrgnlGrpInfAndSts>"
        f"<OrgnlMsgId>{of}</OrgnlMsgId><GrpSts>{group}</GrpSts></OrgnlGrpInfAndSts>"
        f"<OrgnlPmtInfAndSts><OrgnlPmtInfId>{of}</OrgnlPmtInfId>{lines}</OrgnlPmtInfAndSts>"
        "</CstmrPmtStsRpt></Document>"
    ).encode()


def read(content: bytes) -> dict[str, tuple[str, str | None]]:
    references = ("F260000001", "F260000002")
    found = answers.read_answer(content, message_id="VIR12", references=references)
    return {one.reference: (one.verdict, one.reason) for one in found}


def test_answer_names_what_was_rejected_and_why() -> None:
    content = answer(("F260000002", "RJCT", "AC04"))
    assert read(content) == {"F260000002": ("rejected", "AC04")}
    content = answer(("F260000002", "RJCT", "AC04"), group="ACCP", version="03")
    assert read(content) == {
        "F260000001": ("pending", None),
        "F260000002": ("rejected", "AC04"),
    }


def test_answer_on_the_whole_file_counts_for_each_transfer() -> None:
    assert {verdict for verdict, _ in read(answer(group="RJCT")).values()} == {"rejected"}
    assert {verdict for verdict, _ in read(answer(group="ACSC")).values()} == {"executed"}
    assert {verdict for verdict, _ in read(answer(group="PDNG")).values()} == {"pending"}
    assert read(answer()) == {}


_BOMB = (
    b'<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]>'
    b'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10">&b;</Document>'
)
_LOOK = (
    b'<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    b'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10">&a;</Document>'
)


@pytest.mark.parametrize(
    "content",
    [
        *(b"", b"not xml", b"<Document/>", b"\xff\xfe\x00", _BOMB, _LOOK),
        rules.payment_xml(PAYMENT),
        answer(version="99"),
        answer()[:-20],
        answer(("F260000001", "XXXX", "AC04")),
        answer(("", "RJCT", "AC04")),
        answer(group="XXXX"),
        b'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"></Document>',
    ],
)
def test_bad_answer_is_refused(content: bytes) -> None:
    with pytest.raises(answers.BankAnswerInvalid):
        read(content)


def test_answer_that_is_too_large_is_not_parsed() -> None:
    with pytest.raises(answers.BankAnswerInvalid):
        read(answer() + b" " * rules.LARGEST_FILE)


def test_answer_about_something_else_is_refused() -> None:
    with pytest.raises(answers.BankAnswerOfOther):
        read(answer(of="VIR11"))
    with pytest.raises(answers.BankAnswerUnknownLine):
        read(answer(("F269999999", "RJCT", "AC04")))
    with pytest.raises(answers.BankAnswerAmbiguous):
        read(answer(("F260000001", "RJCT", "AC04"), ("F260000001", "ACCP", "")))
