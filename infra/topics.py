"""The generated list infra/terraform/topics.yaml: topics with the functions subscribed to them."""

import main
from deployables import TERRAFORM
from functions.kernel.events import Event
from functions.kernel.files import OBJECT_FINALIZE
from functions.kernel.subscribers import subscribers

LISTED = TERRAFORM / "topics.yaml"

_HEAD = """\
# Every topic except those of jobs, with the functions subscribed to it. `python -m infra lists`
# generates this file from the code. Events without a subscriber have a topic too, because the
# outbox relay publishes every event.

"""


def text() -> str:
    """Return the content of the file."""
    main.load_all()
    events = "".join(map(_entry, sorted(_events())))
    return f"{_HEAD}events:\n{events}\nuploads:\n{_entry(OBJECT_FINALIZE)}"


def _events() -> set[str]:
    waiting, found = [Event], set()
    while waiting:
        kind = waiting.pop()
        waiting += kind.__subclasses__()
        if "name" in vars(kind) and kind.__module__.startswith("functions."):
            found.add(kind.name)
    return found


def _entry(topic: str) -> str:
    names = sorted(s.name for s in subscribers if topic in s.subscriptions)
    return f"  {topic}: [{', '.join(names)}]\n"
