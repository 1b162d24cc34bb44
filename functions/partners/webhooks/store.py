"""Documents of webhooks, and the directory of the offerers that have one."""

from functions.kernel.database.documents import Collection
from functions.partners.webhooks.models import Webhook, WebhookDirectory
from functions.partners.webhooks.rules import UnknownWebhook

webhooks = Collection("webhooks", Webhook, missing=UnknownWebhook)

webhook_directory = Collection("webhook_directory", WebhookDirectory)

DIRECTORY_ID = "all"
"""The one directory: some tens of thousands of SIRENs fit in a document."""
