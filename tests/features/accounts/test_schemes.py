"""Schemes over a life: birthdays, the move from one scheme to the next, and the end of each.

Born on 15 January 2011, somebody is 15 at first, has the pass for those from 15 to 17, and may move
to that of 17 and 18.
"""

from datetime import date, datetime
from typing import Any

import pytest
from werkzeug.test import TestResponse

from functions.accounts.people import service as people_service
from functions.accounts.people.models import Beneficiary, BeneficiaryActivated
from functions.accounts.people.rules import AlreadySignedUp
from functions.accounts.people.store import beneficiaries
from functions.accounts.schemes.data import load_scheme
from functions.accounts.schemes.models import Scheme
from functions.accounts.schemes.rules import NotEligible
from functions.accounts.venues.models import Venue
from functions.booking.models import Booking
from functions.booking.take.rules import CategoryExcluded
from functions.kernel.calendar_days import PARIS, day_start, years_after
from functions.kernel.database import UnitOfWork
from functions.kernel.events import Message, from_message
from functions.kernel.platform import Platform
from functions.wallet.grants import service as grants_service
from functions.wallet.holds.rules import GrantExpired
from functions.wallet.rules import NoWallet
from functions.wallet.store import holds
from tests.support import given
from tests.support.given import HandClock

OPEN = (load_scheme("fr-15-17"), load_scheme("fr-2025"))
OTHERS = (load_scheme("fr-pilot"), load_scheme("fr-2021"))
BORN = date(2011, 1, 15)


@pytest.fixture
def platform(platform: Platform) -> Platform:
    """The test's platform, on which these two schemes are open."""
    names = tuple(scheme.id for scheme in OPEN)
    platform.settings = platform.settings.model_copy(update={"schemes": names})
    return platform


pytestmark = pytest.mark.usefixtures("books_balance")


def birthday(age: int, *, zone: str = PARIS, born: date = BORN) -> datetime:
    """Return the instant at which somebody turns this age where they live."""
    return day_start(years_after(born, age), zone)


def pending(platform: Platform, uid: str = "ana", **facts: Any) -> Beneficiary:
    return given.pending(platform, uid, **{"birth_date": BORN, "schemes": OPEN, **facts})


def holder(platform: Platform, uid: str = "ana", **facts: Any) -> Beneficiary:
    """Return someone active in the scheme of their age."""
    pending(platform, uid, **facts)
    return given.activated(platform, uid)


def move(platform: Platform, uid: str = "ana") -> Beneficiary:
    """Ask for the next scheme as somebody, and activate them in it."""
    pending(platform, uid)
    return given.activated(platform, uid)


def the_beneficiary(platform: Platform, uid: str = "ana") -> Beneficiary:
    return platform.database.run(lambda work: beneficiaries.get(work, uid))


def unsuspend(platform: Platform, uid: str = "ana") -> None:
    at = given.now(platform)
    platform.database.run(lambda work: people_service.unsuspend(work, uid, now=at))


def celebrate(platform: Platform) -> int:
    """Run the job of birthdays; return how many it has credited."""
    report = given.run(platform, "credit-birthdays")
    assert report.failed == 0
    assert report.counts.keys() == {"credited"}
    return report.counts["credited"]


def granted(platform: Platform, uid: str = "ana") -> list[int]:
    """Return what was granted at a time, oldest first."""
    return [e.amount_cents for e in given.entries(platform, uid) if e.kind == "grant"]


def funds(platform: Platform) -> dict[str, int]:
    """Return what each scheme has given and not got back, as the ledger has it."""
    balance: dict[str, int] = {}
    for entry in given.entries(platform):
        for posting in entry.postings:
            for name, sign in ((posting.source, 1), (posting.destination, -1)):
                balance[name] = balance.get(name, 0) + sign * posting.amount_cents
    assert sum(balance.values()) == 0
    return {name: cents for name, cents in balance.items() if name.startswith("scheme:")}


def schemes_of_holds(platform: Platform) -> dict[str, str]:
    return {name: hold["scheme"] for name, hold in given.documents(platform, "holds").items()}


def caps(platform: Platform, uid: str = "ana") -> dict[str, tuple[int, int]]:
    """Return how much of each cap is used, of how much."""
    return {
        cap.domain: (cap.used_cents, cap.limit_cents)
        for cap in given.the_wallet(platform, uid).caps
    }


def booked(
    platform: Platform, venue: Venue, facts: dict[str, Any], *, uid: str = "ana", **offered: Any
) -> Booking:
    return given.book(platform, given.stock(platform, facts, at_venue=venue, **offered).id, uid)


def admin(platform: Platform, verb: str, uid: str = "ana", body: object = None) -> TestResponse:
    path = f"/v1/beneficiaries/{uid}/{verb}"
    return given.call(platform, "POST", path, body, uid="boss", admin=True)


# A whole life


@pytest.mark.behaviour(88)
def test_a_life_from_fifteen_to_twenty_one(platform: Platform, clock: HandClock) -> None:
    form = {
        "first_name": "Ana",
        "last_name": "Kieffer",
        "birth_date": "2011-01-15",
        "postal_code": "67000",
        "accepts_terms": True,
    }
    asked = given.call(platform, "POST", "/v1/beneficiaries", form, uid="ana")
    assert (asked.status_code, asked.get_json()) == (
        *(201,),
        {"id": "ana", "status": "pending", "scheme": "fr-15-17"},
    )
    assert admin(platform, "activate").get_json()["status"] == "active"
    for age, total in ((16, 5_000), (17, 8_000)):
        clock.at = birthday(age)
        assert celebrate(platform) == 1
        assert given.parts(platform) == (total, 0, 0, 0)
    again = given.call(platform, "POST", "/v1/beneficiaries", form, uid="ana")
    assert (again.status_code, again.get_json()["scheme"]) == (201, "fr-15-17")
    me = given.call(platform, "GET", "/v1/me", uid="ana").get_json()["beneficiary"]
    assert (me["status"], me["scheme"], me["next_scheme"]) == ("active", "fr-15-17", "fr-2025")
    assert admin(platform, "activate").get_json()["scheme"] == "fr-2025"
    assert given.parts(platform) == (13_000, 0, 0, 0)
    clock.at = birthday(18)
    assert celebrate(platform) == 1
    assert given.parts(platform) == (28_000, 0, 0, 0)
    assert given.kinds(platform) == ["grant", "grant", "grant", "transfer", "grant", "grant"]
    assert funds(platform) == {"scheme:fr-15-17": 0, "scheme:fr-2025": 28_000}
    wallet = given.call(platform, "GET", "/v1/wallet", uid="ana").get_json()
    assert (wallet["granted_cents"], wallet["expires_at"]) == (28_000, "2032-01-15T10:00:00Z")
    listed = given.call(platform, "GET", "/v1/wallet/entries", uid="ana").get_json()["items"]
    assert [(entry["kind"], entry["amount_cents"]) for entry in listed[:3]] == [
        ("grant", 15_000),
        ("grant", 5_000),
        ("transfer", 8_000),
    ]
    for age in (19, 20):
        clock.at = birthday(age)
        assert celebrate(platform) == 0
    clock.at = datetime.fromisoformat("2032-01-15T10:00:00Z")
    given.run(platform, "expire-grants")
    assert given.parts(platform) == (0, 0, 0, 28_000)


# Birthdays


@pytest.mark.behaviour(89)
def test_a_birthday_is_credited_once_and_not_before_it(
    platform: Platform, clock: HandClock
) -> None:
    holder(platform)
    assert the_beneficiary(platform).next_credit_at == birthday(16)
    clock.at = birthday(16)
    clock.move(seconds=-1)
    assert celebrate(platform) == 0
    clock.move(seconds=1)
    assert [celebrate(platform) for _ in range(3)] == [1, 0, 0]
    assert granted(platform) == [2_000, 3_000]
    assert the_beneficiary(platform).credited_age == 16
    assert the_beneficiary(platform).next_credit_at == birthday(17)
    clock.at = birthday(17)
    assert [celebrate(platform) for _ in range(3)] == [1, 0, 0]
    assert granted(platform) == [2_000, 3_000, 3_000]
    assert the_beneficiary(platform).next_credit_at is None


@pytest.mark.parametrize(
    ("postal_code", "instant"),
    [
        ("67000", "2027-01-14T23:00:00Z"),
        ("97300", "2027-01-15T03:00:00Z"),
        ("97400", "2027-01-14T20:00:00Z"),
    ],
    ids=["paris", "cayenne", "la réunion"],
)
def test_a_birthday_begins_where_one_lives(
    platform: Platform, clock: HandClock, postal_code: str, instant: str
) -> None:
    holder(platform, postal_code=postal_code)
    clock.at = datetime.fromisoformat(instant)
    clock.move(seconds=-1)
    assert celebrate(platform) == 0
    clock.move(seconds=1)
    assert celebrate(platform) == 1
    assert granted(platform) == [2_000, 3_000]


def test_a_job_that_comes_two_birthdays_late_makes_up_for_both(
    platform: Platform, clock: HandClock
) -> None:
    holder(platform)
    clock.at = birthday(17)
    clock.move(days=40)
    assert [celebrate(platform) for _ in range(2)] == [1, 0]
    assert granted(platform) == [2_000, 6_000]
    assert set(given.the_wallet(platform).credits) == {
        *("fr-15-17~15", "fr-15-17~16", "fr-15-17~17"),
    }


@pytest.mark.parametrize("back_at", [16, 17], ids=["back within the year", "back a year later"])
def test_who_is_suspended_on_a_birthday_is_credited_once_they_are_back(
    platform: Platform, clock: HandClock, back_at: int
) -> None:
    holder(platform)
    given.suspend(platform)
    for age in range(16, back_at + 1):
        clock.at = birthday(age)
        assert celebrate(platform) == 0
    assert granted(platform) == [2_000]
    clock.move(days=20)
    unsuspend(platform)
    assert [celebrate(platform) for _ in range(2)] == [1, 0]
    assert granted(platform) == [2_000, 3_000 * (back_at - 15)]


def test_who_is_suspended_while_the_job_runs_is_not_credited(
    platform: Platform, clock: HandClock
) -> None:
    holder(platform)
    clock.at = birthday(16)
    given.suspend(platform)
    done = platform.database.run(
        lambda work: people_service.credit_birthday(
            work, "ana", scheme_of=load_scheme, now=clock.at
        )
    )
    assert (done, granted(platform)) == (False, [2_000])


@pytest.mark.parametrize(
    ("activated_at", "cents"), [(15, 2_000), (16, 5_000), (17, 8_000)], ids=["none", "one", "two"]
)
def test_a_birthday_missed_while_waiting_comes_with_the_grant(
    platform: Platform, clock: HandClock, activated_at: int, cents: int
) -> None:
    pending(platform)
    if activated_at > 15:
        clock.at = birthday(activated_at)
    assert celebrate(platform) == 0
    given.activated(platform, "ana")
    assert granted(platform) == [cents]
    assert celebrate(platform) == 0
    clock.at = birthday(17)
    celebrate(platform)
    assert sum(granted(platform)) == 8_000


def test_who_waited_until_the_grant_would_have_ended_gets_none(
    platform: Platform, clock: HandClock
) -> None:
    pending(platform)
    clock.at = birthday(18)
    clock.move(seconds=-1)
    given.activated(platform, "ana")
    pending(platform, "zoe", birth_date=date(2011, 1, 16))
    clock.move(days=1)
    clock.move(seconds=1)
    with pytest.raises(NotEligible) as refused:
        given.activated(platform, "zoe")
    assert refused.value.facts == {"reason": "too_old"}
    assert the_beneficiary(platform, "zoe").status == "pending"


@pytest.mark.behaviour(89)
def test_a_birthday_event_delivered_twice_or_late_is_credited_once(
    platform: Platform, clock: HandClock
) -> None:
    holder(platform)
    clock.at = birthday(16)
    relay, platform.database.on_commit = platform.database.on_commit, None
    celebrate(platform)
    (message,) = given.waiting(platform)
    clock.at = birthday(17)
    platform.database.on_commit = relay
    celebrate(platform)
    assert granted(platform) == [2_000, 3_000]
    for _ in range(2):
        given.deliver(platform, message)
    assert platform.relay.sweep() == (1, 0)
    assert granted(platform) == [2_000, 3_000, 3_000]
    assert given.parts(platform) == (8_000, 0, 0, 0)


def test_one_that_cannot_be_credited_does_not_stop_the_others(
    platform: Platform, clock: HandClock
) -> None:
    for uid in ("ana", "kim", "zoe"):
        holder(platform, uid)
    given.change(platform, "beneficiaries", "ana", scheme="atlantis")
    clock.at = birthday(16)
    report = given.run(platform, "credit-birthdays")
    assert (report.counts, report.failed) == ({"credited": 2}, 1)
    assert [granted(platform, uid) for uid in ("ana", "kim", "zoe")] == [
        [2_000],
        [2_000, 3_000],
        [2_000, 3_000],
    ]


def test_a_scheme_with_one_amount_has_no_birthdays(platform: Platform, clock: HandClock) -> None:
    given.beneficiary(platform)
    clock.move(days=365)
    assert celebrate(platform) == 0
    assert granted(platform) == [50_000]


# Moving on


def test_what_is_left_and_can_be_cancelled_goes_along_and_the_rest_does_not(
    platform: Platform, clock: HandClock
) -> None:
    holder(platform)
    clock.at = birthday(17)
    celebrate(platform)
    house = given.house(platform)
    clock.move(days=10)
    book = booked(platform, house, given.thing(1_000))
    ebook = booked(platform, house, given.thing(600), category="ebook", url="https://books.test/1")
    far = booked(platform, house, given.ticket(1_500, days=30))
    near = booked(platform, house, given.ticket(700, days=1))
    used = booked(platform, house, given.thing(300))
    given.redeem(platform, used)
    assert given.parts(platform) == (3_900, 3_800, 300, 0)
    clock.move(hours=1)
    moved = move(platform)
    assert (moved.scheme, moved.next_scheme, moved.credited_age) == ("fr-2025", None, 17)
    assert given.parts(platform) == (8_900, 3_800, 300, 0)
    assert schemes_of_holds(platform) == {
        book.id: "fr-2025",
        ebook.id: "fr-2025",
        far.id: "fr-2025",
        near.id: "fr-15-17",
        used.id: "fr-15-17",
    }
    assert caps(platform) == {"digital": (600, 10_000)}
    assert given.kinds(platform)[-2:] == ["transfer", "grant"]
    # Each scheme stands for what is its own: the old one for what was used or is too late to undo.
    assert funds(platform) == {"scheme:fr-15-17": 1_000, "scheme:fr-2025": 12_000}
    given.audit(platform)

    given.cancel(platform, ebook)
    assert given.parts(platform) == (9_500, 3_200, 300, 0)
    assert caps(platform) == {"digital": (0, 10_000)}
    given.cancel_at_desk(platform, far)
    assert given.parts(platform) == (11_000, 1_700, 300, 0)
    given.cancel_at_desk(platform, near)
    assert given.parts(platform) == (11_000, 1_000, 300, 700)
    assert given.kinds(platform)[-1] == "expire"
    given.undo(platform, used)
    given.cancel_at_desk(platform, used)
    assert given.parts(platform) == (11_000, 1_000, 0, 1_000)
    given.redeem(platform, book)
    assert given.parts(platform) == (11_000, 0, 1_000, 1_000)
    assert funds(platform) == {
        "scheme:fr-15-17": 1_000,
        "scheme:fr-15-17:expired": -1_000,
        "scheme:fr-2025": 12_000,
    }


@pytest.mark.parametrize(
    ("after", "goes"),
    [({"days": 2, "seconds": -1}, True), ({"days": 2}, False)],
    ids=["just before its deadline", "at its deadline"],
)
def test_an_event_goes_along_until_its_deadline(
    platform: Platform, clock: HandClock, after: dict[str, float], goes: bool
) -> None:
    holder(platform)
    clock.at = birthday(17)
    concert = booked(platform, given.house(platform), given.ticket(1_500, days=30))
    clock.move(**after)
    move(platform)
    assert schemes_of_holds(platform) == {concert.id: "fr-2025" if goes else "fr-15-17"}
    given.cancel_at_desk(platform, concert)
    assert given.parts(platform) == ((7_000, 0, 0, 0) if goes else (5_500, 0, 0, 1_500))


def test_what_came_along_uses_up_the_new_cap(platform: Platform, clock: HandClock) -> None:
    holder(platform)
    clock.at = birthday(17)
    celebrate(platform)
    house = given.house(platform)
    online = {"category": "ebook", "url": "https://books.test/1"}
    booked(platform, house, given.thing(8_000), **online)
    move(platform)
    assert caps(platform) == {"digital": (8_000, 10_000)}
    refused = given.call(
        platform,
        "POST",
        "/v1/bookings",
        {"stock_id": given.stock(platform, given.thing(2_001), at_venue=house, **online).id},
        uid="ana",
    )
    assert (refused.status_code, refused.get_json()["code"]) == (409, "cap_reached")
    assert refused.get_json()["remaining_cents"] == 2_000
    booked(platform, house, given.thing(2_000), **online)
    assert given.parts(platform) == (3_000, 10_000, 0, 0)


def test_at_eighteen_what_the_minors_grant_had_left_goes_along(
    platform: Platform, clock: HandClock
) -> None:
    holder(platform)
    clock.at = birthday(17)
    celebrate(platform)
    house = given.house(platform)
    clock.at = birthday(18)
    clock.move(days=-5)
    book = booked(platform, house, given.thing(1_000))
    clock.at = birthday(18)
    move(platform)
    assert granted(platform) == [2_000, 6_000, 15_000]
    assert given.parts(platform) == (22_000, 1_000, 0, 0)
    assert schemes_of_holds(platform) == {book.id: "fr-2025"}
    given.cancel(platform, book)
    assert given.parts(platform) == (23_000, 0, 0, 0)
    given.audit(platform)


def test_at_eighteen_it_is_the_same_whether_the_end_was_noted_or_not(
    platform: Platform, clock: HandClock
) -> None:
    for uid in ("ana", "zoe"):
        holder(platform, uid)
    clock.at = birthday(18)
    move(platform, "ana")
    given.run(platform, "expire-grants")
    move(platform, "zoe")
    assert given.parts(platform, "ana") == given.parts(platform, "zoe") == (17_000, 0, 0, 0)
    assert given.kinds(platform, "ana") == ["grant", "transfer", "grant"]
    assert given.kinds(platform, "zoe") == ["grant", "expire", "transfer", "grant"]
    given.audit(platform)


def test_a_birthday_missed_while_waiting_to_move_comes_with_the_grant(
    platform: Platform, clock: HandClock
) -> None:
    holder(platform)
    clock.at = birthday(17)
    pending(platform)
    clock.move(days=30)
    pending(platform)
    assert the_beneficiary(platform).asked_at == birthday(17)
    clock.at = birthday(18)
    given.activated(platform, "ana")
    assert granted(platform) == [2_000, 20_000]
    assert celebrate(platform) == 0


def test_asking_and_activating_again_change_nothing(platform: Platform, clock: HandClock) -> None:
    holder(platform)
    clock.at = birthday(17)
    for _ in range(2):
        assert pending(platform).next_scheme == "fr-2025"
    for _ in range(2):
        assert given.activated(platform, "ana").scheme == "fr-2025"
    assert given.kinds(platform) == ["grant", "transfer", "grant"]
    with pytest.raises(AlreadySignedUp):
        pending(platform)


def test_where_they_live_is_all_that_is_taken_from_who_asks_to_move(
    platform: Platform, clock: HandClock
) -> None:
    """The identity was checked at sign-up."""
    holder(platform)
    clock.at = birthday(17, zone="America/Cayenne")
    asked = given.pending(
        platform,
        first_name="Zoe",
        last_name="Other",
        birth_date=date(2009, 3, 3),
        postal_code="97300",
        schemes=OPEN,
    )
    assert (asked.first_name, asked.last_name, asked.birth_date) == ("Ana", "Kieffer", BORN)
    assert asked.residence is not None
    assert asked.residence.department == "973"
    given.activated(platform, "ana")
    assert the_beneficiary(platform).next_credit_at == birthday(18, zone="America/Cayenne")
    assert given.the_wallet(platform).expires_at.isoformat() == "2032-01-15T14:00:00+00:00"


@pytest.mark.parametrize(
    ("age", "schemes"),
    [
        (16, OPEN),
        (17, OPEN[:1]),
        (17, (load_scheme("fr-pilot"), load_scheme("fr-2021"))),
        (19, OPEN),
    ],
    ids=["too young", "the next is not open", "no open one continues theirs", "too old"],
)
def test_who_fits_no_scheme_that_continues_theirs_has_signed_up_already(
    platform: Platform, clock: HandClock, age: int, schemes: tuple[Scheme, ...]
) -> None:
    holder(platform)
    clock.at = birthday(age)
    with pytest.raises(AlreadySignedUp):
        pending(platform, schemes=schemes)
    assert the_beneficiary(platform).next_scheme is None


def test_only_the_active_ask_to_move(platform: Platform, clock: HandClock) -> None:
    pending(platform)
    holder(platform, "zoe")
    given.suspend(platform, "zoe")
    clock.at = birthday(17)
    for uid in ("ana", "zoe"):
        with pytest.raises(AlreadySignedUp):
            pending(platform, uid)


def test_a_booking_made_while_the_wallet_moves_goes_along(
    platform: Platform, clock: HandClock
) -> None:
    holder(platform)
    clock.at = birthday(17)
    stock = given.stock(platform, given.thing(500))
    pending(platform)
    relay, platform.database.on_commit = platform.database.on_commit, None
    given.activated(platform, "ana")
    (message,) = given.waiting(platform)
    grant = from_message(BeneficiaryActivated, message).grant
    made: list[Booking] = []

    def receive(work: UnitOfWork) -> None:
        grants_service.receive_grant(work, "ana", grant, now=clock.at)
        if not made:
            made.append(given.book(platform, stock.id))

    platform.database.run(receive)
    platform.database.on_commit = relay
    platform.relay.sweep()
    found = platform.database.run(lambda work: holds.find(work, made[0].id))
    assert found is not None
    assert found.scheme == "fr-2025"
    assert given.parts(platform) == (6_500, 500, 0, 0)


def test_an_older_grant_event_does_not_move_the_wallet_back(
    platform: Platform, clock: HandClock
) -> None:
    relay, platform.database.on_commit = platform.database.on_commit, None
    holder(platform)
    (first,) = given.waiting(platform)
    platform.database.on_commit = relay
    platform.relay.sweep()
    clock.at = birthday(17)
    move(platform)
    again = Message(first.topic, "beneficiary-activated:ana:99", first.data)
    other = Message(first.topic, first.id, first.data.replace('"revision":2', '"revision":99'))
    for message in (again, other):
        given.deliver(platform, message)
    assert given.the_wallet(platform).scheme == "fr-2025"
    assert given.parts(platform) == (7_000, 0, 0, 0)


def test_a_bonus_that_overtakes_the_grant_waits_for_it(
    platform: Platform, clock: HandClock
) -> None:
    holder(platform)
    clock.at = birthday(17)
    given.administrator(platform, "boss")
    relay, platform.database.on_commit = platform.database.on_commit, None
    move(platform)
    assert admin(platform, "bonus").status_code == 200
    told = {message.topic: message for message in given.waiting(platform)}
    assert told.keys() == {"beneficiary-activated", "beneficiary-credited"}
    platform.database.on_commit = relay
    with pytest.raises(NoWallet):
        platform.relay.relay(told["beneficiary-credited"].id)
    assert given.parts(platform) == (2_000, 0, 0, 0)
    assert platform.relay.sweep() == (2, 0)
    assert given.parts(platform) == (12_000, 0, 0, 0)


def test_a_credit_of_a_former_scheme_comes_too_late(platform: Platform, clock: HandClock) -> None:
    holder(platform)
    clock.at = birthday(17)
    relay, platform.database.on_commit = platform.database.on_commit, None
    celebrate(platform)
    platform.database.on_commit = relay
    move(platform)
    assert platform.relay.sweep() == (1, 0)
    assert granted(platform) == [2_000, 5_000]


# The end


@pytest.mark.parametrize(
    ("born", "postal_code", "expires_at"),
    [
        (BORN, "67000", "2029-01-14T23:00:00Z"),
        (BORN, "97300", "2029-01-15T03:00:00Z"),
        (BORN, "97400", "2029-01-14T20:00:00Z"),
        (date(2008, 4, 20), "67000", "2029-04-20T09:00:00Z"),
        (date(2008, 4, 20), "97300", "2029-04-20T14:00:00Z"),
        (date(2008, 4, 20), "97400", "2029-04-20T07:00:00Z"),
    ],
    ids=[
        *("minor, paris", "minor, cayenne", "minor, la réunion"),
        *("paris", "cayenne", "la réunion"),
    ],
)
def test_a_grant_ends_at_its_schemes_own_hour_where_one_lives(
    platform: Platform, clock: HandClock, born: date, postal_code: str, expires_at: str
) -> None:
    beneficiary = holder(platform, birth_date=born, postal_code=postal_code)
    total = {"fr-15-17": 2_000, "fr-2025": 15_000}[beneficiary.scheme]
    house = given.house(platform)
    clock.at = datetime.fromisoformat(expires_at)
    clock.move(days=-1)
    booking = booked(platform, house, given.thing(300))
    clock.move(days=1, seconds=-1)
    assert given.run(platform, "expire-grants").counts.get("expired", 0) == 0
    assert given.parts(platform) == (total - 300, 300, 0, 0)
    clock.move(seconds=1)
    with pytest.raises(GrantExpired):
        booked(platform, house, given.thing(100))
    assert given.run(platform, "expire-grants").counts == {"expired": 1}
    assert given.parts(platform) == (0, 300, 0, total - 300)
    assert given.run(platform, "expire-grants").counts.get("expired", 0) == 0
    given.redeem(platform, booking)
    assert given.parts(platform) == (0, 0, 300, total - 300)


def test_a_credit_that_comes_after_the_end_is_not_given(
    platform: Platform, clock: HandClock
) -> None:
    holder(platform)
    clock.at = birthday(18)
    given.run(platform, "expire-grants")
    celebrate(platform)
    assert given.parts(platform) == (0, 0, 0, 2_000)


# What a scheme forbids

ONLINE = "https://video.test/1"


@pytest.mark.parametrize(
    ("category", "price_cents", "url", "excluded"),
    [
        ("video_game_subscription", 500, ONLINE, True),
        ("video_game_subscription", 0, ONLINE, True),
        ("video_on_demand", 500, ONLINE, True),
        ("video_on_demand", 0, ONLINE, False),
        ("ebook", 500, ONLINE, False),
        ("paper_book", 500, None, False),
    ],
)
def test_a_minor_is_refused_what_is_forbidden_or_forbidden_at_a_price(
    platform: Platform, category: str, price_cents: int, url: str | None, excluded: bool
) -> None:
    holder(platform)
    stock = given.stock(platform, given.thing(price_cents), category=category, url=url)
    body = {"stock_id": stock.id}
    answer = given.call(platform, "POST", "/v1/bookings", body, uid="ana")
    if excluded:
        assert (answer.status_code, answer.get_json()["code"]) == (409, "category_excluded")
        assert given.the_stock(platform, stock.id).booked == 0
        assert given.parts(platform) == (2_000, 0, 0, 0)
    else:
        assert answer.status_code == 201
        assert given.parts(platform) == (2_000 - price_cents, price_cents, 0, 0)


def test_an_online_event_is_forbidden_at_a_price_too(platform: Platform) -> None:
    holder(platform)
    house = given.house(platform)
    with pytest.raises(CategoryExcluded):
        booked(platform, house, given.ticket(100), category="music_livestream", url=ONLINE)
    booked(platform, house, given.ticket(0), category="music_livestream", url=ONLINE)


def test_what_is_forbidden_to_minors_is_allowed_once_their_grant_has_ended(
    platform: Platform, clock: HandClock
) -> None:
    for uid in ("ana", "zoe"):
        holder(platform, uid)
    house = given.house(platform)
    offered = {"category": "video_game_subscription", "url": ONLINE}
    free = given.stock(platform, given.thing(0), at_venue=house, **offered)
    paid = given.stock(platform, given.thing(500), at_venue=house, **offered)
    clock.at = birthday(18)
    clock.move(seconds=-1)
    with pytest.raises(CategoryExcluded):
        given.book(platform, free.id, "zoe")
    clock.move(seconds=1)
    given.book(platform, free.id, "zoe")
    with pytest.raises(GrantExpired):
        given.book(platform, paid.id, "zoe")
    move(platform, "ana")
    given.book(platform, paid.id, "ana")
    assert caps(platform, "ana") == {"digital": (500, 10_000)}


# The bonus


def test_a_bonus_is_given_once_to_who_is_active_in_a_scheme_that_has_one(
    platform: Platform, clock: HandClock
) -> None:
    def refused(uid: str = "ana") -> tuple[int, str]:
        answer = admin(platform, "bonus", uid)
        return answer.status_code, answer.get_json()["code"]

    assert refused("nobody") == (404, "unknown_beneficiary")
    pending(platform)
    assert refused() == (409, "beneficiary_not_active")
    given.activated(platform, "ana")
    assert refused() == (409, "no_bonus")
    assert given.parts(platform) == (2_000, 0, 0, 0)
    clock.at = birthday(17)
    move(platform)
    given.suspend(platform)
    assert refused() == (409, "beneficiary_not_active")
    unsuspend(platform)
    assert admin(platform, "bonus").status_code == 200
    given_once = the_beneficiary(platform)
    for _ in range(2):
        assert admin(platform, "bonus").status_code == 200
    assert the_beneficiary(platform) == given_once
    assert granted(platform) == [2_000, 5_000, 5_000]
    assert "fr-2025~bonus" in given.the_wallet(platform).credits
    stranger = given.call(platform, "POST", "/v1/beneficiaries/ana/bonus", uid="ana")
    assert (stranger.status_code, stranger.get_json()["code"]) == (403, "admin_only")
    clock.at = birthday(18)
    celebrate(platform)
    assert sum(granted(platform)) == 27_000


# Overseas


@pytest.mark.parametrize(
    ("postal_code", "limit_cents"),
    [("67000", 10_000), ("97300", 10_000), ("97600", 15_000), ("97500", 20_000), ("98600", None)],
    ids=["strasbourg", "cayenne", "mayotte", "saint-pierre-et-miquelon", "wallis-et-futuna"],
)
def test_overseas_more_may_be_spent_online(
    platform: Platform, clock: HandClock, postal_code: str, limit_cents: int | None
) -> None:
    clock.at = datetime.fromisoformat("2029-02-01T12:00:00Z")
    holder(platform, postal_code=postal_code)
    admin(platform, "bonus")
    clock.move(days=1)
    assert given.parts(platform) == (20_000, 0, 0, 0)
    expected = {} if limit_cents is None else {"digital": (0, limit_cents)}
    assert caps(platform) == expected
    house = given.house(platform)
    most = limit_cents or 20_000

    def take(price_cents: int) -> TestResponse:
        facts, url = given.thing(price_cents), "https://books.test"
        stock = given.stock(platform, facts, at_venue=house, category="ebook", url=url)
        return given.call(platform, "POST", "/v1/bookings", {"stock_id": stock.id}, uid="ana")

    assert take(most).status_code == 201
    refused = take(1).get_json()["code"]
    assert refused == ("cap_reached" if most < 20_000 else "insufficient_credit")
