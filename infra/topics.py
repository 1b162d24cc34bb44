"""The generated list infra/terraform/topics.yaml: topics with the functions subscribed to them."""

import main
from deployables import TERRAFORM
from functions.kernel.files import OBJECT_FINALIZE
from local.reference import event_kinds, handlers

LISTED = TERRAFORM / "topics.yaml"

_HEAD = """\
# Every topic except those of jobs, with the functions subscribed to it. `python -m infra lists`
# generates this file from the code. Events without a subscriber have a topic too, because the
# outbox relay publishes every event.

"""


def text() -> str:
    """Return the content of the file."""
    main.load_all()
    events = sorted({kind.name for kind in event_kinds()})
    return f"{_HEAD}events:\n{''.join(map(_entry, events))}\nuploads:\n{_entry(OBJECT_FINALIZE)}"


def _entry(topic: str) -> str:
    return f"  {topic}: [{', '.join(name for name, _ in handlers(topic))}]\n"
