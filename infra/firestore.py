"""infra/terraform/firestore.yaml: every collection with the indexes that the code declares.

Firestore indexes every field by itself unless it is told not to. All of that is turned off, and
what queries need is turned on: so a write pays for no index that nobody reads, and no sequential
field is a hot spot (500 writes a second to an index of one).
"""

import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import main
from functions.kernel import bus, http, subscribers
from functions.kernel.database.documents import Collection
from functions.kernel.platform import INDEXES
from infra.deployables import TERRAFORM, read_yaml

LISTED = TERRAFORM / "firestore.yaml"

_HEAD = """\
# Every collection, with what Firestore indexes of it. `python -m infra firestore` writes this file
# from what the stores declare; tests/infra/test_firestore.py holds it against every query.
#
# fields   single fields that are looked up or sorted by; all others have no index.
# indexes  composite indexes: "-" is descending, "[]" an array of which an item is looked up.
# ttl      the field after whose instant a document is removed; kept by hand.
"""

KERNEL = (bus.OUTBOX, http.IDEMPOTENCY, subscribers.HANDLED)
"""Collections that the kernel writes without a model."""


def collections() -> set[str]:
    """Return the name of every collection that the code has."""
    main.load_all()
    modules = [module for name, module in sys.modules.items() if name.startswith("functions.")]
    found = {v.name for m in modules for v in vars(m).values() if isinstance(v, Collection)}
    return found | set(KERNEL)


def listing(ttl: dict[str, str]) -> dict[str, Any]:
    """Return what the file has to hold: `collections`, each with its indexes and its TTL."""
    singles: dict[str, list[str]] = defaultdict(list)
    composites: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    names = collections()
    for index in dict.fromkeys(INDEXES):
        if len(index.fields) == 1:
            singles[index.collection].append(index.fields[0])
        else:
            composites[index.collection].append(index.fields)
    listed: dict[str, Any] = {}
    for name in sorted(names | singles.keys() | composites.keys()):
        facts: dict[str, Any] = {}
        if singles[name]:
            facts["fields"] = sorted(singles[name])
        if composites[name]:
            facts["indexes"] = [list(fields) for fields in sorted(composites[name])]
        if name in ttl:
            facts["ttl"] = ttl[name]
        listed[name] = facts
    return {"collections": listed}


def read(path: Path = LISTED) -> dict[str, Any]:
    """Return what the file holds."""
    listed: dict[str, Any] = read_yaml(path)
    return listed


def ttl_fields(listed: dict[str, Any]) -> dict[str, str]:
    """Return the TTL field of each collection that has one."""
    return {name: c["ttl"] for name, c in listed["collections"].items() if "ttl" in c}


def write(path: Path = LISTED) -> None:
    """Write the file anew, keeping its TTL fields."""
    lines = [_HEAD, "collections:"]
    for name, facts in listing(ttl_fields(read(path)))["collections"].items():
        lines.append(f"  {name}:" if facts else f"  {name}: {{}}")
        if "fields" in facts:
            lines.append(f"    fields: [{', '.join(map(_quoted, facts['fields']))}]")
        if "indexes" in facts:
            lines.append("    indexes:")
            lines += [f"      - [{', '.join(map(_quoted, each))}]" for each in facts["indexes"]]
        if "ttl" in facts:
            lines.append(f"    ttl: {facts['ttl']}")
    path.write_text("\n".join(lines) + "\n", "utf-8")


def _quoted(field: str) -> str:
    return f'"{field}"' if field.startswith("-") or field.endswith("[]") else field
