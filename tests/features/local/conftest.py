"""Fixtures of the tests of the local server."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from functions.kernel.identity.local import LocalIdentity
from local.sign_in import sign_in_app
from tests.support.sign_in import NOON, opened_at


@pytest.fixture
def identity(tmp_path: Path) -> Iterator[LocalIdentity]:
    opened = opened_at(tmp_path, NOON)
    yield opened
    opened.close()


@pytest.fixture
def app(identity: LocalIdentity) -> FlaskClient:
    return sign_in_app(identity).test_client()
