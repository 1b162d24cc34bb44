"""Races of bookings with what ends or changes an offer, a stock or an account."""

from datetime import timedelta

from functions.accounts.erasure import service as erasure_service
from functions.accounts.people import service as people_service
from functions.kernel.platform import Platform
from functions.offers.codes import service as codes_service
from functions.offers.codes.models import LoadCodes
from functions.offers.publish import service as publish_service
from functions.offers.review import service as review_service
from functions.offers.stocks import service as stocks_service
from tests.support import given
from tests.support.given import MEMBER
from tests.support.races.race import Round, Stage, act, among, counted, race, use

_FREE = (50_000, 0, 0, 0)


@race("erasure against booking")
def erasure_against_booking(stage: Stage) -> Round:
    (uid,) = stage.people(1)
    stocks = [stage.stock(given.thing(1500)) for _ in range(2)]

    def check(got: list[str]) -> None:
        among(got, "done", "beneficiary_only")
        assert got[0] == "done"
        assert given.parts(stage.platform, uid)[1:3] == (0, 0)
        for stock in stocks:
            assert given.the_stock(stage.platform, stock.id).booked == 0

    erase = use(erasure_service.erase, uid, email=f"{uid}@demo.test")
    return Round([erase, *(act(given.book, stock.id, uid) for stock in stocks)], check)


@race("suspension against booking")
def suspension_against_booking(stage: Stage) -> Round:
    (uid,) = stage.people(1)
    stocks = [stage.stock(given.thing(1500)) for _ in range(2)]

    def check(got: list[str]) -> None:
        among(got, "done", "not_active")
        assert got[0] == "done"
        assert given.parts(stage.platform, uid) == _FREE

    suspend = use(people_service.suspend, uid, reason="fraud")
    return Round([suspend, *(act(given.book, stock.id, uid) for stock in stocks)], check)


@race("stock edited while booked")
def stock_edited_while_booked(stage: Stage) -> Round:
    people = stage.people(4)
    stock = stage.stock(given.ticket(1000, 10))

    def check(got: list[str]) -> None:
        after = given.the_stock(stage.platform, stock.id)
        assert after.booked == got[1:].count("done")
        among(got[:1], "done", "quantity_below_booked")
        among(got[1:], "done", "sold_out")
        assert after.quantity == (2 if got[0] == "done" else 10)
        assert after.booked == (2 if got[0] == "done" else 4)
        for uid in people:
            available, held, *_ = given.parts(stage.platform, uid)
            assert (available + held, held) in (
                (50_000, 0),
                (50_000, after.price_cents),
                (50_000, 1000),
            )

    edit = act(given.edit_stock, stock.id, quantity=2, price_cents=700)
    return Round([edit, *(act(given.book, stock.id, uid) for uid in people)], check)


@race("stock deleted while booked")
def stock_deleted_while_booked(stage: Stage) -> Round:
    people = stage.people(3)
    stock = stage.stock()

    def check(got: list[str]) -> None:
        assert got[0] == "done"
        among(got, "done", "not_bookable")
        assert given.the_stock(stage.platform, stock.id).booked == 0
        for uid in people:
            assert given.parts(stage.platform, uid) == _FREE

    delete = use(stocks_service.delete_stock, stock.id, member_id=MEMBER)
    return Round([delete, *(act(given.book, stock.id, uid) for uid in people)], check)


@race("offer rejected while booked")
def offer_rejected_while_booked(stage: Stage) -> Round:
    people = stage.people(3)
    stock = stage.stock()

    def check(got: list[str]) -> None:
        assert got[0] == "done"
        among(got, "done", "not_bookable")
        for uid in people:
            assert given.parts(stage.platform, uid) == _FREE

    reject = use(review_service.reject, stock.offer_id, reason="Non.", by="boss")
    return Round([reject, *(act(given.book, stock.id, uid) for uid in people)], check)


@race("offer withdrawn while booked")
def offer_withdrawn_while_booked(stage: Stage) -> Round:
    people = stage.people(3)
    stock = stage.stock()

    def check(got: list[str]) -> None:
        assert got[0] == "done"
        among(got, "done", "not_bookable")
        # Who has booked before keeps the booking.
        assert given.the_stock(stage.platform, stock.id).booked == got[1:].count("done")

    withdraw = use(publish_service.unpublish, stock.offer_id, member_id=MEMBER)
    return Round([withdraw, *(act(given.book, stock.id, uid) for uid in people)], check)


@race("event moved while booked")
def event_moved_while_booked(stage: Stage) -> Round:
    people = stage.people(3)
    stock = stage.stock()
    moved_to = given.now(stage.platform) + timedelta(days=20)

    def check(got: list[str]) -> None:
        counted(got, done=4)
        found = given.documents(stage.platform, "bookings").values()
        dates = {one["begins_at"] for one in found if one["stock_id"] == stock.id}
        assert dates == {given.the_stock(stage.platform, stock.id).begins_at}, dates

    move = act(given.edit_stock, stock.id, begins_at=moved_to)
    return Round([move, *(act(given.book, stock.id, uid) for uid in people)], check)


def load(platform: Platform, stock_id: str, *codes: str) -> None:
    command = LoadCodes(stock_id=stock_id, member_id=MEMBER, codes=codes, expires_at=None)
    given.do(platform, codes_service.load_codes, command)


@race("last activation code")
def last_activation_code(stage: Stage) -> Round:
    people = stage.people(4)
    of = {"category": "ebook", "url": "https://books.test/lecture"}
    stock = stage.stock(given.thing(1500, None, limit_days=10), **of)
    load(stage.platform, stock.id, "A-1", "A-2")

    def check(got: list[str]) -> None:
        counted(got, done=3, no_activation_code=2)
        found = given.documents(stage.platform, "bookings").values()
        codes = sorted(one["activation_code"] for one in found if one["stock_id"] == stock.id)
        assert codes == ["A-1", "A-2"]

    again = act(load, stock.id, "A-2", "A-1")
    return Round([again, *(act(given.book, stock.id, uid) for uid in people)], check)
