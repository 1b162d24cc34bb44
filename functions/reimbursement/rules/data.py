"""Scale files: the rules of reimbursement in TOML, validated when loaded."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import cache
from itertools import product
from pathlib import Path
from typing import get_args

from functions.kernel.calendar_days import is_time_zone
from functions.kernel.rule_files import RuleFiles
from functions.reimbursement.rules.models import Group, Rule, Scale
from functions.reimbursement.rules.rules import holds


class ScaleInvalid(Exception):
    """A scale file cannot be used; the message names the file and the field."""


@cache
def load_scale(scale_id: str) -> Scale:
    """Load the scale with this id. Raises ScaleInvalid, also when there is no such file."""
    return _FILES.load(scale_id)


def scale_ids() -> list[str]:
    """Return the ids of the shipped scales."""
    return _FILES.ids()


def read_scale(path: Path) -> Scale:
    """Read and validate a scale file. Raises ScaleInvalid."""
    return _FILES.read(path)


def read_named_scale(path: Path) -> Scale:
    """Read a scale file that has the name of its scale's id. Raises ScaleInvalid."""
    return _FILES.read_named(path)


def _contradictions(scale: Scale) -> list[str]:
    """Return the contradictions between well-formed fields."""
    found = []
    if not is_time_zone(scale.time_zone):
        found.append(f"time_zone: there is no time zone {scale.time_zone!r}")
    ids = Counter(rule.id for rule in scale.rules)
    found += [f"rules: {name} stands {number} times" for name, number in ids.items() if number > 1]
    found += [f"rules: {rule.id}: holds for no sale" for rule in scale.rules if _is_empty(rule)]
    if not scale.sources.get("rules"):
        found.append("sources: must say where the rules come from")
    return found or list(_gaps(scale))


def _is_empty(rule: Rule) -> bool:
    return (rule.up_to_cents is not None and rule.up_to_cents <= (rule.above_cents or 0)) or (
        rule.used_before or date.max
    ) <= (rule.used_from or date.min)


def _gaps(scale: Scale) -> Iterator[str]:
    """Yield where no rule prices a sale, or several take precedence, at each edge of the rules."""
    spans = [(rule.above_cents or 0, rule.up_to_cents or 0) for rule in scale.rules]
    revenues = sorted({edge + more for span in spans for edge in span for more in (0, 1)})
    days = sorted({rule.used_from or date.min for rule in scale.rules})
    days += sorted({rule.used_before for rule in scale.rules if rule.used_before})
    for group, day, revenue in product(get_args(Group), days, revenues):
        found = [rule for rule in scale.rules if holds(rule, group, day, revenue)]
        where = f"a sale of the group {group!r} on {day}, at a revenue of {revenue} cents"
        if not found:
            yield f"rules: nothing prices {where}"
        if sum(rule.takes_precedence for rule in found) > 1:
            yield f"rules: several take precedence for {where}"


_FILES = RuleFiles(
    folder=Path(__file__).parent,
    model=Scale,
    noun="scale",
    invalid=ScaleInvalid,
    contradictions=_contradictions,
)
