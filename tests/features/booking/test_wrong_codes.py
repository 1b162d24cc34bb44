"""The desk against guessed codes, for a closed offerer, and its French messages."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from werkzeug.test import TestResponse

from functions.accounts.offerers import service as offerers_service
from functions.booking.countermarks import rules as countermarks_rules
from functions.booking.desk import service as desk_service
from functions.booking.desk_access.service import Desk
from functions.booking.models import Booking
from functions.booking.take.service import CountermarkTaken
from functions.booking.wrong_codes import rules as wrong_codes_rules
from functions.booking.wrong_codes.models import WrongCodes
from functions.booking.wrong_codes.rules import (
    CALLER_LIMIT,
    OFFERER_LIMIT,
    TooManyWrongCodes,
)
from functions.kernel.database import metered
from functions.kernel.errors import Refusal
from functions.kernel.leaky_bucket import LeakyBucket
from functions.kernel.platform import Platform, use_platform
from tests.support import given
from tests.support.answers import outcome
from tests.support.given import MEMBER, NOW, OTHER_SIREN, SIREN, HandClock

MINUTE = timedelta(minutes=1)
WRONG = "ZZZZZZ"
THIRD_SIREN = "443061841"


def ask(
    platform: Platform, code: str, verb: str = "", *, uid: str | None = MEMBER, key: str = ""
) -> TestResponse:
    path = f"/v1/desk/countermarks/{code}" + (f"/{verb}" if verb else "")
    method = "POST" if verb else "GET"
    if key:
        return given.call(platform, method, path, X_Api_Key=key)
    return given.call(platform, method, path, uid=uid)


def wrong(platform: Platform, times: int, **caller: str) -> list[int]:
    """Return how so many wrong codes, one after the other, are answered."""
    return [ask(platform, WRONG, **caller).status_code for _ in range(times)]


def api_key(platform: Platform) -> dict[str, str]:
    made = given.call(platform, "POST", f"/v1/offerers/{SIREN}/api-keys", uid=MEMBER).get_json()
    return {"prefix": made["prefix"], "secret": made["secret"]}


# The arithmetic


def test_so_many_are_allowed_at_once_and_then_one_in_each_of_their_times() -> None:
    for limit in (CALLER_LIMIT, OFFERER_LIMIT, LeakyBucket(most=1, each=MINUTE)):
        counted: WrongCodes | None = None
        for _ in range(limit.most):
            wrong_codes_rules.check(counted, limit, now=NOW)
            counted = wrong_codes_rules.count(counted, limit, now=NOW)
        with pytest.raises(TooManyWrongCodes) as refused:
            wrong_codes_rules.check(counted, limit, now=NOW)
        assert refused.value.retry_after_seconds == limit.each.total_seconds()
        later = NOW + limit.each
        with pytest.raises(TooManyWrongCodes):
            wrong_codes_rules.check(counted, limit, now=later - timedelta(microseconds=1))
        wrong_codes_rules.check(counted, limit, now=later)
        again = wrong_codes_rules.count(counted, limit, now=later)
        with pytest.raises(TooManyWrongCodes):
            wrong_codes_rules.check(again, limit, now=later)


def test_in_the_end_nothing_is_held_against_anybody() -> None:
    counted = None
    for _ in range(CALLER_LIMIT.most):
        counted = wrong_codes_rules.count(counted, CALLER_LIMIT, now=NOW)
    assert counted is not None
    assert counted.expires_at == NOW + CALLER_LIMIT.most * CALLER_LIMIT.each
    anew = wrong_codes_rules.count(counted, CALLER_LIMIT, now=counted.expires_at)
    assert anew == wrong_codes_rules.count(None, CALLER_LIMIT, now=counted.expires_at)


def test_the_figures_of_the_docstring_are_those_of_the_limits() -> None:
    text = " ".join((wrong_codes_rules.__doc__ or "").split())
    codes, day = 30**6, timedelta(days=1)
    own, shared = (day / limit.each for limit in (CALLER_LIMIT, OFFERER_LIMIT))
    for figure in (
        f"30**6 = {codes:,}",
        f"{CALLER_LIMIT.most} wrong codes",
        f"{own:,.0f} codes a day",
        f"{codes / own / 365.25:,.0f} years",
        f"in {codes / own / 1000:.0f} days",
        f"in {codes / shared / 1000:.0f} days",
        f"in {codes / shared / 365.25:.0f} years",
    ):
        assert figure in text, figure
    assert MINUTE / OFFERER_LIMIT.each == 12


# Wrong codes at the desk


@pytest.mark.behaviour(62)
def test_who_asks_for_too_many_wrong_codes_waits(platform: Platform, clock: HandClock) -> None:
    booking = given.booking(platform, given.thing())
    assert wrong(platform, CALLER_LIMIT.most) == [404] * CALLER_LIMIT.most
    for verb in ("", "redeem", "undo", "cancel"):
        for code in (WRONG, booking.countermark, "not a code"):
            refused = ask(platform, code, verb)
            assert outcome(refused) == (429, "too_many_requests")
            assert refused.headers["Retry-After"] == "60"
            assert refused.get_json()["retry_after_seconds"] == 60
    assert given.the_booking(platform, booking.id) == booking
    clock.move(seconds=59)
    refused = ask(platform, booking.countermark, "redeem")
    assert (outcome(refused)[0], refused.headers["Retry-After"]) == (429, "1")
    clock.move(seconds=1)
    assert outcome(ask(platform, booking.countermark, "redeem")) == (200, "used")


@pytest.mark.parametrize("verb", ["", "redeem", "undo", "cancel"])
def test_every_way_of_asking_counts_alike(platform: Platform, verb: str) -> None:
    given.house(platform)
    for _ in range(CALLER_LIMIT.most):
        assert ask(platform, WRONG, verb).status_code == 404
    assert ask(platform, WRONG).status_code == 429


@pytest.mark.behaviour(60)
def test_the_codes_of_others_count_and_what_is_right_or_no_code_does_not(
    platform: Platform,
) -> None:
    booking = given.booking(platform, given.thing())
    given.house(platform, OTHER_SIREN, member="rival")
    for _ in range(CALLER_LIMIT.most + 5):
        assert outcome(ask(platform, booking.countermark)) == (200, "confirmed")
        assert outcome(ask(platform, "not-a-code")) == (404, "unknown_countermark")
    assert given.documents(platform, "wrong_codes") == {}
    for _ in range(CALLER_LIMIT.most):
        assert outcome(ask(platform, booking.countermark, uid="rival")) == (
            404,
            "unknown_countermark",
        )
    assert outcome(ask(platform, booking.countermark, uid="rival"))[0] == 429
    # Whom it concerns goes on undisturbed, whatever others do with their code.
    assert outcome(ask(platform, booking.countermark, "redeem")) == (200, "used")


def test_a_busy_desk_that_errs_now_and_then_never_meets_the_limit(
    platform: Platform, clock: HandClock
) -> None:
    """300 codes an hour, one of thirty wrong, for three hours."""
    booking = given.booking(platform, given.thing())
    for number in range(900):
        if number % 30 == 0:
            assert ask(platform, WRONG).status_code == 404
        clock.move(seconds=12)
    assert ask(platform, booking.countermark).status_code == 200


def test_each_caller_has_an_allowance_of_their_own(platform: Platform) -> None:
    booking = given.booking(platform, given.thing())
    first, second = api_key(platform), api_key(platform)
    assert wrong(platform, CALLER_LIMIT.most + 1, key=first["secret"])[-1] == 429
    assert ask(platform, booking.countermark, key=second["secret"]).status_code == 200
    assert ask(platform, booking.countermark).status_code == 200
    # A key that is wrong is told so, whatever its prefix has done.
    assert outcome(ask(platform, WRONG, key=first["prefix"] + "_0")) == (
        401,
        "unauthenticated",
    )
    kept = given.documents(platform, "wrong_codes")
    assert set(kept) == {f"key~{first['prefix']}", f"siren~{SIREN}"}


def test_new_callers_do_not_make_an_offerer_more_guesses(
    platform: Platform, clock: HandClock
) -> None:
    """API keys can be replaced, and members added."""
    booking = given.booking(platform, given.thing())
    given.offerer(platform, OTHER_SIREN, member="rival")
    clerks = [f"clerk{number}" for number in range(OFFERER_LIMIT.most // CALLER_LIMIT.most + 1)]
    for uid in clerks:
        given.member(platform, uid)
    spent, fresh = clerks[:-1], clerks[-1]
    for uid in spent:
        for _ in range(CALLER_LIMIT.most):
            assert count(platform, Desk(uid=uid)) is None
    refused = count(platform, Desk(uid=fresh))
    assert refused is not None
    # One guess each, and then no more: neither a wrong one nor a right one.
    for code in (WRONG, booking.countermark):
        assert outcome(ask(platform, code, uid=fresh))[0] == 429
    # Whoever has not been wrong since then goes on, and so do other offerers.
    assert ask(platform, booking.countermark).status_code == 200
    assert ask(platform, WRONG, uid="rival").status_code == 404
    clock.move(seconds=OFFERER_LIMIT.each.total_seconds() * 3)
    assert ask(platform, WRONG, uid=fresh).status_code == 404


def count(platform: Platform, who: Desk, code: str = WRONG) -> Refusal | None:
    at = given.now(platform)
    return platform.database.run(
        lambda work: desk_service.count_wrong(work, code, desk=who, now=at)
    )


def test_guesses_at_the_same_time_are_all_counted(platform: Platform, clock: HandClock) -> None:
    """Guesses that race past the limit count too: many at once gain nothing in the end."""
    given.house(platform)
    token = given.token(platform, MEMBER)
    app = given.client("booking_api").application
    headers = {"Authorization": f"Bearer {token}"}
    times = CALLER_LIMIT.most + 30

    def guess(_: int) -> int:
        path = f"/v1/desk/countermarks/{WRONG}"
        return int(app.test_client().get(path, headers=headers).status_code)

    with ThreadPoolExecutor(16) as pool:
        statuses = list(pool.map(guess, range(times)))
    assert statuses.count(404) == CALLER_LIMIT.most
    assert statuses.count(429) == 30
    kept = given.documents(platform, "wrong_codes")[f"uid~{MEMBER}"]["expires_at"]
    assert kept >= NOW + CALLER_LIMIT.most * CALLER_LIMIT.each
    raced = round((kept - NOW) / CALLER_LIMIT.each) - CALLER_LIMIT.most
    answer = ask(platform, WRONG)
    assert int(answer.headers["Retry-After"]) == 60 * (raced + 1)


def test_the_limit_outlives_the_process(platform: Platform, clock: HandClock) -> None:
    given.house(platform)
    wrong(platform, CALLER_LIMIT.most)
    again = Platform(platform.settings, is_durable=False)
    again.clock = clock
    use_platform(again)
    try:
        assert ask(again, WRONG).status_code == 429
    finally:
        use_platform(platform)
        again.close()


# The desk does not say which codes exist


@pytest.mark.parametrize("verb", ["", "redeem", "undo", "cancel"])
@pytest.mark.parametrize("pending", [False, True], ids=["nobody's", "of a pending offerer"])
def test_desk_answers_strangers_alike_whether_a_code_exists_or_not(
    platform: Platform, verb: str, pending: bool
) -> None:
    booking = given.booking(platform, given.thing())
    if pending:
        given.offerer(platform, OTHER_SIREN, member="stranger", validated=False)
        ask(platform, WRONG, uid="stranger")
    answers, costs = [], []
    for code in (booking.countermark, WRONG):
        with metered() as meter:
            answers.append(ask(platform, code, verb, uid="stranger"))
        costs.append((meter.round_trips, meter.documents_read, meter.documents_written))
    assert outcome(answers[0]) == (403, "not_a_member")
    assert answers[0].data == answers[1].data
    assert costs[0] == costs[1]
    assert set(given.documents(platform, "wrong_codes")) <= {"uid~stranger"}


def test_code_is_not_read_for_somebody_without_the_role(platform: Platform) -> None:
    given.booking(platform, given.thing())
    with metered() as meter:
        assert ask(platform, WRONG, uid="stranger").status_code == 403
    assert (meter.round_trips, meter.documents_read) == (1, 1)


def test_a_pending_offerers_software_learns_nothing_either(platform: Platform) -> None:
    booking = given.booking(platform, given.thing())
    given.offerer(platform, OTHER_SIREN, member="founder", validated=False)
    path = f"/v1/offerers/{OTHER_SIREN}/api-keys"
    key = given.call(platform, "POST", path, uid="founder").get_json()["secret"]
    for code in (booking.countermark, WRONG, "not a code"):
        assert outcome(ask(platform, code, key=key)) == (403, "not_a_member")


def test_code_of_another_offerer_costs_and_reads_like_none(platform: Platform) -> None:
    booking = given.booking(platform, given.thing())
    given.house(platform, OTHER_SIREN, member="rival")
    ask(platform, WRONG, uid="rival")
    answers, costs = [], []
    for code in (booking.countermark, WRONG):
        with metered() as meter:
            answers.append(ask(platform, code, uid="rival"))
        costs.append((meter.round_trips, meter.documents_read, meter.documents_written))
    assert outcome(answers[0]) == (404, "unknown_countermark")
    assert answers[0].data == answers[1].data
    assert costs[0] == costs[1]


def test_guesses_at_one_offerer_leave_the_desk_of_another_open(platform: Platform) -> None:
    """An offerer whose members have spent its limit makes a clerk of another one its member."""
    booking = given.booking(platform, given.thing())
    given.offerer(platform, OTHER_SIREN, member="attacker")
    guessers = [f"guesser{number}" for number in range(14)]
    for uid in guessers:
        given.member(platform, uid, OTHER_SIREN, by="attacker")
    given.member(platform, MEMBER, OTHER_SIREN, by="attacker")
    for number in range(OFFERER_LIMIT.most + 1):
        count(platform, Desk(uid=guessers[number % len(guessers)]))
    assert ask(platform, WRONG).status_code == 429
    assert outcome(ask(platform, booking.countermark, "redeem")) == (200, "used")


def test_who_waits_at_one_desk_does_not_learn_whose_a_code_is(platform: Platform) -> None:
    mine = given.booking(platform, given.thing())
    rival = given.house(platform, OTHER_SIREN, member="rival")
    stock = given.stock(platform, given.thing(), at_venue=rival, member="rival")
    theirs = given.book(platform, stock.id)
    given.offerer(platform, THIRD_SIREN, member="third")
    given.member(platform, "rival", THIRD_SIREN, by="third")
    given.member(platform, "guesser", OTHER_SIREN, by="rival")
    for _ in range(OFFERER_LIMIT.most):
        count(platform, Desk(uid="guesser"))
    assert ask(platform, WRONG, uid="rival").status_code == 429
    kept = given.documents(platform, "wrong_codes")
    answers = [ask(platform, code, uid="rival") for code in (WRONG, mine.countermark)]
    answers.append(ask(platform, theirs.countermark, uid="rival"))
    assert {answer.status_code for answer in answers} == {429}
    assert len({(answer.data, answer.headers["Retry-After"]) for answer in answers}) == 1
    assert given.documents(platform, "wrong_codes") == kept


# How much it asks of the database


@pytest.mark.parametrize("by_key", [False, True], ids=["member", "software"])
def test_a_redemption_waits_for_the_database_twice(
    platform: Platform, silent: Callable[[], None], by_key: bool
) -> None:
    booking = given.booking(platform, given.thing())
    who = Desk(api_key=api_key(platform)["secret"]) if by_key else Desk(uid=MEMBER)
    # The use of a key is written once an hour.
    platform.database.run(
        lambda work: desk_service.get_booking(work, booking.countermark, desk=who, now=NOW)
    )
    silent()
    with metered() as meter:
        platform.database.run(
            lambda work: desk_service.redeem(work, booking.countermark, desk=who, now=NOW)
        )
    # Read: the booking, its claim, the membership or key, wrong codes. Written: the booking and
    # the event; the claim and the membership are verified.
    assert (meter.round_trips, meter.documents_read) == (2, 4)
    assert (meter.documents_written, meter.documents_verified) == (2, 2)


def test_a_wrong_code_is_counted_in_a_commit_of_its_own(platform: Platform) -> None:
    given.house(platform)
    with metered() as meter:
        with pytest.raises(countermarks_rules.UnknownCountermark):
            platform.database.run(
                lambda work: desk_service.get_booking(work, WRONG, desk=Desk(uid=MEMBER), now=NOW)
            )
        assert (meter.round_trips, meter.documents_written) == (1, 0)
        count(platform, Desk(uid=MEMBER))
    assert meter.documents_written == 2


# A countermark that is given again


def cancelled(platform: Platform, booking: Booking) -> None:
    path = f"/v1/bookings/{booking.id}/cancel"
    assert given.call(platform, "POST", path, uid=booking.beneficiary_id).status_code == 200


def test_a_released_countermark_rests_a_year_and_is_then_good_for_another(
    platform: Platform, clock: HandClock
) -> None:
    given.beneficiary(platform)
    given.beneficiary(platform, "zoe")
    house = given.house(platform)
    first = given.book(platform, given.stock(platform, given.thing(), at_venue=house).id)
    cancelled(platform, first)
    assert outcome(ask(platform, first.countermark, "redeem")) == (410, "cancelled")
    free = given.stock(platform, given.thing(0), at_venue=house)
    clock.move(days=365, seconds=-1)
    with pytest.raises(CountermarkTaken):
        given.book(platform, free.id, "zoe", countermark=first.countermark)
    clock.move(seconds=1)
    second = given.book(platform, free.id, "zoe", countermark=first.countermark)
    shown = ask(platform, first.countermark).get_json()
    assert (shown["booking_id"], shown["holder_name"]) == (second.id, "Zoe Kieffer")
    assert outcome(ask(platform, first.countermark, "redeem")) == (200, "used")
    assert given.the_booking(platform, first.id).status == "cancelled"
    given.audit(platform)


def test_a_countermark_given_very_often_still_leads_to_its_last_booking(
    platform: Platform, clock: HandClock
) -> None:
    """More bookings have had it than the query brings along."""
    given.beneficiary(platform)
    stock = given.stock(platform, given.thing(0))
    for number in range(5):
        made = given.book(platform, stock.id, booking_id=f"b{number}", countermark="ABC234")
        if number < 4:
            cancelled(platform, made)
            clock.move(days=366)
    assert ask(platform, "abc234").get_json()["booking_id"] == "b4"
    assert outcome(ask(platform, "ABC234", "redeem")) == (200, "used")


# A closed offerer


@pytest.mark.behaviour(63)
@pytest.mark.parametrize("by_key", [False, True], ids=["member", "software"])
def test_for_a_closed_offerer_nothing_is_redeemed(
    platform: Platform, silent: Callable[[], None], by_key: bool
) -> None:
    """Also before the event that cancels its bookings has come."""
    given.beneficiary(platform)
    house = given.house(platform)
    first, second = (
        given.book(platform, given.stock(platform, given.thing(), at_venue=house).id)
        for _ in range(2)
    )
    key = api_key(platform)["secret"] if by_key else ""
    assert outcome(ask(platform, second.countermark, "redeem", key=key)) == (200, "used")
    silent()
    at = given.now(platform)
    platform.database.run(lambda work: offerers_service.close_offerer(work, SIREN, now=at))
    assert outcome(ask(platform, first.countermark, "redeem", key=key)) == (
        403,
        "offerer_closed",
    )
    assert outcome(ask(platform, second.countermark, "redeem", key=key)) == (
        410,
        "already_used",
    )
    assert outcome(ask(platform, second.countermark, "undo", key=key)) == (
        403,
        "offerer_closed",
    )
    assert outcome(ask(platform, first.countermark, key=key)) == (200, "confirmed")
    assert outcome(ask(platform, first.countermark, "cancel", key=key)) == (200, "cancelled")
    platform.relay.sweep()
    assert outcome(ask(platform, first.countermark, "redeem", key=key)) == (410, "cancelled")


def test_members_and_keys_of_a_closed_offerer_redeem_nothing(
    platform: Platform, silent: Callable[[], None]
) -> None:
    booking = given.booking(platform, given.thing())
    silent()
    at = given.now(platform)

    given.member(platform, "late")
    platform.database.run(lambda work: offerers_service.close_offerer(work, SIREN, now=at))
    key = api_key(platform)["secret"]
    for caller in ({"uid": "late"}, {"key": key}):
        answer = ask(platform, booking.countermark, "redeem", **caller)
        assert outcome(answer) == (403, "offerer_closed")


@pytest.fixture
def silent(platform: Platform) -> Iterator[Callable[[], None]]:
    """Give what holds every event back, until a sweep."""
    relay = platform.database.on_commit

    def hold_back() -> None:
        platform.database.on_commit = None

    yield hold_back
    platform.database.on_commit = relay


# What the professional reads


@pytest.mark.behaviour(51)
@pytest.mark.parametrize(
    ("city", "postal_code", "words"),
    [
        ("Strasbourg", "67000", "mercredi 6 mai 2026 à 12 h (heure locale)"),
        ("Cayenne", "97300", "mercredi 6 mai 2026 à 7 h (heure locale)"),
        ("Nouméa", "98800", "mercredi 6 mai 2026 à 21 h (heure locale)"),
    ],
)
def test_too_early_is_said_in_french_and_in_the_venues_own_time(
    platform: Platform, city: str, postal_code: str, words: str
) -> None:
    given.offerer(platform)
    venue = given.venue(platform, city=city, postal_code=postal_code)
    booking = given.booking(platform, given.ticket(), at_venue=venue)
    early = ask(platform, booking.countermark, "redeem")
    assert outcome(early) == (409, "too_early")
    problem = early.get_json()
    assert problem["usable_from"] == "2026-05-06T10:00:00Z"
    local = datetime.fromisoformat(problem["usable_from_local"])
    assert local == datetime(2026, 5, 6, 10, tzinfo=UTC)
    assert words in problem["detail"].replace("\u00a0", " ")


def test_the_announced_minute_is_one_at_which_the_code_works(
    platform: Platform, clock: HandClock
) -> None:
    clock.move(seconds=59, microseconds=1)
    booking = given.booking(platform, given.ticket())
    detail = ask(platform, booking.countermark, "redeem").get_json()["detail"]
    assert "mercredi 6 mai 2026 à 12 h 01" in detail.replace("\u00a0", " ")
    clock.at = datetime(2026, 5, 6, 10, 1, tzinfo=UTC)
    assert outcome(ask(platform, booking.countermark, "redeem")) == (200, "used")


def test_a_repeat_that_comes_late_lets_nobody_in(platform: Platform) -> None:
    """With its key the repeat learns that its effect was undone; without, it is a new request."""
    booking = given.booking(platform, given.thing())

    def keyed(verb: str, key: str) -> tuple[int, str]:
        path = f"/v1/desk/countermarks/{booking.countermark}/{verb}"
        return outcome(given.call(platform, "POST", path, uid=MEMBER, Idempotency_Key=key))

    assert keyed("redeem", "k1") == keyed("redeem", "k1") == (200, "used")
    assert keyed("undo", "k2") == keyed("undo", "k2") == (200, "confirmed")
    assert keyed("redeem", "k1") == (409, "taken_back")
    assert given.the_booking(platform, booking.id).status == "confirmed"
    assert keyed("redeem", "k3") == (200, "used")
    assert keyed("undo", "k2") == (409, "taken_back")
    assert keyed("redeem", "k1") == (200, "used")
    given.change(platform, "bookings", booking.id, status="reimbursed")
    assert keyed("redeem", "k1") == (200, "reimbursed")


def test_who_is_signed_in_and_has_a_key_is_the_one_who_is_signed_in(platform: Platform) -> None:
    booking = given.booking(platform, given.thing())
    key = api_key(platform)["secret"]
    path = f"/v1/desk/countermarks/{booking.countermark}"
    both = given.call(platform, "GET", path, uid="stranger", X_Api_Key=key)
    assert outcome(both) == (403, "not_a_member")
    assert given.documents(platform, "wrong_codes") == {}
    forged = given.call(platform, "GET", path, Authorization="Bearer forged", X_Api_Key=key)
    assert outcome(forged) == (401, "unauthenticated")
    assert outcome(given.call(platform, "GET", path, uid=MEMBER, X_Api_Key=key)) == (
        200,
        "confirmed",
    )
