"""The QR codes of tickets: what they hold, and their pictures."""

import base64

from hypothesis import given
from hypothesis.strategies import none, text

from functions.booking.countermarks.qr_codes import rules as qr_codes
from functions.booking.countermarks.rules import countermark_in, proof_in, qr_payload
from functions.kernel.identifiers import COUNTERMARK_ALPHABET, COUNTERMARK_LENGTH, new_proof
from tests.support.qr import read_qr

_BASE_32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


_CODES = text(COUNTERMARK_ALPHABET, min_size=COUNTERMARK_LENGTH, max_size=COUNTERMARK_LENGTH)
_PROOFS = text(_BASE_32, min_size=26, max_size=26)


@given(_CODES, none() | _PROOFS)
def test_every_ticket_has_the_code_of_its_payload(countermark: str, proof: str | None) -> None:
    payload = qr_payload(countermark, proof)
    assert read_qr(qr_codes.draw(payload)) == payload


@given(_CODES, none() | _PROOFS)
def test_a_ticket_is_read_from_its_payload(countermark: str, proof: str | None) -> None:
    for text_read in (payload := qr_payload(countermark, proof), payload.lower(), f" {payload}\n"):
        assert (countermark_in(text_read), proof_in(text_read)) == (countermark, proof)
    assert payload.rpartition(":")[2] == countermark


def test_what_is_no_ticket_is_not_read() -> None:
    proof = new_proof()
    assert proof_in("ABC234") is None
    for wrong in (proof, f"PROOF:{proof};TOKEN:ABC234", qr_payload("ABC234", proof[1:])):
        assert (countermark_in(wrong), proof_in(wrong)) == (None, None)


def test_proofs_are_long_and_differ() -> None:
    drawn = {new_proof() for _ in range(100)}
    assert len(drawn) == 100
    assert {len(base64.b32decode(f"{proof}======")) for proof in drawn} == {16}
