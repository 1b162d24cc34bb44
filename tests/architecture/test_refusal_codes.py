"""Refusal codes: each belongs to one class of refusals, so that it has one meaning."""

from collections import defaultdict

from tests.architecture.test_deployables import refusals

SHARED = {
    # Where fields can be named, the refusal names them.
    "malformed": {"InvalidFields", "Malformed"},
    # Promised by version 1 of the API to the holder and at the desk, with one meaning.
    "already_used": {"AlreadyUsed", "UsedBefore"},
    # A limit on wrong codes is a limit on requests.
    "too_many_requests": {"TooMany", "TooManyWrongCodes"},
}


def test_a_code_has_one_meaning() -> None:
    by_code: dict[str, set[str]] = defaultdict(set)
    for kind in refusals():
        by_code[kind.code].add(kind.__qualname__)
    assert {code: kinds for code, kinds in by_code.items() if len(kinds) > 1} == SHARED
