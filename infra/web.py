"""The web app as it is deployed: names below /assets/ that change with their content.

A name carries the hash of the file and of all that it leads to, so that caches may keep a file
forever and modules of two versions never meet. The entry document and the service worker keep
their names. Needs nothing but Python.
"""

import posixpath
import re
import shutil
from collections.abc import Container, Mapping, Sequence
from hashlib import sha256
from pathlib import Path

from functions.pages.files.data import ENTRY, HASHED, WEB, WORKER, files_in

KEEPING_NAMES = (ENTRY, WORKER)

_TEXTS = (".html", ".js", ".css", ".webmanifest")

_REFERENCE = re.compile(r"""(?<=["'])(\.{0,2}/[\w./-]+\.\w+)(?=["'])""")
"""A quoted path; it is a reference where it leads to a file of the app."""


def hashed_files(web: Path = WEB) -> dict[str, bytes]:
    """Return every deployed file by its path; references lead to the hashed names."""
    files = {path: place.read_bytes() for path, place in files_in(web).items()}
    links = {path: _links(path, content, files) for path, content in files.items()}
    names = {path: _name(path, files, links) for path in files}
    return {names[path]: _rewritten(path, content, names) for path, content in files.items()}


def write_tree(folder: Path) -> Path:
    """Write the deployed files into `folder`/web, in place of all that is there."""
    target = folder / "web"
    shutil.rmtree(target, ignore_errors=True)
    for path, content in hashed_files().items():
        place = target / path.removeprefix("/")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    return target


def _name(path: str, files: Mapping[str, bytes], links: Mapping[str, Sequence[str]]) -> str:
    if path in KEEPING_NAMES:
        return path
    digest = sha256()
    for reached in sorted(_reached(path, links)):
        digest.update(reached.encode() + b"\0" + sha256(files[reached]).digest())
    stem, dot, suffix = path.rpartition(".")
    return f"{HASHED}{stem.removeprefix('/')}.{digest.hexdigest()[:12]}{dot}{suffix}"


def _reached(path: str, links: Mapping[str, Sequence[str]]) -> set[str]:
    """Return a file and all that it leads to; modules may import each other in circles."""
    seen: set[str] = set()
    waiting = [path]
    while waiting:
        if (each := waiting.pop()) not in seen:
            seen.add(each)
            waiting += links[each]
    return seen


def _links(path: str, content: bytes, files: Container[str]) -> list[str]:
    """Return the files that a file refers to."""
    if not path.endswith(_TEXTS):
        return []
    found = (_resolved(path, each) for each in _REFERENCE.findall(content.decode()))
    return [each for each in found if each in files]


def _rewritten(path: str, content: bytes, names: Mapping[str, str]) -> bytes:
    if not path.endswith(_TEXTS):
        return content

    def renamed(found: re.Match[str]) -> str:
        return names.get(_resolved(path, found[1]), found[1])

    return _REFERENCE.sub(renamed, content.decode()).encode()


def _resolved(path: str, reference: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), reference))
