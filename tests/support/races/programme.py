"""Races of batches of dates and of duplicates."""

from datetime import date

from functions.kernel.platform import Platform
from functions.offers.batches import service as batches_service
from functions.offers.batches.models import Selection, Series, SeriesPrice, Shift, StockBatch
from functions.offers.duplicates import service as duplicates_service
from functions.offers.models import Offer
from functions.offers.stocks import service as stocks_service
from tests.support import given
from tests.support.given import MEMBER
from tests.support.races.race import Act, Round, Stage, act, among, counted, race, use

_EVENINGS = Series(
    first_day=date(2090, 1, 1),
    last_day=date(2090, 2, 24),
    weekdays=tuple(range(1, 8)),
    times=("20:00",),
    prices=(SeriesPrice(price_cents=1_000, quantity=10),),
)
_DATES = 55
"""More than one commit changes."""


def batch(platform: Platform, batch_id: str, offer_id: str, changes: dict[str, object]) -> None:
    """Start a batch; the pages that its event asks for follow at once."""
    facts = {"kind": "add", "selection": Selection(), **changes}
    made = StockBatch(
        id=batch_id,
        offer_id=offer_id,
        member_id=MEMBER,
        created_at=given.now(platform),
        **facts,  # type: ignore[arg-type]
    )
    given.do(platform, batches_service.start, made)


def series(stage: Stage) -> Offer:
    """Return a new event of the house with its dates."""
    of = given.offer(stage.platform, stage.house, given.ticket())
    batch(stage.platform, stage.name(90), of.id, {"series": _EVENINGS})
    return given.the_offer(stage.platform, of.id)


def batches_of(stage: Stage, acts: int) -> list[dict[str, object]]:
    """Return the batches that the acts of this round have started, all of them done."""
    found = given.documents(stage.platform, "stock_batches")
    made = [found[stage.name(number)] for number in range(acts)]
    assert {one["status"] for one in made} == {"done"}, made
    return made


def _act(stage: Stage, number: int, offer: Offer, **changes: object) -> Act:
    return act(batch, stage.name(number), offer.id, changes)


@race("dates moved, priced and booked together")
def dates_moved_priced_and_booked(stage: Stage) -> Round:
    of = series(stage)
    (uid,) = stage.people(1)
    before = {stock.id: stock.begins_at for stock in of.stocks}
    booked = of.stocks[-1].id

    def check(got: list[str]) -> None:
        counted(got, done=3)
        batches_of(stage, 2)
        after = given.the_offer(stage.platform, of.id)
        stocks = {stock.id: stock for stock in given.stocks_of(stage.platform, after)}
        for summary in after.stocks:
            stock, at = stocks[summary.id], before[summary.id]
            assert (summary.begins_at, summary.price_cents) == (stock.begins_at, stock.price_cents)
            assert at is not None
            assert stock.begins_at is not None
            assert ((stock.begins_at - at).days, stock.price_cents) == (1, 700), stock
        (booking,) = (
            one
            for one in given.documents(stage.platform, "bookings").values()
            if one["stock_id"] == booked
        )
        assert booking["begins_at"] == stocks[booked].begins_at
        assert booking["amount_cents"] in (700, 1_000)

    return Round(
        [
            _act(stage, 0, of, kind="move", shift=Shift(days=1)),
            _act(stage, 1, of, kind="price", price=SeriesPrice(price_cents=700)),
            act(given.book, booked, uid),
        ],
        check,
    )


@race("one series added twice")
def one_series_added_twice(stage: Stage) -> Round:
    of = given.offer(stage.platform, stage.house, given.ticket())

    def check(got: list[str]) -> None:
        counted(got, done=2)
        made = batches_of(stage, 2)
        assert sum(int(str(one["done"])) for one in made) == _DATES, made
        dates = [stock.begins_at for stock in given.the_offer(stage.platform, of.id).stocks]
        assert len(dates) == len(set(dates)) == _DATES + 1

    return Round([_act(stage, number, of, series=_EVENINGS) for number in range(2)], check)


@race("dates deleted while booked and priced")
def dates_deleted_while_booked(stage: Stage) -> Round:
    of = series(stage)
    people = stage.people(2)
    last = of.stocks[-1].id

    def check(got: list[str]) -> None:
        among(got[:2], "done")
        among(got[2:], "done", "not_bookable")
        batches_of(stage, 2)
        assert given.the_offer(stage.platform, of.id).stocks == ()
        for uid in people:
            assert given.parts(stage.platform, uid) == (50_000, 0, 0, 0)

    return Round(
        [
            _act(stage, 0, of, kind="delete"),
            _act(stage, 1, of, kind="price", price=SeriesPrice(price_cents=700)),
            *(act(given.book, last, uid) for uid in people),
        ],
        check,
    )


@race("offer duplicated while edited")
def offer_duplicated_while_edited(stage: Stage) -> Round:
    stock = stage.stock()
    names = [stage.name(number) for number in range(2)]

    def check(got: list[str]) -> None:
        counted(got, done=4)
        for name in names:
            made = given.the_offer(stage.platform, name)
            assert (made.publication, made.stocks) == ("draft", ())
            assert made.name in ("Nuit du jazz", "Autre nuit")
        original = given.the_offer(stage.platform, stock.offer_id)
        assert (original.name, original.stocks) == ("Autre nuit", ())

    copies = [
        use(
            duplicates_service.duplicate,
            stock.offer_id,
            member_id=MEMBER,
            offer_id=name,
            upload_id=f"{name}u",
        )
        for name in names
    ]
    edit = act(given.edit_offer, stock.offer_id, name="Autre nuit")
    delete = use(stocks_service.delete_stock, stock.id, member_id=MEMBER)
    return Round([*copies, edit, delete], check)
