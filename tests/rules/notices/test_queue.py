"""Notices in the queue: leases, attempts and their end."""

from datetime import timedelta

import pytest

from functions.booking.models import (
    BookingConfirmed,
)
from functions.kernel.mail import smtp
from functions.kernel.values import replace
from functions.notices.queue import rules as queue_rules
from functions.notices.queue.rules import Overtaken
from tests.support.letter_values import CONFIRMED, EVENT, NOW

# What becomes of a notice


NOTICE = queue_rules.new_notice(CONFIRMED, "ana", now=NOW)


def test_a_notice_is_of_one_event_and_one_person() -> None:
    assert NOTICE.id == "booking-confirmed:b1:1~ana"
    assert queue_rules.is_due(NOTICE, now=NOW)
    other = queue_rules.new_notice(BookingConfirmed(**EVENT, revision=2), "ana", now=NOW)
    assert len({NOTICE.id, other.id, queue_rules.new_notice(CONFIRMED, "zoe", now=NOW).id}) == 3


def test_what_is_taken_is_left_to_who_took_it_until_its_lease_ends() -> None:
    taken = queue_rules.take(NOTICE, now=NOW)
    assert (taken.state, taken.attempts) == ("waiting", 1)
    assert not queue_rules.is_due(taken, now=NOW + queue_rules.LEASE - timedelta(seconds=1))
    assert queue_rules.is_due(taken, now=NOW + queue_rules.LEASE)
    assert queue_rules.take(taken, now=NOW + queue_rules.LEASE).attempts == 2


def test_a_lease_is_longer_than_the_slowest_server_takes_once_a_mail_has_left() -> None:
    assert timedelta(seconds=smtp.TIMEOUT + smtp.PATIENCE) < queue_rules.LEASE


def test_only_the_latest_may_hand_over_and_only_once() -> None:
    taken = queue_rules.take(queue_rules.take(NOTICE, now=NOW), now=NOW + queue_rules.LEASE)
    with pytest.raises(Overtaken):
        queue_rules.hand_over(taken, attempt=1, now=NOW)
    left = queue_rules.hand_over(taken, attempt=2, now=NOW)
    assert left.state == "handed_over"
    with pytest.raises(Overtaken):
        queue_rules.hand_over(left, attempt=2, now=NOW)


def test_what_has_left_is_never_taken_to_be_sent_again() -> None:
    left = queue_rules.hand_over(queue_rules.take(NOTICE, now=NOW), attempt=1, now=NOW)
    later = queue_rules.take(left, now=NOW + queue_rules.LEASE)
    assert (later.state, later.due_at) == ("unsure", None)
    assert not queue_rules.is_due(later, now=NOW + timedelta(days=9))


@pytest.mark.parametrize(
    ("attempts", "minutes"), [(1, 1), (2, 2), (3, 4), (4, 8), (5, 15), (6, 15), (200, 15)]
)
def test_the_pauses_grow_and_stay_below_what_an_hour_bears(attempts: int, minutes: int) -> None:
    tried = replace(NOTICE, attempts=attempts, state="handed_over")
    waits = queue_rules.put_off(tried, now=NOW, code=450)
    assert (waits.state, waits.code) == ("waiting", 450)
    assert waits.due_at == NOW + timedelta(minutes=minutes)


def test_a_notice_is_given_up_when_it_is_no_news_any_more() -> None:
    tried = replace(NOTICE, attempts=9, code=450)
    last = queue_rules.take(tried, now=NOW + queue_rules.PATIENCE - timedelta(seconds=1))
    assert last.state == "waiting"
    over = queue_rules.take(tried, now=NOW + queue_rules.PATIENCE)
    assert (over.state, over.due_at, over.code) == ("given_up", None, 450)
    assert over.finished_at == NOW + queue_rules.PATIENCE


def test_a_notice_is_over_before_it_is_forgotten() -> None:
    assert NOTICE.expires_at > NOW + queue_rules.PATIENCE + 2 * queue_rules.LEASE
