"""Offerers: their members and their software, and what follows when one is closed."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from werkzeug.test import TestResponse

from functions.accounts.members import rules as members_rules
from functions.accounts.offerers import service as offerers_service
from functions.accounts.offerers.rules import OffererNotValidated
from functions.booking.holder import service as holder_service
from functions.booking.take.rules import NotBookable
from functions.kernel.events import Message
from functions.kernel.identity.local import LocalIdentity
from functions.kernel.jobs import PartlyDone
from functions.kernel.platform import Platform
from functions.offers.publish import service as publish_service
from tests.support import given
from tests.support.answers import outcome
from tests.support.given import MEMBER, OTHER_SIREN, SIREN, HandClock

pytestmark = pytest.mark.usefixtures("books_balance")


def admin(platform: Platform, verb: str, siren: str = SIREN) -> tuple[int, str]:
    path = f"/v1/offerers/{siren}/{verb}"
    return outcome(given.call(platform, "POST", path, uid="boss", admin=True))


def close(platform: Platform, siren: str = SIREN) -> None:
    at = given.now(platform)
    platform.database.run(lambda work: offerers_service.close_offerer(work, siren, now=at))


# Closing


def test_a_closed_offerers_offers_are_gone_and_what_is_open_is_cancelled(
    platform: Platform, clock: HandClock
) -> None:
    given.beneficiary(platform)
    venue, other = given.house(platform), given.house(platform, OTHER_SIREN)
    offered = {
        "open": given.thing(1_500),
        "near": given.ticket(800, days=1),
        "used": given.thing(700),
        "cancelled": given.ticket(600),
    }
    made = {
        name: given.book(platform, given.stock(platform, facts, at_venue=venue).id)
        for name, facts in offered.items()
    }
    elsewhere = given.book(platform, given.stock(platform, given.thing(300), at_venue=other).id)
    given.redeem(platform, made["used"])
    at = clock.now()
    platform.database.run(
        lambda work: holder_service.cancel_own(work, made["cancelled"].id, caller_id="ana", now=at)
    )
    assert given.parts(platform) == (46_700, 2_600, 700, 0)
    assert len(given.found(platform)) == 5
    clock.move(hours=1)
    assert admin(platform, "close") == (200, "closed")
    assert given.found(platform) == [elsewhere.offer_id]
    after = {name: given.the_booking(platform, one.id) for name, one in made.items()}
    assert {name: (one.status, one.cancellation_reason) for name, one in after.items()} == {
        "open": ("cancelled", "offerer_closed"),
        "near": ("cancelled", "offerer_closed"),
        "used": ("used", None),
        "cancelled": ("cancelled", "beneficiary"),
    }
    assert after["open"].cancelled_at == clock.at
    assert given.the_booking(platform, elsewhere.id).status == "confirmed"
    assert given.parts(platform) == (49_000, 300, 700, 0)
    for name, one in after.items():
        stock = given.the_stock(platform, one.stock_id)
        assert (stock.is_open, stock.booked) == (False, 1 if name == "used" else 0)
    mine = given.call(platform, "GET", "/v1/bookings?state=ended", uid="ana").get_json()["items"]
    reasons = {one["id"]: one["cancellation_reason"] for one in mine}
    assert reasons[made["open"].id] == "offerer_closed"


@pytest.mark.behaviour(26)
@pytest.mark.parametrize("published", [True, False], ids=["published", "draft"])
def test_nothing_of_a_closed_offerer_can_be_booked_or_published_again(
    platform: Platform, published: bool
) -> None:
    given.beneficiary(platform)
    offer = given.offer(platform, given.house(platform), given.ticket(), published=published)
    close(platform)
    assert given.the_offer(platform, offer.id).publication == "closed"
    (stock,) = given.stocks_of(platform, offer)
    with pytest.raises(NotBookable):
        given.book(platform, stock.id)
    path = f"/v1/offers/{offer.id}"
    shown = given.call(platform, "GET", path).get_json()
    assert shown["status"] == "inactive"
    refused = given.call(platform, "POST", f"{path}/publish", uid=MEMBER)
    assert outcome(refused) == (409, "offerer_not_validated")
    assert outcome(given.call(platform, "POST", f"{path}/unpublish", uid=MEMBER)) == (
        200,
        "inactive",
    )
    assert given.the_offer(platform, offer.id).publication == "closed"
    edits: tuple[tuple[str, str, dict[str, object]], ...] = (
        ("PATCH", path, {"name": "Encore"}),
        ("PATCH", f"/v1/stocks/{stock.id}", {"begins_at": "2026-06-30T18:00:00Z"}),
        ("POST", f"{path}/stocks", {"price_cents": 5, "begins_at": "2026-06-30T18:00:00Z"}),
    )
    for method, where, body in edits:
        edited = given.call(platform, method, where, body, uid=MEMBER)
        assert outcome(edited) == (409, "offer_not_editable")
    assert given.found(platform) == []


def test_a_closed_offerer_describes_something_new_in_vain(platform: Platform) -> None:
    venue = given.house(platform)
    close(platform)
    with pytest.raises(OffererNotValidated):
        given.offer(platform, venue, given.ticket())


def test_a_closed_offerer_is_closed_for_good(platform: Platform, clock: HandClock) -> None:
    assert admin(platform, "close") == (404, "unknown_offerer")
    given.offerer(platform, validated=False)
    assert admin(platform, "close") == (200, "closed")
    before = given.documents(platform, "offerers")[SIREN]
    clock.move(days=1)
    assert admin(platform, "close") == (200, "closed")
    assert admin(platform, "validate") == (409, "offerer_not_pending")
    assert given.documents(platform, "offerers")[SIREN] == before
    refused = given.call(platform, "POST", f"/v1/offerers/{SIREN}/close", uid=MEMBER)
    assert outcome(refused) == (403, "admin_only")


def test_each_offer_goes_in_its_own_commit_and_a_repeat_goes_on_where_it_was(
    platform: Platform,
) -> None:
    given.beneficiary(platform)
    venue = given.house(platform)
    several = [given.stock(platform, given.ticket(100), at_venue=venue) for _ in range(3)]
    made = [given.book(platform, stock.id) for stock in several]
    relay, platform.database.on_commit = platform.database.on_commit, None
    close(platform)
    (event,) = given.documents(platform, "outbox").values()
    message = Message(str(event["topic"]), str(event["id"]), str(event["data"]))
    assert len(given.found(platform)) == 3
    broken = sorted(stock.offer_id for stock in several)[1]
    place = given.documents(platform, "offers")[broken]["place"]
    given.change(platform, "offers", broken, place=None)
    with pytest.raises(PartlyDone):
        given.deliver(platform, message)
    listed = given.documents(platform, "offers")
    closed = {name for name, one in listed.items() if one["publication"] == "closed"}
    assert closed == listed.keys() - {broken}
    given.change(platform, "offers", broken, place=place)
    platform.database.on_commit = relay
    for _ in range(2):
        given.deliver(platform, message)
    platform.relay.sweep()
    assert given.found(platform) == []
    assert {given.the_booking(platform, one.id).status for one in made} == {"cancelled"}
    assert given.parts(platform) == (50_000, 0, 0, 0)


def test_bookings_of_a_deleted_stock_and_of_many_people_are_cancelled_too(
    platform: Platform,
) -> None:
    venue = given.house(platform)
    offer = given.offer(platform, venue, given.ticket(500, 50), given.ticket(700, 50, days=12))
    first, second = given.stocks_of(platform, offer)
    made = []
    for number in range(6):
        given.beneficiary(platform, f"b{number}")
        made.append(given.book(platform, (first, second)[number % 2].id, f"b{number}"))
    given.change(platform, "stocks", first.id, is_deleted=True)
    close(platform)
    assert {given.the_booking(platform, one.id).cancellation_reason for one in made} == {
        "offerer_closed"
    }
    for number in range(6):
        assert given.parts(platform, f"b{number}") == (50_000, 0, 0, 0)


def test_a_publication_at_the_same_time_does_not_survive_the_closing(platform: Platform) -> None:
    """Whichever commits first: the offer's commit holds only if its offerer is still validated."""
    offer = given.offer(platform, given.house(platform), given.ticket(), published=False)
    at = given.now(platform)
    attempts = 0

    def publish(work: Any) -> None:
        nonlocal attempts
        attempts += 1
        publish_service.publish(work, offer.id, member_id=MEMBER, now=at)
        if attempts == 1:
            close(platform)

    with pytest.raises(OffererNotValidated):
        platform.database.run(publish)
    assert attempts == 2
    assert given.the_offer(platform, offer.id).publication == "closed"


def test_used_bookings_of_a_closed_offerer_are_still_listed_and_counted(
    platform: Platform,
) -> None:
    booking = given.booking(platform, given.thing(700))
    given.redeem(platform, booking)
    close(platform)
    path = f"/v1/desk/transactions?venue_id={booking.venue_id}"
    answer = given.call(platform, "GET", path, uid=MEMBER).get_json()
    assert (answer["total_cents"], len(answer["items"])) == (700, 1)


# Members


def invite(platform: Platform, email: str, *, uid: str = MEMBER) -> TestResponse:
    path = f"/v1/offerers/{SIREN}/members"
    return given.call(platform, "POST", path, {"email": email}, uid=uid)


def accept(platform: Platform, uid: str, siren: str = SIREN) -> tuple[int, str]:
    path = f"/v1/offerers/{siren}/accept-invitation"
    return outcome(given.call(platform, "POST", path, uid=uid))


def verify(platform: Platform, uid: str) -> None:
    identity = platform.identity
    assert isinstance(identity, LocalIdentity)
    identity.update(uid, email_verified=True)


def members(platform: Platform, siren: str = SIREN) -> list[str]:
    return list(given.documents(platform, "offerers")[siren]["member_ids"])


def test_an_invitation_is_for_an_address_that_nobody_has_yet(platform: Platform) -> None:
    given.offerer(platform)
    assert invite(platform, "Zoe@Demo.test").status_code == 201
    (name,) = given.documents(platform, "invitations")
    assert "zoe" not in name
    assert members(platform) == [MEMBER]
    given.token(platform, "zoe")
    given.token(platform, "eve")
    assert accept(platform, "zoe") == (403, "not_invited")
    verify(platform, "zoe")
    verify(platform, "eve")
    assert accept(platform, "eve") == (403, "not_invited")
    assert accept(platform, "zoe", OTHER_SIREN) == (404, "unknown_offerer")
    assert accept(platform, "zoe") == (200, "validated")
    assert accept(platform, "zoe") == (200, "validated")
    assert members(platform) == [MEMBER, "zoe"]
    assert given.documents(platform, "invitations") == {}


def test_an_address_is_the_same_however_it_is_written() -> None:
    name = members_rules.invitation_id(SIREN, "zoe@demo.test")
    assert members_rules.invitation_id(SIREN, " Zoe@Demo.TEST ") == name
    assert members_rules.invitation_id(OTHER_SIREN, "zoe@demo.test") != name


def test_an_invitation_of_one_offerer_opens_no_other(platform: Platform) -> None:
    given.offerer(platform)
    given.offerer(platform, OTHER_SIREN, member="rival")
    invite(platform, "zoe@demo.test")
    given.token(platform, "zoe")
    verify(platform, "zoe")
    assert accept(platform, "zoe", OTHER_SIREN) == (403, "not_invited")
    assert accept(platform, "zoe") == (200, "validated")


def test_several_members_do_what_each_alone_may(platform: Platform) -> None:
    given.offerer(platform)
    for uid in ("zoe", "kim"):
        given.token(platform, uid)
        verify(platform, uid)
        assert invite(platform, f"{uid}@demo.test").status_code == 201
        assert accept(platform, uid) == (200, "validated")
    assert members(platform) == [MEMBER, "zoe", "kim"]
    assert invite(platform, "bob@demo.test", uid="kim").status_code == 201
    venue = given.venue(platform, member="zoe")
    offer = given.offer(platform, venue, given.ticket(), member="kim")
    given.beneficiary(platform)
    (stock,) = given.stocks_of(platform, offer)
    booking = given.book(platform, stock.id)
    path = f"/v1/desk/countermarks/{booking.countermark}"
    for uid in (MEMBER, "zoe", "kim"):
        assert given.call(platform, "GET", path, uid=uid).status_code == 200
    assert outcome(given.call(platform, "GET", path, uid="eve")) == (403, "not_a_member")
    assert outcome(invite(platform, "eve@demo.test", uid="eve")) == (403, "not_a_member")


def test_several_are_let_in_at_once_and_none_is_lost(platform: Platform) -> None:
    given.offerer(platform)
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda number: given.member(platform, f"m{number}"), range(6)))
    assert members(platform)[0] == MEMBER
    assert set(members(platform)) == {MEMBER, *(f"m{number}" for number in range(6))}
    assert given.documents(platform, "professionals").keys() == set(members(platform))


# Software at the desk


def keys_path(siren: str = SIREN) -> str:
    return f"/v1/offerers/{siren}/api-keys"


def new_key(platform: Platform, *, uid: str = MEMBER, siren: str = SIREN) -> dict[str, str]:
    answer = given.call(platform, "POST", keys_path(siren), uid=uid)
    assert answer.status_code == 201
    made: dict[str, str] = answer.get_json()
    return made


def test_of_an_api_key_only_a_hash_is_kept(platform: Platform) -> None:
    given.offerer(platform)
    made = new_key(platform)
    prefix, _, secret = made["secret"].partition("_")
    assert (prefix, len(secret)) == (made["prefix"], 64)
    kept = given.documents(platform, "api_keys")[prefix]
    assert kept["secret_digest"] == hashlib.sha256(secret.encode()).hexdigest()
    everything = str([given.documents(platform, name) for name in ("api_keys", "offerers")])
    assert secret not in everything
    me = given.call(platform, "GET", "/v1/me", uid=MEMBER)
    assert me.get_json()["offerers"][0]["api_key_prefixes"] == [prefix]
    assert secret not in me.get_data(as_text=True)


def test_a_repeat_makes_no_second_key_and_hides_the_secret(platform: Platform) -> None:
    given.offerer(platform)
    first, again = [
        given.call(platform, "POST", keys_path(), uid=MEMBER, Idempotency_Key="k") for _ in range(2)
    ]
    secret = first.get_json()["secret"].partition("_")[2]
    assert outcome(again) == (409, "secret_shown_before")
    assert len(given.documents(platform, "api_keys")) == 1
    assert secret not in str(given.documents(platform, "idempotency_keys"))


def test_an_offerer_has_five_keys_at_most(platform: Platform) -> None:
    given.offerer(platform)
    given.offerer(platform, OTHER_SIREN)
    made = [new_key(platform) for _ in range(5)]
    refused = given.call(platform, "POST", keys_path(), uid=MEMBER)
    assert outcome(refused) == (409, "too_many_api_keys")
    new_key(platform, siren=OTHER_SIREN)
    path = f"{keys_path()}/{made[2]['prefix']}"
    assert given.call(platform, "DELETE", path, uid=MEMBER).status_code == 200
    new_key(platform)
    assert len(given.documents(platform, "api_keys")) == 6


def test_keys_are_for_members_alone(platform: Platform) -> None:
    given.offerer(platform)
    given.offerer(platform, OTHER_SIREN, member="rival")
    made = new_key(platform)
    own = f"{keys_path()}/{made['prefix']}"
    by_way_of_another = f"{keys_path(OTHER_SIREN)}/{made['prefix']}"
    assert outcome(given.call(platform, "POST", keys_path(), uid="rival")) == (
        403,
        "not_a_member",
    )
    assert outcome(given.call(platform, "DELETE", own, uid="rival")) == (403, "not_a_member")
    refused = given.call(platform, "DELETE", by_way_of_another, uid="rival")
    assert outcome(refused) == (404, "unknown_api_key")
    assert given.documents(platform, "api_keys").keys() == {made["prefix"]}


def at_desk(platform: Platform, code: str, key: str, verb: str = "") -> TestResponse:
    path = f"/v1/desk/countermarks/{code}" + (f"/{verb}" if verb else "")
    return given.call(platform, "POST" if verb else "GET", path, X_Api_Key=key)


def test_a_key_opens_its_own_offerers_desk_until_it_is_revoked(platform: Platform) -> None:
    booking = given.booking(platform, given.thing(700))
    other = given.stock(platform, given.thing(300), at_venue=given.house(platform, OTHER_SIREN))
    elsewhere = given.book(platform, other.id)
    made, spare = new_key(platform), new_key(platform)
    code = booking.countermark
    assert outcome(at_desk(platform, code, made["secret"])) == (200, "confirmed")
    refused = at_desk(platform, elsewhere.countermark, made["secret"])
    assert outcome(refused) == (404, "unknown_countermark")
    assert outcome(at_desk(platform, code, made["secret"], "redeem")) == (200, "used")
    path = f"{keys_path()}/{made['prefix']}"
    assert given.call(platform, "DELETE", path, uid=MEMBER).status_code == 200
    assert outcome(at_desk(platform, code, made["secret"])) == (401, "unauthenticated")
    assert outcome(at_desk(platform, code, made["secret"], "undo")) == (
        401,
        "unauthenticated",
    )
    assert outcome(at_desk(platform, code, spare["secret"])) == (200, "used")
    gone = given.call(platform, "DELETE", path, uid=MEMBER)
    assert outcome(gone) == (404, "unknown_api_key")


def test_a_wrong_key_opens_nothing_however_near_it_is(platform: Platform) -> None:
    booking = given.booking(platform, given.thing(700))
    made, other = new_key(platform), new_key(platform)
    prefix, _, secret = made["secret"].partition("_")
    digest = given.documents(platform, "api_keys")[prefix]["secret_digest"]
    wrong = (
        *(prefix, f"{prefix}_", f"{prefix}_{secret[:-1]}", f"{prefix}_{secret}0"),
        *(f"{prefix}_{secret.upper()}", f"{prefix}_{digest}", f"_{secret}", secret, " "),
        *(f"{prefix}{secret}", f"{other['prefix']}_{secret}", "../_x", "__a___x"),
        # Of texts that are compared, only ASCII may be; of their digests, all are.
        *(f"{prefix}_é", f"{prefix}_{secret[:-1]}é"),
    )
    for key in wrong:
        answer = at_desk(platform, booking.countermark, key)
        assert outcome(answer) == (401, "unauthenticated"), key
    assert outcome(at_desk(platform, booking.countermark, made["secret"])) == (
        200,
        "confirmed",
    )


def test_of_a_secret_only_its_digest_is_kept(platform: Platform) -> None:
    given.offerer(platform)
    prefix, _, secret = new_key(platform)["secret"].partition("_")
    kept = given.documents(platform, "api_keys")[prefix]
    assert kept["secret_digest"] == hashlib.sha256(secret.encode()).hexdigest()
    assert secret not in str(kept)
