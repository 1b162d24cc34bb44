"""What is deployed: the functions of main.py, their subscribers, events and refusals."""

import ast
import inspect
import os
import pkgutil
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from types import FunctionType, ModuleType
from typing import get_type_hints

import pytest
from functions_framework import _function_registry as registry

import functions
import local
import main
from functions.booking import models as booking
from functions.kernel.database.documents import Collection
from functions.kernel.errors import Refusal
from functions.kernel.events import Event, from_message, to_message
from functions.kernel.files import OBJECT_FINALIZE
from functions.kernel.http import Routes
from functions.kernel.jobs import JOBS
from functions.kernel.problems import status_of
from functions.kernel.schemas import UnkeptView
from functions.kernel.subscribers import Subscriber
from functions.wallet import models as wallet

ROOT = Path(main.__file__).resolve().parent
FEATURES = ("accounts", "offers", "wallet", "booking", "notices")
AT = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)

SIGNATURES = {"http": "request", "cloud_event": "event"}
"""How each kind of function is decorated, and the name of its one parameter."""


def modules_of(package: ModuleType) -> list[ModuleType]:
    names = [m.name for m in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")]
    # Those that start something when they are imported are no modules to import.
    return [import_module(name) for name in names if not name.endswith("__main__")]


MODULES = modules_of(functions) + modules_of(local)
ENTRYPOINTS = [module for module in MODULES if module.__name__.endswith(".entrypoints")]


def decorated() -> dict[str, str]:
    """Return how each function of the entry points is decorated, read from the sources."""
    found: dict[str, str] = {}
    for path in sorted((ROOT / "functions").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef):
                for decorator in node.decorator_list:
                    kind = ast.unparse(decorator).removeprefix("functions_framework.")
                    if kind in SIGNATURES:
                        assert node.name not in found, f"{node.name} twice"
                        assert path.name == "entrypoints.py", f"{node.name} in {path}"
                        found[node.name] = kind
    return found


DECORATED = decorated()


def test_main_exports_exactly_the_functions_of_the_entry_points() -> None:
    assert sorted(main.__all__) == sorted(DECORATED)
    with pytest.raises(AttributeError):
        main.__getattr__("no_such_function")


@pytest.mark.parametrize(("bus", "alone"), [("inline", False), ("pubsub", True)])
def test_a_function_loads_its_own_feature_alone_unless_the_bus_needs_all(
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
        env={**os.environ, "CULTUREPASS_BUS": bus},
        capture_output=True,
        text=True,
        check=True,
    )
    every = sorted(module.__name__ for module in ENTRYPOINTS)
    assert done.stdout.split() == (["functions.wallet.entrypoints"] if alone else every)


@pytest.mark.parametrize("name", DECORATED)
def test_a_target_is_a_plain_function_of_the_right_kind(name: str) -> None:
    target = getattr(main, name)
    assert type(target) is FunctionType
    kinds = {
        "http": registry.HTTP_SIGNATURE_TYPE,
        "cloud_event": registry.CLOUDEVENT_SIGNATURE_TYPE,
    }
    assert registry.REGISTRY_MAP[name] == kinds[DECORATED[name]]
    # functions-framework calls it with one argument; its name and kind outlive every wrapper.
    assert list(inspect.signature(target).parameters) == [SIGNATURES[DECORATED[name]]]
    assert target.__name__ == name
    assert (inspect.getdoc(target) or "").endswith(".")


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


def test_every_subscriber_is_a_deployed_event_function_and_each_has_one() -> None:
    names = [subscriber.name for _, subscriber in subscribers()]
    assert len(names) == len(set(names))
    events = {name for name, kind in DECORATED.items() if kind == "cloud_event"}
    # The relay hears of the outbox by a document's trigger, not by a topic.
    assert set(names) == events - {"relay_outbox"}
    for module, subscriber in subscribers():
        assert getattr(main, subscriber.name).__module__ == module
        assert subscriber.subscriptions, f"{subscriber.name} hears nothing"


def test_every_route_table_is_a_deployed_http_function_and_each_has_one() -> None:
    tables = [
        (module.__name__, value)
        for module, value in of_kind(Routes, ENTRYPOINTS)
        if isinstance(value, Routes)
    ]
    http = sorted(name for name, kind in DECORATED.items() if kind == "http")
    assert sorted(table.function for _, table in tables) == http
    for module, table in tables:
        assert getattr(main, table.function).__module__ == module
    paths = [(route.method, route.path) for _, table in tables for route in table.routes]
    assert len(paths) == len(set(paths))


PERSONAL = {"holder_name", "first_name", "last_name", "birth_date", "email"}
"""Fields of an answer that tell of a person."""


def test_an_answer_that_tells_of_a_person_is_not_kept_for_a_repeat() -> None:
    """It would outlive the person's wish to be forgotten; so a repeat has to read it again."""
    found: set[str] = set()
    for _, table in of_kind(Routes, ENTRYPOINTS):
        assert isinstance(table, Routes)
        for route in table.routes:
            answer = route.answer
            assert answer is not None
            if route.method == "GET" or not answer.model_fields.keys() & PERSONAL:
                continue
            found.add(route.name)
            assert issubclass(answer, UnkeptView), f"{route.name} may keep {answer.__name__}"
    assert found == {"redeem_countermark", "undo_redemption", "cancel_at_desk", "add_member"}


# Events


def event_kinds() -> list[type[Event]]:
    """Return every named event of the features' models, in the order of the features."""
    return [
        value
        for feature in FEATURES
        for value in vars(import_module(f"functions.{feature}.models")).values()
        if isinstance(value, type)
        and issubclass(value, Event)
        and value.__module__ == f"functions.{feature}.models"
        and "name" in vars(value)
    ]


def told(feature: str, what: str) -> str:
    """Return what the feature's docstring says of its events out or in, or of its documents."""
    text = " ".join((import_module(f"functions.{feature}").__doc__ or "").split())
    found = re.search(rf"{what}: (.*?)(?=\. [A-Z]|\.$)", text)
    assert found, f"{feature} does not say its {what}"
    return found[1]


def mirrors() -> list[tuple[type[Event], type[Event]]]:
    """Return the pairs of an event and the model that an earlier feature reads it with."""
    by_name: dict[str, list[type[Event]]] = defaultdict(list)
    for kind in event_kinds():
        by_name[kind.name].append(kind)
    return [(kinds[-1], consumer) for kinds in by_name.values() for consumer in kinds[:-1]]


def test_an_event_has_one_producer() -> None:
    read_elsewhere = {consumer for _, consumer in mirrors()}
    produced = [kind for kind in event_kinds() if kind not in read_elsewhere]
    names = [kind.name for kind in produced]
    assert len(names) == len(set(names))
    for kind in produced:
        feature = kind.__module__.split(".")[1]
        assert kind.name in told(feature, "Events out").split(", ")
        assert re.fullmatch(r"[a-z]+(-[a-z]+)+", kind.name)
    for feature in FEATURES:
        own = {k.name for k in produced if k.__module__ == f"functions.{feature}.models"}
        assert own == set(told(feature, "Events out").split(", ")) - {"none"}


def test_the_wallet_reads_two_of_bookings_events_with_models_of_its_own() -> None:
    assert mirrors() == [
        (booking.BookingRedeemed, wallet.BookingRedeemed),
        (booking.BookingRestored, wallet.BookingRestored),
    ]


@pytest.mark.parametrize(("sent", "read"), mirrors())
def test_a_reader_of_its_own_understands_what_is_sent(
    sent: type[booking.BookingEvent], read: type[wallet.BookingRedeemed]
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
    names = [field.name for field in fields(got)]
    assert [getattr(got, name) for name in names] == [getattr(event, name) for name in names]
    assert got.id == event.id
    sent_hints, read_hints = get_type_hints(sent), get_type_hints(read)
    assert all(sent_hints[name] == read_hints[name] for name in names)


@pytest.mark.parametrize("feature", FEATURES)
def test_a_feature_says_which_events_come_in_and_what_it_keeps(feature: str) -> None:
    package = f"functions.{feature}"
    doc = " ".join((import_module(package).__doc__ or "").split())
    topics = {
        topic
        for module, subscriber in subscribers()
        if module.startswith(package + ".")
        for topic in subscriber.subscriptions
        if not topic.startswith("job-")
    }
    incoming = doc.partition("Events in: ")[2]
    assert all(topic in incoming for topic in topics), topics
    store = import_module(f"{package}.store")
    kept = {value.name for value in vars(store).values() if isinstance(value, Collection)}
    own = {name for name in kept if re.search(rf"\b{name}\b", doc)}
    assert {value.name for value in _collections_of(store)} <= own


def _collections_of(store: ModuleType) -> Iterator[Collection[object]]:
    for name, value in vars(store).items():
        if isinstance(value, Collection) and f"\n{name} = Collection(" in inspect.getsource(store):
            yield value


def test_every_topic_that_is_heard_is_told_by_somebody() -> None:
    heard = {topic for _, subscriber in subscribers() for topic in subscriber.subscriptions}
    sources = {kind.name for kind in event_kinds()} | {f"job-{name}" for name in JOBS}
    assert heard <= sources | {OBJECT_FINALIZE}
    assert {f"job-{name}" for name in JOBS} <= heard


# Refusals


def refusals() -> list[type[Refusal]]:
    """Return every kind of refusal of the product; tests have some of their own."""
    found: list[type[Refusal]] = []
    waiting: list[type[Refusal]] = [Refusal]
    while waiting:
        kind = waiting.pop()
        waiting.extend(kind.__subclasses__())
        if kind.__module__.startswith(("functions.", "local.")) and kind is not Refusal:
            found.append(kind)
    return sorted(found, key=lambda kind: (kind.__module__, kind.__qualname__))


@pytest.mark.parametrize("kind", refusals(), ids=lambda kind: kind.__qualname__)
def test_a_refusal_says_what_is_wrong_and_has_a_stable_code(kind: type[Refusal]) -> None:
    assert "code" in vars(kind), "a code of its own"
    assert re.fullmatch(r"[a-z]+(_[a-z]+)*", kind.code)
    assert kind.__doc__, "a sentence of its own"
    assert kind.message()[0].isupper()
    assert kind.message().endswith(".")
    assert not kind.message().endswith("..")


ON_PURPOSE = {
    # To its owner a used booking is a conflict; at the desk its countermark is over, and who stands
    # there may not cancel it.
    "already_used": {403, 409, 410},
    # To an administrator it is a conflict; at the desk, who stands there may do no more.
    "offerer_closed": {403, 409},
}


def test_a_code_has_one_http_status() -> None:
    by_code: dict[str, set[int]] = defaultdict(set)
    for kind in refusals():
        by_code[kind.code].add(status_of(kind))
    several = {code: statuses for code, statuses in by_code.items() if len(statuses) > 1}
    assert several == ON_PURPOSE
