"""Races for grants and identities."""

from datetime import date, datetime, timedelta

from functions.accounts.erasure import service as erasure_service
from functions.accounts.own_account import service as own_account_service
from functions.accounts.people import service as people_service
from functions.accounts.people.models import SignUp
from functions.accounts.schemes.data import load_scheme
from functions.booking.export import service as export_service
from functions.kernel.calendar_days import PARIS, day_start, years_after
from functions.kernel.database import UnitOfWork
from functions.kernel.platform import Platform
from functions.wallet.grants import service as grants_service
from tests.support import given
from tests.support.races.race import Round, Stage, act, among, counted, race, use

_MINORS = (load_scheme("fr-15-17"), load_scheme("fr-2025"))
_BORN = date(2009, 6, 15)


def activate(platform: Platform, uid: str) -> None:
    given.activated(platform, uid)


@race("two administrators activate")
def two_administrators_activate(stage: Stage) -> Round:
    uid = stage.name()
    given.pending(stage.platform, uid)

    def check(got: list[str]) -> None:
        counted(got, done=3)
        assert given.kinds(stage.platform, uid) == ["grant"]
        assert given.parts(stage.platform, uid) == (50_000, 0, 0, 0)

    return Round([act(activate, uid)] * 3, check)


def sign_up(platform: Platform, uid: str, last_name: str) -> str:
    made = given.pending(platform, uid, first_name="Élodie", last_name=last_name)
    return "held" if made.held_for_review else "free"


@race("one person under two accounts")
def one_person_under_two_accounts(stage: Stage) -> Round:
    name = stage.name().translate(str.maketrans("0123456789", "abcdefghij"))

    def check(got: list[str]) -> None:
        counted(got, free=1, held=2)

    return Round([act(sign_up, stage.name(number), name) for number in range(3)], check)


@race("two sign-ups of one account")
def two_sign_ups_of_one_account(stage: Stage) -> Round:
    name = stage.name().translate(str.maketrans("0123456789", "abcdefghij"))

    def check(got: list[str]) -> None:
        counted(got, free=1, already_signed_up=2)

    return Round([act(sign_up, stage.name(), name)] * 3, check)


def minor(stage: Stage) -> str:
    """Return a new beneficiary of 16 years with the grant of minors."""
    uid = stage.name()
    given.pending(stage.platform, uid, birth_date=_BORN, schemes=_MINORS)
    given.activated(stage.platform, uid)
    return uid


@race("credit moves while booking")
def credit_moves_while_booking(stage: Stage) -> Round:
    uid = minor(stage)
    stocks = [stage.stock(given.thing(500)) for _ in range(2)]
    later = day_start(years_after(_BORN, 17), PARIS) + timedelta(days=1)
    given.do(stage.platform, _ask_to_move, uid, now=later)
    before = sum(given.parts(stage.platform, uid))
    move = use(people_service.activate, uid, by="boss", scheme_of=load_scheme, now=later)

    def check(got: list[str]) -> None:
        counted(got, done=3)
        wallet = given.the_wallet(stage.platform, uid)
        assert (wallet.scheme, wallet.held_cents) == ("fr-2025", 1000)
        grants = [e.amount_cents for e in given.entries(stage.platform, uid) if e.kind == "grant"]
        assert sum(given.parts(stage.platform, uid)) - before == grants[-1]

    return Round([move, *(act(given.book, stock.id, uid) for stock in stocks)], check)


def _ask_to_move(work: UnitOfWork, uid: str, *, now: datetime) -> None:
    command = SignUp(
        beneficiary_id=uid,
        email=f"{uid}@demo.test",
        first_name="Any",
        last_name="Kieffer",
        birth_date=_BORN,
        postal_code="67000",
    )
    people_service.sign_up(work, command, schemes=_MINORS, now=now)


@race("birthday credited by two runs")
def birthday_credited_by_two_runs(stage: Stage) -> Round:
    uid = minor(stage)
    later = day_start(years_after(_BORN, 17), PARIS) + timedelta(days=1)
    before = sum(given.parts(stage.platform, uid))
    credited = use(people_service.credit_birthday, uid, scheme_of=load_scheme, now=later)

    def check(got: list[str]) -> None:
        counted(got, done=3)
        grants = [e.amount_cents for e in given.entries(stage.platform, uid) if e.kind == "grant"]
        assert len(grants) == 2
        assert sum(given.parts(stage.platform, uid)) == before + grants[1]

    return Round([credited] * 3, check)


@race("grant expires while booking")
def grant_expires_while_booking(stage: Stage) -> Round:
    (uid,) = stage.people(1)
    stocks = [stage.stock(given.thing(1500)) for _ in range(2)]
    ended = given.the_wallet(stage.platform, uid).expires_at + timedelta(seconds=1)
    expire = use(grants_service.expire, uid, now=ended)

    def check(got: list[str]) -> None:
        among(got, "done", "insufficient_credit", "grant_expired")
        held = 1500 * got[2:].count("done")
        assert given.parts(stage.platform, uid) == (0, held, 0, 50_000 - held)

    books = [act(given.book, stock.id, uid) for stock in stocks]
    return Round([expire, expire, *books], check)


@race("account suspended and taken back while booking")
def account_suspended_and_taken_back(stage: Stage) -> Round:
    (uid,) = stage.people(1)
    stock = stage.stock(given.thing(1500))

    def check(got: list[str]) -> None:
        assert got[:3] == ["done"] * 3, got
        among(got[3:], "done", "not_active")
        found = given.documents(stage.platform, "beneficiaries")[uid]
        is_suspended = found["status"] == "suspended"
        assert is_suspended == (found["closes_at"] is not None), found
        available, held, spent, _ = given.parts(stage.platform, uid)
        assert (available + held, spent) == (50_000, 0)
        assert not (is_suspended and held)

    suspend = use(own_account_service.suspend_own, uid)
    take_back = use(own_account_service.take_back, uid)
    return Round([suspend, suspend, take_back, act(given.book, stock.id, uid)], check)


@race("data asked for while erased")
def data_asked_for_while_erased(stage: Stage) -> Round:
    (uid,) = stage.people(1)

    def check(got: list[str]) -> None:
        counted(got, done=3)
        for name in ("exports", "export_parts"):
            left = [one for one in given.documents(stage.platform, name) if one.startswith(uid)]
            assert left == [], (name, left)

    now = given.now(stage.platform)
    asked_at = [now + timedelta(microseconds=number) for number in range(2)]
    asks = [use(export_service.request, uid, now=at) for at in asked_at]
    return Round([*asks, use(erasure_service.erase, uid, email=f"{uid}@demo.test")], check)
