"""The pictures of countermarks."""

from hypothesis import given
from hypothesis.strategies import text

from functions.booking.countermarks.qr_codes import rules as qr_codes
from functions.booking.countermarks.rules import qr_payload
from functions.kernel.identifiers import COUNTERMARK_ALPHABET, COUNTERMARK_LENGTH
from tests.support.qr import read_qr


@given(text(COUNTERMARK_ALPHABET, min_size=COUNTERMARK_LENGTH, max_size=COUNTERMARK_LENGTH))
def test_every_countermark_has_the_code_of_its_payload(countermark: str) -> None:
    assert read_qr(qr_codes.draw(countermark)) == qr_payload(countermark)
