"""API keys stop with the member who made them; an erased last member closes the offerer."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from functions.booking.models import Booking
from functions.kernel.database import Write
from functions.kernel.platform import Platform
from functions.kernel.quotas import Leases
from tests.support import given
from tests.support.answers import content, outcome
from tests.support.given import MEMBER, SIREN, HandClock

pytestmark = pytest.mark.usefixtures("books_balance")

PATH = f"/v1/offerers/{SIREN}/api-keys"


def make(platform: Platform, uid: str = MEMBER) -> str:
    """Return the secret of a new API key."""
    return str(content(given.call(platform, "POST", PATH, uid=uid), 201)["secret"])


def at_desk(platform: Platform, booking: Booking, secret: str, verb: str = "") -> tuple[int, str]:
    path = f"/v1/desk/countermarks/{booking.countermark}{verb}"
    return outcome(given.call(platform, "POST" if verb else "GET", path, X_Api_Key=secret))


def listed(platform: Platform) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = content(given.call(platform, "GET", PATH, uid=MEMBER))["items"]
    return found


def suspended(reason: str) -> Callable[[Platform], None]:
    def suspend(platform: Platform) -> None:
        content(given.admin(platform, "/v1/professionals/zoe/suspend", {"reason": reason}))

    return suspend


def removed(platform: Platform) -> None:
    path = f"/v1/offerers/{SIREN}/members/zoe"
    content(given.call(platform, "DELETE", path, uid=MEMBER))


def left(platform: Platform) -> None:
    content(given.call(platform, "DELETE", f"/v1/offerers/{SIREN}/members", uid="zoe"))


def erased(platform: Platform) -> None:
    content(given.call(platform, "DELETE", "/v1/me", uid="zoe"))


@pytest.mark.parametrize(
    "happens",
    [suspended("fraud"), suspended("administrative"), removed, left, erased],
    ids=["fraud", "administrative", "removed", "left", "erased"],
)
def test_keys_stop_in_the_commit_that_stops_their_maker(
    platform: Platform, happens: Callable[[Platform], None]
) -> None:
    booking = given.booking(platform, given.thing(1_500))
    given.member(platform, "zoe")
    kept, stopped = make(platform), make(platform, "zoe")
    assert at_desk(platform, booking, stopped) == (200, "confirmed")
    given.token(platform, "zoe")
    # No event is delivered: what stops, stops at once.
    platform.database.on_commit = None
    happens(platform)
    assert at_desk(platform, booking, stopped, "/redeem") == (401, "unauthenticated")
    assert at_desk(platform, booking, stopped) == (401, "unauthenticated")
    assert at_desk(platform, booking, kept, "/redeem") == (200, "used")
    assert [key["prefix"] for key in listed(platform)] == [kept.partition("_")[0]]


def test_a_key_of_an_earlier_release_stops_with_any_member(platform: Platform) -> None:
    booking = given.booking(platform, given.thing(1_500))
    given.member(platform, "zoe")
    secret = make(platform)
    given.change(platform, "api_keys", secret.partition("_")[0], made_by=None)
    assert listed(platform)[0]["made_by"] is None
    assert at_desk(platform, booking, secret) == (200, "confirmed")
    removed(platform)
    assert at_desk(platform, booking, secret) == (401, "unauthenticated")


def test_a_list_shows_maker_and_last_use_and_no_secret(
    platform: Platform, clock: HandClock
) -> None:
    booking = given.booking(platform, given.thing(1_500))
    given.member(platform, "zoe")
    mine, theirs = make(platform), make(platform, "zoe")
    given.token(platform, "zoe")
    assert [(key["made_by"], key["made_by_email"]) for key in listed(platform)] == [
        (MEMBER, "pro@demo.test"),
        ("zoe", "zoe@demo.test"),
    ]
    assert {key["last_used_at"] for key in listed(platform)} == {None}
    at_desk(platform, booking, theirs)
    used = [key["last_used_at"] for key in listed(platform)]
    assert used == [None, clock.now().isoformat().replace("+00:00", "Z")]
    text = given.call(platform, "GET", PATH, uid=MEMBER).text
    assert mine.partition("_")[2] not in text
    assert "digest" not in text


def test_the_use_of_a_key_is_noted_once_an_hour(platform: Platform, clock: HandClock) -> None:
    booking = given.booking(platform, given.thing(1_500))
    secret = make(platform)
    commits: list[int] = []

    def note(writes: Sequence[Write]) -> None:
        if any(write.ref.collection == "api_keys" for write in writes if write.kind == "replace"):
            commits.append(len(writes))

    platform.database.on_commit = note
    for _ in range(3):
        at_desk(platform, booking, secret)
    assert len(commits) == 1
    clock.move(minutes=59)
    at_desk(platform, booking, secret)
    assert len(commits) == 1
    clock.move(minutes=1)
    at_desk(platform, booking, secret)
    assert len(commits) == 2


def test_erasing_the_last_active_member_closes_the_offerer(platform: Platform) -> None:
    booking = given.booking(platform, given.thing(1_500))
    given.member(platform, "zoe")
    given.admin(platform, "/v1/professionals/zoe/suspend", {"reason": "administrative"})
    secret = make(platform)
    content(given.call(platform, "DELETE", "/v1/me", uid=MEMBER))
    offerer = given.documents(platform, "offerers")[SIREN]
    assert (offerer["status"], offerer["member_ids"]) == ("closed", ["zoe"])
    assert "api_key_prefixes" not in offerer or offerer["api_key_prefixes"] == []
    after = given.the_booking(platform, booking.id)
    assert (after.status, after.cancellation_reason) == ("cancelled", "offerer_closed")
    assert given.parts(platform) == (50_000, 0, 0, 0)
    assert at_desk(platform, booking, secret) == (401, "unauthenticated")


def test_a_suspended_member_is_erased_from_their_offerers(platform: Platform) -> None:
    given.offerer(platform)
    given.member(platform, "zoe")
    given.admin(platform, "/v1/professionals/zoe/suspend", {"reason": "administrative"})
    erased(platform)
    offerer = given.documents(platform, "offerers")[SIREN]
    assert (offerer["status"], offerer["member_ids"]) == ("validated", [MEMBER])


OFFERS = f"/v1/offerers/{SIREN}/offers"


def key_of(platform: Platform, *scopes: str) -> str:
    made = content(given.call(platform, "POST", PATH, {"scopes": list(scopes)}, uid=MEMBER), 201)
    assert made["scopes"] == list(dict.fromkeys(scopes))
    return str(made["secret"])


def test_a_key_has_the_scopes_it_was_made_with_and_the_desk_by_default(platform: Platform) -> None:
    booking = given.booking(platform, given.thing(1_500))
    key_of(platform, "offers", "offers")
    key_of(platform, "desk", "offers")
    assert at_desk(platform, booking, make(platform)) == (200, "confirmed")
    assert [key["scopes"] for key in listed(platform)] == [
        ["offers"],
        ["desk", "offers"],
        ["desk"],
    ]


def test_calls_of_a_key_are_limited_over_all_instances(
    platform: Platform, clock: HandClock
) -> None:
    booking = given.booking(platform, given.thing(1_500))
    platform.settings = platform.settings.model_copy(update={"calls_per_key": 50})
    secret = make(platform)
    instances = [platform.leases, Leases(), Leases()]
    answers = []
    for number in range(60):
        # As if each call met another instance, with its own leases.
        platform.leases = instances[number % 3]
        answers.append(at_desk(platform, booking, secret)[0])
    # What another instance has leased and not used is lost: at most a twentieth each.
    assert answers.count(200) in range(46, 51)
    assert set(answers) == {200, 429}
    refused = given.call(
        platform, "GET", f"/v1/desk/countermarks/{booking.countermark}", X_Api_Key=secret
    )
    assert outcome(refused) == (429, "too_many_calls")
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert at_desk(platform, booking, make(platform)) == (200, "confirmed")
    clock.move(minutes=1)
    assert at_desk(platform, booking, secret) == (200, "confirmed")


def test_a_wrong_secret_uses_up_no_call_of_the_key(platform: Platform) -> None:
    booking = given.booking(platform, given.thing(1_500))
    platform.settings = platform.settings.model_copy(update={"calls_per_key": 3})
    secret = make(platform)
    wrong = f"{secret.partition('_')[0]}_{'0' * 64}"
    for _ in range(5):
        assert at_desk(platform, booking, wrong) == (401, "unauthenticated")
    assert [at_desk(platform, booking, secret)[0] for _ in range(4)] == [200, 200, 200, 429]


def test_a_revoked_key_stops_while_calls_are_leased(platform: Platform) -> None:
    given.house(platform)
    secret = key_of(platform, "offers")
    assert given.call(platform, "GET", OFFERS, X_Api_Key=secret).status_code == 200
    content(given.call(platform, "DELETE", f"{PATH}/{secret.partition('_')[0]}", uid=MEMBER))
    refused = given.call(platform, "GET", OFFERS, X_Api_Key=secret)
    assert outcome(refused) == (401, "unauthenticated")
