"""Requests from the OpenAPI document: patterns that are quick to build match the same texts."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.check_api import shorter_ranges
from functions.kernel import text

RULES = {"line": text.line(200), "paragraph": text.paragraph(500), "code": text.code(200)}

_EDGES = "\u2fff\u3000\U000dffff\U000e0000\U000e001f\U000e0020\U000e007f\U000e0080\U000e00ff"
CHARACTERS = st.sampled_from(f"a {_EDGES}\U000e0100\U000e01ef\U000e01f0\U0010ffff")


@pytest.mark.parametrize("name", RULES)
@given(sent=st.text(CHARACTERS, max_size=4) | st.text(max_size=6))
def test_shorter_ranges_match_the_same_texts(name: str, sent: str) -> None:
    pattern = RULES[name].pattern
    quick = shorter_ranges(pattern)
    assert "\u3000-\U000dffff]" in pattern
    assert "[\u3000-" not in quick.replace("(?![\u3000-", "")
    assert bool(re.search(pattern, sent)) is bool(re.search(quick, sent))
