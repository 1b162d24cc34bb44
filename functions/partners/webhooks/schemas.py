"""Request bodies and responses about webhooks."""

from datetime import datetime
from typing import Annotated

from functions.kernel.field_types import line
from functions.kernel.schemas import Body, UnkeptView, View
from functions.partners.webhooks.models import Webhook, WebhookStatus


class WebhookBody(Body):
    """The https URL that gets the booking events of an offerer."""

    url: Annotated[str, line(500)]


class WebhookView(View):
    """A webhook; `failing_since` is since when no message arrives.

    After three days of that it is `disabled`; setting its URL enables it. After a rotation the
    former secret signs too until `former_until`.
    """

    url: str
    status: WebhookStatus
    created_at: datetime
    failing_since: datetime | None
    disabled_at: datetime | None
    former_until: datetime | None

    @classmethod
    def of(cls, webhook: Webhook) -> "WebhookView":
        """Build the view of a webhook."""
        return cls.model_validate(webhook)


class NamedWebhookView(UnkeptView):
    """A webhook; `secret` signs its messages and is null unless this call made the webhook."""

    url: str
    status: WebhookStatus
    created_at: datetime
    failing_since: datetime | None
    disabled_at: datetime | None
    former_until: datetime | None
    secret: str | None

    @classmethod
    def named(cls, webhook: Webhook, *, made_with: str | None) -> "NamedWebhookView":
        """Build the view of a webhook; its secret is shown if it is the one `made_with`."""
        secret = made_with if webhook.secret == made_with else None
        return cls(**WebhookView.of(webhook).model_dump(), secret=secret)


class WebhookSecretView(UnkeptView):
    """The secret that signs messages; the former one signs them too until `former_until`."""

    secret: str
    former_until: datetime | None

    @classmethod
    def of(cls, webhook: Webhook) -> "WebhookSecretView":
        """Build the view of a webhook's secret."""
        return cls(secret=webhook.secret, former_until=webhook.former_until)
