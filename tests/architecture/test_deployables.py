"""The deployable functions of main.py, their subscribers, events and refusals."""

import inspect
import os
import pkgutil
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from types import FunctionType, ModuleType
from typing import get_type_hints

import functions_framework
import pytest

import functions
import local
import main
from functions.booking import models as booking_models
from functions.kernel.database.documents import Collection
from functions.kernel.errors import Refusal
from functions.kernel.events import Event, from_message, to_message
from functions.kernel.files import OBJECT_FINALIZE
from functions.kernel.http import Routes
from functions.kernel.jobs import JOBS
from functions.kernel.platform import Platform
from functions.kernel.problems import status_of
from functions.kernel.schemas import UnkeptView
from functions.kernel.subscribers import Subscriber
from functions.wallet import models as wallet_models
from local.reference import event_kinds
from tests.support.processes import environment

ROOT = Path(main.__file__).resolve().parent
FEATURES = ("accounts", "offers", "feedback", "wallet", "booking", "reimbursement", "notices")
AT = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)

PARAMETERS = {"request": "http", "event": "cloud_event"}
"""The one parameter of a deployable function, and the kind of function that has it."""


def modules_of(package: ModuleType) -> list[ModuleType]:
    names = [m.name for m in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")]
    # Importing one of these starts something.
    return [import_module(name) for name in names if not name.endswith("__main__")]


MODULES = modules_of(functions) + modules_of(local)
ENTRYPOINTS = [module for module in MODULES if module.__name__.endswith(".entrypoints")]


def targets() -> dict[str, str]:
    """Return the kind of each function that is decorated to be deployed, by name."""
    found: dict[str, str] = {}
    for module in MODULES:
        for name, value in vars(module).items():
            if not isinstance(value, FunctionType) or value.__module__ != module.__name__:
                continue
            parameters = list(inspect.signature(value).parameters)
            if hasattr(value, "__wrapped__") and parameters in (["request"], ["event"]):
                assert name not in found, f"{name} twice"
                assert module in ENTRYPOINTS, f"{name} in {module.__name__}"
                found[name] = PARAMETERS[parameters[0]]
    return found


TARGETS = targets()


def test_main_exports_exactly_the_functions_of_the_entry_points() -> None:
    assert sorted(main.__all__) == sorted(TARGETS), "add it to main.py and functions.yaml"
    with pytest.raises(AttributeError):
        main.__getattr__("no_such_function")


def test_local_server_does_not_need_the_infrastructure_package() -> None:
    script = (
        "import sys, local.__main__; print('deployables' in sys.modules, 'infra' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["True", "False"]


LATE = (
    *("PIL", "cryptography", "httpcore", "httpx", "icalendar", "jwt", "phonenumbers", "segno"),
    *("snowballstemmer", "tqdm", "typst", "xlsxwriter"),
    *("functions.booking.export.routes", "local.backfill", "local.demo.loader"),
)
"""Modules that the local server imports when it first needs them: they are large or slow."""


def test_local_server_imports_what_is_large_when_it_is_needed(tmp_path: Path) -> None:
    script = (
        "import sys; from local.__main__ import LocalServer, Platform, indexes, read_settings;"
        "server = LocalServer(Platform(read_settings(), indexes=indexes())); server.recover();"
        "server.start_sweeps(); server.stop(); print(*sys.modules)"
    )
    # The first start of a release loads every feature to renew what is stored.
    _, done = [
        subprocess.run(
            [sys.executable, "-c", script],
            cwd=ROOT,
            env=environment(tmp_path),
            capture_output=True,
            text=True,
            check=True,
        )
        for _ in range(2)
    ]
    loaded = done.stdout.splitlines()[-1].split()
    assert "functions.booking.entrypoints" in loaded
    assert [name for name in LATE if name in loaded] == []


@pytest.mark.parametrize(("bus", "alone"), [("inline", False), ("pubsub", True)])
def test_function_loads_its_own_feature_only_unless_the_bus_needs_all(
    bus: str, alone: bool
) -> None:
    script = (
        "import sys, functions_framework;"
        "functions_framework.create_app('wallet_api', 'main.py');"
        "print(*sorted(name for name in sys.modules if name.endswith('.entrypoints')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env={**os.environ, "CULTUREPASS_BUS": bus, "CULTUREPASS_DATABASE": "firestore"},
        capture_output=True,
        text=True,
        check=True,
    )
    every = sorted(module.__name__ for module in ENTRYPOINTS)
    assert done.stdout.split() == (["functions.wallet.entrypoints"] if alone else every)


@pytest.mark.parametrize("name", TARGETS)
def test_target_is_a_plain_function_that_is_deployed_as_its_kind(
    platform: Platform, name: str
) -> None:
    target = getattr(main, name)
    assert type(target) is FunctionType
    assert target.__name__ == name
    assert (inspect.getdoc(target) or "").endswith(".")
    app = functions_framework.create_app(name, str(ROOT / "main.py"))
    answer = app.test_client().post("/nowhere", json={})
    # functions-framework itself refuses a request that carries no event.
    kinds = {(404, "application/problem+json"): "http", (400, "text/html"): "cloud_event"}
    assert kinds[answer.status_code, answer.mimetype] == TARGETS[name]


def of_kind(kind: type, modules: list[ModuleType]) -> Iterator[tuple[ModuleType, object]]:
    for module in modules:
        for value in vars(module).values():
            if isinstance(value, kind):
                yield module, value


def subscribers() -> list[tuple[str, Subscriber]]:
    return [
        (module.__name__, value)
        for module, value in of_kind(Subscriber, ENTRYPOINTS)
        if isinstance(value, Subscriber)
    ]


def test_every_event_function_has_one_subscriber() -> None:
    names = [subscriber.name for _, subscriber in subscribers()]
    assert len(names) == len(set(names))
    events = {name for name, kind in TARGETS.items() if kind == "cloud_event"}
    # A document trigger starts the relay, not a topic.
    assert set(names) == events - {"relay_outbox"}
    for module, subscriber in subscribers():
        assert getattr(main, subscriber.name).__module__ == module
        assert subscriber.subscriptions, f"{subscriber.name} has no subscriptions"


def test_every_http_function_has_one_route_table() -> None:
    tables = [
        (module.__name__, value)
        for module, value in of_kind(Routes, ENTRYPOINTS)
        if isinstance(value, Routes)
    ]
    # Pages are no part of the API.
    http = sorted(n for n, kind in TARGETS.items() if kind == "http" and n != "web_pages")
    assert sorted(table.function for _, table in tables) == http
    for module, table in tables:
        assert getattr(main, table.function).__module__ == module
    paths = [(route.method, route.path) for _, table in tables for route in table.routes]
    assert len(paths) == len(set(paths))


PERSONAL = {"holder_name", "first_name", "last_name", "birth_date", "email"}
"""Fields of an answer that hold personal data."""


FILES = {"text/calendar", "text/csv", "application/pdf", "application/xml", "application/zip"}
"""The media types of answers that are files alone."""


def test_answer_with_personal_data_is_not_kept_for_a_repeat() -> None:
    """A kept answer would outlive the person's erasure, so a repeat reads it again."""
    found: set[str] = set()
    for _, table in of_kind(Routes, ENTRYPOINTS):
        assert isinstance(table, Routes)
        for route in table.routes:
            answer = route.answer
            if answer is None:
                assert route.method == "GET"
                assert set(route.also) <= FILES
                continue
            if route.method == "GET" or not answer.model_fields.keys() & PERSONAL:
                continue
            found.add(route.name)
            assert issubclass(answer, UnkeptView), f"{route.name} may keep {answer.__name__}"
    at_desk = {"redeem_countermark", "undo_redemption", "cancel_at_desk"}
    by_support = {"cancel_for_holder", "redeem_for_holder", "export_person"}
    assert found == {*at_desk, *by_support, "answer_feedback", "invite_member"}


# Events


def feature_of(kind: type[Event]) -> str:
    return kind.__module__.split(".")[1]


def mirrors() -> list[tuple[type[Event], type[Event]]]:
    """Return the pairs of an event and the model that an earlier feature reads it with."""
    by_name: dict[str, list[type[Event]]] = defaultdict(list)
    for kind in sorted(event_kinds(), key=lambda kind: FEATURES.index(feature_of(kind))):
        by_name[kind.name].append(kind)
    return [(kinds[-1], reader) for kinds in by_name.values() for reader in kinds[:-1]]


def test_event_name_has_one_producer() -> None:
    readers = {reader for _, reader in mirrors()}
    names = [kind.name for kind in event_kinds() if kind not in readers]
    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)+", name) for name in names)


def test_wallet_reads_two_booking_events_with_models_of_its_own() -> None:
    assert mirrors() == [
        (booking_models.BookingRedeemed, wallet_models.BookingRedeemed),
        (booking_models.BookingRestored, wallet_models.BookingRestored),
    ]


@pytest.mark.parametrize(("sent", "read"), mirrors())
def test_reader_s_model_understands_the_event(
    sent: type[booking_models.BookingEvent], read: type[wallet_models.BookingRedeemed]
) -> None:
    assert sent.__name__ == read.__name__
    event = sent(
        subject_id="b1",
        revision=7,
        at=AT,
        beneficiary_id="ana",
        offer_id="o1",
        stock_id="o1~1",
        venue_id="v1",
        amount_cents=1200,
    )
    message = to_message(event)
    assert message.topic == read.name
    got = from_message(read, message)
    assert type(got) is read
    names = list(got.__struct_fields__)
    assert [getattr(got, name) for name in names] == [getattr(event, name) for name in names]
    assert got.id == event.id
    sent_hints, read_hints = get_type_hints(sent), get_type_hints(read)
    assert all(sent_hints[name] == read_hints[name] for name in names)


def test_feature_s_docstring_names_the_collections_it_keeps() -> None:
    known: set[str] = set()
    for feature in FEATURES:
        package = import_module(f"functions.{feature}")
        held = {value for _, value in of_kind(Collection, modules_of(package))}
        names = {value.name for value in held if isinstance(value, Collection)}
        # A feature may use the collections of earlier ones.
        for name in names - known:
            assert re.search(rf"\b{name}\b", package.__doc__ or ""), f"{feature}: {name}"
        known |= names


def test_every_subscription_is_to_a_topic_that_exists() -> None:
    topics = {topic for _, subscriber in subscribers() for topic in subscriber.subscriptions}
    jobs = {f"job-{name}" for name in JOBS}
    assert jobs <= topics <= jobs | {kind.name for kind in event_kinds()} | {OBJECT_FINALIZE}


# Refusals


def refusals() -> list[type[Refusal]]:
    """Return every refusal class of the product, without those of tests."""
    found: list[type[Refusal]] = []
    waiting: list[type[Refusal]] = [Refusal]
    while waiting:
        kind = waiting.pop()
        waiting.extend(kind.__subclasses__())
        if kind.__module__.startswith(("functions.", "local.")) and kind is not Refusal:
            found.append(kind)
    return sorted(found, key=lambda kind: (kind.__module__, kind.__qualname__))


@pytest.mark.parametrize("kind", refusals(), ids=lambda kind: kind.__qualname__)
def test_refusal_has_a_code_and_a_sentence_of_its_own(kind: type[Refusal]) -> None:
    assert "code" in vars(kind), "a code of its own"
    assert re.fullmatch(r"[a-z]+(_[a-z]+)*", kind.code)
    assert kind.__doc__, "a sentence of its own"
    assert kind.message()[0].isupper()
    assert kind.message().endswith(".")
    assert not kind.message().endswith("..")


ON_PURPOSE = {
    # Both statuses are part of API version 1: 409 when its holder cancels, 410 at the desk.
    "already_used": {409, 410},
}


def test_code_has_one_http_status() -> None:
    by_code: dict[str, set[int]] = defaultdict(set)
    for kind in refusals():
        by_code[kind.code].add(status_of(kind))
    several = {code: statuses for code, statuses in by_code.items() if len(statuses) > 1}
    assert several == ON_PURPOSE
