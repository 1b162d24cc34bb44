"""The webhook of an offerer."""

from datetime import datetime
from typing import Literal

from functions.kernel.values import Model, Struct, shown_without

WebhookStatus = Literal["enabled", "disabled"]


class WebhookDirectory(Model, frozen=True, kw_only=True):
    """The SIRENs of all offerers that have a webhook, enabled or not."""

    sirens: tuple[str, ...]


class FormerSecret(Struct, frozen=True, kw_only=True):
    """A secret that was replaced, and signs too until then."""

    secret: str
    until: datetime

    def __repr__(self) -> str:
        return shown_without(self, "secret")


class Webhook(Model, frozen=True, kw_only=True):
    """The address to which an offerer's booking events are posted; its id is the SIREN.

    The secret signs the messages. After a rotation the former ones sign too for a while.
    `failing_since` is since when no message arrives, None if the last one did; `arrived_at` is when
    one last arrived after a failure. `revision` counts how often it was disabled.
    """

    siren: str
    url: str
    secret: str
    former: tuple[FormerSecret, ...] = ()
    status: WebhookStatus = "enabled"
    made_by: str
    created_at: datetime
    failing_since: datetime | None = None
    arrived_at: datetime | None = None
    disabled_at: datetime | None = None
    revision: int = 0

    @property
    def former_until(self) -> datetime | None:
        """Until when the last former secret signs; None if there is none."""
        return self.former[-1].until if self.former else None

    def __repr__(self) -> str:
        return shown_without(self, "secret")
