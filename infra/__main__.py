"""Deployment tools: `python -m infra lists`, `roles` and `zip FOLDER`.

`roles` and `zip` need nothing but Python.
"""

import argparse
from pathlib import Path


def run() -> None:
    """Run the command that the command line names."""
    parser = argparse.ArgumentParser(prog="python -m infra", description=__doc__)
    commands = parser.add_subparsers(required=True, dest="command")
    commands.add_parser("lists", help="generate firestore.yaml and topics.yaml from the code")
    commands.add_parser("roles", help="print the project roles that the deploying account needs")
    source = commands.add_parser("zip", help="build the source archive of the functions")
    source.add_argument("folder", type=Path, help="where to put source-<SHA-256>.zip")
    chosen = parser.parse_args()
    # Imported here because `zip` runs on builders that have no packages installed.
    if chosen.command == "lists":
        from infra import firestore, topics  # noqa: PLC0415

        firestore.LISTED.write_text(firestore.text(), "utf-8")
        topics.LISTED.write_text(topics.text(), "utf-8")
    elif chosen.command == "roles":
        from infra.deployer import project_roles, used_resources  # noqa: PLC0415

        print(*project_roles(used_resources()), sep="\n")
    else:
        from infra.source import build_zip  # noqa: PLC0415

        print(build_zip(chosen.folder))


if __name__ == "__main__":
    run()
