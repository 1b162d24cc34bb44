"""Both adapters of encryption keep the port's promises."""

import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from functions.kernel.config import Settings
from functions.kernel.encryption import Encryption, Unopenable
from functions.kernel.encryption.key_file import FILE, KeyFileEncryption
from functions.kernel.encryption.kms import KmsEncryption
from functions.kernel.platform import Platform
from tests.support.fake_kms import KEY, MAC_KEY, running

TEXT = "FR7630006000011234567890189"


@pytest.fixture(params=["key_file", "kms"])
def encryption(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Encryption]:
    if request.param == "key_file":
        yield KeyFileEncryption(tmp_path / "keys")
        return
    with running() as (_, client):
        yield KmsEncryption(client, key=KEY, fingerprint_key=MAC_KEY)


def test_sealed_text_opens_with_its_context(encryption: Encryption) -> None:
    sealed = encryption.seal(TEXT, context="a1")
    assert encryption.unseal(sealed, context="a1") == TEXT
    assert sealed.isascii()
    assert TEXT not in sealed


def test_same_text_is_sealed_otherwise_each_time(encryption: Encryption) -> None:
    assert encryption.seal(TEXT, context="a1") != encryption.seal(TEXT, context="a1")


def test_sealed_text_does_not_open_elsewhere_or_changed(encryption: Encryption) -> None:
    sealed = encryption.seal(TEXT, context="a1")
    middle = len(sealed) // 2
    other = "A" if sealed[middle] != "A" else "B"
    changed = sealed[:middle] + other + sealed[middle + 1 :]
    for text, context in (
        *((sealed, "a2"), (changed, "a1"), (sealed[:-8], "a1"), (sealed + "!", "a1")),
        *(("", "a1"), ("f1.", "a1"), ("é", "a1"), (TEXT, "a1")),
    ):
        with pytest.raises(Unopenable):
            encryption.unseal(text, context=context)


def test_fingerprint_depends_on_text_and_context_alone(encryption: Encryption) -> None:
    first = encryption.fingerprint(TEXT, context="732829320")
    assert first == encryption.fingerprint(TEXT, context="732829320")
    others = (
        encryption.fingerprint(TEXT, context="552100554"),
        encryption.fingerprint(TEXT[:-1], context="732829320"),
    )
    assert len({first, *others}) == 3
    assert len(first) == 64
    assert int(first, 16)


def test_key_file_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    encryption = KeyFileEncryption(tmp_path / "keys")
    with ThreadPoolExecutor(8) as pool:
        marks = set(pool.map(lambda _: encryption.fingerprint(TEXT, context="x"), range(16)))
    assert len(marks) == 1
    place = tmp_path / "keys" / FILE
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert stat.S_IMODE(place.parent.stat().st_mode) == 0o700
    assert [path.name for path in place.parent.iterdir()] == [FILE]


def test_another_key_opens_nothing(tmp_path: Path) -> None:
    sealed = KeyFileEncryption(tmp_path / "one").seal(TEXT, context="a1")
    other = KeyFileEncryption(tmp_path / "two")
    with pytest.raises(Unopenable):
        other.unseal(sealed, context="a1")
    assert other.fingerprint(TEXT, context="x") != KeyFileEncryption(tmp_path / "one").fingerprint(
        TEXT, context="x"
    )


def test_kms_is_asked_once_for_each_call() -> None:
    with running() as (fake, client):
        encryption = KmsEncryption(client, key=KEY, fingerprint_key=MAC_KEY)
        encryption.unseal(encryption.seal(TEXT, context="a"), context="a")
        encryption.fingerprint(TEXT, context="a")
        encryption.close()
    assert fake.asked == ["encrypt", "decrypt", "mac_sign"]


def test_platform_opens_the_key_file_by_default(tmp_path: Path) -> None:
    platform = Platform(Settings(data=tmp_path))
    platform.encryption.fingerprint(TEXT, context="x")
    assert (tmp_path / "keys" / FILE).exists()
