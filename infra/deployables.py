"""The one list of what is deployed, infra/terraform/functions.yaml, as values."""

import re
import sys
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml

import main
from functions.kernel.http import Routes

TERRAFORM = Path(__file__).resolve().parent / "terraform"
FUNCTIONS = TERRAFORM / "functions.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployable:
    """One function: its entry point is `name`; the file's head says what the rest is."""

    name: str
    kind: Literal["http", "cloudevent"]
    account: str
    roles: dict[str, list[str]]
    memory: str
    cpu: str
    concurrency: int
    min_instances: int
    max_instances: int
    timeout_seconds: int
    secrets: list[str]
    paths: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    document: str | None = None


def read_yaml(path: Path) -> Any:
    """Return what a YAML file holds."""
    return yaml.safe_load(path.read_text("utf-8"))


def deployables(path: Path = FUNCTIONS) -> dict[str, Deployable]:
    """Return every function by its name. Raises ValueError for a field that there is not."""
    listed = read_yaml(path)
    known = {field.name for field in fields(Deployable)}
    found = {}
    for name, own in listed["functions"].items():
        facts = {**listed["defaults"], **own}
        unknown = facts.keys() - known
        if unknown:
            raise ValueError(f"{path.name}: {name} has no {', '.join(sorted(unknown))}")
        for several in ("paths", "topics"):
            facts[several] = tuple(facts.get(several, ()))
        found[name] = Deployable(name=name, **facts)
    return found


def function_of_path(path: str, listed: dict[str, Deployable]) -> str | None:
    """Return the function to which the load balancer sends a request's path, None for nobody.

    As modules/load_balancer has it: plain paths first, then those with a "*", then those with a
    "**", of each the longer first.
    """
    patterns = [(pattern, name) for name, listed_ in listed.items() for pattern in listed_.paths]
    for pattern, name in sorted(patterns, key=lambda each: _precedence(each[0])):
        if _template(pattern).fullmatch(path):
            return name
    return None


def _precedence(pattern: str) -> tuple[int, int, str]:
    kind = 2 if pattern.endswith("/**") else 1 if "*" in pattern else 0
    return kind, -pattern.count("/"), pattern


@cache
def _template(pattern: str) -> re.Pattern[str]:
    steps = {"**": ".*", "*": "[^/]+"}
    return re.compile("/".join(steps.get(step, re.escape(step)) for step in pattern.split("/")))


class Misdirected(Exception):
    """The paths in functions.yaml do not send every route to the function that has it."""


def route_tables(listed: dict[str, Deployable]) -> tuple[Routes, ...]:
    """Return the routes of each HTTP function that is listed.

    Raises Misdirected when the listed paths send a route to another function, or to none.
    """
    tables = []
    for name, function in listed.items():
        if function.kind != "http":
            continue
        home = vars(sys.modules[getattr(main, name).__module__])
        tables += [v for v in home.values() if isinstance(v, Routes) and v.function == name]
    wrong = [
        f"{route.path} goes to {sent or 'nobody'}: add it, or a longer one, to {table.function}"
        for table in tables
        for route in table.routes
        if (sent := function_of_path(sample_path(route.path), listed)) != table.function
    ]
    if wrong:
        raise Misdirected(f"the paths in {FUNCTIONS.name}: " + "; ".join(sorted(set(wrong))))
    return tuple(tables)


def sample_path(route: str) -> str:
    """Return a path that a route has, with something in the place of its parameters."""
    return re.sub(r"\{[^}]*\}", "any", route)
