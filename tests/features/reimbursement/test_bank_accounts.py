"""Bank accounts over HTTP: given, decided with four eyes, linked, replaced, closed."""

import json
from typing import Any

import pytest

from functions.accounts.offerers import service as offerers_service
from functions.accounts.venues.models import Venue
from functions.kernel.encryption import Unopenable
from functions.kernel.platform import Platform
from functions.reimbursement.bank_accounts import service
from functions.reimbursement.bank_accounts.store import accounts
from tests.support import given
from tests.support.answers import content, outcome
from tests.support.bank_values import IBAN, OTHER_IBAN, THIRD_IBAN
from tests.support.given import MEMBER, OTHER_SIREN, SIREN, HandClock

PATH = f"/v1/offerers/{SIREN}/bank-accounts"


@pytest.fixture
def house(either: Platform) -> Venue:
    return start(either)


def start(platform: Platform) -> Venue:
    """Return the venue of an offerer; there are two finance administrators."""
    given.administrator(platform, "boss")
    for uid in ("fin1", "fin2"):
        given.administrator(platform, uid, "finance")
    given.offerer(platform)
    return given.venue(platform)


def give(platform: Platform, iban: str = IBAN, replaces: str | None = None, **more: Any) -> Any:
    body = {"label": "Compte courant", "holder": "Les Tanneries", "iban": iban}
    body |= {"replaces": replaces} if replaces else {}
    return given.call(platform, "POST", PATH, body, uid=MEMBER, **more)


def decide(
    platform: Platform, account: str, verb: str = "accept", by: str = "fin1", **body: str
) -> Any:
    return given.call(platform, "POST", f"/v1/bank-accounts/{account}/{verb}", body, uid=by)


def accepted(platform: Platform, iban: str = IBAN) -> str:
    account: str = content(give(platform, iban), 201)["id"]
    content(decide(platform, account))
    return account


def link(platform: Platform, account: str, *venue_ids: str) -> Any:
    body = {"venue_ids": venue_ids}
    return given.call(platform, "PUT", f"/v1/bank-accounts/{account}/venues", body, uid=MEMBER)


def move(
    platform: Platform,
    venue: Venue,
    verb: str = "accept",
    by: str = "fin1",
    to: str | None = None,
) -> Any:
    """Decide on the change to an account, by default to the one that is proposed last."""
    proposed = given.documents(platform, "venue_account_links")[venue.id]["move"]
    account = to or (proposed["account_id"] if proposed else "none")
    body = {"account_id": account} if verb == "accept" else {}
    return given.call(platform, "POST", f"/v1/account-moves/{venue.id}/{verb}", body, uid=by)


def spans(platform: Platform, venue: Venue) -> list[tuple[str, bool]]:
    found = content(given.call(platform, "GET", f"/v1/venues/{venue.id}/bank-accounts", uid=MEMBER))
    return [(span["account_id"], span["ends_at"] is None) for span in found["links"]]


def mailed(platform: Platform, topic: str) -> list[str]:
    found = given.documents(platform, "notices").values()
    return [notice["person_id"] for notice in found if notice["topic"] == topic]


def test_account_waits_for_finance_and_never_shows_its_iban(either: Platform, house: Venue) -> None:
    shown = content(give(either), 201)
    assert (shown["state"], shown["iban"], shown["approvals"]) == ("pending", "FR** **** 0189", 0)
    queue = content(given.call(either, "GET", "/v1/bank-accounts?state=pending", uid="fin1"))
    assert [one["id"] for one in queue["items"]] == [shown["id"]]
    after = content(decide(either, shown["id"]))
    assert (after["state"], after["approvals"]) == ("accepted", 1)
    own = content(given.call(either, "GET", PATH, uid=MEMBER))["items"]
    assert [one["state"] for one in own] == ["accepted"]
    assert IBAN not in json.dumps([shown, queue, after, own])
    account = either.database.run(lambda work: accounts.get(work, shown["id"]))
    assert service.iban_for_payment(either.encryption, account) == IBAN


def test_no_document_holds_the_iban(either: Platform, house: Venue) -> None:
    give(either, Idempotency_Key="once")
    give(either, Idempotency_Key="once")
    every = {
        name: given.documents(either, name)
        for name in ("bank_accounts", "iban_claims", "outbox", "acts", "idempotency_keys")
    }
    assert len(every["bank_accounts"]) == len(every["iban_claims"]) == 1
    text = json.dumps(every, default=str)
    assert IBAN not in text
    assert IBAN[4:-4] not in text


def test_sealed_iban_opens_for_its_own_account_only(either: Platform, house: Venue) -> None:
    first = content(give(either), 201)["id"]
    second = content(give(either, OTHER_IBAN), 201)["id"]
    sealed = given.documents(either, "bank_accounts")[first]["sealed_iban"]
    given.change(either, "bank_accounts", second, sealed_iban=sealed)
    swapped = either.database.run(lambda work: accounts.get(work, second))
    with pytest.raises(Unopenable):
        service.iban_for_payment(either.encryption, swapped)


def test_same_iban_is_refused_until_its_account_ends(either: Platform, house: Venue) -> None:
    first = content(give(either), 201)["id"]
    assert outcome(give(either, "fr76 3000 6000 0112 3456 7890 189")) == (409, "iban_exists")
    decide(either, first, "refuse", reason="RIB illisible.")
    second = content(give(either), 201)["id"]
    given.call(either, "DELETE", f"/v1/bank-accounts/{second}", uid=MEMBER)
    assert content(give(either), 201)["state"] == "pending"


@pytest.mark.parametrize("holder", ["/", "—", "( )", "&", "“”"])
def test_holder_whom_no_payment_file_can_name_is_refused(platform: Platform, holder: str) -> None:
    start(platform)
    body = {"label": "Compte courant", "holder": holder, "iban": IBAN}
    answer = given.call(platform, "POST", PATH, body, uid=MEMBER)
    assert outcome(answer) == (400, "holder_invalid")
    assert _accounts(platform) == {}


def test_another_offerer_may_have_the_same_iban(either: Platform, house: Venue) -> None:
    give(either)
    given.offerer(either, OTHER_SIREN, member="pro2")
    body = {"label": "x", "holder": "y", "iban": IBAN}
    path = f"/v1/offerers/{OTHER_SIREN}/bank-accounts"
    content(given.call(either, "POST", path, body, uid="pro2"), 201)
    found = given.documents(either, "bank_accounts").values()
    assert len({one["fingerprint"] for one in found}) == 2


def test_refusal_is_mailed_with_its_reason(either: Platform, house: Venue) -> None:
    account = content(give(either), 201)["id"]
    after = content(decide(either, account, "refuse", reason="RIB illisible."))
    assert (after["state"], after["refusal_reason"]) == ("refused", "RIB illisible.")
    assert outcome(decide(either, account)) == (409, "bank_account_decided")
    (act,) = given.documents(either, "acts").values()
    assert (act["target"], act["reason"]) == (f"bank_accounts:{account}", "RIB illisible.")
    hidden = {"sealed_iban", "fingerprint", "holder"}
    assert not hidden & {change["field"] for change in act["changes"]}


def test_replacement_takes_two_administrators_and_moves_the_venues(
    either: Platform, house: Venue, clock: HandClock
) -> None:
    old = accepted(either)
    content(link(either, old, house.id))
    clock.move(days=1)
    new = content(give(either, OTHER_IBAN, replaces=old), 201)["id"]
    once = content(decide(either, new))
    assert (once["state"], once["approvals"]) == ("pending", 1)
    assert outcome(decide(either, new)) == (409, "second_administrator_needed")
    assert spans(either, house) == [(old, True)]
    at = clock.move(days=1)
    twice = content(decide(either, new, by="fin2"))
    assert (twice["state"], twice["approvals"], twice["venue_ids"]) == ("accepted", 2, [house.id])
    assert spans(either, house) == [(old, False), (new, True)]
    closed = given.documents(either, "bank_accounts")[old]
    assert (closed["status"], closed["venue_ids"]) == ("closed", [])
    paid = given.do(either, _account_of, house.id, at=at, now=None)
    assert paid == new


def _account_of(work: Any, venue_id: str, *, at: Any, now: object) -> str | None:
    found = service.account_of_venue(work, venue_id, at=at)
    return found.id if found else None


def test_replaced_account_has_to_be_an_accepted_one_of_the_offerer(
    either: Platform, house: Venue
) -> None:
    pending = content(give(either), 201)["id"]
    refused = (409, "bank_account_not_accepted")
    assert outcome(give(either, OTHER_IBAN, replaces=pending)) == refused
    assert outcome(give(either, OTHER_IBAN, replaces="none")) == (404, "unknown_bank_account")


def test_venue_changes_account_when_two_administrators_approve(
    either: Platform, house: Venue, clock: HandClock
) -> None:
    first, second = accepted(either), accepted(either, OTHER_IBAN)
    content(link(either, first, house.id))
    clock.move(days=1)
    (proposed,) = content(link(either, second, house.id))["venues"]
    assert (proposed["account_id"], proposed["proposed_account_id"]) == (first, second)
    queue = content(given.call(either, "GET", "/v1/account-moves", uid="fin1"))["items"]
    assert [(one["from_account_id"], one["to_account_id"]) for one in queue] == [(first, second)]
    assert content(move(either, house))["approvals"] == 1
    assert outcome(move(either, house)) == (409, "second_administrator_needed")
    clock.move(hours=1)
    content(move(either, house, by="fin2"))
    assert spans(either, house) == [(first, False), (second, True)]
    of = given.documents(either, "bank_accounts")
    assert (of[first]["venue_ids"], of[second]["venue_ids"]) == ([], [house.id])
    assert content(given.call(either, "GET", "/v1/account-moves", uid="fin1"))["items"] == []
    assert outcome(move(either, house)) == (404, "unknown_account_move")


def test_proposal_ends_by_refusal_or_by_naming_the_present_account(
    either: Platform, house: Venue
) -> None:
    first, second = accepted(either), accepted(either, OTHER_IBAN)
    content(link(either, first, house.id))
    content(link(either, second, house.id))
    content(move(either, house, "refuse"))
    assert outcome(move(either, house)) == (404, "unknown_account_move")
    content(link(either, second, house.id))
    content(link(either, first, house.id))
    assert outcome(move(either, house)) == (404, "unknown_account_move")
    assert spans(either, house) == [(first, True)]


def test_approval_is_of_the_account_that_was_looked_at(
    either: Platform, house: Venue, clock: HandClock
) -> None:
    first, second, third = (accepted(either, iban) for iban in (IBAN, OTHER_IBAN, THIRD_IBAN))
    content(link(either, first, house.id))
    clock.move(days=1)
    content(link(either, second, house.id))
    (shown,) = content(given.call(either, "GET", "/v1/account-moves", uid="fin2"))["items"]
    assert shown["from_account"]["iban"] == f"FR** **** {IBAN[-4:]}"
    assert shown["to_account"]["iban"] == f"{OTHER_IBAN[:2]}** **** {OTHER_IBAN[-4:]}"
    content(move(either, house, by="fin1", to=second))
    # A member proposes another account while the second administrator looks at this one.
    content(link(either, third, house.id))
    assert outcome(move(either, house, by="fin2", to=second)) == (409, "account_move_changed")
    content(move(either, house, by="fin2", to=third))
    assert spans(either, house) == [(first, True)]
    content(move(either, house, by="fin1", to=third))
    assert spans(either, house) == [(first, False), (third, True)]


def test_venue_that_is_left_out_has_no_account(
    either: Platform, house: Venue, clock: HandClock
) -> None:
    first = accepted(either)
    content(link(either, first, house.id))
    clock.move(days=1)
    assert content(link(either, first))["venues"] == []
    assert spans(either, house) == [(first, False)]
    # Back to the same account changes nothing about where money goes.
    clock.move(days=1)
    content(link(either, first, house.id))
    assert spans(either, house) == [(first, False), (first, True)]


def test_account_that_closes_ends_its_links(
    either: Platform, house: Venue, clock: HandClock
) -> None:
    first = accepted(either)
    content(link(either, first, house.id))
    clock.move(days=1)
    content(decide(either, first, "close", reason="Compte usurpé."))
    assert spans(either, house) == [(first, False)]
    assert outcome(link(either, first, house.id)) == (409, "bank_account_not_open")
    # A later account still needs two administrators for this venue.
    second = accepted(either, OTHER_IBAN)
    (shown,) = content(link(either, second, house.id))["venues"]
    assert (shown["account_id"], shown["proposed_account_id"]) == (None, second)


def test_venues_of_a_pending_account_are_free_again_when_it_is_refused(
    either: Platform, house: Venue
) -> None:
    first = content(give(either), 201)["id"]
    content(link(either, first, house.id))
    decide(either, first, "refuse", reason="RIB illisible.")
    assert spans(either, house) == []
    second = content(give(either, OTHER_IBAN), 201)["id"]
    (shown,) = content(link(either, second, house.id))["venues"]
    assert shown["account_id"] == second


def test_only_own_venues_and_accounts(either: Platform, house: Venue) -> None:
    first = accepted(either)
    given.offerer(either, OTHER_SIREN, member="pro2")
    foreign = given.venue(either, OTHER_SIREN, member="pro2", name="Ailleurs")
    assert outcome(link(either, first, foreign.id)) == (409, "venue_of_other_offerer")
    assert outcome(link(either, first, "none")) == (404, "unknown_venue")
    path = f"/v1/bank-accounts/{first}"
    assert outcome(given.call(either, "DELETE", path, uid="pro2")) == (403, "not_a_member")


def test_administrator_does_not_decide_on_their_own_account(either: Platform, house: Venue) -> None:
    given.administrator(either, MEMBER, "finance")
    account = content(give(either), 201)["id"]
    assert outcome(decide(either, account, by=MEMBER)) == (403, "own_bank_account")


def test_administrator_does_not_decide_where_the_money_of_their_offerer_goes(
    either: Platform, house: Venue
) -> None:
    given.administrator(either, given.member(either, "colleague"), "finance")
    account = content(give(either), 201)["id"]
    for verb, body in (("accept", {}), ("refuse", {"reason": "Illisible"})):
        refused = decide(either, account, verb, by="colleague", **body)
        assert outcome(refused) == (403, "own_bank_account")
    content(decide(either, account))
    content(link(either, account, house.id))
    content(link(either, accepted(either, OTHER_IBAN), house.id))
    assert outcome(move(either, house, by="colleague")) == (403, "own_bank_account")
    assert spans(either, house) == [(account, True)]


def test_members_are_mailed_decisions_and_changes(platform: Platform, clock: HandClock) -> None:
    venue = start(platform)
    first = accepted(platform)
    assert mailed(platform, "bank-account-decided") == [MEMBER]
    link(platform, first, venue.id)
    assert mailed(platform, "venue-account-changed") == []
    clock.move(days=1)
    link(platform, first)
    assert mailed(platform, "venue-account-changed") == [MEMBER]


def test_closed_offerer_keeps_what_is_owed_and_loses_what_waits(platform: Platform) -> None:
    start(platform)
    first = accepted(platform)
    second = content(give(platform, OTHER_IBAN), 201)["id"]
    given.do(platform, offerers_service.close_offerer, SIREN)
    states = {name: one["status"] for name, one in _accounts(platform).items()}
    assert states == {first: "accepted", second: "closed"}
    assert _accounts(platform)[second]["expires_at"] is not None
    assert outcome(give(platform, THIRD_IBAN)) == (409, "offerer_not_validated")


def _accounts(platform: Platform) -> dict[str, dict[str, Any]]:
    return given.documents(platform, "bank_accounts")


def test_same_iban_given_at_once_is_one_account(either: Platform, house: Venue) -> None:
    outcomes = given.at_once(lambda _: outcome(give(either)), 4)
    assert sorted(outcomes) == [(201, "None"), *[(409, "iban_exists")] * 3]
    assert len(_accounts(either)) == 1


def test_two_administrators_at_once_accept_a_replacement_once(
    either: Platform, house: Venue
) -> None:
    old = accepted(either)
    link(either, old, house.id)
    new = content(give(either, OTHER_IBAN, replaces=old), 201)["id"]
    given.at_once(lambda n: decide(either, new, by=f"fin{n % 2 + 1}"), 4)
    assert _accounts(either)[new]["status"] == "accepted"
    assert _accounts(either)[new]["venue_ids"] == [house.id]
    assert _accounts(either)[old]["status"] == "closed"


def test_link_and_replacement_at_once_leave_no_venue_behind(either: Platform, house: Venue) -> None:
    old = accepted(either)
    new = content(give(either, OTHER_IBAN, replaces=old), 201)["id"]
    decide(either, new)
    given.at_once(lambda n: link(either, old, house.id) if n else decide(either, new, by="fin2"), 2)
    of = _accounts(either)
    current = [span for span, is_open in spans(either, house) if is_open]
    # Linked before, and moved with the others; or refused, because the account had closed.
    assert current == ([new] if of[new]["venue_ids"] else [])
    assert of[old]["venue_ids"] == []
