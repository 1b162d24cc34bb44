"""`python -m infra zip FOLDER`, `roles`, `firestore`, `schema WHEEL`: made, not written by hand.

The first two need nothing but Python.
"""

import argparse
import re
from pathlib import Path

TERRAFORM = Path(__file__).resolve().parent / "terraform"


def run() -> None:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(prog="python -m infra", description=__doc__)
    commands = parser.add_subparsers(required=True, dest="command")
    commands.add_parser("firestore", help="list every collection and its indexes in firestore.yaml")
    commands.add_parser("roles", help="print the roles on a project of the account that deploys")
    schema = commands.add_parser("schema", help="read the provider's schema from a wheel")
    schema.add_argument("wheel", type=Path, help="cdktn_provider_google-...whl, from PyPI")
    source = commands.add_parser("zip", help="make the zip that functions are built from")
    source.add_argument("folder", type=Path, help="where source-<SHA-256>.zip is put")
    chosen = parser.parse_args()
    # Each of them loads what the others do not need.
    if chosen.command == "firestore":
        from infra import firestore  # noqa: PLC0415

        firestore.write()
    elif chosen.command == "schema":
        from infra.mock import extract, provider  # noqa: PLC0415

        extract.write(extract.extract(chosen.wheel, used_resources()), provider.SCHEMA)
    elif chosen.command == "roles":
        from infra.deployer import project_roles  # noqa: PLC0415

        print(*project_roles(used_resources()), sep="\n")
    else:
        from infra.source import build_zip  # noqa: PLC0415

        print(build_zip(chosen.folder))


def used_resources() -> list[str]:
    """Return the type of every resource in infra/terraform."""
    text = "\n".join(path.read_text("utf-8") for path in TERRAFORM.rglob("*.tf"))
    return sorted(set(re.findall(r'^resource "(\w+)"', text, re.M)))


if __name__ == "__main__":
    run()
