"""The webhook of an offerer."""

from datetime import datetime
from typing import Literal

from functions.kernel.values import Model, shown_without

WebhookStatus = Literal["enabled", "disabled"]


class WebhookDirectory(Model, frozen=True, kw_only=True):
    """The SIRENs of all offerers that have a webhook, enabled or not."""

    sirens: tuple[str, ...]


class Webhook(Model, frozen=True, kw_only=True):
    """The address to which an offerer's booking events are posted; its id is the SIREN.

    The secrets sign the messages. After a rotation the former one signs too until `former_until`.
    `failing_since` is since when no message arrives, None if the last one did. `revision` counts
    how often it was disabled.
    """

    siren: str
    url: str
    secret: str
    former_secret: str | None = None
    former_until: datetime | None = None
    status: WebhookStatus = "enabled"
    made_by: str
    created_at: datetime
    failing_since: datetime | None = None
    disabled_at: datetime | None = None
    revision: int = 0

    def __repr__(self) -> str:
        return shown_without(self, "secret", "former_secret")
