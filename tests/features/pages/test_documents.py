"""Documents of the web app as a deployment serves them."""

import json
import re
from contextlib import closing
from html import unescape
from pathlib import Path

import flask
import pytest
from pydantic import ValidationError
from werkzeug.test import create_environ

from functions.kernel.config import Settings
from functions.kernel.errors import NotFound
from functions.kernel.http import Matched
from functions.kernel.openapi import document
from functions.kernel.platform import Platform
from functions.pages.routes import answer
from local.server import TABLES


def test_deployed_page_may_call_sign_in_uploads_and_each_function_and_nothing_else(
    tmp_path: Path,
) -> None:
    settings = Settings(
        data=tmp_path,
        identity="firebase",
        files="storage",
        project="p",
        web_api_key="k",
        api_urls=("/v1/offers=https://offers.example",),
        base_url="https://pass.example",
    )
    with closing(Platform(settings, is_durable=False)) as platform:
        environ = create_environ("/credit", headers={"Accept": "text/html"})
        page = answer(platform, flask.Request(environ), Matched())
        environ = create_environ("/config.json")
        config = answer(platform, flask.Request(environ), Matched()).get_json()
    assert config["firebase"] == {"apiKey": "k", "projectId": "p"}
    assert "demo" not in config
    assert config["map"] == {"tiles": "", "credit": ""}
    policy = page.headers["Content-Security-Policy"]
    (images,) = re.findall(r"img-src ([^;]+);", policy)
    assert images.split() == ["'self'", "data:", "https://storage.googleapis.com/images/"]
    (calls,) = re.findall(r"connect-src ([^;]+);", policy)
    assert calls.split() == [
        "'self'",
        "https://identitytoolkit.googleapis.com",
        "https://securetoken.googleapis.com",
        "https://storage.googleapis.com/uploads/",
        "https://offers.example",
    ]
    (apis,) = re.findall('<meta name="apis" content="([^"]+)">', page.get_data(as_text=True))
    assert json.loads(unescape(apis)) == [["^/v1/offers$", "https://offers.example"]]


def test_tiles_of_a_map_add_their_host_to_the_pictures_and_no_other(tmp_path: Path) -> None:
    tiles = "https://tiles.example:8443/a/{z}/{x}/{y}.png?key=1"
    settings = Settings(data=tmp_path, map_tiles=tiles, map_credit="© Tiles")
    with closing(Platform(settings, is_durable=False)) as platform:
        page = answer(
            platform,
            flask.Request(create_environ("/credit", headers={"Accept": "text/html"})),
            Matched(),
        )
        config = answer(platform, flask.Request(create_environ("/config.json")), Matched())
    assert config.get_json()["map"] == {"tiles": tiles, "credit": "© Tiles"}
    policy = page.headers["Content-Security-Policy"]
    assert policy.count("https://") == 1
    assert (
        "img-src 'self' data: http://127.0.0.1:8080/local/public/ https://tiles.example:8443;"
        in policy
    )


def test_deployed_pages_serve_the_api_document_with_the_server_of_each_path(tmp_path: Path) -> None:
    base = {"data": tmp_path, "base_url": "https://pass.example"}
    apart = ("/v1/offers=https://offers.example", "/v1/bookings/**=https://bookings.example")
    one, several = (
        shown(Settings(**base, api_urls=urls), "/v1/openapi.json").get_json()
        for urls in ((), apart)
    )
    assert one == document(TABLES, server="https://pass.example")
    assert several["servers"] == one["servers"] == [{"url": "https://pass.example"}]
    own = {
        path: item.pop("servers") for path, item in several["paths"].items() if "servers" in item
    }
    assert several == one
    assert own["/v1/offers"] == [{"url": "https://offers.example"}]
    assert own["/v1/bookings/{booking_id}/cancel"] == [{"url": "https://bookings.example"}]
    assert "/v1/wallet" not in own


def test_deployed_page_of_the_api_signs_in_at_firebase_and_names_no_demo_account(
    tmp_path: Path,
) -> None:
    deployed = Settings(
        data=tmp_path,
        identity="firebase",
        web_api_key="k&1",
        api_urls=("/v1/offers=https://offers.example/at",),
    )
    page = shown(deployed, "/docs")
    text = page.get_data(as_text=True)
    (url,) = re.findall('data-url="([^"]+)"', text)
    google = "https://identitytoolkit.googleapis.com"
    assert unescape(url) == f"{google}/v1/accounts:signInWithPassword?key=k&1"
    assert "demo.test" not in text
    assert "culture-pass" not in text
    (calls,) = re.findall(r"connect-src ([^;]+);", page.headers["Content-Security-Policy"])
    assert calls.split() == ["'self'", google, "https://offers.example"]
    emulated = shown(deployed.model_copy(update={"auth_emulator": "127.0.0.1:9099"}), "/docs")
    prefix = "http://127.0.0.1:9099/identitytoolkit.googleapis.com/v1/"
    assert f'data-url="{prefix}accounts:signInWithPassword' in emulated.get_data(as_text=True)
    style = shown(deployed, "/docs/css/swagger-ui.css")
    assert style.content_type == "text/css; charset=utf-8"
    with pytest.raises(NotFound):
        shown(deployed, "/docs/css/../../__init__.py")


def shown(settings: Settings, path: str) -> flask.Response:
    """Return what a deployment with these settings answers at a path."""
    with closing(Platform(settings, is_durable=False)) as platform:
        return answer(platform, flask.Request(create_environ(path)), Matched())


@pytest.mark.parametrize(
    "tiles", ["https://x.example/{z}/{x}.png", "https://x;y/{z}/{x}/{y}", "//x/{z}{x}{y}"]
)
def test_an_address_of_tiles_without_its_parts_is_refused(tiles: str) -> None:
    with pytest.raises(ValidationError):
        Settings(map_tiles=tiles)
