"""Rules as data: TOML files in a folder, named after their ids and validated when loaded."""

import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from pydantic import TypeAdapter, ValidationError


class _HasId(Protocol):
    @property
    def id(self) -> str: ...


T = TypeVar("T", bound=_HasId)


@dataclass(frozen=True, kw_only=True)
class RuleFiles(Generic[T]):
    """The files of one kind of rules.

    Each method raises `invalid`, with a message that names the file and the field.
    `contradictions` returns those between well-formed fields, each as `<field>: <message>`.
    """

    folder: Path
    model: type[T]
    noun: str
    invalid: type[Exception]
    contradictions: Callable[[T], Iterable[str]]

    def ids(self) -> list[str]:
        """Return the ids of the shipped files."""
        return sorted(path.stem for path in self.folder.glob("*.toml"))

    def load(self, file_id: str) -> T:
        """Return the rules with this id from the folder."""
        path = self.folder / f"{file_id}.toml"
        if not path.is_file():
            raise self.invalid(f"{path.name}: there is no such {self.noun}")
        return self._read_with_id(path, file_id)

    def read_named(self, path: Path) -> T:
        """Return the rules of a file that has the name of their id."""
        return self._read_with_id(path, path.stem)

    def _read_with_id(self, path: Path, file_id: str) -> T:
        rules = self.read(path)
        if rules.id != file_id:
            raise self.invalid(f"{path.name}: id: is {rules.id!r}, not the file's name")
        return rules

    def read(self, path: Path) -> T:
        """Return the rules of a file, validated."""
        try:
            read = tomllib.loads(path.read_text("utf-8-sig"))
            rules = TypeAdapter(self.model).validate_python(read)
        except OSError as fault:
            raise self.invalid(f"{path.name}: {fault.strerror}") from None
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
            raise self.invalid(f"{path.name}: not TOML: {fault}") from None
        except ValidationError as fault:
            first = fault.errors()[0]
            field = ".".join(str(step) for step in first["loc"])
            raise self.invalid(f"{path.name}: {field}: {first['msg']}") from None
        for message in self.contradictions(rules):
            raise self.invalid(f"{path.name}: {message}")
        return rules
