"""Letters as mails: the French texts under templates/, in plain text and in HTML.

A text is written once, in the template named after its event; `layout` and `parts` come in both
forms and give it its looks. Importing this loads Jinja2; only the functions that send mails do.
"""

import io
import re
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Literal

import segno
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from functions.booking.countermark_rules import qr_payload
from functions.kernel import french
from functions.kernel.mail import Mail, Picture
from functions.kernel.money import in_words
from functions.notices.facts import was_used_at_once
from functions.notices.models import HolderLetter, Letter

_TEMPLATES = Path(__file__).parent / "templates"
_LINES = re.compile(r"\n{3,}")

Form = Literal["txt", "html"]


@dataclass(frozen=True, slots=True)
class Text:
    """What a letter says: a subject, and the body in both forms."""

    subject: str
    plain: str
    html: str


def write(letter: Letter) -> Text:
    """Return the words of a letter."""
    subject = _rendered(letter, "txt", "subject.txt.j2").strip()
    plain = _LINES.sub("\n\n", _rendered(letter, "txt", "layout.txt.j2")).strip() + "\n"
    return Text(subject, plain, _rendered(letter, "html", "layout.html.j2"))


def mail(letter: Letter, *, key: str, to: str, written_at: datetime) -> Mail:
    """Return the mail that brings a letter to an address."""
    text = write(letter)
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
    file = io.BytesIO()
    segno.make_qr(qr_payload(letter.booking.countermark)).save(file, kind="png", scale=6)
    return (Picture("qr", file.getvalue()),)


def _rendered(letter: Letter, form: Form, layout: str) -> str:
    environment = _environment(form)
    template = environment.get_template(f"{letter.topic}.j2")
    return template.render(letter=letter, layout=layout)


@cache
def _environment(form: Form) -> Environment:
    """Return what renders one form; the texts are the same, what is escaped is not."""
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        # Plain text is nothing to escape in.
        autoescape=form == "html",  # noqa: S701
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "euros": in_words,
        "filled_lines": _filled_lines,
        "moment": french.moment,
        "until": french.until,
        "typeset": _typeset,
        "qr_payload": qr_payload,
        "used_at_once": was_used_at_once,
    }
    environment.globals["mail"] = environment.get_template(f"parts.{form}.j2").module
    return environment


def _typeset(text: str) -> str:
    """Return a text of a template as it is set; what was escaped stays escaped."""
    return type(text)(french.typeset(text))


def _filled_lines(text: str) -> str:
    """Return a text without the empty lines that its macros leave behind."""
    return type(text)("\n".join(line for line in text.splitlines() if line.strip()))
