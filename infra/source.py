"""The source archive that functions are built from, reproducible byte for byte.

.gcloudignore decides what it holds, beside the web app as `python -m infra web` makes it. Entries
are sorted and carry neither time nor owner, so deploying unchanged source changes no function.
"""

import fnmatch
import hashlib
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

from infra.web import hashed_files

ROOT = Path(__file__).resolve().parent.parent
IGNORED = ".gcloudignore"

_NO_TIME = (1980, 1, 1, 0, 0, 0)
_READABLE = 0o644 << 16


def build_zip(folder: Path, *, root: Path = ROOT) -> Path:
    """Write source-<SHA-256>.zip with the source at `root` into `folder`, and return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    contents = {name: (root / name).read_bytes() for name in source_files(root)}
    contents |= {f"web{path}": content for path, content in hashed_files(root / "web").items()}
    content = io.BytesIO()
    # Not compressed, because zlib's output differs between versions.
    with zipfile.ZipFile(content, "w", zipfile.ZIP_STORED) as archive:
        for name, held in sorted(contents.items()):
            entry = zipfile.ZipInfo(name, _NO_TIME)
            entry.create_system = 3
            entry.external_attr = _READABLE
            archive.writestr(entry, held)
    path = folder / f"source-{hashlib.sha256(content.getvalue()).hexdigest()}.zip"
    path.write_bytes(content.getvalue())
    return path


def source_files(root: Path) -> Iterator[str]:
    """Yield the path of every deployed file, relative to `root`.

    Raises ValueError for a pattern in .gcloudignore that is not supported.
    """
    patterns = _patterns(root / IGNORED)
    waiting = [root]
    while waiting:
        for path in waiting.pop().iterdir():
            name = path.relative_to(root).as_posix()
            if _is_ignored(name, path.is_dir(), patterns):
                continue
            if path.is_dir():
                waiting.append(path)
            else:
                yield name


def _patterns(path: Path) -> list[str]:
    lines = (line.strip() for line in path.read_text("utf-8").splitlines())
    patterns = [line for line in lines if line and not line.startswith("#")]
    for pattern in patterns:
        # This reader supports a part of gitignore's syntax only.
        if pattern.startswith("#!include") or "**" in pattern:
            raise ValueError(f"{path.name}: {pattern!r} is not supported")
    return patterns


def _is_ignored(name: str, is_folder: bool, patterns: list[str]) -> bool:
    ignored = False
    for pattern in patterns:
        wanted = not pattern.startswith("!")
        plain = pattern.removeprefix("!")
        if plain.endswith("/") and not is_folder:
            continue
        plain = plain.rstrip("/")
        # A pattern with a slash at its start or inside is relative to the root.
        steps = name.split("/") if "/" in plain else [name.rsplit("/", 1)[-1]]
        if _matches(steps, plain.removeprefix("/").split("/")):
            ignored = wanted
    return ignored


def _matches(steps: list[str], patterns: list[str]) -> bool:
    """Return whether each segment of a path matches its pattern; a star matches no slash."""
    return len(steps) == len(patterns) and all(map(fnmatch.fnmatchcase, steps, patterns))
