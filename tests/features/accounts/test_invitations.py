"""Membership by invitation: mailed, accepted, withdrawn, expired, and ended."""

from datetime import timedelta
from typing import Any

import pytest

from functions.accounts.members.rules import invitation_id
from functions.accounts.offerers.rules import MOST_MEMBERS, MOST_MEMBERSHIPS
from functions.kernel.database import Ref
from functions.kernel.identity.local import LocalIdentity
from functions.kernel.platform import Platform
from tests.support import given
from tests.support.answers import outcome
from tests.support.given import MEMBER, OTHER_SIREN, SIREN, HandClock

PATH = f"/v1/offerers/{SIREN}"


def invite(platform: Platform, email: str, *, uid: str = MEMBER) -> tuple[int, str]:
    body = {"email": email}
    return outcome(given.call(platform, "POST", f"{PATH}/members", body, uid=uid))


def accept(platform: Platform, uid: str) -> tuple[int, str]:
    return outcome(given.call(platform, "POST", f"{PATH}/accept-invitation", uid=uid))


def decline(platform: Platform, uid: str) -> tuple[int, str]:
    return outcome(given.call(platform, "POST", f"{PATH}/decline-invitation", uid=uid))


def own(platform: Platform, uid: str) -> tuple[bool, list[str]]:
    """Return whether an address is verified, and the offerers whose invitations it is shown."""
    answer = given.call(platform, "GET", "/v1/me/invitations", uid=uid)
    assert answer.status_code == 200
    found = answer.get_json()
    return found["email_verified"], [one["siren"] for one in found["items"]]


def listed(platform: Platform, uid: str = MEMBER) -> dict[str, Any]:
    answer = given.call(platform, "GET", f"{PATH}/members", uid=uid)
    assert answer.status_code == 200
    found: dict[str, Any] = answer.get_json()
    return found


def remove(platform: Platform, member: str | None, *, uid: str = MEMBER) -> tuple[int, str]:
    path = f"{PATH}/members" + (f"/{member}" if member else "")
    return outcome(given.call(platform, "DELETE", path, uid=uid))


def withdraw(platform: Platform, name: str, *, uid: str = MEMBER) -> tuple[int, str]:
    return outcome(given.call(platform, "DELETE", f"{PATH}/invitations/{name}", uid=uid))


def account(platform: Platform, uid: str, *, is_verified: bool = True) -> None:
    given.token(platform, uid)
    identity = platform.identity
    assert isinstance(identity, LocalIdentity)
    identity.update(uid, email_verified=is_verified)


def mails(platform: Platform) -> list[str]:
    """Return the topics of the notices that were opened, in no order."""
    return [str(one["topic"]) for one in given.documents(platform, "notices").values()]


def test_an_account_with_the_address_is_asked_and_joins_only_by_accepting(
    platform: Platform,
) -> None:
    given.offerer(platform)
    account(platform, "zoe", is_verified=False)
    assert invite(platform, "zoe@demo.test") == (201, "invited")
    assert given.documents(platform, "offerers")[SIREN]["member_ids"] == [MEMBER]
    assert accept(platform, "zoe") == (403, "not_invited")
    assert outcome(given.call(platform, "GET", f"{PATH}/venues", uid="zoe")) == (
        403,
        "not_a_member",
    )
    account(platform, "zoe")
    assert accept(platform, "zoe") == (200, "validated")
    assert [one["email"] for one in listed(platform)["items"]] == [
        "pro@demo.test",
        "zoe@demo.test",
    ]


def test_the_answer_and_the_work_are_the_same_with_and_without_an_account(
    platform: Platform,
) -> None:
    given.offerer(platform)
    account(platform, "zoe")
    looked_up: list[str] = []
    identity = platform.identity

    class Watched:
        def __getattr__(self, name: str) -> Any:
            looked_up.append(name)
            return getattr(identity, name)

    token = given.token(platform, MEMBER)
    platform.use("identity", Watched())
    for email in ("zoe@demo.test", "nobody@demo.test"):
        answer = given.call(
            platform,
            "POST",
            f"{PATH}/members",
            {"email": email},
            Authorization=f"Bearer {token}",
        )
        assert answer.get_json() == {"email": email, "status": "invited"}
    assert set(looked_up) == {"verify"}
    platform.use("identity", identity)
    assert mails(platform) == ["member-invited"] * 2


def test_invitations_are_shown_only_to_their_verified_address(
    platform: Platform, clock: HandClock
) -> None:
    given.offerer(platform)
    given.offerer(platform, OTHER_SIREN, member="rival")
    account(platform, "zoe", is_verified=False)
    account(platform, "ben")
    assert own(platform, "ben") == (True, [])
    invite(platform, "zoe@demo.test")
    clock.move(hours=1)
    path = f"/v1/offerers/{OTHER_SIREN}/members"
    given.call(platform, "POST", path, {"email": "Zoe@demo.test"}, uid="rival")
    assert own(platform, "zoe") == (False, [])
    assert decline(platform, "zoe") == (403, "not_invited")
    account(platform, "zoe")
    assert own(platform, "zoe") == (True, [SIREN, OTHER_SIREN])
    assert own(platform, "ben") == (True, [])
    given.admin(platform, f"/v1/offerers/{OTHER_SIREN}/close")
    assert own(platform, "zoe") == (True, [SIREN])
    clock.move(days=7)
    assert own(platform, "zoe") == (True, [])


def test_a_declined_invitation_is_void_and_can_be_repeated(platform: Platform) -> None:
    given.offerer(platform)
    account(platform, "zoe")
    assert decline(platform, "zoe") == (403, "not_invited")
    invite(platform, "zoe@demo.test")
    assert decline(platform, "zoe") == decline(platform, "zoe") == (200, "removed")
    assert listed(platform)["invitations"] == []
    assert own(platform, "zoe") == (True, [])
    assert accept(platform, "zoe") == (403, "not_invited")
    assert invite(platform, "zoe@demo.test") == (201, "invited")
    assert mails(platform) == ["member-invited"]
    assert accept(platform, "zoe") == (200, "validated")
    assert own(platform, "zoe") == (True, [])


def test_an_invitation_expires_and_can_be_repeated(platform: Platform, clock: HandClock) -> None:
    given.offerer(platform)
    account(platform, "zoe")
    invite(platform, "zoe@demo.test")
    (waiting,) = listed(platform)["invitations"]
    assert (waiting["email"], waiting["invited_by"]) == ("zoe@demo.test", MEMBER)
    assert waiting["expires_at"] == (clock.now() + timedelta(days=7)).isoformat().replace(
        "+00:00", "Z"
    )
    clock.move(days=7)
    assert listed(platform)["invitations"] == []
    assert accept(platform, "zoe") == (403, "not_invited")
    assert invite(platform, "zoe@demo.test") == (201, "invited")
    assert mails(platform) == ["member-invited"] * 2
    assert accept(platform, "zoe") == (200, "validated")


def test_a_withdrawn_invitation_is_void_and_a_repeat_mails_nobody_twice_a_day(
    platform: Platform, clock: HandClock
) -> None:
    given.offerer(platform)
    account(platform, "zoe")
    name = invitation_id(SIREN, "zoe@demo.test")
    assert withdraw(platform, name) == (404, "unknown_invitation")
    invite(platform, "zoe@demo.test")
    assert withdraw(platform, name) == withdraw(platform, name) == (200, "removed")
    assert accept(platform, "zoe") == (403, "not_invited")
    for _ in range(3):
        invite(platform, "zoe@demo.test")
        withdraw(platform, name)
    assert len(mails(platform)) == 1
    clock.move(days=1)
    invite(platform, "zoe@demo.test")
    assert len(mails(platform)) == 2
    assert accept(platform, "zoe") == (200, "validated")


def test_an_invitation_ends_with_its_senders_membership(platform: Platform) -> None:
    given.offerer(platform)
    given.member(platform, "kim")
    for uid in ("zoe", "ben"):
        account(platform, uid)
    invite(platform, "zoe@demo.test", uid="kim")
    invite(platform, "ben@demo.test", uid="kim")
    body = {"reason": "administrative"}
    given.admin(platform, "/v1/professionals/kim/suspend", body)
    assert accept(platform, "zoe") == (403, "not_invited")
    assert listed(platform)["invitations"] == []
    given.admin(platform, "/v1/professionals/kim/unsuspend")
    assert len(listed(platform)["invitations"]) == 2
    assert accept(platform, "zoe") == (200, "validated")
    assert remove(platform, "kim") == (200, "removed")
    assert accept(platform, "ben") == (403, "not_invited")
    assert listed(platform)["invitations"] == []


def test_only_a_validated_offerer_writes_to_strangers(platform: Platform) -> None:
    given.offerer(platform, validated=False)
    assert invite(platform, "zoe@demo.test") == (409, "offerer_not_validated")
    assert given.documents(platform, "notices") == {}


def test_who_was_removed_or_has_left_acts_no_more(platform: Platform) -> None:
    given.offerer(platform)
    for uid in ("zoe", "kim"):
        given.member(platform, uid)
    assert remove(platform, "nobody") == (404, "unknown_member")
    assert remove(platform, "zoe", uid="stranger") == (403, "not_a_member")
    assert remove(platform, "zoe") == (200, "removed")
    assert remove(platform, None, uid="kim") == (200, "removed")
    for uid in ("zoe", "kim"):
        assert invite(platform, "x@demo.test", uid=uid) == (403, "not_a_member")
        assert accept(platform, uid) == (403, "not_invited")
    assert given.documents(platform, "offerers")[SIREN]["member_ids"] == [MEMBER]
    assert given.documents(platform, "professionals")["zoe"]["sirens"] == []


def test_the_last_active_member_stays_until_the_offerer_is_closed(platform: Platform) -> None:
    given.offerer(platform)
    given.member(platform, "zoe")
    given.admin(platform, "/v1/professionals/zoe/suspend", {"reason": "administrative"})
    assert remove(platform, None) == (409, "last_member")
    assert remove(platform, MEMBER) == (409, "last_member")
    given.admin(platform, f"{PATH}/close")
    assert remove(platform, None) == (200, "removed")


def test_two_who_leave_at_once_leave_nobody_behind_but_one(platform: Platform) -> None:
    given.offerer(platform)
    given.member(platform, "zoe")
    outcomes = given.at_once(lambda number: remove(platform, None, uid=(MEMBER, "zoe")[number]), 2)
    assert sorted(outcomes) == [(200, "removed"), (409, "last_member")]


def test_members_and_memberships_are_bounded(platform: Platform) -> None:
    given.offerer(platform)
    invited = [f"p{number}@demo.test" for number in range(MOST_MEMBERS)]
    answers = [invite(platform, email) for email in invited]
    assert answers == [(201, "invited")] * (MOST_MEMBERS - 1) + [(409, "too_many_members")]
    given.offerer(platform, OTHER_SIREN, member="rival")
    given.change(
        platform,
        "professionals",
        "rival",
        sirens=[OTHER_SIREN, *(f"{n:09}" for n in range(MOST_MEMBERSHIPS - 1))],
    )
    account(platform, "p1")
    account(platform, "rival")
    assert accept(platform, "p1") == (200, "validated")
    withdraw(platform, invitation_id(SIREN, "p2@demo.test"))
    assert invite(platform, "rival@demo.test") == (201, "invited")
    assert accept(platform, "rival") == (409, "too_many_memberships")


def test_an_invitation_of_an_earlier_release_can_be_accepted(
    platform: Platform, clock: HandClock
) -> None:
    given.offerer(platform)
    account(platform, "zoe")
    name = invitation_id(SIREN, "zoe@demo.test")
    kept = {"siren": SIREN, "invited_at": clock.now()}
    platform.database.run(lambda work: work.create(Ref("invitations", name), kept))
    assert listed(platform)["invitations"] == []
    assert accept(platform, "zoe") == (200, "validated")


def test_an_erased_person_is_invited_by_nobody(platform: Platform) -> None:
    given.offerer(platform)
    account(platform, "zoe")
    invite(platform, "zoe@demo.test")
    given.call(platform, "DELETE", "/v1/me", uid="zoe")
    assert given.documents(platform, "invitations") == {}


@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_members_are_shown_to_members_alone(platform: Platform, method: str) -> None:
    given.offerer(platform)
    given.offerer(platform, OTHER_SIREN, member="rival")
    refused = given.call(platform, method, f"{PATH}/members", uid="rival")
    assert outcome(refused) == (403, "not_a_member")
