"""Deployment tools: `python -m infra lists`, `roles`, `zip`, `web` and `dead-letters PROJECT`.

`roles`, `zip` and `web` need nothing but Python.
"""

import argparse
import sys
from pathlib import Path


def run() -> int:
    """Run the command that the command line names; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m infra", description=__doc__)
    commands = parser.add_subparsers(required=True, dest="command")
    lists = commands.add_parser("lists", help="generate the lists and firestore.binpb")
    lists.add_argument("--check", action="store_true", help="only print which are out of date")
    commands.add_parser("roles", help="print the project roles that the deploying account needs")
    source = commands.add_parser("zip", help="build the source archive of the functions")
    source.add_argument("folder", type=Path, help="where to put source-<SHA-256>.zip")
    web = commands.add_parser("web", help="write the web app's files as they are deployed")
    web.add_argument("folder", type=Path, help="where to put the folder web")
    letters = commands.add_parser("dead-letters", help="list messages no function could handle")
    letters.add_argument("project", help="the id of the Google Cloud project")
    letters.add_argument(
        "--replay", nargs="*", metavar="ID", help="publish all, or those named, to their topics"
    )
    chosen = parser.parse_args()
    # Imported here because `zip` runs on builders that have no packages installed.
    if chosen.command == "lists":
        return _generate(check=chosen.check)
    if chosen.command == "roles":
        from infra.deployer import project_roles, used_resources  # noqa: PLC0415

        print(*project_roles(used_resources()), sep="\n")
    elif chosen.command == "dead-letters":
        from infra import dead_letters  # noqa: PLC0415

        if chosen.replay is None:
            found = dead_letters.listed(chosen.project)
        else:
            found = dead_letters.replay(chosen.project, chosen.replay)
        for letter in found:
            print(letter.id, letter.topic, letter.event_id, sep="  ")
        print(f"{len(found)} {'listed' if chosen.replay is None else 'replayed'}.")
    elif chosen.command == "web":
        from infra.web import write_tree  # noqa: PLC0415

        print(write_tree(chosen.folder))
    else:
        from infra.source import build_zip  # noqa: PLC0415

        print(build_zip(chosen.folder))
    return 0


def _generate(*, check: bool) -> int:
    from infra import firestore, messages, silences, topics  # noqa: PLC0415

    contents = {
        firestore.LISTED: firestore.text().encode(),
        silences.LISTED: silences.text().encode(),
        topics.LISTED: topics.text().encode(),
        messages.LISTED: messages.content(),
    }
    stale = [path for path, content in contents.items() if path.read_bytes() != content]
    for path in stale:
        print(path.name)
        if not check:
            path.write_bytes(contents[path])
    return 1 if stale and check else 0


if __name__ == "__main__":
    sys.exit(run())
