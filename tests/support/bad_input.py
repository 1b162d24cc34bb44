"""Helpers of the tests of bad input."""

import httpx

from tests.support.server import Json, problem

FIVE_MB = b'{"name": "' + b"x" * 5_000_000 + b'"}'


def refused(response: httpx.Response, *, statuses: tuple[int, ...] = ()) -> Json:
    """Return the problem that an answer is, having checked that it is one."""
    assert 400 <= response.status_code < 500, response.text[:500]
    assert not statuses or response.status_code in statuses, response.text[:500]
    return problem(response, response.status_code, response.json()["code"])


def fields(told: Json) -> list[str]:
    return [error["field"] for error in told["errors"]]
