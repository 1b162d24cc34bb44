"""The responses that show API keys."""

from collections.abc import Mapping
from datetime import datetime

from functions.accounts.offerers.models import ApiKey
from functions.kernel.identity import Identity
from functions.kernel.schemas import UnkeptView


class ApiKeyView(UnkeptView):
    """A new API key; `secret` is shown only once."""

    prefix: str
    secret: str


class ListedApiKeyView(UnkeptView):
    """An API key without its secret; `last_used_at` is up to an hour old."""

    prefix: str
    made_by: str | None
    made_by_email: str | None
    created_at: datetime
    last_used_at: datetime | None


class ApiKeysView(UnkeptView):
    """An offerer's API keys, oldest first."""

    items: list[ListedApiKeyView]

    @classmethod
    def of(cls, keys: list[ApiKey], makers: Mapping[str, Identity]) -> "ApiKeysView":
        """Build the view of an offerer's keys and of those who made them."""
        emails = {uid: maker.email for uid, maker in makers.items()}
        return cls(
            items=[
                ListedApiKeyView(
                    prefix=key.prefix,
                    made_by=key.made_by,
                    made_by_email=emails.get(key.made_by or ""),
                    created_at=key.created_at,
                    last_used_at=key.last_used_at,
                )
                for key in keys
            ]
        )
