"""Notices on their way: once each, whatever is down, dies, comes twice or comes together."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from itertools import permutations
from pathlib import Path

import pytest

from functions.booking.models import (
    BookingCancelled,
    BookingConfirmed,
)
from functions.kernel.bus.inline import InlineBus
from functions.kernel.database import metered
from functions.kernel.events import to_message
from functions.kernel.logs import digest
from functions.kernel.mail import AddressRefused, Mail, MailDown, Session, TryLater
from functions.kernel.platform import Platform
from functions.notices.delivery.jobs import MOST_WAITING
from functions.notices.delivery.subscribers import events
from functions.notices.queue import service as queue_service
from functions.notices.queue.rules import KEPT_FOR, LEASE, PATIENCE
from functions.wallet.models import GrantReceived
from tests.support import given
from tests.support.given import HandClock
from tests.support.notices import (
    Mailbox,
    facts_of,
    moved,
    send,
    settled,
    states,
    subjects,
)
from tests.support.postbox import Postbox

pytestmark = pytest.mark.usefixtures("accounts_of_all")


# Once


def test_events_in_any_order_and_number_are_notified_once(
    platform: Platform, inbox: Mailbox
) -> None:
    given.beneficiary(platform)
    booking = given.book(platform, given.stock(platform).id)
    settled(platform)
    facts = facts_of(booking, given.now(platform))
    events = [
        BookingConfirmed(**facts),
        BookingCancelled(**facts, revision=2, reason="offerer"),
    ]
    given.cancel_at_desk(platform, booking)
    for order in permutations([*events, *events]):
        for event in order:
            given.deliver(platform, to_message(event))
            send(platform)
    assert subjects(inbox()) == [("ana@demo.test", "Réservation annulée : Nuit du jazz")]


def test_an_event_redelivered_after_its_notice_expired_is_not_notified(
    platform: Platform, clock: HandClock, inbox: Mailbox
) -> None:
    given.beneficiary(platform)
    booking = given.book(platform, given.stock(platform).id)
    told = to_message(BookingConfirmed(**facts_of(booking, clock.at)))
    assert send(platform) == {"sent": 2}
    for later in (KEPT_FOR - timedelta(seconds=1), KEPT_FOR, KEPT_FOR + timedelta(days=1)):
        clock.at = given.NOW + later
        for name, kept in given.documents(platform, "notices").items():
            if kept["expires_at"] <= clock.at:
                given.remove(platform, "notices", name)
        given.deliver(platform, told)
        assert send(platform) == {}
    assert given.documents(platform, "notices") == {}
    assert len(inbox()) == 2


def test_a_mail_server_that_is_down_for_an_hour_loses_and_doubles_nothing(
    platform: Platform, clock: HandClock, postbox: Postbox, logged: Callable[[], str]
) -> None:
    stock = given.stock(platform)
    postbox.stop()
    for uid in ("ana", "zoe", "kim"):
        given.beneficiary(platform, uid)
        given.book(platform, stock.id, uid)
        clock.move(minutes=7)
    for _ in range(60):
        clock.move(minutes=1)
        counts = send(platform)
        assert counts in ({}, {"down": 1}), "one that finds it down stops the run"
    assert set(states(platform).values()) == {"waiting"}
    lines = [json.loads(line) for line in logged().splitlines()]
    down = [line for line in lines if line["message"] == "mail_down"]
    assert len(down) > 20, "somebody is told before it has been down for long"
    assert {line["fault"] for line in down} == {"ConnectionRefusedError"}
    postbox.start()
    reports = []
    for _ in range(20):
        clock.move(minutes=1)
        reports.append(send(platform))
    assert sum(report.get("sent", 0) for report in reports) == 6
    assert subjects(postbox.mails()) == sorted(
        (f"{uid}@demo.test", subject)
        for uid in ("ana", "zoe", "kim")
        for subject in (
            *("Réservation confirmée : Nuit du jazz", "Ton crédit est arrivé : 500,00 €"),
        )
    )
    assert len({mail["Message-ID"] for mail in postbox.mails()}) == 6
    clock.move(days=10)
    assert send(platform) == {}
    assert len(postbox.taken) == 6


def test_an_address_that_is_refused_is_given_up_and_stops_nobody(
    platform: Platform, clock: HandClock, postbox: Postbox, logged: Callable[[], str]
) -> None:
    postbox.recipients["ana@demo.test"] = "550 5.1.1 <ana@demo.test> is nobody"
    for uid in ("ana", "zoe"):
        given.beneficiary(platform, uid)
        clock.move(seconds=1)
    assert send(platform) == {"refused": 1, "sent": 1}
    assert subjects(postbox.mails()) == [("zoe@demo.test", "Ton crédit est arrivé : 500,00 €")]
    (refused,) = [
        one for one in given.documents(platform, "notices").values() if one["state"] == "refused"
    ]
    assert (refused["code"], refused["due_at"]) == (550, None)
    clock.move(days=1)
    assert send(platform) == {}
    lines = [json.loads(line) for line in logged().splitlines()]
    (line,) = [line for line in lines if line["message"] == "notice_failed"]
    assert (line["state"], line["topic"], line["code"]) == ("refused", "grant-received", 550)
    assert not any(word in logged() for word in ("demo.test", "nobody", '"ana"'))


def test_one_who_is_put_off_is_sent_later_and_holds_up_nobody(
    platform: Platform, clock: HandClock, postbox: Postbox
) -> None:
    postbox.recipients["ana@demo.test"] = "450 4.2.0 Greylisted"
    for uid in ("ana", "zoe"):
        given.beneficiary(platform, uid)
    assert send(platform) == {"waiting": 1, "sent": 1}
    assert send(platform) == {}
    clock.move(minutes=1)
    assert send(platform) == {"waiting": 1}
    del postbox.recipients["ana@demo.test"]
    clock.move(minutes=1)
    assert send(platform) == {}
    clock.move(minutes=1)
    assert send(platform) == {"sent": 1}
    assert len(postbox.taken) == 2


def test_what_is_put_off_for_days_is_given_up(
    platform: Platform, clock: HandClock, postbox: Postbox, logged: Callable[[], str]
) -> None:
    postbox.recipients["ana@demo.test"] = "550 5.7.1 Relaying denied"
    given.beneficiary(platform)
    made_at, tries = clock.at, 0
    while send(platform).get("given_up") is None:
        tries += 1
        clock.move(minutes=15)
        assert clock.at <= made_at + PATIENCE + timedelta(minutes=15)
    assert clock.at >= made_at + PATIENCE
    assert tries > 200
    assert states(platform) == {"grant-received ana": "given_up"}
    assert '"code": 550' in logged()


def test_an_answer_that_was_lost_is_not_asked_for_again(
    platform: Platform, clock: HandClock, postbox: Postbox, logged: Callable[[], str]
) -> None:
    postbox.lost = 1
    for uid in ("ana", "zoe"):
        given.beneficiary(platform, uid)
    assert send(platform) == {"unsure": 1, "sent": 1}
    for _ in range(10):
        clock.move(hours=1)
        assert send(platform) == {}
    assert len(postbox.taken) == 2
    assert '"message": "notice_failed", "state": "unsure", "topic": "grant-received"' in logged()


# Crashes, and workers that come together


@dataclass
class Watched:
    """A mailer whose mails something happens to: before they are handed over, and after."""

    postbox: Postbox
    before: Callable[[], object] = lambda: None
    after: Callable[[], object] = lambda: None
    at_the_end: Callable[[], object] = lambda: None
    handed: list[str] = field(default_factory=list)
    is_immediate: bool = False

    @contextmanager
    def session(self) -> Iterator[Session]:
        with self.postbox.mailer().session() as inner:
            yield _Watched(self, inner)


@dataclass
class _Watched:
    watching: Watched
    inner: Session

    def send(self, mail: Mail, *, hand_over: Callable[[], None]) -> None:
        def watched() -> None:
            self.watching.before()
            hand_over()
            self.watching.handed.append(mail.key)
            self.watching.after()

        self.inner.send(mail, hand_over=watched)
        self.watching.at_the_end()


def move(clock: HandClock, *, seconds: float) -> None:
    clock.move(seconds=seconds)


class Died(BaseException):
    """The process is no more."""


def die() -> None:
    raise Died


@pytest.mark.parametrize(
    ("moment", "arrives", "ends"),
    [("before", True, "sent"), ("after", False, "unsure"), ("at_the_end", True, "unsure")],
)
def test_after_a_crash_a_mail_is_sent_only_if_it_had_not_left(
    platform: Platform,
    clock: HandClock,
    postbox: Postbox,
    moment: str,
    arrives: bool,
    ends: str,
) -> None:
    given.beneficiary(platform)
    platform.use("mail", Watched(postbox, **{moment: die}))  # type: ignore[arg-type]
    with pytest.raises(Died):
        send(platform)
    platform.use("mail", postbox.mailer())
    assert send(platform) == {}, "whoever has taken it may be at it still"
    clock.move(seconds=LEASE.total_seconds())
    assert send(platform) == {ends: 1}
    clock.move(hours=1)
    assert send(platform) == {}
    assert len(postbox.taken) == arrives


def test_a_worker_who_was_too_slow_does_not_send_what_another_has_sent(
    platform: Platform, clock: HandClock, postbox: Postbox
) -> None:
    given.beneficiary(platform)
    others: list[dict[str, int]] = []

    def stall() -> None:
        clock.move(seconds=LEASE.total_seconds())
        platform.use("mail", postbox.mailer())
        others.append(send(platform))

    slow = Watched(postbox, before=stall)
    platform.use("mail", slow)
    assert send(platform) == {"not_due": 1}
    assert (others, slow.handed, len(postbox.taken)) == ([{"sent": 1}], [], 1)
    assert states(platform) == {"grant-received ana": "sent"}


@pytest.mark.parametrize("fault", [MailDown(421), TryLater(450), AddressRefused(550)])
def test_a_late_refusal_does_not_undo_what_another_has_sent(
    platform: Platform,
    clock: HandClock,
    postbox: Postbox,
    logged: Callable[[], str],
    fault: Exception,
) -> None:
    given.beneficiary(platform)

    def stall_and_fail() -> None:
        clock.move(seconds=LEASE.total_seconds())
        platform.use("mail", postbox.mailer())
        assert send(platform) == {"sent": 1}
        raise fault

    platform.use("mail", Watched(postbox, before=stall_and_fail))
    counts = send(platform)
    assert counts == ({"down": 1} if isinstance(fault, MailDown) else {"not_due": 1})
    assert states(platform) == {"grant-received ana": "sent"}
    clock.move(days=1)
    assert send(platform) == {}
    assert len(postbox.taken) == 1
    assert "notice_failed" not in logged()


def test_a_slow_answer_is_believed_before_the_doubt_of_another(
    platform: Platform, clock: HandClock, postbox: Postbox
) -> None:
    given.beneficiary(platform)
    others: list[dict[str, int]] = []

    def stall() -> None:
        clock.move(seconds=LEASE.total_seconds())
        others.append(send(platform))

    platform.use("mail", Watched(postbox, after=stall))
    assert send(platform) == {"sent": 1}
    assert (others, len(postbox.taken)) == ([{"unsure": 1}], 1)
    assert states(platform) == {"grant-received ana": "sent"}


def test_what_changes_while_the_server_is_spoken_to_is_not_said(
    platform: Platform, clock: HandClock, postbox: Postbox
) -> None:
    booking = given.booking(platform)
    send(platform)
    postbox.taken.clear()
    moved(platform, booking, days=1)
    platform.use("mail", Watched(postbox, before=lambda: given.cancel(platform, booking)))
    assert send(platform) == {"not_due": 1}
    platform.use("mail", postbox.mailer())
    clock.move(seconds=LEASE.total_seconds())
    assert send(platform) == {"dropped": 1, "sent": 1}
    assert subjects(postbox.mails()) == [("ana@demo.test", "Réservation annulée : Nuit du jazz")]


def test_workers_who_come_together_share_the_work(platform: Platform, postbox: Postbox) -> None:
    people = [f"{letter}x" for letter in "abcdefghijklmno"]
    for uid in people:
        given.token(platform, uid)
        given.beneficiary(platform, uid)
    start = threading.Barrier(4)
    reports: list[dict[str, int]] = []

    def work() -> None:
        start.wait()
        reports.append(send(platform))

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(reports) == 4
    assert sorted(to for to, _ in subjects(postbox.mails())) == [f"{u}@demo.test" for u in people]
    assert sum(report.get("sent", 0) for report in reports) == len(people)


def test_a_notice_that_cannot_be_read_stops_nobody_and_is_reported(
    platform: Platform, clock: HandClock, inbox: Mailbox, logged: Callable[[], str]
) -> None:
    for uid in ("ana", "zoe", "kim"):
        given.beneficiary(platform, uid)
    broken, garbled, _ = sorted(given.documents(platform, "notices"))
    given.change(platform, "notices", broken, attempts="many")
    given.change(platform, "notices", garbled, event="{}")
    assert send(platform) == {"sent": 1, "failed": 2}
    assert len(inbox()) == 1
    assert send(platform) == {"failed": 1}, "the other waits for its lease to end"
    clock.move(seconds=PATIENCE.total_seconds())
    assert send(platform) == {"given_up": 1, "failed": 1}
    lines = [json.loads(line) for line in logged().splitlines()]
    failed = [line["item"] for line in lines if line["message"] == "job_item_failed"]
    assert failed.count(digest(broken)) == 3
    assert digest(garbled) in failed
    assert "ana" not in logged()


def test_a_run_ends_in_time_and_the_next_one_goes_on(
    platform: Platform, clock: HandClock, postbox: Postbox
) -> None:
    for uid in ("ana", "zoe", "kim"):
        given.beneficiary(platform, uid)
        clock.move(seconds=1)
    platform.use("mail", Watched(postbox, at_the_end=partial(move, clock, seconds=30)))
    assert send(platform) == {"sent": 2}
    assert [to for to, _ in subjects(postbox.mails())] == ["ana@demo.test", "zoe@demo.test"]
    assert send(platform) == {"sent": 1}


# At once, where nobody waits


class Detached(InlineBus):
    """A bus whose publisher does not wait, as a subscriber sees it."""

    keeps_waiting = False


def test_where_nobody_waits_a_mail_leaves_with_its_event(
    platform: Platform, inbox: Mailbox
) -> None:
    platform.use("bus", Detached(platform))
    platform.use("database", platform.database)
    platform.database.on_commit = platform.relay.after_commit
    given.booking(platform)
    assert len(inbox()) == 2
    assert send(platform) == {}


def test_a_mail_that_leaves_with_its_event_takes_five_round_trips(
    platform: Platform, inbox: Mailbox
) -> None:
    booking = given.booking(platform)
    event = BookingConfirmed(**facts_of(booking, given.now(platform)), revision=2)
    platform.use("bus", Detached(platform))
    with metered() as meter:
        events.deliver(platform, to_message(event))
    assert len(inbox()) == 1
    # Opened and handed over, each by a read and a commit; ended by a commit alone.
    assert meter.round_trips == 5


def test_where_the_server_is_down_the_event_is_handled_all_the_same(
    platform: Platform, clock: HandClock, postbox: Postbox
) -> None:
    platform.database.on_commit = None
    postbox.stop()
    given.beneficiary(platform)
    platform.use("bus", Detached(platform))
    assert platform.relay.sweep() == (1, 0)
    assert platform.relay.sweep() == (1, 0), "what the grant brought"
    assert states(platform) == {"grant-received ana": "waiting"}
    postbox.start()
    clock.move(minutes=1)
    assert send(platform) == {"sent": 1}


@pytest.mark.parametrize("is_immediate", [True, False])
def test_beyond_a_bound_an_event_sends_its_own_mails_unless_a_server_does(
    platform: Platform, postbox: Postbox, is_immediate: bool
) -> None:
    platform.use("mail", Watched(postbox, is_immediate=is_immediate))
    now = given.now(platform)
    for number in range(MOST_WAITING):
        event = GrantReceived(subject_id=f"p{number}", at=now, scheme="fr-2025", amount_cents=100)
        platform.database.run(partial(queue_service.open_notices, event=event, now=now))
    given.beneficiary(platform)
    assert postbox.taken == [], "as many as the bound are left to the job"
    given.beneficiary(platform, "zoe")
    assert [to for to, _ in subjects(postbox.mails())] == ["zoe@demo.test"] * is_immediate
    assert send(platform)["sent"] == 2 - is_immediate


def test_the_mails_lie_where_the_server_says(platform: Platform, tmp_path: Path) -> None:
    given.beneficiary(platform)
    send(platform)
    assert len(list((tmp_path / "mail").glob("*.eml"))) == 1
