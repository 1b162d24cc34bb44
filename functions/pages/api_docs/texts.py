"""The page that shows the API's document, and what it may load."""

import re
from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from functions.kernel.templates import environment_of

if TYPE_CHECKING:
    from jinja2 import Environment


_DEMO_PEOPLE = ("ana@demo.test", "pro@demo.test", "admin@demo.test")
_DEMO_PASSWORD = "culture-pass"  # noqa: S105 - the README names it


def docs_page(*, sign_in_url: str, has_demo: bool) -> str:
    """Return the page; where the demo's accounts exist, one click signs in as one of them."""
    people, password = (_DEMO_PEOPLE, _DEMO_PASSWORD) if has_demo else (("",), "")
    template = _environment().get_template("docs.html.j2")
    return template.render(sign_in_url=sign_in_url, people=people, password=password)


def content_policy(page: str, *, calls: tuple[str, ...]) -> str:
    """Return the Content-Security-Policy of the page, which may call its own origin and `calls`."""
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    digests = (b64encode(sha256(script.encode()).digest()).decode() for script in scripts)
    allowed = " ".join(dict.fromkeys(("'self'", *calls)))
    hashes = " ".join(f"'sha256-{digest}'" for digest in digests)
    return (
        f"default-src 'none'; script-src 'self' {hashes};"
        # Swagger UI sets styles of its elements, and its icons are data.
        " style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
        f" connect-src {allowed};"
        " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


@cache
def _environment() -> "Environment":
    return environment_of(Path(__file__).parent / "templates", is_html=True)
