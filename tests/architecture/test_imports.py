"""The import law: what each module may import, read from its source without running it.

The kind of a module is the name of its file. A name that is not a kind is refused, so that a
newcomer finds a rule, a query or a route by the name of its file alone.
"""

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent

ORDER = (
    *("accounts", "offers", "feedback", "wallet", "booking", "reimbursement", "notices"),
    *("partners", "statistics", "pages"),
)
"""The features; none imports a later one."""

MAY_IMPORT = {
    "models": ("models",),
    "rules": ("models", "data", "rules"),
    "data": ("models", "data", "rules"),
    "texts": ("models", "data", "rules", "texts"),
    "store": ("models", "data", "rules", "store"),
    "service": ("models", "data", "rules", "texts", "store", "service"),
    "schemas": ("models", "data", "rules", "texts", "schemas"),
    "routes": ("models", "data", "rules", "texts", "store", "service", "schemas", "routes"),
    "jobs": ("models", "data", "rules", "store", "service", "jobs", "subscribers"),
    # A file that a subscriber makes shows what the API would.
    "subscribers": (
        *("models", "data", "rules", "store", "service", "schemas", "jobs", "subscribers"),
    ),
    "entrypoints": ("jobs", "subscribers", "routes"),
    "__main__": ("models", "data", "rules"),
    "__init__": (),
}
"""The kinds of modules in a feature, and the kinds that each may import."""

DECLARING = ("routes", "jobs", "subscribers")
"""Importing these declares what a function serves."""

PURE = ("models", "rules", "data", "texts")
"""Decisions and values: no platform, no clock, no chance."""

PORTS = ("database", "bus", "files", "identity", "mail", "addresses", "webhooks", "encryption")
ADAPTERS = {
    "database": ("sqlite", "firestore"),
    "bus": ("inline", "pubsub"),
    "files": ("folder", "storage"),
    "identity": ("local", "firebase"),
    "mail": ("folder", "smtp"),
    "addresses": ("off", "ban"),
    "webhooks": ("public", "loopback"),
    "encryption": ("key_file", "kms"),
}
ADAPTER_MODULES = (
    *(f"functions.kernel.{port}.{name}" for port, names in ADAPTERS.items() for name in names),
    "functions.kernel.database.firestore_messages",
    "functions.kernel.database.firestore_queries",
)

SQLITE_HELPERS = (
    *("functions.kernel.sqlite_file", "functions.kernel.database.sqlite_tables"),
    "functions.kernel.database.sqlite_columns",
    "functions.kernel.identity.local_file",
)

CLOUD = ("google", "sqlite3", "firebase_admin", "grpc")
CHANCE = ("random", "secrets", "uuid", "time", "os", "functions.kernel.identifiers")
CLOCK = ("functions.kernel.clock",)
WEB = (
    *("flask", "werkzeug", "functions_framework", "cloudevents"),
    *("functions.kernel.http", "functions.kernel.call", "functions.kernel.route"),
    *("functions.kernel.schemas", "functions.kernel.field_types", "functions.kernel.problems"),
)
EDGE = ("functions.kernel.platform", "functions.kernel.config", "functions.kernel.push_endpoint")
OUTSIDE = ("local", "tests", "bench", "main", "infra")

_PURE = (*CHANCE, *CLOCK, *WEB, *EDGE, "functions.kernel.logs", *CLOUD, *ADAPTER_MODULES)
_SERVICE = (*CHANCE, *CLOCK, *WEB, *EDGE, *CLOUD, *ADAPTER_MODULES)
# A store declares the indexes of its queries to the platform.
_STORE = (*CHANCE, *CLOCK, *WEB, "functions.kernel.config", *CLOUD, *ADAPTER_MODULES)
_EDGE = ("random", "time", "os", *CLOCK, *CLOUD, *ADAPTER_MODULES)

FORBIDDEN = {
    **dict.fromkeys(("models", "rules", "data", "texts"), _PURE),
    "service": _SERVICE,
    "store": _STORE,
    **dict.fromkeys(("schemas", "routes", "jobs", "subscribers", "entrypoints", "__main__"), _EDGE),
    "__init__": _EDGE,
    "kernel": (*CLOUD, *ADAPTER_MODULES, *(f"functions.{feature}" for feature in ORDER)),
    "adapter": tuple(f"functions.{feature}" for feature in ORDER),
    "sqlite helper": ("google", "firebase_admin", "grpc"),
}
"""The packages that each kind of module may not import, with all their modules."""

IMPORTS_BY_NAME = ("functions.kernel.platform", "functions.kernel.deferred")

READS_THE_CLOCK = {
    "functions.kernel.clock",
    "functions.kernel.logs",
    "functions.accounts.schemes.__main__",
}
"""A log line has a time of its own, which nothing is decided by. What is typed at a command line is
meant as of today."""


def _sources() -> dict[Path, str]:
    return {path: path.read_text("utf-8") for path in sorted((ROOT / "functions").rglob("*.py"))}


def _name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


MODULES = {_name(path): source for path, source in _sources().items()}
"""The source of every module under functions, by its dotted name."""

PACKAGES = {_name(path) for path in _sources() if path.name == "__init__.py"}


def feature_of(module: str) -> str | None:
    """Return the feature that a module belongs to."""
    name = module.removeprefix("functions.").partition(".")[0]
    return name if name in ORDER else None


def kind_of(module: str) -> str:
    """Return the kind of a module under functions, by its dotted name."""
    if feature_of(module) is not None:
        return "__init__" if module in PACKAGES else module.rpartition(".")[2]
    if module in ADAPTER_MODULES:
        return "adapter"
    return "sqlite helper" if module in SQLITE_HELPERS else "kernel"


def package_of(module: str) -> str:
    """Return the folder that a module stands in."""
    return module if module in PACKAGES else module.rpartition(".")[0]


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
        if is_in(name, ("importlib",)) and module not in IMPORTS_BY_NAME:
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


def deferred(tree: ast.AST) -> Iterator[str]:
    """Yield every module that entry points name, for their tables to import."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and str(node.value) in MODULES:
            yield str(node.value)


@cache
def targets(module: str) -> frozenset[str]:
    """Return every module under functions that a module imports, at once or when needed."""
    tree = ast.parse(MODULES[module])
    names = [name for _, name in imported(tree)]
    if kind_of(module) == "entrypoints":
        names += deferred(tree)
    known = {name if name in MODULES else name.rpartition(".")[0] for name in names}
    return frozenset(known & MODULES.keys() - {module})


@pytest.mark.parametrize("module", MODULES)
def test_a_module_keeps_the_import_law(module: str) -> None:
    assert violations(module, MODULES[module]) == []


def test_every_feature_and_every_adapter_is_known_to_the_law() -> None:
    folders = {path.parent.name for path in (ROOT / "functions").glob("*/__init__.py")}
    assert folders == {*ORDER, "kernel"}
    assert set(ADAPTER_MODULES) <= set(MODULES)


def kind_violations(module: str, name: str) -> list[str]:
    """Return what is wrong with a module of a feature importing another one, by their kinds."""
    kind, other = kind_of(module), kind_of(name)
    if kind not in MAY_IMPORT:
        return [f"{kind} is no kind of module"]
    return [] if other in MAY_IMPORT[kind] else [f"{kind} imports {other}: {name}"]


@pytest.mark.parametrize("module", [name for name in MODULES if feature_of(name)])
def test_a_module_is_named_after_its_kind_and_imports_what_its_kind_may(module: str) -> None:
    assert kind_of(module) in MAY_IMPORT
    found = sorted(name for name in targets(module) if feature_of(name))
    assert [problem for name in found for problem in kind_violations(module, name)] == []


def circles(graph: Mapping[str, set[str]]) -> list[list[str]]:
    """Return every group of packages that import each other, directly or through others."""
    try:
        tuple(TopologicalSorter(graph).static_order())
    except CycleError as circle:
        return [circle.args[1]]
    return []


def test_packages_import_each_other_in_no_circle() -> None:
    graph: dict[str, set[str]] = {}
    for module in MODULES:
        if feature_of(module) and kind_of(module) != "entrypoints":
            package = package_of(module)
            others = {package_of(name) for name in targets(module) if feature_of(name)}
            graph.setdefault(package, set()).update(others - {package})
    assert circles(graph) == []
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"a"}}) != []


def test_entry_points_load_every_route_job_and_subscriber() -> None:
    declaring = {name for name in MODULES if feature_of(name) and kind_of(name) in DECLARING}
    loaded = {
        name for module in MODULES if kind_of(module) == "entrypoints" for name in reachable(module)
    }
    assert declaring - loaded == set()


def reachable(module: str) -> set[str]:
    """Return every module under functions that importing `module` loads, itself included."""
    seen: set[str] = set()
    waiting = [module]
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        waiting.extend(targets(name))
    return seen


@pytest.mark.parametrize(
    "module",
    [name for name in MODULES if feature_of(name) and kind_of(name) in PURE],
)
def test_pure_modules_reach_no_platform_through_others_either(module: str) -> None:
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
    allowed = ("importlib", "types", "functions.kernel.config", "functions.kernel.deferred")
    assert [name for name in names if not is_in(name, allowed)] == []


@pytest.mark.parametrize(
    ("module", "source", "told"),
    [
        ("functions.offers.rules", "import flask", "rules imports flask"),
        ("functions.offers.rules", "from flask import Request", "rules imports flask.Request"),
        ("functions.offers.models", "import random", "models imports random"),
        (
            "functions.offers.models",
            "def f():\n    import secrets",
            "line 2: models imports secrets",
        ),
        ("functions.offers.geo.rules", "import time", "rules imports time"),
        ("functions.offers.pictures.limits.rules", "import sqlite3", "rules imports sqlite3"),
        (
            "functions.wallet.audit.rules",
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
        ("functions.booking.desk.texts", "day = date.today()", "reads the clock"),
        ("functions.booking.desk.texts", "import grpc", "texts imports grpc"),
        (
            "functions.booking.service",
            "from functions.kernel.call import Call",
            "service imports functions.kernel.call",
        ),
        (
            "functions.booking.service",
            "from functions.kernel.platform import Platform",
            "service imports functions.kernel.platform",
        ),
        ("functions.booking.store", "import flask", "store imports flask"),
        (
            "functions.booking.entrypoints",
            "import firebase_admin",
            "entrypoints imports firebase_admin",
        ),
        ("functions.accounts.schemes.__main__", "import sqlite3", "__main__ imports sqlite3"),
        ("functions.accounts.schemes.data", "day = date.today()", "reads the clock"),
        (
            "functions.booking.entrypoints",
            "from functions.kernel.database.sqlite import SqliteAdapter",
            "entrypoints imports functions.kernel.database.sqlite",
        ),
        (
            "functions.accounts.people.service",
            "from functions.wallet.rules import NoWallet",
            "accounts imports the later functions.wallet",
        ),
        ("functions.wallet.store", "import functions.booking", "wallet imports the later"),
        ("functions.wallet.store", "from functions import booking", "wallet imports the later"),
        ("functions.kernel.http", "import sqlite3", "kernel imports sqlite3"),
        (
            "functions.kernel.http",
            "from functions.accounts.offerers.models import Offerer",
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
