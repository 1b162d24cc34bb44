"""Real clients: generated from the API's document, and Firebase's SDK for JavaScript.

`make check-clients` installs what they need, and requires them. `make test` runs the short one
where that was installed, and skips the others, which take minutes.
"""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.server import Api, Json, Server, Shop, answer

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ROOT / "tests" / "clients"
MODULES = SOURCES / "node_modules"
PYTHON = ROOT / ".venv-clients" / "bin"
GENERATORS = ("typescript-fetch", "python", "kotlin")
_SECONDS = 1800
REQUIRED = bool(os.environ.get("CULTUREPASS_REQUIRE_CLIENTS"))

on_request = pytest.mark.skipif(not REQUIRED, reason="takes minutes: make check-clients runs it")


def require(what: str, *paths: Path | str | None) -> None:
    """Skip the test unless all of these are there; fail it if they are required."""
    if all(path and Path(path).exists() for path in paths):
        return
    reason = f"{what}: `make check-clients` installs and runs it"
    if REQUIRED:
        pytest.fail(reason)
    pytest.skip(reason)


def run(*command: str | Path, at: Path) -> str:
    """Return what a command printed; a command that fails fails the test."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=at,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=_SECONDS,
        check=False,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout[-6000:]}"
    return done.stdout


def node(script: Path | str, *arguments: str | Path, at: Path) -> str:
    """Return what a script printed that Node.js ran."""
    require("Node.js", shutil.which("node"), MODULES)
    return run("node", script, *arguments, at=at)


@pytest.fixture(scope="module")
def folder(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with the document, the scripts, and the packages that these import."""
    made = tmp_path_factory.mktemp("clients")
    document = server.api.conformity.document
    (made / "openapi.json").write_text(json.dumps(document, ensure_ascii=False), "utf-8")
    for source in SOURCES.iterdir():
        if source.is_file():
            shutil.copy(source, made)
    if MODULES.exists():
        (made / "node_modules").symlink_to(MODULES)
    return made


@pytest.fixture(scope="module")
def generated(folder: Path) -> Path:
    """Give the folder with the clients of openapi-generator, made by one run of it."""
    require("openapi-generator", shutil.which("java"), PYTHON / "openapi-generator-cli")
    for name in GENERATORS:
        settings: Json = {"generatorName": name, "inputSpec": "openapi.json", "outputDir": name}
        if name == "kotlin":
            settings["additionalProperties"] = {"serializationLibrary": "kotlinx_serialization"}
        (folder / f"{name}.json").write_text(json.dumps(settings), "utf-8")
    files = [f"{name}.json" for name in GENERATORS]
    run(PYTHON / "openapi-generator-cli", "batch", "--fail-fast", *files, at=folder)
    return folder


@pytest.fixture
def draft(api: Api) -> Iterator["Draft"]:
    """Give an offer with every kind of value, and see that a client changed its name alone."""
    shop = api.shop()
    offer_id = api.draft(
        shop,
        category="show",
        is_national=True,
        duo=True,
        author="G. de Maupassant",
        booking_email="accueil@laiterie.test",
        withdrawal_type="on_site",
        withdrawal_delay_minutes=60,
        accessibility={"audio": True, "mental": False, "motor": True, "visual": False},
    )
    made = Draft(api, shop, offer_id)
    before = made.read()
    yield made
    assert made.read() == {**before, "name": made.name}


class Draft:
    """An offer, and the name that a client is to give it."""

    name = "Nuit du jazz – l’été"

    def __init__(self, api: Api, shop: Shop, offer_id: str) -> None:
        self._api, self._shop, self._id = api, shop, offer_id

    def read(self) -> Json:
        """Return the whole offer."""
        return answer(self._api.get(f"/v1/offers/{self._id}/own", by=self._shop.member))

    @property
    def arguments(self) -> tuple[str, str, str, str]:
        """The arguments of each client's script."""
        server = str(self._api.client.base_url).rstrip("/")
        return server, self._shop.member.token, self._id, self.name


def test_an_account_lives_its_whole_life_with_firebases_sdk(server: Server, folder: Path) -> None:
    require("Firebase's SDK", MODULES / "firebase")
    acts = node("account.mjs", server.url, server.data / "mail", at=folder).splitlines()
    assert len(acts) == 10
    assert all(act.startswith("ok ") for act in acts)


@on_request
def test_the_document_has_no_warning_from_spectral_or_redocly(folder: Path) -> None:
    spectral = MODULES / "@stoplight/spectral-cli/dist/index.js"
    require("Spectral", spectral)
    found = node(spectral, "lint", "openapi.json", "--fail-severity=hint", at=folder)
    assert "No results" in found
    redocly = MODULES / "@redocly/cli/bin/cli.js"
    printed = node(redocly, "lint", "openapi.json", at=folder)
    assert "is valid" in printed
    assert not re.search(r"You have \d+ (?:warning|error)", printed)


@on_request
def test_typescript_types_compile_and_a_change_leaves_the_rest(folder: Path, draft: Draft) -> None:
    require("openapi-typescript", MODULES / "openapi-typescript")
    node(MODULES / "openapi-typescript/bin/cli.js", "openapi.json", "-o", "api.ts", at=folder)
    compile_typescript(folder, "rename.ts", module="es2022")
    assert node("es2022/rename.js", *draft.arguments, at=folder).strip() == f"{draft.name} draft"


@on_request
def test_the_fetch_client_compiles_and_a_change_leaves_the_rest(
    generated: Path, draft: Draft
) -> None:
    require("TypeScript", MODULES / "typescript")
    # Node.js does not resolve the client's imports of folders in modules of the newer kind.
    compile_typescript(generated, "rename_by_fetch.ts", module="commonjs")
    (generated / "commonjs" / "package.json").write_text('{"type": "commonjs"}', "utf-8")
    printed = node("commonjs/rename_by_fetch.js", *draft.arguments, at=generated)
    assert printed.strip() == f"{draft.name} draft"


@on_request
def test_the_attrs_client_changes_a_name_and_nothing_else(folder: Path, draft: Draft) -> None:
    require("openapi-python-client", PYTHON / "openapi-python-client")
    # This generator reads files only as bytes; the kinds of ours are named in its settings.
    kinds = ("application/pdf", "application/xml", "application/zip")
    overrides = "".join(f"  {kind}: application/octet-stream\n" for kind in kinds)
    settings = f"post_hooks: []\ncontent_type_overrides:\n{overrides}"
    (folder / "hooks.yaml").write_text(settings, "utf-8")
    options = ["--meta", "none", "--output-path", "attrs_client", "--config", "hooks.yaml"]
    options += ["--fail-on-warning", "--path", "openapi.json"]
    run(PYTHON / "openapi-python-client", "generate", *options, at=folder)
    printed = run(PYTHON / "python", "rename_by_attrs.py", *draft.arguments, at=folder)
    assert printed.strip() == f"{draft.name} draft"


@on_request
def test_the_pydantic_client_changes_a_name_and_nothing_else(generated: Path, draft: Draft) -> None:
    (generated / "openapi_client").symlink_to(generated / "python" / "openapi_client")
    printed = run(PYTHON / "python", "rename_by_pydantic.py", *draft.arguments, at=generated)
    assert printed.startswith(draft.name)


@on_request
def test_the_kotlin_models_compile(generated: Path) -> None:
    jars = sorted(PYTHON.parent.glob("lib/python*/site-packages/run_kotlin_kernel/jars/*.jar"))
    require("Kotlin's compiler", jars[0] if jars else None)
    libraries = ":".join(str(jar) for jar in jars if not jar.name.startswith("kotlin-jupyter"))
    models = generated / "kotlin/src/main/kotlin/org/openapitools/client/models"
    run(
        *("java", "-cp", ":".join(map(str, jars)), "org.jetbrains.kotlin.cli.jvm.K2JVMCompiler"),
        *("-no-stdlib", "-no-reflect", "-nowarn", "-cp", libraries),
        *("-d", "compiled", models, "Rename.kt"),
        at=generated,
    )
    run("java", "-cp", f"compiled:{libraries}", "RenameKt", at=generated)


def compile_typescript(folder: Path, script: str, *, module: str) -> None:
    """Compile a script and all that it imports, with every check on, into the folder `module`."""
    compiler = MODULES / "typescript/lib/tsc.js"
    settings = json.loads((folder / "tsconfig.json").read_text("utf-8"))
    settings |= {"files": [script]}
    resolution = "bundler" if module == "es2022" else "node10"
    settings["compilerOptions"] |= {"module": module, "moduleResolution": resolution}
    settings["compilerOptions"] |= {"outDir": module, "rootDir": "."}
    (folder / "tsconfig.json").write_text(json.dumps(settings), "utf-8")
    node(compiler, "--project", ".", at=folder)
