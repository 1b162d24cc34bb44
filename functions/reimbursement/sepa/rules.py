"""The payment file: pain.001.001.09 (ISO 20022), the same bytes for the same values.

Texts have the SEPA Latin set only (EPC217-08), so accents are transliterated.
"""

import re
from collections.abc import Iterator
from datetime import UTC
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from anyascii import anyascii
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from functions.kernel.errors import Conflict, Malformed
from functions.reimbursement.sepa.models import Debtor, PaymentFile, ShownTransfer, Transfer

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"

LONGEST_ID, LONGEST_NAME, LONGEST_TEXT = 35, 70, 140
"""Characters (EPC132-08)."""

LARGEST_AMOUNT = 999_999_999_99
"""Cents of one transfer (EPC132-08)."""

LARGEST_FILE = 64 * 1024 * 1024
"""Bytes that are read of a file."""

_ID = re.compile(r"(?!/)(?!.*//)[A-Za-z0-9/?:().,'+ -]{1,35}(?<!/)")
_OUTSIDE = re.compile(r"[^A-Za-z0-9/?:().,'+ -]")


class PaymentInvalid(Conflict):
    """This batch cannot be written as a payment file."""

    code = "payment_invalid"
    reason: str


class PaymentFileInvalid(Malformed):
    """This is not a payment file in pain.001.001.09."""

    code = "payment_file_invalid"


def latin(text: str, *, longest: int) -> str:
    """Return a text in the SEPA Latin set, on one line, cut to a length.

    A slash at an end or a double one is left out, as banks refuse them.
    """
    plain = _OUTSIDE.sub(" ", anyascii(text))
    plain = re.sub("/{2,}", "/", " ".join(plain.split()))
    return plain[:longest].strip(" /")


def payment_xml(payment: PaymentFile) -> bytes:
    """Return the file for the bank. Refuses PaymentInvalid."""
    _check(payment)
    ElementTree.register_namespace("", NAMESPACE)
    root = ElementTree.Element(f"{{{NAMESPACE}}}Document")
    whole = _add(root, "CstmrCdtTrfInitn")
    count = str(len(payment.transfers))
    total = _euros(sum(transfer.amount_cents for transfer in payment.transfers))
    head = _add(whole, "GrpHdr")
    _put(head, "MsgId", payment.message_id)
    _put(head, "CreDtTm", f"{payment.created_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}")
    _put(head, "NbOfTxs", count)
    _put(head, "CtrlSum", total)
    initiator = _add(head, "InitgPty")
    _put(initiator, "Nm", latin(payment.debtor.name, longest=LONGEST_NAME))
    if payment.debtor.bank_id is not None:
        _put(_add(initiator, "Id", "OrgId", "Othr"), "Id", payment.debtor.bank_id)
    info = _add(whole, "PmtInf")
    _put(info, "PmtInfId", payment.message_id)
    _put(info, "PmtMtd", "TRF")
    _put(info, "BtchBookg", "true")
    _put(info, "NbOfTxs", count)
    _put(info, "CtrlSum", total)
    _put(_add(info, "PmtTpInf", "SvcLvl"), "Cd", "SEPA")
    _put(_add(info, "ReqdExctnDt"), "Dt", payment.execution_on.isoformat())
    _put(_add(info, "Dbtr"), "Nm", latin(payment.debtor.name, longest=LONGEST_NAME))
    _put(_add(info, "DbtrAcct", "Id"), "IBAN", payment.debtor.iban)
    _agent(_add(info, "DbtrAgt", "FinInstnId"), payment.debtor)
    _put(info, "ChrgBr", "SLEV")
    for transfer in payment.transfers:
        _transfer(_add(info, "CdtTrfTxInf"), transfer)
    ElementTree.indent(root)
    content: bytes = ElementTree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return content + b"\n"


def shown(content: bytes) -> Iterator[ShownTransfer]:
    """Yield the transfers of a payment file, to be looked at. Refuses PaymentFileInvalid."""
    root = parsed(content, NAMESPACE, PaymentFileInvalid)
    names = {"p": NAMESPACE}
    for one in root.iterfind("p:CstmrCdtTrfInitn/p:PmtInf/p:CdtTrfTxInf", names):
        iban = one.findtext("p:CdtrAcct/p:Id/p:IBAN", "", names)
        yield ShownTransfer(
            reference=one.findtext("p:PmtId/p:EndToEndId", "", names),
            name=one.findtext("p:Cdtr/p:Nm", "", names),
            iban=f"{iban[:2]}** **** {iban[-4:]}",
            amount=one.findtext("p:Amt/p:InstdAmt", "", names),
            text=one.findtext("p:RmtInf/p:Ustrd", "", names),
        )


def parsed(content: bytes, namespace: str, refusal: type[Malformed]) -> "Element":
    """Return the root of a document in a namespace; entities and DTDs are refused.

    Refuses `refusal`.
    """
    if len(content) > LARGEST_FILE:
        raise refusal
    try:
        root: Element = fromstring(content, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as fault:
        raise refusal from fault
    if root.tag != f"{{{namespace}}}Document":
        raise refusal
    return root


def _check(payment: PaymentFile) -> None:
    """Check what the schema would refuse, and what a bank would pay twice."""
    ids = [transfer.reference for transfer in payment.transfers]
    if not ids:
        raise PaymentInvalid(reason="no transfers")
    if len(set(ids)) != len(ids):
        raise PaymentInvalid(reason="a reference comes twice")
    if not all(_ID.fullmatch(name) for name in (payment.message_id, *ids)):
        raise PaymentInvalid(reason="an id is too long or has other characters")
    for transfer in payment.transfers:
        if not 0 < transfer.amount_cents <= LARGEST_AMOUNT:
            raise PaymentInvalid(reason="an amount is not above 0, or too large")
        if not latin(transfer.name, longest=LONGEST_NAME):
            raise PaymentInvalid(reason="a name has no characters that banks take")
    if not latin(payment.debtor.name, longest=LONGEST_NAME):
        raise PaymentInvalid(reason="a name has no characters that banks take")


def _transfer(within: "Element", transfer: Transfer) -> None:
    _put(_add(within, "PmtId"), "EndToEndId", transfer.reference)
    _put(_add(within, "Amt"), "InstdAmt", _euros(transfer.amount_cents)).set("Ccy", "EUR")
    _put(_add(within, "Cdtr"), "Nm", latin(transfer.name, longest=LONGEST_NAME))
    _put(_add(within, "CdtrAcct", "Id"), "IBAN", transfer.iban)
    if text := latin(transfer.text, longest=LONGEST_TEXT):
        _put(_add(within, "RmtInf"), "Ustrd", text)


def _agent(within: "Element", debtor: Debtor) -> None:
    if debtor.bic is not None:
        _put(within, "BICFI", debtor.bic)
    else:
        _put(_add(within, "Othr"), "Id", "NOTPROVIDED")


def _euros(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"


def _add(within: "Element", *path: str) -> "Element":
    """Add an element and those inside it, and return the innermost."""
    for name in path:
        within = ElementTree.SubElement(within, f"{{{NAMESPACE}}}{name}")
    return within


def _put(within: "Element", name: str, text: str) -> "Element":
    """Add an element with a text."""
    added = _add(within, name)
    added.text = text
    return added
