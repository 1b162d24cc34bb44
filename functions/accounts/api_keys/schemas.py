"""API keys: the answer that shows the secret once."""

from functions.kernel.schemas import (
    UnkeptView,
)


class ApiKeyView(UnkeptView):
    """A new API key: `secret` is shown this once."""

    prefix: str
    secret: str
