"""The threads of the web server: who answers, and when."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import cast

from waitress.task import Task

from local.web_threads import WebThreads

_LONG = 30.0
_SHORT = 0.01


class _Asked:
    """A request; `service` answers it, as waitress calls it."""

    def __init__(self, answer: Callable[[], object]) -> None:
        self._answer = answer
        self.is_answered = threading.Event()

    def service(self) -> None:
        try:
            self._answer()
        finally:
            self.is_answered.set()

    def cancel(self) -> None:
        pass


@contextmanager
def serving(number: int, *, patience_seconds: float) -> Iterator[WebThreads]:
    threads = WebThreads(number, patience_seconds=patience_seconds)
    try:
        yield threads
    finally:
        threads.shutdown()
        assert not threads.threads


def ask(threads: WebThreads, answer: Callable[[], object]) -> _Asked:
    asked = _Asked(answer)
    threads.add_task(cast("Task", asked))
    return asked


def test_requests_are_answered_in_order_and_one_at_a_time() -> None:
    at_once, most, order = 0, 0, []

    def answer(number: int) -> None:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        threading.Event().wait(0.001)
        order.append(number)
        at_once -= 1

    with serving(4, patience_seconds=_LONG) as threads:
        every = [ask(threads, lambda number=number: answer(number)) for number in range(50)]  # type: ignore[misc]
        assert all(one.is_answered.wait(_LONG) for one in every)
    assert (most, order) == (1, list(range(50)))


def test_nobody_waits_long_behind_slow_requests() -> None:
    may_end = threading.Event()
    with serving(4, patience_seconds=_SHORT) as threads:
        slow = [ask(threads, lambda: may_end.wait(_LONG)) for _ in range(3)]
        assert ask(threads, lambda: None).is_answered.wait(_LONG)
        assert not any(one.is_answered.is_set() for one in slow)
        may_end.set()
        assert all(one.is_answered.wait(_LONG) for one in slow)


def test_short_requests_are_answered_one_at_a_time_however_long_their_queue() -> None:
    at_once, most = 0, 0

    def answer() -> None:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        threading.Event().wait(0.002)
        at_once -= 1

    with serving(4, patience_seconds=0.1) as threads:
        # The last ones wait for longer than the patience.
        every = [ask(threads, answer) for _ in range(100)]
        assert all(one.is_answered.wait(_LONG) for one in every)
    assert most == 1


def test_a_thread_that_waits_lets_another_work() -> None:
    has_others_answer = threading.Event()
    with serving(2, patience_seconds=_LONG) as threads:

        def commit() -> bool:
            with threads.aside():
                return has_others_answer.wait(_LONG)

        waits = ask(threads, commit)
        assert ask(threads, has_others_answer.set).is_answered.wait(_LONG)
        assert waits.is_answered.wait(_LONG)
        # Both threads are counted right afterwards.
        assert all(ask(threads, lambda: None).is_answered.wait(_LONG) for _ in range(5))


def test_a_thread_of_nobody_may_stand_aside() -> None:
    with serving(1, patience_seconds=_LONG) as threads:
        with threads.aside():
            assert ask(threads, lambda: None).is_answered.wait(_LONG)
        assert ask(threads, lambda: None).is_answered.wait(_LONG)


def test_a_request_that_fails_leaves_its_thread_at_work() -> None:
    def fail() -> None:
        raise KeyError

    with serving(1, patience_seconds=_LONG) as threads:
        assert ask(threads, fail).is_answered.wait(_LONG)
        assert ask(threads, lambda: None).is_answered.wait(_LONG)
