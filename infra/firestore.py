"""The generated list infra/terraform/firestore.yaml: collections and the indexes they declare.

Firestore indexes every field by default. The deployment turns that off and adds only the indexes
that queries need, so a write pays for no unused index, and no sequential field becomes a hot spot
(an index of one takes 500 writes a second).
"""

import sys
from collections.abc import Sequence

import main
from deployables import TERRAFORM, ttl_fields
from functions.kernel import erased_accounts, quotas, subscribers
from functions.kernel.call import IDEMPOTENCY
from functions.kernel.database import OUTBOX
from functions.kernel.database.documents import Collection
from functions.kernel.platform import INDEXES

LISTED = TERRAFORM / "firestore.yaml"

_HEAD = """\
# Every collection with its Firestore indexes. `python -m infra lists` generates this file from the
# indexes that stores declare, and keeps the hand-written `ttl`.
#
# fields   fields with an index of their own; no other field has one.
# indexes  composite indexes: "-" means descending, "[]" an array searched by element.
# ttl      the field that holds the time after which Firestore deletes the document.

collections:
"""

KERNEL = (
    *(OUTBOX, IDEMPOTENCY, quotas.QUOTAS, subscribers.HANDLED),
    erased_accounts.ERASED_ACCOUNTS,
)
"""Collections that the kernel writes without a model."""


def text() -> str:
    """Return the content of the file, with the `ttl` fields that it has now."""
    main.load_all()
    modules = [module for name, module in sys.modules.items() if name.startswith("functions.")]
    stored = {v.name for m in modules for v in vars(m).values() if isinstance(v, Collection)}
    ttl = ttl_fields()
    return _HEAD + "".join(
        _entry(name, ttl.get(name))
        for name in sorted({*stored, *KERNEL, *(index.collection for index in INDEXES)})
    )


def _entry(collection: str, ttl: str | None) -> str:
    declared = sorted({index.fields for index in INDEXES if index.collection == collection})
    singles = [fields for fields in declared if len(fields) == 1]
    composites = [fields for fields in declared if len(fields) > 1]
    lines = [f"    fields: {_listed([name for (name,) in singles])}"] if singles else []
    if composites:
        lines += ["    indexes:", *(f"      - {_listed(fields)}" for fields in composites)]
    if ttl is not None:
        lines.append(f"    ttl: {ttl}")
    return "\n".join([f"  {collection}:" if lines else f"  {collection}: {{}}", *lines, ""])


def _listed(fields: Sequence[str]) -> str:
    quoted = [f'"{f}"' if f.startswith("-") or f.endswith("[]") else f for f in fields]
    return f"[{', '.join(quoted)}]"
