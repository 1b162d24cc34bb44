"""The files of web/, and the addresses of the app, read when first asked for.

On one machine they stand as they are in the repository; deployments have the tree that `python -m
infra web` makes, in which names below /assets/ change with the content.
"""

import gzip
import re
from functools import cache
from hashlib import sha256
from pathlib import Path

from functions.pages.files.models import File

WEB = Path(__file__).parent.parent.parent.parent / "web"

HASHED = "/assets/"

ENTRY = "/index.html"

WORKER = "/sw.js"

KINDS = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
    ".wasm": "application/wasm",
    ".txt": "text/plain; charset=utf-8",
}
"""The media types by suffix; a file of another suffix is not served."""

_COMPRESSED_ALREADY = (".woff2", ".png", ".webp")

_ROUTES = re.compile(r"routes(\.[0-9a-f]+)?\.js")
_ROUTE = re.compile(r'path: "([^"]+)"')


def files_in(web: Path) -> dict[str, Path]:
    """Return every file that is served of a folder, by its path: `/app.js`."""
    return {
        f"/{file.relative_to(web).as_posix()}": file
        for file in sorted(web.rglob("*"))
        if file.is_file() and file.suffix in KINDS
    }


@cache
def paths() -> dict[str, Path]:
    """Return every file of the app by its path."""
    return files_in(WEB)


@cache
def read_file(path: str) -> File:
    """Return a file by its path. Raises KeyError for a path that `paths` does not have."""
    return file_at(paths()[path], is_hashed=path.startswith(HASHED))


def file_at(place: Path, *, is_hashed: bool = False) -> File:
    """Return the file at a place."""
    content = place.read_bytes()
    zipped = None if place.suffix in _COMPRESSED_ALREADY else gzip.compress(content, mtime=0)
    etag = sha256(content).hexdigest()[:20]
    return File(content, zipped, KINDS[place.suffix], etag, is_hashed)


@cache
def entry_document() -> str:
    """Return the entry document."""
    return read_file(ENTRY).content.decode()


@cache
def client_routes() -> tuple[str, ...]:
    """Return the addresses of the app, such as /offres/:id, from the lists that its router reads.

    They are the files named routes.js.
    """
    lists = [place for place in paths().values() if _ROUTES.fullmatch(place.name)]
    return tuple(route for place in lists for route in _ROUTE.findall(place.read_text("utf-8")))


@cache
def addresses() -> re.Pattern[str]:
    """Return the pattern of every address of the app."""
    return re.compile("|".join(re.sub(r":\w+", "[^/]+", route) for route in client_routes()))
