"""Rendering of letters as mails: French templates, in plain text and HTML.

Each text is written once, in the template named after its event; `layout` and `parts` exist in both
forms.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from functions.booking.countermarks.qr_codes import rules as qr_codes
from functions.booking.rules import qr_payload
from functions.kernel import french
from functions.kernel.mail import Mail, Picture
from functions.kernel.templates import environment_of
from functions.kernel.web_addresses import host_of
from functions.notices.letters.models import HolderLetter, Letter
from functions.notices.letters.rules import directions_to, was_used_at_once

if TYPE_CHECKING:
    from jinja2 import Environment


_TEMPLATES = Path(__file__).parent / "templates"
_LINES = re.compile(r"\n{3,}")

Form = Literal["txt", "html"]


@dataclass(frozen=True, slots=True)
class Text:
    """A rendered letter: a subject, and the body in both forms."""

    subject: str
    plain: str
    html: str


def write(letter: Letter, *, site: str | None = None, files: str | None = None) -> Text:
    """Render a letter; without the URLs of the site and of public files, it has none of either."""

    def rendered(form: Form, layout: str) -> str:
        template = _environment(form).get_template(f"{letter.topic}.j2")
        return template.render(letter=letter, layout=layout, site=site, files=files)

    plain = _LINES.sub("\n\n", rendered("txt", "layout.txt.j2")).strip() + "\n"
    return Text(
        rendered("txt", "subject.txt.j2").strip(), plain, rendered("html", "layout.html.j2")
    )


def mail(
    letter: Letter,
    *,
    key: str,
    to: str,
    written_at: datetime,
    site: str | None = None,
    files: str | None = None,
) -> Mail:
    """Return the mail of a letter to an address.

    `site` and `files` are the URLs that its links and its pictures start with.
    """
    text = write(letter, site=site, files=files)
    return Mail(
        key=key,
        to=to,
        subject=text.subject,
        text=text.plain,
        html=text.html,
        pictures=_pictures(letter) if 'src="cid:qr"' in text.html else (),
        written_at=written_at,
    )


def _pictures(letter: Letter) -> tuple[Picture, ...]:
    assert isinstance(letter, HolderLetter)
    return (Picture("qr", qr_codes.draw(qr_payload(letter.booking))),)


@cache
def _environment(form: Form) -> "Environment":
    """Return the Jinja2 environment of one form; only HTML is escaped."""
    environment = environment_of(_TEMPLATES, is_html=form == "html")
    environment.filters |= {
        "host": host_of,
        "directions": directions_to,
        "filled_lines": _filled_lines,
        "day": french.day,
        "until": french.until,
        "typeset": _typeset,
        "qr_payload": qr_payload,
        "used_at_once": was_used_at_once,
    }
    environment.globals["mail"] = environment.get_template(f"parts.{form}.j2").module
    return environment


def _typeset(text: str) -> str:
    """Apply French typography to a text; escaped text stays escaped."""
    return type(text)(french.typeset(text))


def _filled_lines(text: str) -> str:
    """Remove the empty lines that macros leave behind."""
    return type(text)("\n".join(line for line in text.splitlines() if line.strip()))
