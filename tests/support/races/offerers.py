"""Races for membership, keys and admin roles."""

from functions.accounts.administrators import service as administrators_service
from functions.accounts.administrators.store import find_roster
from functions.accounts.api_keys import service as api_keys_service
from functions.accounts.members import service as members_service
from functions.accounts.members.rules import invitation_id
from functions.accounts.offerer_queue import service as queue_service
from functions.accounts.offerers import rules as offerers_rules
from functions.accounts.offerers import service as offerers_service
from functions.accounts.offerers.models import ApiKey, FoundOfferer, Offerer
from functions.accounts.offerers.store import offerers
from functions.booking.desk import service as desk_service
from functions.booking.desk_access.service import Desk
from functions.booking.models import Booking
from functions.kernel.identity import Identity
from functions.kernel.platform import Platform
from tests.support import given
from tests.support.given import MEMBER, SIREN
from tests.support.races.race import Act, Round, Stage, act, among, counted, race, use
from tests.support.server import new_siren


def found(platform: Platform, siren: str, uid: str) -> Offerer:
    command = FoundOfferer(
        founder_id=uid, siren=siren, name=uid, postal_code="67000", city="Strasbourg"
    )
    return given.do(platform, offerers_service.found_offerer, command)


def members(platform: Platform, siren: str) -> tuple[str, ...]:
    """Return the members of an offerer, each of which knows of it."""
    uids = platform.database.run(lambda work: offerers.get(work, siren)).member_ids
    people = given.documents(platform, "professionals")
    assert {uid for uid, one in people.items() if siren in one["sirens"]} == set(uids)
    assert len(set(uids)) == len(uids)
    return uids


def new_offerer(stage: Stage, count: int) -> tuple[str, list[str]]:
    """Return the SIREN of a new validated offerer, and its members."""
    siren, people = new_siren(), [stage.name(number) for number in range(count)]
    given.offerer(stage.platform, siren, member=people[0])
    for uid in people[1:]:
        given.member(stage.platform, uid, siren, by=people[0])
    return siren, people


@race("offerer claimed by two")
def offerer_claimed_by_two(stage: Stage) -> Round:
    siren, people = new_siren(), [stage.name(number) for number in range(3)]

    def check(got: list[str]) -> None:
        counted(got, done=3)
        assert len(members(stage.platform, siren)) == 1

    return Round([act(found, siren, uid) for uid in people], check)


@race("offerer validated twice")
def offerer_validated_twice(stage: Stage) -> Round:
    siren, people = new_siren(), [stage.name(number) for number in range(2)]
    for uid in people:
        found(stage.platform, siren, uid)

    def check(got: list[str]) -> None:
        among(got, "done", "unknown_claim", "not_a_member")
        assert "done" in got
        (uid,) = members(stage.platform, siren)
        assert uid in people
        claims = given.documents(stage.platform, "offerer_claims")
        assert [name for name in claims if name.startswith(siren)] == []

    validate = [
        use(offerers_service.validate_offerer, siren, founder_id=uid)
        for uid in (*people, people[0])
    ]
    return Round(validate, check)


@race("claim withdrawn while validated")
def claim_withdrawn_while_validated(stage: Stage) -> Round:
    siren, uid = new_siren(), stage.name()
    found(stage.platform, siren, uid)

    def check(got: list[str]) -> None:
        assert got[0] == "done" or got[1] == "done", got
        status = stage.platform.database.run(lambda work: offerers.get(work, siren)).status
        has_member = members(stage.platform, siren) == (uid,)
        assert (status == "validated") == has_member, (status, has_member, got)

    return Round(
        [
            use(offerers_service.validate_offerer, siren),
            use(offerers_service.withdraw_claim, siren, uid=uid),
        ],
        check,
    )


def accept(uid: str, siren: str) -> Act:
    caller = Identity(uid, f"{uid}@demo.test", email_verified=True)
    return use(members_service.accept_invitation, siren, caller=caller)


def invite(siren: str, uid: str, *, by: str) -> Act:
    return use(members_service.invite_member, siren, caller_id=by, email=f"{uid}@demo.test")


@race("invitation accepted twice")
def invitation_accepted_twice(stage: Stage) -> Round:
    siren, (boss,) = new_offerer(stage, 1)
    uid = stage.name(1)
    assert invite(siren, uid, by=boss).outcome(stage.platform) == "done"

    def check(got: list[str]) -> None:
        counted(got, done=3)
        assert members(stage.platform, siren) == (boss, uid)

    return Round([accept(uid, siren)] * 3, check)


@race("invitation withdrawn while accepted")
def invitation_withdrawn_while_accepted(stage: Stage) -> Round:
    siren, (boss,) = new_offerer(stage, 1)
    uid = stage.name(1)
    assert invite(siren, uid, by=boss).outcome(stage.platform) == "done"
    name = invitation_id(siren, f"{uid}@demo.test")

    def check(got: list[str]) -> None:
        assert sorted(got) in (["done", "not_invited"], ["done", "unknown_invitation"]), got
        assert (uid in members(stage.platform, siren)) == (got[0] == "done")

    withdraw = use(members_service.withdraw_invitation, siren, name, caller_id=boss)
    return Round([accept(uid, siren), withdraw], check)


@race("one address invited twice")
def one_address_invited_twice(stage: Stage) -> Round:
    siren, people = new_offerer(stage, 2)
    uid = stage.name(2)
    name = invitation_id(siren, f"{uid}@demo.test")

    def check(got: list[str]) -> None:
        counted(got, done=4)
        offerer = stage.platform.database.run(lambda work: offerers.get(work, siren))
        assert offerer.invitation_ids == (name,)
        notices = given.documents(stage.platform, "notices").values()
        assert [one["person_id"] for one in notices].count(name) == 1
        assert accept(uid, siren).outcome(stage.platform) == "done"

    return Round([invite(siren, uid, by=by) for by in people * 2], check)


@race("offerer rejected while validated")
def offerer_rejected_while_validated(stage: Stage) -> Round:
    siren, uid = new_siren(), stage.name()
    found(stage.platform, siren, uid)

    def check(got: list[str]) -> None:
        among(got, "done", "offerer_decided", "unknown_claim", "not_a_member")
        assert "done" in got
        offerer = stage.platform.database.run(lambda work: offerers.get(work, siren))
        is_validated = offerer.status == "validated"
        assert members(stage.platform, siren) == ((uid,) if is_validated else ())
        assert offerer.status in ("validated", "rejected")
        claims = given.documents(stage.platform, "offerer_claims")
        assert [name for name in claims if name.startswith(siren)] == []

    reject = use(queue_service.reject_offerer, siren, reason="Non.")
    return Round([use(offerers_service.validate_offerer, siren), reject, reject], check)


@race("claim rejected while withdrawn")
def claim_rejected_while_withdrawn(stage: Stage) -> Round:
    siren, people = new_siren(), [stage.name(number) for number in range(2)]
    for uid in people:
        found(stage.platform, siren, uid)
    uid = people[1]

    def check(got: list[str]) -> None:
        counted(got, done=1, unknown_claim=1)
        claims = given.documents(stage.platform, "offerer_claims")
        assert [name for name in claims if uid in name] == []
        person = given.documents(stage.platform, "professionals")[uid]
        assert siren not in (*person["claimed_sirens"], *person["sirens"])

    return Round(
        [
            use(queue_service.reject_claim, siren, uid, reason="Non."),
            use(offerers_service.withdraw_claim, siren, uid=uid),
        ],
        check,
    )


@race("two members leave")
def two_members_leave(stage: Stage) -> Round:
    siren, people = new_offerer(stage, 3)

    def check(got: list[str]) -> None:
        counted(got, done=2, last_member=1)
        assert len(members(stage.platform, siren)) == 1

    return Round(
        [use(members_service.remove_member, siren, caller_id=p, member_id=p) for p in people], check
    )


@race("two members remove each other")
def two_members_remove_each_other(stage: Stage) -> Round:
    siren, (first, second) = new_offerer(stage, 2)

    def check(got: list[str]) -> None:
        assert got.count("done") == 1, got
        among(got, "done", "not_a_member", "last_member")
        assert len(members(stage.platform, siren)) == 1

    remove = members_service.remove_member
    return Round(
        [
            use(remove, siren, caller_id=first, member_id=second),
            use(remove, siren, caller_id=second, member_id=first),
        ],
        check,
    )


def redeem(booking: Booking, desk: Desk) -> Act:
    return use(desk_service.redeem, booking.countermark, desk=desk)


def revoke(platform: Platform, siren: str, prefix: str, uid: str) -> None:
    platform.database.run(
        lambda work: api_keys_service.revoke_api_key(work, siren, prefix, caller_id=uid)
    )


def new_key(stage: Stage, *, by: str) -> str:
    """Return the text of a new API key of the house."""
    made = ApiKey(
        prefix=stage.name(),
        siren=SIREN,
        secret_digest=offerers_rules.digest("secret"),
        created_at=given.now(stage.platform),
    )
    stage.platform.database.run(lambda work: api_keys_service.add_api_key(work, made, caller_id=by))
    return f"{made.prefix}_secret"


@race("key stopped while used")
def key_stopped_while_used(stage: Stage) -> Round:
    bookings = [stage.booking(uid=uid) for uid in stage.people(2)]
    desk = Desk(api_key=new_key(stage, by=MEMBER))

    def check(got: list[str]) -> None:
        among(got, "done", "unauthenticated")
        assert got[0] == "done"
        statuses = [given.the_booking(stage.platform, one.id).status for one in bookings]
        assert statuses == ["used" if one == "done" else "confirmed" for one in got[1:]]
        assert redeem(bookings[0], desk).outcome(stage.platform) == "unauthenticated"

    stop = act(revoke, SIREN, stage.name(), MEMBER)
    return Round([stop, *(redeem(one, desk) for one in bookings)], check)


def _ends_the_desk(stage: Stage, ended_by: Act, uid: str, *, refusal: str) -> Round:
    """Return the round in which a member and their key redeem while their membership ends."""
    bookings = [stage.booking(uid=one) for one in stage.people(2)]
    desks = [Desk(uid=uid), Desk(api_key=new_key(stage, by=uid))]

    def check(got: list[str]) -> None:
        assert got[0] == "done"
        among(got[1:2], "done", refusal)
        among(got[2:], "done", "unauthenticated")
        statuses = [given.the_booking(stage.platform, one.id).status for one in bookings]
        assert statuses == ["used" if one == "done" else "confirmed" for one in got[1:]]
        after = [redeem(bookings[0], desk).outcome(stage.platform) for desk in desks]
        assert after == [refusal, "unauthenticated"]

    acts = [redeem(one, desk) for one, desk in zip(bookings, desks, strict=True)]
    return Round([ended_by, *acts], check)


@race("member removed while redeeming")
def member_removed_while_redeeming(stage: Stage) -> Round:
    assert stage.house
    uid = given.member(stage.platform, stage.name(9))
    end = use(members_service.remove_member, SIREN, caller_id=MEMBER, member_id=uid)
    return _ends_the_desk(stage, end, uid, refusal="not_a_member")


@race("member suspended while redeeming")
def member_suspended_while_redeeming(stage: Stage) -> Round:
    assert stage.house
    uid = given.member(stage.platform, stage.name(9))
    end = use(members_service.suspend_professional, uid, reason="fraud")
    round_ = _ends_the_desk(stage, end, uid, refusal="professional_suspended")

    def check(got: list[str]) -> None:
        round_.check(got)
        remove = use(members_service.remove_member, SIREN, caller_id=MEMBER, member_id=uid)
        assert remove.outcome(stage.platform) == "done"

    return Round(round_.acts, check)


@race("offerer closed while redeeming")
def offerer_closed_while_redeeming(stage: Stage) -> Round:
    siren, (uid,) = new_offerer(stage, 1)
    house = given.venue(stage.platform, siren, member=uid)
    people = stage.people(2)
    stock = given.stock(stage.platform, given.thing(1500), at_venue=house, member=uid)
    booking = given.book(stage.platform, stock.id, people[0])

    def check(got: list[str]) -> None:
        assert got[0] == "done"
        among(got, "done", "offerer_closed", "cancelled", "not_bookable")
        is_used = got[1] == "done"
        assert given.the_booking(stage.platform, booking.id).status == (
            "used" if is_used else "cancelled"
        )
        assert given.the_stock(stage.platform, stock.id).booked == int(is_used)

    return Round(
        [
            use(offerers_service.close_offerer, siren),
            redeem(booking, Desk(uid=uid)),
            act(given.book, stock.id, people[1]),
        ],
        check,
    )


def administrators(platform: Platform) -> list[str]:
    return [one.id for one in platform.database.run(find_roster).administrators]


@race("two administrators demote each other")
def two_administrators_demote_each_other(stage: Stage) -> Round:
    everybody = administrators(stage.platform)
    names = [stage.name(0), stage.name(1)]
    for name in names:
        given.administrator(stage.platform, name)
    for name in everybody:
        given.do(stage.platform, administrators_service.set_roles, name, (), by=names[0])

    def check(got: list[str]) -> None:
        counted(got, done=1, last_administrator=1)
        assert len(administrators(stage.platform)) == 1

    demote = administrators_service.set_roles
    return Round(
        [use(demote, name, (), by=other) for name, other in zip(names, names[::-1], strict=True)],
        check,
    )
