"""The embedded identity provider and its HTTP API, for tests."""

import base64
import json
from datetime import UTC, datetime
from pathlib import Path

from flask.testing import FlaskClient
from werkzeug.test import Client, TestResponse

from functions.kernel.clock import Clock
from functions.kernel.identity.local import LocalIdentity
from local.sign_in import ACCOUNTS, TOKENS

Answer = dict[str, object]

PROJECT = "demo-culture-pass"
PASSWORD = "culture-pass"
QUICK = 10
"""The least cost of a password."""
NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)


def opened_at(
    folder: Path, now: datetime | None = None, *, password_cost: int = QUICK
) -> LocalIdentity:
    return LocalIdentity(folder, PROJECT, Clock(now), password_cost=password_cost, is_durable=False)


def call(app: Client, verb: str, body: object, **headers: str) -> TestResponse:
    path = f"{TOKENS}/v1/token" if verb == "token" else f"{ACCOUNTS}/v1/accounts:{verb}"
    return app.post(path, query_string={"key": "any"}, json=body, headers=headers)


def done(response: TestResponse) -> Answer:
    assert response.status_code == 200, response.text
    answer: Answer = json.loads(response.text)
    return answer


def message(response: TestResponse, *, status: int = 400) -> str:
    """Return what an error says, having checked its form."""
    assert response.status_code == status, response.text
    assert response.mimetype == "application/json"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    error = json.loads(response.text)["error"]
    assert error["code"] == status
    assert [(one["message"], one["domain"]) for one in error["errors"]] == [
        (error["message"], "global")
    ]
    said: str = error["message"]
    return said


def users(app: FlaskClient, id_token: object) -> list[dict[str, str]]:
    found = done(call(app, "lookup", {"idToken": id_token}))["users"]
    assert isinstance(found, list)
    return found


def refresh(app: FlaskClient, token: object) -> TestResponse:
    return call(app, "token", {"grant_type": "refresh_token", "refresh_token": token})


def part(token: str, index: int) -> dict[str, object]:
    text = token.split(".")[index]
    decoded: dict[str, object] = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    return decoded
