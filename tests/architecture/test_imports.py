"""The import law: what each module may import, read from its source without running it.

A module's kind follows from its file's name. In a feature, a name that is not listed here makes a
module of rules, the strictest kind: whoever adds another kind of room has to say so.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent

ORDER = ("accounts", "offers", "wallet", "booking", "notices")
"""The features; none imports a later one."""

ROOMS = {
    "service": "service",
    "offerer_service": "service",
    "review_service": "service",
    "favorite_service": "service",
    "move_service": "service",
    "desk": "service",
    "code_service": "service",
    "search": "service",
    "picture_service": "service",
    "reinstate_service": "service",
    "desk_access": "service",
    "listings": "service",
    "nearest": "service",
    "streams": "service",
    "allowance": "service",
    "sending": "service",
    "reminders": "service",
    "store": "store",
    "wire": "edge",
    "finding_wire": "edge",
    "own_wire": "edge",
    "routes": "edge",
    "publishing": "edge",
    "reviewing": "edge",
    "selling": "edge",
    "codes": "edge",
    "code_wire": "edge",
    "finding": "edge",
    "favorites": "edge",
    "pictures": "edge",
    "beneficiaries": "edge",
    "me": "edge",
    "members": "edge",
    "offerers": "edge",
    "taking": "edge",
    "back_office": "edge",
    "export": "edge",
    "door": "edge",
    "desk_lists": "edge",
    "desk_wire": "edge",
    "desk_store": "store",
    "jobs": "edge",
    "ending_jobs": "edge",
    "reminder_jobs": "edge",
    "subscribers": "edge",
    "cancel_subscribers": "edge",
    "move_subscribers": "edge",
    "erasure_subscribers": "edge",
    "entrypoints": "edge",
    "__main__": "edge",
}
PORTS = ("database", "bus", "files", "identity", "mail")
ADAPTERS = {
    "database": ("sqlite", "firestore"),
    "bus": ("inline", "pubsub"),
    "files": ("folder", "storage"),
    "identity": ("local", "firebase"),
    "mail": ("folder", "smtp"),
}
ADAPTER_MODULES = tuple(
    f"functions.kernel.{port}.{name}" for port, names in ADAPTERS.items() for name in names
)

PARTS = {
    *(
        f"functions.kernel.database.{name}"
        for name in (
            *("commit_queue", "database", "documents", "meter", "port", "unit_of_work"),
            *("sqlite_arrays", "sqlite_queries", "sqlite_values"),
        )
    ),
    *(
        f"functions.kernel.identity.{name}"
        for name in ("local_accounts", "local_passwords", "local_tokens")
    ),
    *(
        f"functions.kernel.files.{name}"
        for name in ("disk", "former_layout", "objects", "upload_urls")
    ),
}
"""The parts of ports and adapters that are modules of their own; none imports a platform."""

CLOUD = ("google", "sqlite3", "firebase_admin", "grpc")
CHANCE = ("random", "secrets", "uuid", "time", "os", "functions.kernel.identifiers")
CLOCK = ("functions.kernel.clock",)
WEB = (
    *("flask", "werkzeug", "functions_framework", "cloudevents"),
    *("functions.kernel.http", "functions.kernel.schemas", "functions.kernel.problems"),
)
EDGE = ("functions.kernel.platform", "functions.kernel.config", "functions.kernel.push_endpoint")
OUTSIDE = ("local", "tests", "bench", "main")

FORBIDDEN = {
    "rules": (*CHANCE, *CLOCK, *WEB, *EDGE, "functions.kernel.logs", *CLOUD, *ADAPTER_MODULES),
    "service": (*CHANCE, *CLOCK, *WEB, *EDGE, *CLOUD, *ADAPTER_MODULES),
    # A store declares the indexes of its queries to the platform.
    "store": (*CHANCE, *CLOCK, *WEB, "functions.kernel.config", *CLOUD, *ADAPTER_MODULES),
    "edge": ("random", "time", "os", *CLOCK, *CLOUD, *ADAPTER_MODULES),
    "kernel": (*CLOUD, *ADAPTER_MODULES, *(f"functions.{feature}" for feature in ORDER)),
    "adapter": tuple(f"functions.{feature}" for feature in ORDER),
    "sqlite helper": ("google", "firebase_admin", "grpc"),
}

READS_THE_CLOCK = {
    "functions.kernel.clock",
    "functions.kernel.logs",
    "functions.accounts.schemes.__main__",
}
"""A log line has a time of its own, which nothing is decided by. What is typed at a command line is
meant as of today."""


def feature_of(module: str) -> str | None:
    """Return the feature that a module belongs to."""
    name = module.removeprefix("functions.").partition(".")[0]
    return name if name in ORDER else None


def kind_of(module: str) -> str:
    """Return the kind of a module under functions, by its dotted name."""
    if feature_of(module) is not None:
        name = module.rpartition(".")[2]
        return ROOMS.get(name, ROOMS.get(name.rpartition("_")[2], "rules"))
    if module in ADAPTER_MODULES:
        return "adapter"
    return "sqlite helper" if module == "functions.kernel.sqlite_file" else "kernel"


def imported(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield every dotted name that is imported anywhere in a module, with its line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def is_in(name: str, packages: tuple[str, ...]) -> bool:
    return any(name == package or name.startswith(package + ".") for package in packages)


def violations(module: str, source: str) -> list[str]:
    """Return what a module under functions does against the law, each as a short sentence."""
    tree = ast.parse(source)
    found: list[str] = []
    kind, feature = kind_of(module), feature_of(module)
    later = ORDER[ORDER.index(feature) + 1 :] if feature else ()
    for line, name in imported(tree):
        if is_in(name, FORBIDDEN[kind]):
            found.append(f"line {line}: {kind} imports {name}")
        if is_in(name, OUTSIDE):
            found.append(f"line {line}: functions imports {name}")
        if is_in(name, tuple(f"functions.{other}" for other in later)):
            found.append(f"line {line}: {feature} imports the later {name}")
        if is_in(name, ("importlib",)) and module != "functions.kernel.platform":
            found.append(f"line {line}: importlib")
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.level:
            found.append(f"line {node.lineno}: relative import")
        if isinstance(node, ast.Name) and node.id == "__import__":
            found.append(f"line {node.lineno}: __import__")
        if isinstance(node, ast.Attribute):
            found += _attribute_violations(module, node)
        if isinstance(node, ast.Compare) and feature:
            names = {str(c.value) for c in ast.walk(node) if isinstance(c, ast.Constant)}
            adapters = names & {name for several in ADAPTERS.values() for name in several}
            found += [f"line {node.lineno}: compares with adapter {a!r}" for a in sorted(adapters)]
    return found


def _attribute_violations(module: str, node: ast.Attribute) -> Iterator[str]:
    base = ast.unparse(node.value)
    is_clock = base in ("datetime", "date", "datetime.datetime", "datetime.date")
    if is_clock and node.attr in ("now", "utcnow", "today") and module not in READS_THE_CLOCK:
        yield f"line {node.lineno}: reads the clock"
    if feature_of(module) and base.endswith("settings") and node.attr in (*PORTS, "relay"):
        yield f"line {node.lineno}: asks which {node.attr} it runs on"


def modules() -> dict[str, str]:
    """Return the source of every module under functions, by its dotted name."""
    return {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): (
            path.read_text("utf-8")
        )
        for path in sorted((ROOT / "functions").rglob("*.py"))
    }


MODULES = modules()


@pytest.mark.parametrize("module", MODULES)
def test_a_module_keeps_the_import_law(module: str) -> None:
    assert violations(module, MODULES[module]) == []


def test_every_feature_and_every_adapter_is_known_to_the_law() -> None:
    folders = {path.parent.name for path in (ROOT / "functions").glob("*/__init__.py")}
    assert folders == {*ORDER, "kernel"}
    for port, names in ADAPTERS.items():
        inside = {module for module in MODULES if module.startswith(f"functions.kernel.{port}.")}
        assert inside - PARTS == {f"functions.kernel.{port}.{name}" for name in names}


def reachable(module: str) -> set[str]:
    """Return every module under functions that importing `module` loads, itself included."""
    seen: set[str] = set()
    waiting = [module]
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        waiting.extend(
            known
            for _, target in imported(ast.parse(MODULES[name]))
            for known in (target, target.rpartition(".")[0])
            if known in MODULES
        )
    return seen


@pytest.mark.parametrize(
    "module",
    [name for name in MODULES if feature_of(name) and kind_of(name) == "rules"],
)
def test_rules_reach_no_platform_by_way_of_others_either(module: str) -> None:
    assert [name for name in sorted(reachable(module)) if is_in(name, FORBIDDEN["rules"])] == []


@pytest.mark.parametrize("folder", ["local", "tests", "bench"])
def test_imports_are_absolute_everywhere(folder: str) -> None:
    relative = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in sorted((ROOT / folder).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and node.level
    ]
    assert relative == []


def test_the_source_of_the_deployment_imports_no_feature_before_it_is_asked_for() -> None:
    names = [name for _, name in imported(ast.parse((ROOT / "main.py").read_text("utf-8")))]
    assert names
    allowed = ("importlib", "types", "functions.kernel.config")
    assert [name for name in names if not is_in(name, allowed)] == []


@pytest.mark.parametrize(
    ("module", "source", "told"),
    [
        ("functions.offers.rules", "import flask", "rules imports flask"),
        ("functions.offers.rules", "from flask import Request", "rules imports flask.Request"),
        ("functions.offers.models", "import random", "rules imports random"),
        (
            "functions.offers.models",
            "def f():\n    import secrets",
            "line 2: rules imports secrets",
        ),
        ("functions.offers.geo", "import time", "rules imports time"),
        ("functions.offers.image_rules", "import sqlite3", "rules imports sqlite3"),
        (
            "functions.wallet.audit",
            "from google.cloud import storage",
            "rules imports google.cloud",
        ),
        (
            "functions.wallet.rules",
            "from functions.kernel import clock",
            "rules imports functions.kernel.clock",
        ),
        (
            "functions.wallet.rules",
            "from functions.kernel.platform import current_platform",
            "rules imports functions.kernel.platform",
        ),
        (
            "functions.booking.rules",
            "from functions.kernel.identifiers import new_id",
            "rules imports functions.kernel.identifiers",
        ),
        ("functions.booking.rules", "from functions.kernel.logs import log", "rules imports"),
        ("functions.booking.rules", "now = datetime.now(UTC)", "reads the clock"),
        ("functions.booking.anything", "day = date.today()", "reads the clock"),
        ("functions.booking.anything", "import grpc", "rules imports grpc"),
        (
            "functions.booking.service",
            "from functions.kernel.http import Call",
            "service imports functions.kernel.http",
        ),
        (
            "functions.booking.service",
            "from functions.kernel.platform import Platform",
            "service imports functions.kernel.platform",
        ),
        ("functions.booking.store", "import flask", "store imports flask"),
        ("functions.booking.entrypoints", "import firebase_admin", "edge imports firebase_admin"),
        ("functions.accounts.schemes.__main__", "import sqlite3", "edge imports sqlite3"),
        ("functions.accounts.schemes", "day = date.today()", "reads the clock"),
        (
            "functions.booking.entrypoints",
            "from functions.kernel.database.sqlite import SqliteAdapter",
            "edge imports functions.kernel.database.sqlite",
        ),
        (
            "functions.accounts.service",
            "from functions.wallet.rules import NoWallet",
            "accounts imports the later functions.wallet",
        ),
        ("functions.wallet.store", "import functions.booking", "wallet imports the later"),
        ("functions.wallet.store", "from functions import booking", "wallet imports the later"),
        ("functions.kernel.http", "import sqlite3", "kernel imports sqlite3"),
        (
            "functions.kernel.http",
            "from functions.accounts.models import Offerer",
            "kernel imports functions.accounts",
        ),
        ("functions.kernel.sqlite_file", "import grpc", "sqlite helper imports grpc"),
        (
            "functions.kernel.http",
            "from local.server import LocalServer",
            "functions imports local",
        ),
        ("functions.wallet.service", "from tests.support import given", "functions imports tests"),
        ("functions.wallet.service", "import main", "functions imports main"),
        ("functions.wallet.service", "from . import rules", "relative import"),
        ("functions.wallet.service", "from .rules import hold", "relative import"),
        ("functions.kernel.http", "from importlib import import_module", "importlib"),
        ("functions.kernel.http", "__import__('google')", "__import__"),
        (
            "functions.offers.entrypoints",
            "if call.platform.settings.database == x: pass",
            "asks which database it runs on",
        ),
        (
            "functions.offers.entrypoints",
            "if adapter == 'sqlite': pass",
            "compares with adapter 'sqlite'",
        ),
    ],
)
def test_a_planted_violation_is_found(module: str, source: str, told: str) -> None:
    found = violations(module, source)
    assert any(told in sentence for sentence in found), found


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("functions.kernel.database.sqlite", "import sqlite3"),
        ("functions.kernel.sqlite_file", "import sqlite3\nimport time"),
        ("functions.kernel.identity.firebase", "import firebase_admin"),
        ("functions.kernel.platform", "from importlib import import_module"),
        ("functions.booking.rules", "from functions.offers.rules import is_over"),
        ("functions.booking.store", "from functions.kernel.platform import declare_indexes"),
        ("functions.booking.entrypoints", "import flask"),
        ("functions.accounts.schemes.__main__", "day = date.today()"),
        ("functions.kernel.clock", "datetime.now(UTC)"),
        ("functions.wallet.rules", "wallet.now()"),
    ],
)
def test_what_the_law_allows_is_not_reported(module: str, source: str) -> None:
    assert violations(module, source) == []
