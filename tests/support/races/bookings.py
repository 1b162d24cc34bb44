"""Races for places, credit and countermarks."""

from datetime import timedelta

from functions.booking.expiry import service as expiry_service
from functions.booking.models import Booking
from functions.booking.on_behalf import service as on_behalf_service
from functions.booking.reinstate import service as reinstate_service
from functions.kernel.platform import Platform
from tests.support import given
from tests.support.races.race import Round, Stage, act, among, counted, race, use

_HELD, _FREE, _SPENT = (48_500, 1500, 0, 0), (50_000, 0, 0, 0), (48_500, 0, 1500, 0)


def holds_as_it_is(platform: Platform, booking: Booking) -> str:
    """Check that a booking's 1500 cents are where its status says; return the status."""
    after = given.the_booking(platform, booking.id)
    parts = given.parts(platform, booking.beneficiary_id)
    expected = {"confirmed": _HELD, "used": _SPENT}.get(after.status, _FREE)
    assert parts == expected, (after.status, parts)
    is_live = after.status in ("confirmed", "used")
    assert given.the_stock(platform, booking.stock_id).booked == int(is_live), after.status
    return after.status


@race("last seat")
def last_seat(stage: Stage) -> Round:
    people = stage.people(5)
    stock = stage.stock(given.ticket(1000, 2))

    def check(got: list[str]) -> None:
        counted(got, done=2, sold_out=3)
        assert given.the_stock(stage.platform, stock.id).remaining == 0

    return Round([act(given.book, stock.id, uid) for uid in people], check)


@race("last cent")
def last_cent(stage: Stage) -> Round:
    (uid,) = stage.people(1)
    stocks = [stage.stock(given.ticket(10_000)) for _ in range(7)]

    def check(got: list[str]) -> None:
        counted(got, done=5, insufficient_credit=2)
        assert given.parts(stage.platform, uid) == (0, 50_000, 0, 0)

    return Round([act(given.book, stock.id, uid) for stock in stocks], check)


@race("last places of a dealt stock")
def last_places_of_a_dealt_stock(stage: Stage) -> Round:
    people = stage.people(6)
    stock = given.deal(stage.platform, stage.stock(given.ticket(1000, 4)), 3)

    def check(got: list[str]) -> None:
        counted(got, done=4, sold_out=2)

    return Round([act(given.book, stock.id, uid) for uid in people], check)


@race("two dates of one offer")
def two_dates_of_one_offer(stage: Stage) -> Round:
    (uid,) = stage.people(1)
    of = given.offer(stage.platform, stage.house, given.ticket(1500), given.ticket(1500, days=12))
    stocks = given.stocks_of(stage.platform, of)

    def check(got: list[str]) -> None:
        counted(got, done=1, already_booked=3)
        assert given.parts(stage.platform, uid) == _HELD

    return Round([act(given.book, stock.id, uid) for stock in stocks * 2], check)


def click(platform: Platform, uid: str, stock_id: str, key: str) -> str:
    body = {"stock_id": stock_id}
    answer = given.call(platform, "POST", "/v1/bookings", body, uid=uid, Idempotency_Key=key)
    return f"{answer.status_code} {answer.get_json().get('id')}"


@race("second click")
def second_click(stage: Stage) -> Round:
    (uid,) = stage.people(1)
    stock = stage.stock(given.thing(1500))
    given.token(stage.platform, uid)

    def check(got: list[str]) -> None:
        assert len(set(got)) == 1, got
        assert got[0].startswith("201 "), got
        assert given.parts(stage.platform, uid) == _HELD

    return Round([act(click, uid, stock.id, "k") for _ in range(4)], check)


@race("one countermark drawn twice")
def one_countermark_drawn_twice(stage: Stage) -> Round:
    people = stage.people(3)
    stock = stage.stock()
    code = f"{stage.number:06}".translate(str.maketrans("01", "AB"))

    def check(got: list[str]) -> None:
        assert got.count("done") == 1, got
        assert sum("CountermarkTaken" in one for one in got) == 2, got

    return Round([act(given.book, stock.id, uid, countermark=code) for uid in people], check)


@race("two desks")
def two_desks(stage: Stage) -> Round:
    booking = stage.booking()

    def check(got: list[str]) -> None:
        counted(got, done=1, already_used=3)
        assert holds_as_it_is(stage.platform, booking) == "used"

    return Round([act(given.redeem, booking)] * 4, check)


@race("cancel against redeem")
def cancel_against_redeem(stage: Stage) -> Round:
    booking = stage.booking()

    def check(got: list[str]) -> None:
        among(got, "done", "already_used", "cancelled", "undo_before_cancelling")
        redeemed, own, _ = (one == "done" for one in got)
        status = holds_as_it_is(stage.platform, booking)
        assert status == ("used" if redeemed else "cancelled")
        # A holder's cancellation of a cancelled booking succeeds.
        assert own != redeemed

    acts = [given.redeem, given.cancel, given.cancel_at_desk]
    return Round([act(one, booking) for one in acts], check)


@race("redeem against undo")
def redeem_against_undo(stage: Stage) -> Round:
    booking = stage.booking()

    def check(got: list[str]) -> None:
        among(got, "done", "already_used", "not_used")
        done = got[:3].count("done") - got[3:].count("done")
        assert holds_as_it_is(stage.platform, booking) == {0: "confirmed", 1: "used"}[done]

    redeemed, undone = act(given.redeem, booking), act(given.undo, booking)
    return Round([redeemed, redeemed, redeemed, undone, undone], check)


@race("expiry against redeem")
def expiry_against_redeem(stage: Stage) -> Round:
    booking = stage.booking()
    assert booking.expires_at is not None
    expire = use(expiry_service.expire, booking.id, now=booking.expires_at + timedelta(days=1))

    def check(got: list[str]) -> None:
        among(got, "done", "expired")
        status = holds_as_it_is(stage.platform, booking)
        assert (got[0] == "done") == (status == "used")
        assert status in ("used", "expired")

    return Round([act(given.redeem, booking), expire, expire], check)


@race("past event against cancel")
def past_event_against_cancel(stage: Stage) -> Round:
    booking = stage.booking(given.ticket(1500))
    assert booking.begins_at is not None
    late = booking.begins_at + timedelta(days=3)
    use_past = use(expiry_service.use_past, booking.id, now=late)

    def check(got: list[str]) -> None:
        among(got, "done", "undo_before_cancelling")
        status = holds_as_it_is(stage.platform, booking)
        assert status == ("cancelled" if got[0] == "done" else "used")

    return Round([act(given.cancel_at_desk, booking), use_past, use_past], check)


@race("two administrators reinstate")
def two_administrators_reinstate(stage: Stage) -> Round:
    booking = stage.booking()
    given.cancel(stage.platform, booking)

    def check(got: list[str]) -> None:
        counted(got, done=3)
        assert holds_as_it_is(stage.platform, booking) == "used"

    return Round([use(reinstate_service.reinstate, booking.id)] * 3, check)


@race("reinstate against the last place")
def reinstate_against_the_last_place(stage: Stage) -> Round:
    uid, other = stage.people(2)
    stock = stage.stock(given.thing(1500, 1))
    booking = given.book(stage.platform, stock.id, uid)
    given.cancel(stage.platform, booking)

    def check(got: list[str]) -> None:
        counted(got, done=1, sold_out=1)
        assert given.the_stock(stage.platform, stock.id).booked == 1

    return Round(
        [use(reinstate_service.reinstate, booking.id), act(given.book, stock.id, other)], check
    )


@race("support against the desk")
def support_against_the_desk(stage: Stage) -> Round:
    booking = stage.booking()

    def check(got: list[str]) -> None:
        refusals = ("already_used", "cancelled", "undo_before_cancelling")
        among(got[:1], "done")
        among(got[1:], "done", *refusals)
        # Support cancels even what was used, so nothing is left of it.
        assert holds_as_it_is(stage.platform, booking) == "cancelled"

    return Round(
        [
            use(on_behalf_service.cancel, booking.id),
            use(on_behalf_service.redeem, booking.id),
            act(given.redeem, booking),
            act(given.cancel_at_desk, booking),
        ],
        check,
    )


@race("support and the desk redeem")
def support_and_the_desk_redeem(stage: Stage) -> Round:
    booking = stage.booking()

    def check(got: list[str]) -> None:
        assert got[:2] == ["done", "done"], got
        among(got[2:], "done", "already_used")
        assert holds_as_it_is(stage.platform, booking) == "used"
        assert given.kinds(stage.platform, booking.beneficiary_id).count("capture") == 1

    redeem = use(on_behalf_service.redeem, booking.id)
    return Round([redeem, redeem, act(given.redeem, booking)], check)
