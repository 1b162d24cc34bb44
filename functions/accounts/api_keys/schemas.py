"""The request for an API key, and the responses that show keys."""

from collections.abc import Mapping
from datetime import datetime

from pydantic import Field

from functions.accounts.offerers.models import ApiKey, KeyScope
from functions.kernel.identity import Identity
from functions.kernel.schemas import Body, UnkeptView


class ApiKeyBody(Body):
    """The scopes of a new key: `desk` calls the desk, `offers` acts on offers and stocks."""

    may_be_missing = True

    scopes: list[KeyScope] = Field(
        default=["desk"], min_length=1, max_length=2, json_schema_extra={"uniqueItems": True}
    )


class ApiKeyView(UnkeptView):
    """A new API key; `secret` is shown only once."""

    prefix: str
    scopes: list[KeyScope]
    secret: str


class ListedApiKeyView(UnkeptView):
    """An API key without its secret; `last_used_at` is up to an hour old."""

    prefix: str
    scopes: list[KeyScope]
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
                    scopes=list(key.scopes),
                    made_by=key.made_by,
                    made_by_email=emails.get(key.made_by or ""),
                    created_at=key.created_at,
                    last_used_at=key.last_used_at,
                )
                for key in keys
            ]
        )
