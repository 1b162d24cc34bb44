"""Schemes are data: each file here is a country's or a year's rules, checked when it is loaded."""

import tomllib
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from functions.accounts.models import Scheme

_FOLDER = Path(__file__).parent


class SchemeInvalid(Exception):
    """A scheme file cannot be used; the message names the file and the field."""


@cache
def load_scheme(scheme_id: str) -> Scheme:
    """Return the scheme with this id. Raises SchemeInvalid, also when there is no such file."""
    path = _FOLDER / f"{scheme_id}.toml"
    if not path.is_file():
        raise SchemeInvalid(f"{path.name}: there is no such scheme")
    scheme = read_scheme(path)
    if scheme.id != scheme_id:
        raise SchemeInvalid(f"{path.name}: id is {scheme.id!r}")
    return scheme


def read_scheme(path: Path) -> Scheme:
    """Return the scheme in a file. Raises SchemeInvalid."""
    try:
        return TypeAdapter(Scheme).validate_python(tomllib.loads(path.read_text("utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise SchemeInvalid(f"{path.name}: not TOML: {fault}") from None
    except ValidationError as fault:
        first = fault.errors()[0]
        field = ".".join(str(step) for step in first["loc"])
        raise SchemeInvalid(f"{path.name}: {field}: {first['msg']}") from None
