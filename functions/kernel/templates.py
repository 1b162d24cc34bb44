"""Jinja2 environments for texts that people read: one set of options for all of them.

Jinja2 is loaded with the first one.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from functions.kernel import french
from functions.kernel.money import in_words

if TYPE_CHECKING:
    from jinja2 import Environment


def environment_of(folder: Path, *, is_html: bool = True) -> "Environment":
    """Return the environment of a folder's templates; only HTML is escaped.

    A name that a template misspells is an error, and lines of statements leave no blank ones.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415

    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=is_html,  # noqa: S701 - plain text needs no escaping
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"euros": in_words, "moment": french.moment}
    return environment
