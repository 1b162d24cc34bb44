"""Compressed answers."""

import gzip

import pytest

from functions.kernel.platform import Platform
from tests.support import given

LONG, SHORT = "/v1/categories", "/v1/offers"


@pytest.mark.parametrize("accepted", ["gzip", "GZIP", "br, gzip;q=0.5", "*"])
def test_a_long_answer_is_compressed_for_whoever_accepts_it(
    platform: Platform, accepted: str
) -> None:
    plain = given.call(platform, "GET", LONG)
    packed = given.call(platform, "GET", LONG, Accept_Encoding=accepted)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert packed.content_length == len(packed.data) < len(plain.data) / 2
    assert {answer.headers["Vary"] for answer in (plain, packed)} == {"Accept-Encoding"}


@pytest.mark.parametrize(
    ("path", "accepted"),
    [(LONG, "identity"), (LONG, "gzip;q=0"), (LONG, "br"), (LONG, ""), (SHORT, "gzip")],
)
def test_other_answers_are_plain(platform: Platform, path: str, accepted: str) -> None:
    answer = given.call(platform, "GET", path, Accept_Encoding=accepted)
    assert "Content-Encoding" not in answer.headers
    assert answer.get_json() is not None
