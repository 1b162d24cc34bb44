"""Reading of pain.002 (ISO 20022): what the bank executed and rejected of a payment file."""

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from functions.kernel.errors import Conflict, Malformed
from functions.reimbursement.sepa.answers.models import Outcome, Verdict
from functions.reimbursement.sepa.rules import parsed

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

VERSIONS = ("pain.002.001.10", "pain.002.001.03")
"""The answer that belongs to pain.001.001.09, and the older one that some banks still send."""

_VERDICTS: dict[str, Verdict] = {
    **dict.fromkeys(("ACSC", "ACCC"), "executed"),
    **dict.fromkeys(("RJCT", "CANC"), "rejected"),
    **dict.fromkeys(("ACTC", "ACCP", "ACSP", "ACWC", "ACWP"), "pending"),
    **dict.fromkeys(("PDNG", "RCVD", "PATC"), "pending"),
}
"""Statuses of ISO 20022 (ExternalPaymentTransactionStatus1Code). A transfer is executed when its
settlement is completed; one that was accepted before may still be rejected."""


class BankAnswerInvalid(Malformed):
    """This is not a payment status report in pain.002."""

    code = "bank_answer_invalid"


class BankAnswerOfOther(Conflict):
    """This answer is about another payment file."""

    code = "bank_answer_of_other"


class BankAnswerUnknownLine(Conflict):
    """This answer is about a transfer that the payment file does not have."""

    code = "bank_answer_unknown_line"


class BankAnswerAmbiguous(Conflict):
    """This answer has two statuses for one transfer."""

    code = "bank_answer_ambiguous"


def read_answer(content: bytes, *, message_id: str, references: Collection[str]) -> list[Outcome]:
    """Return the outcome of each transfer that the bank decided, in the order of `references`.

    A status of the whole file or payment counts for every transfer without one of its own; one in
    part (PART) says nothing of those that are not listed. Refuses BankAnswerInvalid,
    BankAnswerOfOther, BankAnswerUnknownLine, BankAnswerAmbiguous.
    """
    root, version = _root(content)
    names = {"p": f"urn:iso:std:iso:20022:tech:xsd:{version}"}
    report = root.find("p:CstmrPmtStsRpt", names)
    group = None if report is None else report.find("p:OrgnlGrpInfAndSts", names)
    if report is None or group is None:
        raise BankAnswerInvalid
    if group.findtext("p:OrgnlMsgId", "", names).strip() != message_id:
        raise BankAnswerOfOther
    whole = _status(group, "p:GrpSts", names)
    listed: dict[str, Outcome] = {}
    for payment in report.iterfind("p:OrgnlPmtInfAndSts", names):
        whole = _status(payment, "p:PmtInfSts", names) or whole
        for outcome in _listed(payment, names):
            if outcome.reference in listed:
                raise BankAnswerAmbiguous
            listed[outcome.reference] = outcome
    if listed.keys() - set(references):
        raise BankAnswerUnknownLine
    found = (listed.get(reference) or _of_whole(whole, reference) for reference in references)
    return [outcome for outcome in found if outcome is not None]


def _root(content: bytes) -> tuple["Element", str]:
    for version in VERSIONS:
        # A small text that names no version it knows is refused after the last one.
        try:
            namespace = f"urn:iso:std:iso:20022:tech:xsd:{version}"
            return parsed(content, namespace, BankAnswerInvalid), version
        except BankAnswerInvalid:
            continue
    raise BankAnswerInvalid


def _listed(payment: "Element", names: dict[str, str]) -> Iterator[Outcome]:
    for one in payment.iterfind("p:TxInfAndSts", names):
        reference = one.findtext("p:OrgnlEndToEndId", "", names).strip()
        found = _status(one, "p:TxSts", names)
        if not reference or found is None:
            raise BankAnswerInvalid
        yield Outcome(reference=reference, verdict=found[0], reason=found[1])


def _status(
    within: "Element", path: str, names: dict[str, str]
) -> tuple[Verdict, str | None] | None:
    """Return a status with its reason; None without one, or for a status in part."""
    text = within.findtext(path, "", names).strip()
    if text in ("", "PART"):
        return None
    if text not in _VERDICTS:
        raise BankAnswerInvalid
    reason = within.find("p:StsRsnInf/p:Rsn", names)
    codes = [] if reason is None else [(part.text or "").strip()[:35] for part in reason]
    return _VERDICTS[text], codes[0] if codes else None


def _of_whole(whole: tuple[Verdict, str | None] | None, reference: str) -> Outcome | None:
    if whole is None:
        return None
    return Outcome(reference=reference, verdict=whole[0], reason=whole[1])
