"""The deployment guide's first booking, played against the local server."""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from deployables import TERRAFORM, deployables
from functions.kernel.config import Settings
from functions.kernel.identity.local import LocalIdentity
from functions.kernel.platform import Platform, use_platform
from infra.first_booking import Deployed, play
from local.server import LocalServer
from tests.support import given

BASE = "http://127.0.0.1:8080"


@pytest.fixture
def platform(tmp_path: Path) -> Iterator[Platform]:
    """A platform without demo data, with the schemes of dev's example."""
    example = (TERRAFORM / "environments/dev/example.tfvars").read_text("utf-8")
    (schemes,) = re.findall(r'CULTUREPASS_SCHEMES += "(.*)"', example)
    opened = Platform(Settings(data=tmp_path, base_url=BASE, schemes=schemes.split(",")))
    use_platform(opened)
    yield opened
    use_platform(None)
    opened.close()


def test_story_is_played_to_its_end(platform: Platform, capsys: pytest.CaptureFixture[str]) -> None:
    identity = platform.identity
    assert isinstance(identity, LocalIdentity)
    identity.create_account("admin@x.test", "p" * 12, claims={}, uid="admin")
    given.administrator(platform, "admin")
    admin = identity.open_session("admin").id_token
    urls = {name: f"{BASE}/" for name, each in deployables().items() if each.paths}
    with httpx.Client(transport=httpx.WSGITransport(app=LocalServer(platform))) as client:
        story = Deployed(client, urls, key="any", sign_in=f"{BASE}/identitytoolkit.googleapis.com")
        play(story, admin)
    printed = capsys.readouterr().out
    assert "countermark" in printed
    assert "They redeem it (status used)" in printed
    assert story.password not in printed


def test_unknown_path_ends_the_story() -> None:
    with httpx.Client() as client, pytest.raises(SystemExit, match="no function serves /v2/x"):
        Deployed(client, {}, key="any").url("/v2/x")
