"""`python -m functions.reimbursement.rules check FILE`: validate a scale and show its rates."""

import argparse
import sys
from pathlib import Path

from functions.kernel.money import in_words
from functions.reimbursement.rules.data import ScaleInvalid, read_named_scale
from functions.reimbursement.rules.models import WHOLE, Rule


def main(arguments: list[str] | None = None) -> int:
    """Check a scale file and print its rules; return 0, or 1 when it is not valid."""
    parser = argparse.ArgumentParser(prog="python -m functions.reimbursement.rules")
    check = parser.add_subparsers(required=True).add_parser("check", help="validate a scale file")
    check.add_argument("file", type=Path)
    given = parser.parse_args(arguments)
    try:
        scale = read_named_scale(given.file)
    except ScaleInvalid as invalid:
        print(invalid)
        return 1
    print(f"{given.file.name}: a valid scale: {scale.id}, {scale.name}")
    for rule in scale.rules:
        print(f"  {rule.id}: {_in_words(rule)}")
    return 0


def _in_words(rule: Rule) -> str:
    parts = [f"{rule.group} {rule.rate / WHOLE:.2%}"]
    if rule.above_cents is not None:
        parts.append(f"above {in_words(rule.above_cents)}")
    if rule.up_to_cents is not None:
        parts.append(f"up to {in_words(rule.up_to_cents)}")
    if rule.used_from is not None:
        parts.append(f"used from {rule.used_from}")
    if rule.used_before is not None:
        parts.append(f"used before {rule.used_before}")
    return ", ".join(parts)


if __name__ == "__main__":
    sys.exit(main())
