"""The mails benchmark measures every part, and a missed bar is not passed over."""

from bench.mails import (
    MOST,
    PARTS,
    Batch,
    Result,
    book_beside,
    measure,
    missed,
    missed_backlog,
    staged,
)
from functions.notices.delivery.jobs import MOST_WAITING
from local.relay import MOST_BEHIND, TOGETHER


def test_each_part_of_a_mail_is_measured_and_bookings_beside_are_counted() -> None:
    with staged(people=4, stocks=7) as stage:
        result = measure(stage, mails=4, rounds=2)
        (batch,) = book_beside(stage, callers=2, batches=1, bookings=4)
    assert {part: len(rounds) for part, rounds in result.cpu_ms.items()} == dict.fromkeys(PARTS, 2)
    assert all(result.ratio(part) > 0 for part in PARTS)
    assert batch.bookings_per_second > 0
    # The relay opens the notices behind the bookings.
    assert batch.mails_per_second == 0
    assert 0 <= batch.backlog <= 4


def test_a_mail_beyond_the_bar_is_missed() -> None:
    rounds = {part: [1.0] for part in PARTS}
    assert missed(Result(rounds | {"whole mail": [MOST]})) == []
    assert len(missed(Result(rounds | {"whole mail": [MOST + 0.1]}))) == 1


def test_a_backlog_beyond_its_bound_is_missed() -> None:
    bounded = Batch(50.0, 50.0, MOST_WAITING + MOST_BEHIND + TOGETHER + 4)
    assert missed_backlog(2, [bounded]) == []
    assert len(missed_backlog(1, [bounded])) == 1
