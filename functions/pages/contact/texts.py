"""The operator's address in the entry document, for when no script runs."""

import re
from collections.abc import Mapping

from markupsafe import Markup

_PLACE = re.compile(r"<!-- operator: (fr|en) --><!-- /operator -->")
_REACHED = {"fr": "Tu peux aussi écrire ou appeler :", "en": "You can also write or call:"}


def with_operator(document: str, operator: Mapping[str, str]) -> str:
    """Return the entry document with how to reach the operator, as far as it is set."""
    parts = [operator[key] for key in ("name", "address") if operator[key]]
    if email := operator["email"]:
        parts.append(Markup('<a href="mailto:{0}">{0}</a>').format(email))
    if phone := operator["phone"]:
        digits = re.sub(r"[^+0-9]", "", phone)
        parts.append(Markup('<a href="tel:{}">{}</a>').format(digits, phone))
    contact = Markup("<br>").join(parts)

    def shown(found: re.Match[str]) -> str:
        return str(Markup("<p>{}<br>{}</p>").format(_REACHED[found[1]], contact)) if parts else ""

    return _PLACE.sub(shown, document)
