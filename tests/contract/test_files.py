"""What both files adapters do: the embedded folder, and Cloud Storage on an emulator."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import httpx
import pytest
from google.auth.credentials import Credentials
from google.cloud import storage  # type: ignore[attr-defined]
from werkzeug.serving import make_server

from functions.kernel.clock import Clock
from functions.kernel.config import Settings
from functions.kernel.files import CACHE_FOR_EVER, FileMissing, Files, UploadTicket
from functions.kernel.files.folder import FolderFiles
from functions.kernel.files.storage import StorageFiles, signing_credentials
from functions.kernel.platform import Platform
from local.uploads import uploads_app

PICTURE = b"\x89PNG\r\n\x1a\n and what follows \x00\xff"


@pytest.fixture(params=["folder", "storage"])
def files(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Files]:
    if request.param == "folder":
        with folder_files(tmp_path) as files:
            yield files
    else:
        with storage_files(request.getfixturevalue("fake_gcs")) as files:
            yield files


@contextmanager
def folder_files(data: Path) -> Iterator[Files]:
    server = make_server("127.0.0.1", 0, lambda _environ, _start: [], threaded=True)
    base_url = f"http://127.0.0.1:{server.server_port}"
    files = FolderFiles(data, base_url, clock=Clock(), notify=lambda _message: None)
    server.app = uploads_app(files)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield files
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def storage_files(emulator: str) -> Iterator[Files]:
    buckets = {"uploads_bucket": f"uploads-{uuid4()}", "images_bucket": f"images-{uuid4()}"}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STORAGE_EMULATOR_HOST", emulator)
        with storage.Client(project="test") as client:
            for name in buckets.values():
                client.create_bucket(name)
        files = Platform(Settings(files="storage", **buckets)).files
        assert isinstance(files, StorageFiles)
        yield files
        files.close()


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


def test_a_public_file_is_read_by_anyone_and_kept_for_ever(files: Files) -> None:
    url = files.publish("images/abc-150.webp", PICTURE, content_type="image/webp")
    assert url == files.public_url("images/abc-150.webp")
    response = httpx.get(url)
    assert response.status_code == 200
    assert response.content == PICTURE
    assert response.headers["Content-Type"] == "image/webp"
    assert response.headers["Cache-Control"] == CACHE_FOR_EVER


def test_publishing_again_changes_nothing(files: Files) -> None:
    first = files.publish("images/abc.webp", PICTURE, content_type="image/webp")
    second = files.publish("images/abc.webp", b"other", content_type="image/png")
    assert first == second
    response = httpx.get(first)
    assert response.content == PICTURE
    assert response.headers["Content-Type"] == "image/webp"


def test_uploads_are_not_public(files: Files) -> None:
    put(ticket_for(files))
    assert httpx.get(files.public_url("offers/o1/u1")).status_code == 404


def test_a_missing_public_file_is_not_found(files: Files) -> None:
    assert httpx.get(files.public_url("images/none.webp")).status_code == 404


def test_cloud_storage_is_told_the_size_and_the_type(fake_gcs: str) -> None:
    with storage_files(fake_gcs) as files:
        ticket = ticket_for(files)
    assert ticket.headers == {
        "Content-Type": "image/png",
        "x-goog-content-length-range": "1,1000",
    }
    query = parse_qs(urlsplit(ticket.url).query)
    assert query["X-Goog-SignedHeaders"] == ["content-type;host;x-goog-content-length-range"]
    assert 590 <= int(query["X-Goog-Expires"][0]) <= 600


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
