"""The response that shows a new API key."""

from functions.kernel.schemas import UnkeptView


class ApiKeyView(UnkeptView):
    """A new API key; `secret` is shown only once."""

    prefix: str
    secret: str
