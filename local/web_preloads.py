"""`python -m local.web_preloads`: list the modules of the first view in web/index.html.

Without a build, a browser would find them one import after the other; the links of the entry
document let it fetch them together. A test holds the list current.
"""

import re
from pathlib import Path

from functions.pages.files.data import WEB

_FIRST = ("discover/first.js", "app.js", "discover/screen.js")
_BLOCK = re.compile(r"(<!-- modulepreload: start -->\n).*?(<!-- modulepreload: end -->)", re.S)
_IMPORT = re.compile(r'^(?:import|export)\b[^;]*?from ?"(\.[^"]+)"|^import "(\.[^"]+)"', re.M)
_MINIFIED = re.compile(r'(?:import|export)[^;"]*from ?"(\.[^"]+)"')


def first_modules() -> list[str]:
    """Return the paths of the modules that the first view imports, in order."""
    found: dict[Path, None] = {}

    def follow(module: Path) -> None:
        if module in found:
            return
        found[module] = None
        text = module.read_text("utf-8")
        links = _MINIFIED.findall(text) if module.parent.name == "vendor" else _own_imports(text)
        for link in links:
            follow((module.parent / link).resolve())

    for name in _FIRST:
        follow(WEB / name)
    return [f"/{module.relative_to(WEB).as_posix()}" for module in found]


def with_preloads(page: str) -> str:
    """Return the entry document with the links to the modules of the first view."""
    links = "".join(f'<link rel="modulepreload" href="{path}">\n' for path in first_modules())
    return _BLOCK.sub(rf"\g<1>{links}\g<2>", page)


def _own_imports(text: str) -> list[str]:
    return [named or bare for named, bare in _IMPORT.findall(text)]


if __name__ == "__main__":
    entry = WEB / "index.html"
    entry.write_text(with_preloads(entry.read_text("utf-8")), "utf-8")
