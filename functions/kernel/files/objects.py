"""Objects on disk: plain files, with their facts beside them.

    version            the number of this layout
    <name>             an object, byte for byte
    facts/<name>       its content type, as JSON
    unfinished/        what is being written

An object's facts are written before it, so it exists with all its facts or not at all; facts that a
crash left alone are removed.
"""

import json
import shutil
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from functions.kernel.files.disk import MISSING, finish, put, put_first, temporary, write
from functions.kernel.files.former_layout import convert
from functions.kernel.versions import NewerVersion

VERSION = 1
"""The number of the layout; the layout before it had none."""

_UNFINISHED_SECONDS = 3600


class Objects:
    """The objects below the folder `root`. Raises NewerVersion for one of a newer release."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.unfinished = root / "unfinished"
        place = root / "version"
        version = int(place.read_text()) if place.exists() else 0
        if version > VERSION:
            raise NewerVersion(str(root), version=version, newest=VERSION)
        if version < VERSION:
            convert(root, self._replace)
            write(str(VERSION).encode(), place, by_way_of=self.unfinished)

    def read(self, name: str) -> tuple[bytes, str]:
        """Return an object's content and content type. Raises FileNotFoundError and its like."""
        return (self.root / name).read_bytes(), self.content_type(name)

    def content_type(self, name: str) -> str:
        """Return an object's content type. Raises FileNotFoundError and its like."""
        return str(json.loads(self._facts(name).read_bytes())["content_type"])

    def put(self, finished: str, name: str, content_type: str) -> None:
        """Make a finished file the object of this name, replacing any earlier one."""
        self._write_facts(name, content_type)
        put(finished, self.root / name)

    def create(self, name: str, content: bytes, content_type: str) -> None:
        """Write an object unless it exists; of two at once, one wins."""
        if not (self.root / name).exists() or not self._facts(name).exists():
            self._write_facts(name, content_type)
            with temporary(self.unfinished) as file:
                file.write(content)
                finish(file)
                put_first(file.name, self.root / name)

    def remove(self, name: str) -> None:
        """Remove an object; nothing happens when there is none."""
        (self.root / name).unlink(missing_ok=True)
        self._facts(name).unlink(missing_ok=True)

    def remove_all(self, folder: str) -> None:
        """Remove the objects whose names begin with `folder` and a slash."""
        for place in (self.root / folder, self._facts(folder)):
            with suppress(*MISSING):
                shutil.rmtree(place)

    def older_than(self, seconds: float, folder: str) -> Iterator[str]:
        """Yield the names of files in a folder that were last changed longer ago than this."""
        before = time.time() - seconds
        for place in (self.root / folder).rglob("*"):
            with suppress(FileNotFoundError):
                if place.is_file() and place.stat().st_mtime < before:
                    yield place.relative_to(self.root).as_posix()

    def discard_unfinished(self) -> int:
        """Remove unfinished writes that no process can still be working on; return how many.

        That is unfinished files, and facts without their object. Folders that stay empty, as after
        a killed backup, go too.
        """
        # Removing what is in a folder makes it look new.
        folders = self._old_folders()
        left = list(self.older_than(_UNFINISHED_SECONDS, "unfinished"))
        for facts in self.older_than(_UNFINISHED_SECONDS, "facts"):
            if not (self.root / facts.removeprefix("facts/")).exists():
                left.append(facts)
        for name in left:
            (self.root / name).unlink(missing_ok=True)
        for folder in folders:
            with suppress(OSError):
                folder.rmdir()
        return len(left)

    def _old_folders(self) -> list[Path]:
        """Return the folders of unfinished writes that are old enough to go, innermost first."""
        before = time.time() - _UNFINISHED_SECONDS
        places = sorted(self.unfinished.rglob("*"), reverse=True)
        return [place for place in places if place.is_dir() and place.stat().st_mtime < before]

    def _replace(self, name: str, content: bytes, content_type: str) -> None:
        self._write_facts(name, content_type)
        write(content, self.root / name, by_way_of=self.unfinished)

    def _facts(self, name: str) -> Path:
        return self.root / "facts" / name

    def _write_facts(self, name: str, content_type: str) -> None:
        facts = json.dumps({"content_type": content_type}).encode()
        write(facts, self._facts(name), by_way_of=self.unfinished)
