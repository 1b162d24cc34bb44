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
from functions.kernel.http import Matched
from functions.kernel.platform import Platform
from functions.pages.routes import answer


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


@pytest.mark.parametrize(
    "tiles", ["https://x.example/{z}/{x}.png", "https://x;y/{z}/{x}/{y}", "//x/{z}{x}{y}"]
)
def test_an_address_of_tiles_without_its_parts_is_refused(tiles: str) -> None:
    with pytest.raises(ValidationError):
        Settings(map_tiles=tiles)
