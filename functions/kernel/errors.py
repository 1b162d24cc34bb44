"""The refusals and faults that every feature shares.

    Refusal                  an expected "no" with a stable public code; never a 500
    ├── Malformed            the request itself is wrong (400)
    ├── Unauthenticated      nobody, or a token that is not ours or has expired (401)
    ├── Forbidden            known, but not allowed (403)
    ├── NotFound             nothing there (404)
    ├── WrongMethod          the path exists, this method does not (405)
    ├── Conflict             a rule says no (409)
    ├── Gone                 it was there and is over (410)
    ├── TooLarge             the body passes its limit (413)
    ├── Unsupported          the media type is not taken (415)
    └── TooMany              a caller asks too often (429 with Retry-After)
    Contention               too many at once; worth trying again (503 with Retry-After)

The numbers in brackets are known to kernel/http.py alone. A refusal's docstring is its English
message and `code` its public name; what it carries as keywords is shown with the problem.
"""

import inspect
from typing import ClassVar


class Refusal(Exception):
    """The request was understood and refused."""

    code: ClassVar[str] = "refused"

    def __init__(self, **facts: object) -> None:
        super().__init__(self.code)
        self.facts = facts

    @classmethod
    def message(cls) -> str:
        """The English sentence shown as the problem's title."""
        return (inspect.getdoc(cls) or cls.code).splitlines()[0]


class Malformed(Refusal):
    """The request does not have the documented form."""

    code = "malformed"


class Unauthenticated(Refusal):
    """A valid sign-in token is required."""

    code = "unauthenticated"


class Forbidden(Refusal):
    """The caller may not do this."""

    code = "forbidden"


class NotFound(Refusal):
    """Nothing is known under this path or id."""

    code = "not_found"


class WrongMethod(Refusal):
    """The path exists, but not with this method."""

    code = "method_not_allowed"


class Conflict(Refusal):
    """A rule refuses this in the present state."""

    code = "conflict"


class Gone(Refusal):
    """It was here, and is over."""

    code = "gone"


class TooLarge(Refusal):
    """The body is larger than this call accepts."""

    code = "body_too_large"


class Unsupported(Refusal):
    """The body's media type is not accepted."""

    code = "unsupported_media_type"


class TooMany(Refusal):
    """The caller has asked too often; the same call is good again after a while."""

    code = "too_many_requests"

    def __init__(self, *, retry_after_seconds: int, **facts: object) -> None:
        super().__init__(retry_after_seconds=retry_after_seconds, **facts)
        self.retry_after_seconds = retry_after_seconds


class Contention(Exception):
    """Too many callers changed the same documents at once; the same call may succeed later."""
