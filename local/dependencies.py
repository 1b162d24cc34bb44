"""`python -m local.dependencies`: what each pinned dependency brings.

One line for each: version, licence, size on disk, the file that pins it, the dependencies that ask
for it, and the folders of the project that import it.
"""

import argparse
import ast
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from importlib.metadata import packages_distributions as distributions_of_packages
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

FILES = {
    "deployed": "requirements.txt",
    "run": "requirements-run.txt",
    "tests": "requirements-local.txt",
    "infra": "requirements-infra.txt",
}
"""The files that pin, by their purpose; the first that names a dependency counts."""

FOLDERS = ("functions", "local", "infra", "bench", "tests")

_PIN = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)", re.M)
_ASKED_BY = re.compile(r"^    #   (?:via )?(\S+)$|^    # via (\S+)$", re.M)
_UNKNOWN = "?"


@dataclass(frozen=True)
class Dependency:
    """One pinned dependency. Its size is in bytes, None where it is not installed."""

    name: str
    version: str
    purpose: str
    licence: str
    size: int | None
    asked_by: tuple[str, ...]
    imported_by: tuple[str, ...]


def dependencies(root: Path = ROOT) -> list[Dependency]:
    """Return every pinned dependency, by name."""
    imports = _imports(root)
    found: dict[str, Dependency] = {}
    for purpose, file in FILES.items():
        for name, version, asked_by in pins((root / file).read_text("utf-8")):
            if name not in found:
                installed = _installed(name)
                found[name] = Dependency(
                    name,
                    version,
                    purpose,
                    _UNKNOWN if installed is None else licence_of(installed),
                    None if installed is None else _size(installed),
                    asked_by,
                    imports.get(name, ()),
                )
    return [found[name] for name in sorted(found)]


def pins(text: str) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Yield the name and version of each pin of a file, and the dependencies that ask for it."""
    for block in re.split(r"\n(?=\S)", text):
        if pin := _PIN.match(block):
            askers = ("".join(pair) for pair in _ASKED_BY.findall(block))
            asked_by = tuple(name for name in askers if not name.startswith("-"))
            yield canonical(pin[1]), pin[2], asked_by


def canonical(name: str) -> str:
    """Return the name of a distribution as the pins write it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def licence_of(installed: Distribution) -> str:
    """Return the licence that a distribution states, as short as it states it."""
    facts = installed.metadata
    stated = facts["License-Expression"] or ""
    classified = [
        line.rpartition(" :: ")[2]
        for line in facts.get_all("Classifier") or ()
        if line.startswith("License :: ") and not line.endswith("OSI Approved")
    ]
    short = (facts["License"] or "").strip().splitlines()[:1]
    return stated or ", ".join(classified) or "".join(short)[:60] or _UNKNOWN


def _installed(name: str) -> Distribution | None:
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None


def _size(installed: Distribution) -> int:
    places = (Path(str(file.locate())) for file in installed.files or ())
    return sum(place.stat().st_size for place in places if place.is_file())


def _imports(root: Path) -> Mapping[str, tuple[str, ...]]:
    """Return the folders that import each distribution."""
    owners = distributions_of_packages()
    found: dict[str, set[str]] = {}
    for folder in FOLDERS:
        for file in sorted((root / folder).rglob("*.py")):
            place = ".".join(file.relative_to(root).parts[:2]).removesuffix(".py")
            for module in imported(file.read_text("utf-8")):
                for owner in owners.get(module.partition(".")[0], ()):
                    found.setdefault(canonical(owner), set()).add(place)
    return {name: tuple(sorted(places)) for name, places in found.items()}


def imported(source: str) -> Iterator[str]:
    """Yield the modules that a source imports."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module


def run(arguments: Sequence[str]) -> int:
    """Print the list; return the exit status."""
    parser = argparse.ArgumentParser(
        "python -m local.dependencies", description="List what each pinned dependency brings."
    )
    parser.add_argument("--for", dest="purpose", choices=FILES, help="only what this needs")
    purpose = parser.parse_args(arguments).purpose
    listed = [each for each in dependencies() if purpose in (None, each.purpose)]
    for each in listed:
        size = "not installed" if each.size is None else f"{each.size / 1e6:.1f} MB"
        print(f"{each.name} {each.version}  {each.licence}  {size}  for: {each.purpose}")
        print(f"    asked for by: {', '.join(each.asked_by) or 'this project'}")
        print(f"    imported by: {', '.join(each.imported_by) or 'nothing of this project'}")
    total = sum(each.size or 0 for each in listed) / 1e6
    print(f"{len(listed)} dependencies, {total:.0f} MB on disk")
    return 0


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
