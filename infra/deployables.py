"""The one list of what is deployed, infra/terraform/functions.yaml, as values."""

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Literal

import yaml

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

    As in Google's URL maps: an exact path first, else the longest "/x/*" that it is below of.
    """
    best, chosen = -1, None
    for name, function in listed.items():
        for pattern in function.paths:
            if pattern == path:
                return name
            prefix = pattern.removesuffix("*")
            if pattern.endswith("/*") and path.startswith(prefix) and len(prefix) > best:
                best, chosen = len(prefix), name
    return chosen
