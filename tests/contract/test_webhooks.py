"""The sender of webhooks: no address of our own network, no redirect, and an end in time."""

import ipaddress
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from time import monotonic, sleep

import pytest

from functions.kernel.config import Settings
from functions.kernel.platform import Platform
from functions.kernel.webhooks import WebhookFault
from functions.kernel.webhooks.loopback import LoopbackWebhooks
from functions.kernel.webhooks.public import Address, PublicWebhooks, is_public
from tests.support.receiver import receiving


class Resolved(PublicWebhooks):
    """A sender for which any http URL will do, so that its addresses alone decide."""

    def allows(self, url: str) -> bool:  # noqa: ARG002 - of the port
        return True


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.9.9.9", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254"),
        *("0.0.0.0", "100.64.0.1", "192.0.2.1", "198.18.0.1", "224.0.0.1", "255.255.255.255"),
        *("240.0.0.1", "::1", "::", "fe80::1", "fc00::1", "fd12::1", "ff02::1", "2001:db8::1"),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254"),
        *("64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::1", "2001:0:1::1"),
    ],
)
def test_an_address_of_our_own_network_is_not_public(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["8.8.8.8", "185.60.216.35", "2606:4700::1111"])
def test_an_address_of_the_internet_is_public(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "url",
    [
        *("http://caisse.example/pass", "https://127.0.0.1/", "https://localhost/", "ftp://a.fr/"),
        *(
            "https://[::1]/",
            "https://user@caisse.example/",
            "https://2130706433/",
            "https://0x7f.1/",
        ),
        *("http://127.0.0.1:80/", "https://metadata/", "https://", ""),
    ],
)
def test_only_https_urls_of_public_names_are_allowed(url: str) -> None:
    assert not PublicWebhooks().allows(url)
    assert PublicWebhooks().allows("https://caisse.example:8443/pass?a=1")


@pytest.mark.parametrize(
    ("url", "is_allowed"),
    [
        ("http://127.0.0.1:8099/hook", True),
        ("https://caisse.example/pass", True),
        ("http://127.0.0.1.evil.example:80/", False),
        ("http://127.0.0.1@evil.example:80/", False),
        ("http://10.0.0.1:80/", False),
    ],
)
def test_a_setting_allows_this_machine_and_no_other(url: str, *, is_allowed: bool) -> None:
    sender = Platform(Settings(webhooks="loopback")).webhooks
    assert isinstance(sender, LoopbackWebhooks)
    assert sender.allows(url) is is_allowed
    assert not isinstance(Platform(Settings()).webhooks, LoopbackWebhooks)


def test_a_name_of_a_private_address_is_not_connected_to() -> None:
    with receiving() as receiver:
        port = receiver.url.split(":")[2]
        # The name is a public one by its form; its address decides.
        for host in ("localhost", "127.0.0.1"):
            with pytest.raises(WebhookFault, match="private_address"):
                Resolved().post(f"http://{host}:{port}", headers={}, content=b"{}")
        assert receiver.headers == []


def test_one_private_address_among_several_refuses_the_name() -> None:
    class Two(Resolved):
        def may_connect(self, address: object) -> bool:
            seen.append(str(address))
            return len(seen) > 1

    seen: list[str] = []
    with receiving() as receiver, pytest.raises(WebhookFault, match="private_address"):
        Two().post(receiver.url.replace("127.0.0.1", "localhost"), headers={}, content=b"{}")
    assert seen


def test_the_connection_goes_to_the_address_that_was_checked() -> None:
    """A name server that changes its answer is asked once."""
    answers = iter(["127.0.0.1", "127.0.0.2"])
    asked: list[str] = []

    class Here(Resolved):
        def resolve(self, host: str, port: int) -> list[Address]:  # noqa: ARG002 - of the sender
            asked.append(host)
            return [ipaddress.ip_address(next(answers))]

        def may_connect(self, address: Address) -> bool:
            return str(address) == "127.0.0.1"

    with receiving() as receiver:
        url = receiver.url.replace("127.0.0.1", "rebinding.test")
        assert Here().post(url, headers={}, content=b"{}") == 204
        assert asked == ["rebinding.test"]
        assert receiver.headers[0]["host"].startswith("rebinding.test")
        with pytest.raises(WebhookFault, match="private_address"):
            Here().post(url, headers={}, content=b"{}")


def test_a_name_server_that_does_not_answer_holds_up_nobody() -> None:
    answers = Event()

    class Waiting(Resolved):
        def resolve(self, host: str, port: int) -> list[Address]:  # noqa: ARG002 - of the sender
            answers.wait()
            return []

    with pytest.raises(WebhookFault, match="timeout"):
        Waiting(timeout=0.2).post("http://tarpit.test/", headers={}, content=b"{}")
    answers.set()


def test_a_redirect_is_an_answer_and_is_not_followed() -> None:
    with receiving() as receiver, receiving() as elsewhere:
        receiver.status, receiver.location = 307, elsewhere.url
        assert LoopbackWebhooks().post(receiver.url, headers={}, content=b"{}") == 307
        assert (len(receiver.headers), len(elsewhere.headers)) == (1, 0)


def test_a_name_without_address_and_a_closed_port_are_faults() -> None:
    sender = LoopbackWebhooks(timeout=3)
    with pytest.raises(WebhookFault, match=r"unresolved|timeout"):
        sender.post("https://no-such-host.invalid.example/", headers={}, content=b"{}")
    with receiving() as receiver:
        closed = receiver.url
    with pytest.raises(WebhookFault, match="unreachable"):
        sender.post(closed, headers={}, content=b"{}")


@contextmanager
def dripping() -> Iterator[str]:
    """Yield the URL of a server that sends a byte of its answer now and then, for ever."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        connection, _ = listener.accept()
        with connection:
            try:
                for byte in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"x" * 1_000:
                    connection.sendall(bytes([byte]))
                    sleep(0.05)
            except OSError:
                return

    thread = Thread(target=serve, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
    listener.close()
    thread.join()


def test_an_answer_that_drips_ends_in_time() -> None:
    with dripping() as url:
        began = monotonic()
        with pytest.raises(WebhookFault, match="timeout"):
            LoopbackWebhooks(timeout=0.5).post(url, headers={}, content=b"{}")
        assert monotonic() - began < 5
