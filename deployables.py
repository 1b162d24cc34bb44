"""The lists in infra/terraform/ as values: functions with their jobs, and expiring documents.

Terraform reads the same files. This module stands at the root so that the local server needs no
infrastructure package; main.py does not import it, because parsing YAML would slow cold starts.
"""

import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict

import main
from functions.kernel.database import Index
from functions.kernel.http import Routes
from functions.kernel.path_patterns import expression, precedence

TERRAFORM = Path(__file__).resolve().parent / "infra/terraform"
FUNCTIONS = TERRAFORM / "functions.yaml"


class Schedule(BaseModel):
    """When a job runs: a cron expression, and the hours of silence after which an alert opens."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    schedule: str
    silent_hours: int


class Deployable(BaseModel):
    """A function to deploy; the comment at the head of functions.yaml explains the fields."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    paths: tuple[str, ...] = ()
    jobs: Mapping[str, Schedule] = {}
    document: str | None = None
    roles: Mapping[str, tuple[str, ...]]
    secrets: tuple[str, ...]
    memory: str
    cpu: str
    concurrency: int
    min_instances: int
    max_instances: int
    timeout_seconds: int


def read_yaml(path: Path) -> Any:
    """Parse a YAML file."""
    # As safe_load, but in C where PyYAML was built with it: every start reads two files.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(path.read_text("utf-8"), Loader=loader)  # noqa: S506


def deployables(path: Path = FUNCTIONS) -> dict[str, Deployable]:
    """Return every function by name. Raises pydantic's ValidationError for an unknown field."""
    listed = read_yaml(path)
    return {
        name: Deployable(**{"name": name, **listed["defaults"], **own})
        for name, own in listed["functions"].items()
    }


def ttl_fields() -> dict[str, str]:
    """Return the field that holds the expiry of a document, for each collection that has one."""
    collections = read_yaml(TERRAFORM / "firestore.yaml")["collections"]
    return {name: facts["ttl"] for name, facts in collections.items() if "ttl" in facts}


def indexes() -> tuple[Index, ...]:
    """Return every index of the database, whether or not the store that declares it is loaded."""
    collections = read_yaml(TERRAFORM / "firestore.yaml")["collections"]
    return tuple(
        Index(name, tuple(fields))
        for name, facts in collections.items()
        for fields in (*((field,) for field in facts.get("fields", ())), *facts.get("indexes", ()))
    )


def function_of_path(path: str, listed: dict[str, Deployable]) -> str | None:
    """Return the function that the load balancer routes a request path to, or None.

    Patterns are tried in the order of `path_patterns.precedence`, as in modules/load_balancer.
    """
    return router(listed)(path)


def router(listed: dict[str, Deployable]) -> Callable[[str], str | None]:
    """Return `function_of_path` for these functions, for many paths."""
    patterns = [(pattern, name) for name, function in listed.items() for pattern in function.paths]
    patterns.sort(key=lambda pair: precedence(pair[0]))
    # Each pattern is a group: one search, however many there are.
    any_path = re.compile("|".join(f"({expression(pattern)})" for pattern, _ in patterns))

    def function_of(path: str) -> str | None:
        found = any_path.fullmatch(path)
        return patterns[found.lastindex - 1][1] if found and found.lastindex else None

    return function_of


class Misdirected(Exception):
    """The paths in functions.yaml route a request to a function that does not serve it."""


def route_tables(listed: dict[str, Deployable]) -> tuple[Routes, ...]:
    """Return the routes of each HTTP function.

    Raises Misdirected when the listed paths send a route to another function, or to none.
    """
    tables = []
    functions, function_of = main.load_functions(), router(listed)
    for name in (name for name, function in listed.items() if function.paths):
        home = vars(sys.modules[functions[name].__module__])
        tables += [v for v in home.values() if isinstance(v, Routes) and v.function == name]
    wrong = [
        f"{path} goes to {sent or 'no function'}: add it, or a longer path, to {table.function}"
        for table in tables
        for path in table.paths
        if (sent := function_of(sample_path(path))) != table.function
    ]
    if wrong:
        raise Misdirected(f"the paths in {FUNCTIONS.name}: " + "; ".join(sorted(set(wrong))))
    return tuple(tables)


def sample_path(route: str) -> str:
    """Return a path that matches a route, with a placeholder for each parameter."""
    return re.sub(r"\{[^}]*\}", "any", route)
