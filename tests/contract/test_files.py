"""Both files adapters: the embedded folder, and Cloud Storage on an emulator."""

import hashlib
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, parse_qsl, quote, urlsplit
from uuid import uuid4

import httpx
import pytest
import requests
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from google.auth.credentials import Credentials
from google.cloud import storage  # type: ignore[attr-defined]
from google.oauth2 import service_account
from werkzeug.serving import make_server

from functions.kernel.clock import Clock
from functions.kernel.config import Settings
from functions.kernel.events import Message
from functions.kernel.files import CACHE_FOR_EVER, FileMissing, Files, UploadTicket, finalized
from functions.kernel.files.folder import FolderFiles
from functions.kernel.files.storage import StorageFiles, signing_credentials
from functions.kernel.platform import Platform
from local.uploads import uploads_app

PICTURE = b"\x89PNG\r\n\x1a\n and what follows \x00\xff"


@dataclass
class Store:
    """The files of one adapter, the settings of their addresses, and their announcements."""

    files: Files
    settings: Settings
    generation_of: Callable[[str], int]

    def shown(self, path: str) -> httpx.Response:
        return httpx.get(self.settings.public_url(path))


@pytest.fixture(params=["folder", "storage"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    if request.param == "folder":
        with folder_files(tmp_path) as opened:
            yield opened
    else:
        with storage_files(request.getfixturevalue("fake_gcs")) as opened:
            yield opened


@pytest.fixture
def files(store: Store) -> Files:
    return store.files


@contextmanager
def folder_files(data: Path) -> Iterator[Store]:
    server = make_server("127.0.0.1", 0, lambda _environ, _start: [], threaded=True)
    base_url = f"http://127.0.0.1:{server.server_port}"
    told: dict[str, int] = {}

    def hear(message: Message) -> None:
        told[finalized(message).path] = finalized(message).generation

    files = FolderFiles(data, base_url, clock=Clock(), notify=hear)
    server.app = uploads_app(files)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield Store(files, Settings(data=data, base_url=base_url), told.__getitem__)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def storage_files(emulator: str) -> Iterator[Store]:
    buckets = {"uploads_bucket": f"uploads-{uuid4()}", "images_bucket": f"images-{uuid4()}"}
    public = f"{emulator}/{buckets['images_bucket']}"
    settings = Settings(files="storage", public_files_url=public, **buckets)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STORAGE_EMULATOR_HOST", emulator)
        with storage.Client(project="test") as client:
            for name in buckets.values():
                client.create_bucket(name)

            def generation_of(path: str) -> int:
                blob = client.bucket(buckets["uploads_bucket"]).get_blob(path)
                return int(blob.generation)

            files = Platform(settings).files
            assert isinstance(files, StorageFiles)
            yield Store(files, settings, generation_of)
        files.close()


class Recorded(requests.Session):
    """A session that keeps what was sent with it."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[tuple[str, str]] = []

    def send(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:
        self.sent.append((str(request.method), str(request.url)))
        return super().send(request, **options)


def ticket_for(files: Files, path: str = "offers/o1/u1") -> UploadTicket:
    return files.sign_upload(
        path,
        content_type="image/png",
        min_bytes=1,
        max_bytes=1000,
        expires_at=Clock().now() + timedelta(minutes=10),
    )


def put(ticket: UploadTicket, content: bytes = PICTURE) -> httpx.Response:
    return httpx.request(ticket.method, ticket.url, headers=ticket.headers, content=content)


def test_what_is_put_to_a_ticket_is_read_back(files: Files) -> None:
    ticket = ticket_for(files)
    assert ticket.method == "PUT"
    assert ticket.headers["Content-Type"] == "image/png"
    assert put(ticket).status_code == 200
    assert files.read_upload("offers/o1/u1") == PICTURE


def test_a_second_put_replaces_the_first(files: Files) -> None:
    ticket = ticket_for(files)
    put(ticket, b"first")
    put(ticket, b"second")
    assert files.read_upload("offers/o1/u1") == b"second"


def test_uploads_lie_side_by_side(files: Files) -> None:
    put(ticket_for(files, "offers/o1/u1"), b"one")
    put(ticket_for(files, "offers/o1/u2"), b"two")
    files.delete_upload("offers/o1/u1")
    assert files.read_upload("offers/o1/u2") == b"two"


def test_a_deleted_upload_is_missing_and_may_be_deleted_again(files: Files) -> None:
    put(ticket_for(files))
    files.delete_upload("offers/o1/u1")
    files.delete_upload("offers/o1/u1")
    with pytest.raises(FileMissing):
        files.read_upload("offers/o1/u1")


@pytest.mark.parametrize("path", ["offers/o1/u1", "offers", "nothing"])
def test_an_upload_that_never_came_is_missing(files: Files, path: str) -> None:
    with pytest.raises(FileMissing):
        files.read_upload(path)
    files.delete_upload(path)


def test_an_upload_is_read_in_the_announced_generation(store: Store) -> None:
    ticket = ticket_for(store.files)
    path = "offers/o1/u1"
    put(ticket, b"first")
    first = store.generation_of(path)
    assert store.files.read_upload(path, generation=first) == b"first"
    put(ticket, b"second")
    second = store.generation_of(path)
    assert second > first
    with pytest.raises(FileMissing):
        store.files.read_upload(path, generation=first)
    assert store.files.read_upload(path, generation=second) == b"second"
    store.files.delete_upload(path, generation=second)
    store.files.delete_upload(path, generation=second)
    with pytest.raises(FileMissing):
        store.files.read_upload(path)


def test_a_newer_generation_is_not_removed_with_an_older(tmp_path: Path) -> None:
    with folder_files(tmp_path) as store:
        ticket = ticket_for(store.files)
        put(ticket, b"first")
        first = store.generation_of("offers/o1/u1")
        put(ticket, b"second")
        store.files.delete_upload("offers/o1/u1", generation=first)
        assert store.files.read_upload("offers/o1/u1") == b"second"


def test_cloud_storage_removes_the_named_generation_only(fake_gcs: str) -> None:
    """The emulator removes any; Cloud Storage minds the precondition."""
    with storage_files(fake_gcs) as store, Recorded() as session:
        put(ticket_for(store.files))
        generation = store.generation_of("offers/o1/u1")
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("STORAGE_EMULATOR_HOST", fake_gcs)
            client = storage.Client(project="test", _http=session)
        files = StorageFiles(
            client,
            uploads_bucket=store.settings.uploads_bucket,
            images_bucket=store.settings.images_bucket,
            clock=Clock(),
        )
        files.delete_upload("offers/o1/u1", generation=generation)
    (url,) = (url for method, url in session.sent if method == "DELETE")
    assert parse_qs(urlsplit(url).query)["ifGenerationMatch"] == [str(generation)]


def test_a_generation_rises_also_after_a_removal(store: Store) -> None:
    ticket = ticket_for(store.files)
    put(ticket, b"first")
    first = store.generation_of("offers/o1/u1")
    store.files.delete_upload("offers/o1/u1", generation=first)
    put(ticket, b"second")
    assert store.generation_of("offers/o1/u1") > first


def test_a_public_file_is_read_by_anyone_and_kept_for_ever(store: Store) -> None:
    store.files.publish("images/u1.1/abc-150.webp", PICTURE, content_type="image/webp")
    response = store.shown("images/u1.1/abc-150.webp")
    assert response.status_code == 200
    assert response.content == PICTURE
    assert response.headers["Content-Type"] == "image/webp"
    assert response.headers["Cache-Control"] == CACHE_FOR_EVER


def test_publishing_again_changes_nothing(store: Store) -> None:
    store.files.publish("images/abc.webp", PICTURE, content_type="image/webp")
    store.files.publish("images/abc.webp", b"other", content_type="image/png")
    response = store.shown("images/abc.webp")
    assert response.content == PICTURE
    assert response.headers["Content-Type"] == "image/webp"


def test_a_folder_is_unpublished_whole_and_alone(store: Store) -> None:
    gone, kept = ("images/u1.1/a.webp", "images/u1.1/b.jpg"), ("images/u1.10/a.webp", "images/u2")
    for path in (*gone, *kept):
        store.files.publish(path, PICTURE, content_type="image/webp")
    for _ in range(2):
        store.files.unpublish("images/u1.1")
        assert [store.shown(path).status_code for path in gone] == [404, 404]
        assert [store.shown(path).status_code for path in kept] == [200, 200]
    store.files.publish(gone[0], b"again", content_type="image/webp")
    assert store.shown(gone[0]).content == b"again"


def test_a_public_file_is_copied_as_it_is(store: Store) -> None:
    store.files.publish("images/u1.1/a.webp", PICTURE, content_type="image/webp")
    for _ in range(2):
        store.files.copy_public("images/u1.1/a.webp", "images/u2.1/a.webp")
        store.files.unpublish("images/u1.1")
        response = store.shown("images/u2.1/a.webp")
        assert response.content == PICTURE
        assert response.headers["Content-Type"] == "image/webp"
        assert response.headers["Cache-Control"] == CACHE_FOR_EVER
        store.files.publish("images/u1.1/a.webp", b"other", content_type="image/webp")
    with pytest.raises(FileMissing):
        store.files.copy_public("images/none.webp", "images/u3.1/a.webp")


def test_uploads_are_not_public(store: Store) -> None:
    put(ticket_for(store.files))
    assert store.shown("offers/o1/u1").status_code == 404


def test_a_missing_public_file_is_not_found(store: Store) -> None:
    assert store.shown("images/none.webp").status_code == 404


def test_the_ticket_fixes_size_and_type(fake_gcs: str) -> None:
    with storage_files(fake_gcs) as store:
        ticket = ticket_for(store.files)
    assert ticket.headers == {
        "Content-Type": "image/png",
        "x-goog-content-length-range": "1,1000",
    }
    query = parse_qs(urlsplit(ticket.url).query)
    assert query["X-Goog-SignedHeaders"] == ["content-type;host;x-goog-content-length-range"]
    assert 590 <= int(query["X-Goog-Expires"][0]) <= 600


class Checker:
    """The checks of a signed URL by Cloud Storage, from its description of V4 signatures."""

    def __init__(self) -> None:
        self._key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        pem = self._key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        account = {
            "client_email": "images@project.example",
            "private_key": pem.decode(),
            "token_uri": "https://oauth2.example/token",
        }
        credentials = service_account.Credentials.from_service_account_info(account)  # type: ignore[no-untyped-call]
        self._client = storage.Client(project="project", credentials=credentials)
        self.files = StorageFiles(
            self._client, uploads_bucket="uploads", images_bucket="images", clock=Clock()
        )

    def takes(self, method: str, url: str, headers: dict[str, str]) -> bool:
        """Return whether the signature is for this very request."""
        target = urlsplit(url)
        query = dict(parse_qsl(target.query))
        signature = bytes.fromhex(query.pop("X-Goog-Signature"))
        names = query["X-Goog-SignedHeaders"].split(";")
        sent = {"host": target.netloc, **{name.lower(): text for name, text in headers.items()}}
        request = [
            method,
            target.path,
            "&".join(f"{quote(k, safe='')}={quote(v, safe='')}" for k, v in sorted(query.items())),
            *(f"{name}:{sent.get(name, '')}" for name in names),
            "",
            ";".join(names),
            "UNSIGNED-PAYLOAD",
        ]
        digest = hashlib.sha256("\n".join(request).encode()).hexdigest()
        scope = query["X-Goog-Credential"].partition("/")[2]
        text = f"{query['X-Goog-Algorithm']}\n{query['X-Goog-Date']}\n{scope}\n{digest}"
        try:
            self._key.public_key().verify(
                signature, text.encode(), padding.PKCS1v15(), hashes.SHA256()
            )
        except InvalidSignature:
            return False
        return True


def test_cloud_storage_takes_the_signed_request_and_no_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("STORAGE_EMULATOR_HOST", raising=False)
    checker = Checker()
    ticket = ticket_for(checker.files)
    url, headers = ticket.url, ticket.headers
    assert url.startswith("https://storage.googleapis.com/uploads/offers/o1/u1?")
    assert checker.takes("PUT", url, headers)
    assert not checker.takes("GET", url, headers)
    assert not checker.takes("PUT", url.replace("/u1?", "/u2?"), headers)
    assert not checker.takes("PUT", url.replace("/uploads/", "/images/"), headers)
    longer = re.sub(r"X-Goog-Expires=\d+", "X-Goog-Expires=6000", url)
    assert longer != url
    assert not checker.takes("PUT", longer, headers)
    for name, other in (
        ("Content-Type", "text/html"),
        ("x-goog-content-length-range", "0,100000"),
    ):
        assert not checker.takes("PUT", url, {**headers, name: other})
        assert not checker.takes("PUT", url, {k: v for k, v in headers.items() if k != name})


def test_an_account_without_a_key_signs_through_iam() -> None:
    calls: list[str] = []

    class OfAnInstance(Credentials):
        service_account_email = "default"

        def refresh(self, _request: object) -> None:
            self.token = "ya29.token"
            self.service_account_email = "images@project.example"

    def transport(**call: Any) -> object:
        calls.append(call["url"])
        return SimpleNamespace(status=200, data=b'{"signedBlob": "c2lnbmVk"}')

    credentials = OfAnInstance()  # type: ignore[no-untyped-call]
    signing = signing_credentials(credentials, transport)  # type: ignore[arg-type]
    assert signing.signer_email == "images@project.example"
    assert signing.sign_bytes(b"message") == b"signed"  # type: ignore[no-untyped-call]
    (call,) = calls
    assert call.endswith("/serviceAccounts/images@project.example:signBlob")
