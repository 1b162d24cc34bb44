"""Dead letters by hand: list the events that kept failing, and replay them.

`python -m local.dead_letters` lists them; `python -m local.dead_letters replay [ID ...]` delivers
some or all once more, while the server runs or not.
"""

import argparse
import sys
from collections.abc import Sequence
from contextlib import closing

import main
from functions.kernel.bus.dead_letters import dead_letters, replay
from functions.kernel.config import read_settings
from functions.kernel.database import OUTBOX, Ref, is_id
from functions.kernel.platform import Platform, use_platform


def run(arguments: Sequence[str]) -> int:
    """Do what the arguments say; return 0 unless an event is unknown or failed once more."""
    parser = argparse.ArgumentParser("python -m local.dead_letters", description=__doc__)
    commands = parser.add_subparsers(dest="command")
    again = commands.add_parser("replay", help="deliver events once more")
    again.add_argument("id", nargs="*", help="of an event, as listed; all events if none is given")
    options = parser.parse_args(arguments)
    main.load_all()
    try:
        with closing(Platform(read_settings())) as platform:
            use_platform(platform)
            if options.command == "replay":
                return _replay(platform, options.id)
            found = list(dead_letters(platform.database))
            for letter in found:
                print(f"{letter.id}  {letter.topic}  {letter.fault}")
            print("1 dead letter." if len(found) == 1 else f"{len(found)} dead letters.")
            return 0
    finally:
        use_platform(None)


def _replay(platform: Platform, ids: Sequence[str]) -> int:
    failed = 0
    for event_id in ids or [letter.id for letter in dead_letters(platform.database)]:
        if not is_id(event_id) or not replay(platform.database, event_id):
            print(f"{event_id}: no such dead letter")
            failed += 1
            continue
        # The commit that put it back has relayed it, unless that failed once more.
        (left,) = platform.database.read([Ref(OUTBOX, event_id)])
        print(f"{event_id}: {'delivered' if left.data is None else 'failed; it is tried again'}")
        failed += left.data is not None
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
