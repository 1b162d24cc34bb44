"""Durable files: a file appears under its name whole or not at all, even after a power cut."""

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from functions.kernel.errors import Unavailable

MISSING = (FileNotFoundError, IsADirectoryError, NotADirectoryError)
"""Raised when there is no file of a name."""


@contextmanager
def temporary(folder: Path, *, prefix: str = "") -> Iterator[IO[bytes]]:
    """Open a new file in `folder`, readable by its owner alone; it is removed unless renamed.

    Raises Unavailable when the disk is full.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, prefix=prefix, delete=False) as file:
            try:
                yield file
            finally:
                # Closing writes what is left, which may fail too.
                with suppress(OSError):
                    file.close()
                with suppress(FileNotFoundError):
                    os.unlink(file.name)
    except OSError as fault:
        if fault.errno in _FULL:
            raise Unavailable(str(fault)) from fault
        raise


_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def finish(file: IO[bytes]) -> None:
    """Close a file, with its content on the disk, so that it can be given its name."""
    file.flush()
    os.fsync(file.fileno())
    file.close()


def put(finished: str, place: Path) -> None:
    """Give a finished file the name `place`, replacing any earlier file."""
    place.parent.mkdir(parents=True, exist_ok=True)
    os.replace(finished, place)
    _finish_folder(place.parent)


def put_first(finished: str, place: Path) -> None:
    """Give a finished file the name `place` unless it is taken; of two at once, one wins."""
    place.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError):
        os.link(finished, place)
        _finish_folder(place.parent)


def write(content: bytes, place: Path, *, by_way_of: Path) -> None:
    """Write a whole file at `place`, prepared in the folder `by_way_of` of the same disk."""
    with temporary(by_way_of) as file:
        file.write(content)
        finish(file)
        put(file.name, place)


def _finish_folder(folder: Path) -> None:
    """Flush the names in `folder` to the disk."""
    if os.name == "nt":
        # Windows opens no folders, and writes names at once.
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
