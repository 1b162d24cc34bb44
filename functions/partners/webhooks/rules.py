"""Rules of webhooks: addresses, secrets, and when one is disabled."""

import base64
import hashlib
import hmac
from datetime import datetime, timedelta

from functions.kernel.errors import Malformed, NotFound
from functions.kernel.values import replace
from functions.partners.webhooks.models import FormerSecret, Webhook


class UnknownWebhook(NotFound):
    """This offerer has no webhook."""

    code = "unknown_webhook"


class WebhookUrlRefused(Malformed):
    """A webhook needs an https URL of a public host, without a user."""

    code = "webhook_url_refused"


WEBHOOK_PATIENCE = timedelta(days=3)
"""How long a message is tried, and after which a webhook that takes none is disabled."""

BOTH_SECRETS_FOR = timedelta(hours=24)
"""How long a former secret signs too after a rotation."""

MOST_FORMER = 5
"""Former secrets that sign; more rotations in a day end the oldest."""

SECRET_BYTES = 32
"""Standard Webhooks asks for 24 to 64 random bytes."""

LISTED_FOR = timedelta(seconds=10)
"""How long a process may not know that an offerer has named its first webhook."""

LISTED_SIRENS = "webhook-sirens"
"""The name by which a process remembers which offerers have a webhook."""

_PREFIX = "whsec_"


def secret_text(secret: bytes) -> str:
    """Return a secret as receivers configure it (Standard Webhooks)."""
    return f"{_PREFIX}{base64.b64encode(secret).decode()}"


def with_url(webhook: Webhook, url: str) -> Webhook:
    """Change the address of a webhook, and enable it."""
    return replace(webhook, url=url, status="enabled", failing_since=None, disabled_at=None)


def rotate(webhook: Webhook, secret: str, *, now: datetime) -> Webhook:
    """Sign with another secret, and with the present one for a while too.

    Former ones keep their time, because the receiver may know nothing newer yet.
    """
    former = FormerSecret(secret=webhook.secret, until=now + BOTH_SECRETS_FOR)
    kept = [one for one in webhook.former if now < one.until]
    return replace(webhook, secret=secret, former=tuple([*kept, former][-MOST_FORMER:]))


def signatures(
    webhook: Webhook, message_id: str, timestamp: int, body: str, *, now: datetime
) -> str:
    """Return the header `webhook-signature` of a message (Standard Webhooks, symmetric `v1`).

    Former secrets sign too; the receiver accepts a message if any signature holds.
    """
    former = (one.secret for one in reversed(webhook.former) if now < one.until)
    secrets = [webhook.secret, *former]
    signed = f"{message_id}.{timestamp}.{body}".encode()
    return " ".join(f"v1,{_signature(secret, signed)}" for secret in secrets)


def _signature(secret: str, signed: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(_PREFIX))
    return base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def arrived(webhook: Webhook, *, now: datetime) -> Webhook:
    """Note that a message has arrived."""
    if webhook.failing_since is None:
        return webhook
    return replace(webhook, failing_since=None, arrived_at=now)


def failed(webhook: Webhook, *, waiting_since: datetime, now: datetime) -> Webhook:
    """Note that a message did not arrive; disable the webhook if none has for three days.

    The message may have waited for longer than the last one that arrived.
    """
    waited_since = max(waiting_since, webhook.arrived_at or waiting_since)
    since = min(webhook.failing_since or waited_since, now)
    if now - since < WEBHOOK_PATIENCE:
        return webhook if webhook.failing_since else replace(webhook, failing_since=since)
    return replace(
        webhook,
        status="disabled",
        failing_since=since,
        disabled_at=now,
        revision=webhook.revision + 1,
    )
