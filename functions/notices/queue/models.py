"""Notices: the document that leads from an event to a mail."""

from datetime import datetime
from typing import Literal

from functions.kernel.values import Model

NoticeState = Literal["waiting", "handed_over", "sent", "dropped", "refused", "given_up", "unsure"]


class Notice(Model, frozen=True, kw_only=True):
    """A notification of a person about an event; its id is `<event id>~<person id>`.

    It keeps ids and the event only; names and addresses are read when it is sent. `waiting` and
    `handed_over` are open, and processed again at `due_at`. The other states are final: `dropped`
    no longer applied or had no recipient, `refused` was rejected by the server for good, `given_up`
    was retried for too long, and `unsure` may or may not have arrived. `attempts` counts the
    senders that have taken it, and identifies the latest. `code` is the server's last SMTP code.
    """

    id: str
    person_id: str
    topic: str
    event: str
    state: NoticeState = "waiting"
    attempts: int = 0
    code: int | None = None
    created_at: datetime
    due_at: datetime | None
    finished_at: datetime | None = None
    expires_at: datetime
