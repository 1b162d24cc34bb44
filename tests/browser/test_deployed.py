"""The web app as it is deployed, with names that change with the content, opens in a browser."""

import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, Response, expect

from infra.source import ROOT, build_zip
from local.emulators import free_port
from tests.support.browser import Window

BESIDE = ("local", "deployables.py", "infra/terraform")


@pytest.fixture(scope="module")
def deployed(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the URL of a server that runs from the source archive."""
    folder = tmp_path_factory.mktemp("deployed")
    with zipfile.ZipFile(build_zip(folder)) as archive:
        archive.extractall(folder / "source")
    for name in BESIDE:
        target = folder / "source" / name
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copyfile
        copy(ROOT / name, target)
    port = free_port()
    settings = {"PORT": str(port), "CULTUREPASS_DATA": str(folder / "data")}
    process = subprocess.Popen(
        [sys.executable, "-m", "local"],
        cwd=folder / "source",
        env={**os.environ, **settings, "CULTUREPASS_DEMO": "false"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        url = f"http://127.0.0.1:{port}"
        transport = httpx.HTTPTransport(retries=8)
        with httpx.Client(transport=transport, timeout=60) as client:
            assert client.get(f"{url}/health").status_code == 200
        yield url
    finally:
        process.terminate()
        process.wait()


def test_deployed_app_loads_every_file_by_a_name_that_may_be_kept(
    browser: Browser, deployed: str
) -> None:
    window = Window(browser, deployed)
    answers: list[Response] = []
    # Playwright marks what it calls, which a built-in method cannot be.
    window.page.on("response", lambda each: answers.append(each))  # noqa: PLW0108
    page = window.open("/")
    page.get_by_role("link", name="Plan du site").click()
    expect(page.locator("main h1")).to_have_text("Plan du site")
    page = window.open("/connexion")
    expect(page.get_by_label("Adresse e-mail")).to_be_visible()
    page = window.open("/offres/none")
    expect(page.locator("main h1")).to_be_visible()
    window.close()
    files = [
        each
        for each in answers
        if each.url.startswith(deployed)
        and each.request.resource_type in ("script", "stylesheet", "font")
        and not each.url.endswith("/sw.js")
    ]
    assert len(files) > 20
    for each in files:
        assert each.status == 200
        assert each.url.startswith(f"{deployed}/assets/"), each.url
        assert "immutable" in each.headers["cache-control"], each.url
