"""Settings from the environment."""

import pytest

from functions.kernel.config import read_settings


@pytest.mark.parametrize(
    ("environment", "host", "port", "base_url"),
    [
        ({}, "127.0.0.1", 8080, "http://127.0.0.1:8080"),
        ({"PORT": "81"}, "127.0.0.1", 81, "http://127.0.0.1:81"),
        ({"CULTUREPASS_PORT": "82"}, "127.0.0.1", 82, "http://127.0.0.1:82"),
        ({"HOST": "0.0.0.0"}, "0.0.0.0", 8080, "http://127.0.0.1:8080"),
        ({"HOST": "192.168.1.20"}, "192.168.1.20", 8080, "http://192.168.1.20:8080"),
        (
            {"HOST": "0.0.0.0", "CULTUREPASS_BASE_URL": "https://pass.test"},
            "0.0.0.0",
            8080,
            "https://pass.test",
        ),
    ],
)
def test_where_the_server_listens_and_how_it_is_reached(
    environment: dict[str, str], host: str, port: int, base_url: str
) -> None:
    settings = read_settings(environment)
    assert (settings.host, settings.port, settings.base_url) == (host, port, base_url)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("CULTUREPASS_NOW", "yesterday"),
        ("CULTUREPASS_NOW", "1244246400"),
        ("CULTUREPASS_NOW", "2027-01-01"),
        ("CULTUREPASS_NOW", "2027-01-01T00:00:00"),
        ("CULTUREPASS_NOW", "2027-13-01T00:00:00Z"),
        ("CULTUREPASS_SMTP_PORT", "abc"),
        ("CULTUREPASS_BUS", "carrier pigeon"),
    ],
)
def test_a_wrong_setting_is_named(name: str, text: str) -> None:
    with pytest.raises(SystemExit, match=f"^{name}: "):
        read_settings({name: text})


def test_the_auth_emulator_has_one_name() -> None:
    host = "127.0.0.1:9099"
    ours = read_settings({"CULTUREPASS_AUTH_EMULATOR": host})
    assert ours.auth_emulator == ""
    assert read_settings({"FIREBASE_AUTH_EMULATOR_HOST": host}).auth_emulator == host
