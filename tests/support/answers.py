"""Short readings of the answers of the test client, for tests to compare."""

from typing import Any

from werkzeug.test import TestResponse


def content(answer: TestResponse, status: int = 200) -> dict[str, Any]:
    """Return the JSON object of an answer that has this status."""
    assert answer.status_code == status, answer.text
    found: dict[str, Any] = answer.get_json()
    return found


def refused(answer: TestResponse) -> tuple[int, str]:
    """Return the status and the code of a refusal."""
    return answer.status_code, str(answer.get_json()["code"])


def outcome(answer: TestResponse) -> tuple[int, str]:
    """Return the status of an answer, and its code or else the state that it shows."""
    found = answer.get_json()
    return answer.status_code, str(found.get("code") or found.get("status"))
