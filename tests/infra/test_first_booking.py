"""What the guide has played against a new deployment, played against one machine."""

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

BASE = "http://127.0.0.1:8080"


@pytest.fixture
def platform(tmp_path: Path) -> Iterator[Platform]:
    """A machine without any demo data, with the scheme that dev's example opens."""
    example = (TERRAFORM / "environments/dev/example.tfvars").read_text("utf-8")
    (schemes,) = re.findall(r'CULTUREPASS_SCHEMES += "(.*)"', example)
    opened = Platform(Settings(data=tmp_path, base_url=BASE, schemes=schemes.split(",")))
    use_platform(opened)
    yield opened
    use_platform(None)
    opened.close()


def test_the_main_job_is_played_to_its_end(
    platform: Platform, capsys: pytest.CaptureFixture[str]
) -> None:
    identity = platform.identity
    assert isinstance(identity, LocalIdentity)
    identity.create_account("admin@x.test", "p" * 12, claims={"admin": True}, uid="admin")
    admin = identity.open_session("admin").id_token
    urls = {name: f"{BASE}/" for name, each in deployables().items() if each.paths}
    with httpx.Client(transport=httpx.WSGITransport(app=LocalServer(platform))) as client:
        story = Deployed(client, urls, key="any", sign_in=f"{BASE}/identitytoolkit.googleapis.com")
        play(story, admin)
    told = capsys.readouterr().out
    assert "countermark" in told
    assert "They redeem it (status used)" in told
    assert story.password not in told


def test_a_path_that_no_function_has_ends_the_story() -> None:
    with httpx.Client() as client, pytest.raises(SystemExit, match="no function has /v2/x"):
        Deployed(client, {}, key="any").url("/v2/x")
