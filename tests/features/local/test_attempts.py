"""Wrong passwords slow down sign-in, and lock nobody out of their account."""

from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient

from functions.kernel.identity.local import LocalIdentity
from functions.kernel.identity.local_accounts import SignInError
from functions.kernel.identity.local_attempts import (
    ACCOUNT_LIMIT,
    ADDRESS_LIMIT,
    FORGOTTEN_AFTER,
    LONGEST_WAIT,
    PAIR_LIMIT,
    Attempts,
)
from local.sign_in import ACCOUNTS, sign_in_app
from tests.support.sign_in import PASSWORD, done, message

WAIT = "TOO_MANY_ATTEMPTS_TRY_LATER"
WRONG = "INVALID_LOGIN_CREDENTIALS"
ANA = "ana@demo.test"


class Hand:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.at = datetime(2026, 5, 4, tzinfo=UTC).timestamp()

    def __call__(self) -> float:
        return self.at


class Door:
    """The sign-in, for callers at any network address, by a clock that a test moves."""

    def __init__(self, identity: LocalIdentity) -> None:
        self.clock = Hand()
        self.app: FlaskClient = sign_in_app(
            identity, attempts=Attempts(clock=self.clock)
        ).test_client()

    def sign_in(self, email: str = ANA, password: str = PASSWORD, *, at: str = "10.0.0.1") -> str:
        """Return what the answer says: the reason of a refusal, or nothing."""
        response = self.app.post(
            f"{ACCOUNTS}/v1/accounts:signInWithPassword?key=any",
            json={"email": email, "password": password},
            environ_base={"REMOTE_ADDR": at},
        )
        if response.status_code == 200:
            assert done(response)["idToken"]
            return ""
        return message(response)


@pytest.fixture
def door(identity: LocalIdentity) -> Door:
    """A door to which Ana has a key."""
    identity.sign_up(ANA, PASSWORD)
    return Door(identity)


def test_wrong_passwords_make_the_next_attempt_wait_twice_as_long_each_time(door: Door) -> None:
    for _ in range(PAIR_LIMIT):
        assert door.sign_in(password="wrong!") == WRONG
    for seconds in (1, 2, 4):
        assert door.sign_in() == WAIT
        door.clock.at += seconds - 0.1
        assert door.sign_in(email=" Ana@Demo.test ") == WAIT
        door.clock.at += 0.2
        assert door.sign_in(password="wrong!") == WRONG
    door.clock.at += LONGEST_WAIT
    assert door.sign_in() == ""
    # The right password ends it.
    assert door.sign_in(password="wrong!") == WRONG
    assert door.sign_in() == ""


def test_an_account_that_does_not_exist_is_slowed_down_alike(door: Door) -> None:
    said = [door.sign_in("nobody@demo.test") for _ in range(PAIR_LIMIT + 1)]
    assert said == [WRONG] * PAIR_LIMIT + [WAIT]


def test_other_people_and_other_addresses_do_not_wait(door: Door, identity: LocalIdentity) -> None:
    identity.sign_up("ben@demo.test", PASSWORD)
    for _ in range(PAIR_LIMIT):
        door.sign_in(password="wrong!")
    assert door.sign_in("ben@demo.test") == ""
    assert door.sign_in(at="10.0.0.2") == ""


def test_a_quiet_quarter_of_an_hour_forgets(door: Door) -> None:
    for _ in range(PAIR_LIMIT):
        door.sign_in(password="wrong!")
    door.clock.at += FORGOTTEN_AFTER + 1
    said = [door.sign_in(password="wrong!") for _ in range(PAIR_LIMIT)]
    assert said == [WRONG] * PAIR_LIMIT


# The counts themselves, without the cost of a hash.


def waits(attempts: Attempts, email: str, address: str) -> bool:
    try:
        attempts.begin(email, address)
    except SignInError as refused:
        return refused.code == WAIT
    return False


def test_one_address_that_tries_many_accounts_waits() -> None:
    attempts = Attempts(clock=Hand())
    tried = [waits(attempts, f"p{n}@demo.test", "10.0.0.1") for n in range(ADDRESS_LIMIT + 1)]
    assert tried == [False] * ADDRESS_LIMIT + [True]
    assert not waits(attempts, "p1@demo.test", "10.0.0.2")


def test_many_addresses_that_try_one_account_wait_but_not_its_owner_at_home() -> None:
    clock = Hand()
    attempts = Attempts(clock=clock)
    attempts.begin(ANA, "home")
    attempts.succeeded(ANA, "home")
    tried = [waits(attempts, ANA, f"10.0.1.{n}") for n in range(ACCOUNT_LIMIT + 1)]
    assert tried == [False] * ACCOUNT_LIMIT + [True]
    for _ in range(100):
        waits(attempts, ANA, f"10.0.2.{_}")
    assert not waits(attempts, ANA, "home")
    # From elsewhere, its owner waits a minute at most, for those who wait are not counted.
    clock.at += LONGEST_WAIT
    assert not waits(attempts, ANA, "elsewhere")


def test_signing_in_to_an_account_of_ones_own_does_not_reset_the_count_of_an_address() -> None:
    attempts = Attempts(clock=Hand())
    for number in range(ADDRESS_LIMIT - 1):
        assert not waits(attempts, f"p{number}@demo.test", "10.0.0.1")
        attempts.begin("own@demo.test", "10.0.0.1")
        attempts.succeeded("own@demo.test", "10.0.0.1")
    assert not waits(attempts, "last@demo.test", "10.0.0.1")
    assert waits(attempts, "one-more@demo.test", "10.0.0.1")
