"""The web app's source: its texts in both languages, its libraries, and what must be current."""

import json
import re
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from functions.kernel.openapi import document
from functions.pages.files.data import WEB, addresses, client_routes, paths
from functions.pages.files.rules import content_policy
from local.server import TABLES
from local.vendor import VENDOR
from local.web_preloads import first_modules, with_preloads
from local.web_types import COMMAND, TYPES, api_types

OWN = [path for path in sorted(WEB.rglob("*.js")) if VENDOR not in path.parents]
TABLE = re.compile(r"^  (\w+): \{\s*(fr: .*?)\},?$", re.M | re.S)
TABLES_OF_TEXTS = [path for path in OWN if "textsOf({" in path.read_text("utf-8")]
# Refusals are compared with the codes of the API instead.
SCREEN_TEXTS = [path for path in TABLES_OF_TEXTS if path != WEB / "kit/refusals.js"]


def entries(path: Path) -> dict[str, str]:
    """Return the texts of a table by key, each as it is written."""
    return dict(TABLE.findall(path.read_text("utf-8")))


def refusal_codes(node: Any) -> set[str]:
    """Return every code of a problem that the OpenAPI document has."""
    found: set[str] = set()
    if isinstance(node, dict):
        properties = node.get("properties")
        code = properties.get("code") if isinstance(properties, dict) else None
        if isinstance(code, dict):
            found |= {*code.get("enum", ()), *([code["const"]] if "const" in code else ())}
        node = list(node.values())
    if isinstance(node, list):
        for each in node:
            found |= refusal_codes(each)
    return found


@cache
def operation_ids() -> str:
    """Return the names of all operations, each in quotes."""
    return " ".join(f'"{route.name}"' for table in TABLES for route in table.routes)


@pytest.mark.parametrize("path", TABLES_OF_TEXTS, ids=lambda path: str(path.relative_to(WEB)))
def test_every_text_is_in_both_languages_with_the_same_facts(path: Path) -> None:
    texts = entries(path)
    assert texts
    for key, text in texts.items():
        french, _, english = text.partition(" en: ")
        if not english:
            french, _, english = text.partition("\n    en: ")
        assert re.search(r'fr:\s+"[^"]', french), key
        assert re.search(r'^\s*"[^"]', english), key
        facts = [set(re.findall(r"\{(\w+)\}", each)) for each in (french, english)]
        assert facts[0] == facts[1], key


@pytest.mark.parametrize("path", SCREEN_TEXTS, ids=lambda path: str(path.relative_to(WEB)))
def test_no_text_is_unused(path: Path) -> None:
    source = "\n".join(each.read_text("utf-8") for each in OWN)
    # Keys that come from the API are named by its types and its operations.
    source += TYPES.read_text("utf-8") + operation_ids()
    # Those of t(`day_${day}`) or t(`${act}Help`) are named by their beginning or their end.
    begun = tuple(re.findall(r"t\(`(\w+)\$\{", source))
    ended = tuple(re.findall(r"t\(`\$\{[^}]+\}(\w+)`", source))
    unused = [
        key
        for key in entries(path)
        if not (key.startswith(begun) or key.endswith(ended))
        and not re.search(rf'"{re.sub("_(one|other)$", "", key)}"', source)
        and not re.search(rf"^  {key}: (?!\{{)", source, re.M)
    ]
    assert unused == []


def test_every_refusal_of_the_api_has_a_text() -> None:
    codes = refusal_codes(document(TABLES, server="http://127.0.0.1"))
    known = {**entries(WEB / "kit/refusals.js"), **entries(WEB / "kit/refusals-pro.js")}
    assert len(codes) > 100
    assert codes - set(known) == set()
    assert set(known) - codes == set()


def test_the_libraries_are_those_that_were_vendored() -> None:
    listed = json.loads((VENDOR / "vendored.json").read_text("utf-8"))
    files = {path.name for path in VENDOR.iterdir() if path.suffix in (".js", ".css", ".woff2")}
    assert files == {each["file"] for each in listed}
    for each in listed:
        content = (VENDOR / each["file"]).read_bytes()
        assert sha256(content).hexdigest() == each["sha256"], each["file"]
        assert (VENDOR / each["licence_file"]).read_text("utf-8")
        assert b"sourceMappingURL" not in content


def test_the_versions_of_the_libraries_are_pinned() -> None:
    lock = json.loads((WEB.parent / "tests/web/package-lock.json").read_text("utf-8"))["packages"]
    for each in json.loads((VENDOR / "vendored.json").read_text("utf-8")):
        pinned = lock[f"node_modules/{each['package']}"]
        assert (pinned["version"], pinned["integrity"][:7]) == (each["version"], "sha512-")


def test_the_entry_document_names_the_modules_of_the_first_view() -> None:
    page = (WEB / "index.html").read_text("utf-8")
    assert page == with_preloads(page), "run: make web-preloads"
    assert "/vendor/firebase-auth.js" not in first_modules()


def test_every_import_leads_to_a_file() -> None:
    for path in OWN:
        found = re.findall(r'(?:from |import\(|import )"([^"]+)"', path.read_text("utf-8"))
        for link in found:
            if not link.endswith(".d.ts"):
                assert (path.parent / link).exists(), (path, link)


def test_nothing_needs_a_looser_policy() -> None:
    page = (WEB / "index.html").read_text("utf-8")
    assert "<style" not in page
    assert " style=" not in page
    assert not re.search(r"<script(?![^>]* src=)", page)
    assert not re.search(r"\son\w+=", page)
    policy = content_policy(images_from=("http://127.0.0.1/",), calls=())
    assert "unsafe" not in policy
    assert policy.startswith("default-src 'none'")


def test_the_addresses_of_the_app_are_served_and_no_others() -> None:
    assert {"/", "/offres/:id", "/reservations", "/credit", "/connexion"} <= set(client_routes())
    for path in ("/", "/offres/x", "/reservations/a~b"):
        assert addresses().fullmatch(path), path
    for path in ("/app.js", "/sw.js"):
        assert path in paths(), path
    for path in ("/offres", "/offres/", "/offres/a/b", "/nothing", "/kit/openapi.d.ts", "/v1/me"):
        assert not addresses().fullmatch(path), path
        assert path not in paths(), path


@pytest.mark.skipif(not COMMAND.exists(), reason="`make web-types` installs openapi-typescript")
def test_the_types_of_the_api_are_current() -> None:
    assert TYPES.read_text("utf-8") == api_types(), "run: make web-types"
