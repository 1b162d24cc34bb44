"""Documents of webhooks."""

from functions.kernel.database.documents import Collection
from functions.partners.webhooks.models import Webhook
from functions.partners.webhooks.rules import UnknownWebhook

webhooks = Collection("webhooks", Webhook, missing=UnknownWebhook)
