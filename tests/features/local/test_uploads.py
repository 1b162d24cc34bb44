"""The embedded files: signed uploads, how objects lie on disk, and how they are served."""

import io
import json
import os
import stat
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from werkzeug.test import TestResponse

from functions.kernel.clock import Clock
from functions.kernel.config import Settings
from functions.kernel.events import Message
from functions.kernel.files import OBJECT_FINALIZE, FileMissing, UploadTicket, finalized
from functions.kernel.files.folder import FolderFiles
from functions.kernel.platform import Platform
from local.uploads import uploads_app

PATH = "offers/o1/u1"
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


class HandClock(Clock):
    """A clock that stands still until a test moves it."""

    def __init__(self) -> None:
        super().__init__()
        self.at = NOW

    def now(self) -> datetime:
        return self.at


class Counted(io.BytesIO):
    """A body that counts how many of its bytes were read."""

    taken = 0

    def read(self, size: int | None = -1, /) -> bytes:
        piece = super().read(size)
        self.taken += len(piece)
        return piece


class Desk:
    """The embedded files, the server in front of them, and their announcements."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.clock = HandClock()
        self.told: list[Message] = []
        self.is_deaf = False
        self.files = FolderFiles(data, "http://127.0.0.1:8080", clock=self.clock, notify=self._hear)
        self.client = uploads_app(self.files).test_client()

    def _hear(self, message: Message) -> None:
        if self.is_deaf:
            raise RuntimeError("nobody listens")
        self.told.append(message)

    def ticket(self, path: str = PATH) -> UploadTicket:
        return self.files.sign_upload(
            path,
            content_type="image/png",
            min_bytes=4,
            max_bytes=10,
            expires_at=self.clock.now() + timedelta(minutes=10),
        )

    def put(
        self, content: bytes = b"12345", *, url: str | None = None, content_type: str = "image/png"
    ) -> TestResponse:
        target = urlsplit(url or self.ticket().url)
        return self.client.put(
            target.path, query_string=target.query, data=content, content_type=content_type
        )

    def put_without_length(self, body: io.BytesIO) -> TestResponse:
        target = urlsplit(self.ticket().url)
        return self.client.put(
            target.path,
            query_string=target.query,
            input_stream=body,
            content_type="image/png",
            environ_overrides={"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"},
        )


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def refused(response: TestResponse, status: int, code: str) -> None:
    assert response.status_code == status
    assert response.content_type == "application/problem+json"
    assert response.get_json()["code"] == code


def nothing_changed(desk: Desk) -> None:
    assert desk.told == []
    with pytest.raises(FileMissing):
        desk.files.read_upload(PATH)
    assert {path for path in desk.data.rglob("*") if path.is_file()} == {
        desk.data / "keys" / "upload.key",
        desk.data / "files" / "version",
    }


def test_an_upload_is_stored_and_announced(desk: Desk) -> None:
    response = desk.put(b"12345")
    assert (response.status_code, response.data) == (200, b"")
    assert desk.files.read_upload(PATH) == b"12345"
    (message,) = desk.told
    assert message.topic == OBJECT_FINALIZE
    told = finalized(message)
    assert (told.path, told.content_type, told.size_bytes) == (PATH, "image/png", 5)
    assert message.id == f"{PATH}@{told.generation}"
    assert json.loads(message.data)["bucket"] == "uploads"


@pytest.mark.parametrize(
    ("written", "forged"),
    [
        ("max=10", "max=11"),
        ("min=4", "min=0"),
        ("image%2Fpng", "image%2Fgif"),
        ("expires=2026", "expires=2027"),
        ("/u1?", "/u2?"),
        ("signature=", "signature=0"),
        ("signature=", "other="),
        ("signature=", "signature=%C3%A9"),
        ("max=10", "max=x"),
    ],
)
def test_a_changed_url_is_refused(desk: Desk, written: str, forged: str) -> None:
    url = desk.ticket().url
    assert written in url
    refused(desk.put(url=url.replace(written, forged)), 403, "upload_signature_invalid")
    nothing_changed(desk)


def test_a_url_signed_with_another_key_is_refused(desk: Desk, tmp_path: Path) -> None:
    other = Desk(tmp_path / "other")
    refused(other.put(url=desk.ticket().url), 403, "upload_signature_invalid")


def test_a_url_without_a_query_is_refused(desk: Desk) -> None:
    refused(desk.put(url=f"/local/uploads/{PATH}"), 403, "upload_signature_invalid")


def test_another_content_type_is_refused(desk: Desk) -> None:
    refused(desk.put(content_type="text/html"), 415, "upload_type_differs")
    nothing_changed(desk)


@pytest.mark.parametrize("size", [4, 10])
def test_the_smallest_and_the_largest_size_are_accepted(desk: Desk, size: int) -> None:
    assert desk.put(b"x" * size).status_code == 200


def test_too_many_declared_bytes_are_refused_unread(desk: Desk) -> None:
    target = urlsplit(desk.ticket().url)
    body = Counted(b"x" * 11)
    response = desk.client.put(
        target.path,
        query_string=target.query,
        input_stream=body,
        content_type="image/png",
    )
    refused(response, 413, "upload_too_large")
    assert body.taken == 0
    nothing_changed(desk)


def test_too_many_undeclared_bytes_are_refused_at_the_first_too_many(desk: Desk) -> None:
    body = Counted(b"x" * 100_000)
    refused(desk.put_without_length(body), 413, "upload_too_large")
    assert body.taken == 11
    nothing_changed(desk)


def test_an_undeclared_size_within_the_limits_is_accepted(desk: Desk) -> None:
    assert desk.put_without_length(io.BytesIO(b"x" * 10)).status_code == 200
    assert desk.files.read_upload(PATH) == b"x" * 10


def test_too_few_bytes_are_refused(desk: Desk) -> None:
    refused(desk.put(b"123"), 400, "upload_too_small")
    refused(desk.put_without_length(io.BytesIO(b"123")), 400, "upload_too_small")
    nothing_changed(desk)


def test_a_body_that_breaks_off_is_refused(desk: Desk) -> None:
    target = urlsplit(desk.ticket().url)
    response = desk.client.put(
        target.path,
        query_string=target.query,
        input_stream=io.BytesIO(b"12345"),
        content_type="image/png",
        environ_overrides={"CONTENT_LENGTH": "9"},
    )
    refused(response, 400, "upload_too_small")
    nothing_changed(desk)


def test_a_ticket_expires(desk: Desk) -> None:
    url = desk.ticket().url
    desk.clock.at = NOW + timedelta(minutes=10) - timedelta(microseconds=1)
    assert desk.put(url=url).status_code == 200
    desk.clock.at = NOW + timedelta(minutes=10)
    refused(desk.put(url=url), 403, "upload_expired")


@pytest.mark.parametrize(
    "path",
    ["../key", "a/../b", "a/./b", "a//b", "/etc/passwd", "a\\b", "a b", "é", "a\n", "", ".", "a/",
     "a%2f..", "x" * 201, "/".join(["x" * 100] * 9)],
)  # fmt: skip
def test_no_path_leads_out_of_the_folder(desk: Desk, path: str) -> None:
    with pytest.raises(ValueError, match="not a path of ours"):
        desk.ticket(path)
    with pytest.raises(ValueError, match="not a path of ours"):
        desk.files.read_upload(path)
    with pytest.raises(ValueError, match="not a path of ours"):
        desk.files.publish(path, b"", content_type="text/plain")
    with pytest.raises(FileMissing):
        desk.files.open_public(path)


@pytest.mark.parametrize("path", ["..%2f..%2fkeys%2fupload.key", "../uploads/offers/o1/u1", "x%00"])
def test_the_server_shows_nothing_but_public_files(desk: Desk, path: str) -> None:
    desk.put()
    refused(desk.client.get(f"/local/public/{path}"), 404, "not_found")
    refused(desk.client.get(f"/local/uploads/{PATH}"), 405, "method_not_allowed")


@pytest.mark.parametrize("path", ["..%2f..%2fkeys%2fupload.key", "..", "a//b"])
def test_the_server_puts_nothing_elsewhere(desk: Desk, path: str) -> None:
    query = urlsplit(desk.ticket().url).query
    response = desk.put(url=f"/local/uploads/{path}?{query}")
    refused(response, 403, "upload_signature_invalid")
    nothing_changed(desk)


def test_a_second_put_is_a_new_generation(desk: Desk) -> None:
    url = desk.ticket().url
    desk.put(b"first", url=url)
    desk.put(b"second", url=url)
    first, second = (finalized(message) for message in desk.told)
    assert int(first.generation) < int(second.generation)
    assert desk.files.read_upload(PATH) == b"second"


def test_generations_rise_also_when_many_put_at_once(desk: Desk) -> None:
    url = desk.ticket().url
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda number: desk.put(b"%05d" % number, url=url), range(40)))
    generations = {finalized(message).generation for message in desk.told}
    assert len(generations) == 40
    desk.told.clear()
    assert desk.files.announce_all() == 1
    assert finalized(desk.told[0]).generation == max(generations)


def test_an_upload_that_could_not_be_announced_is_announced_later(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.is_deaf = True
    assert desk.put(b"12345").status_code == 200
    assert desk.files.read_upload(PATH) == b"12345"
    assert desk.files.announce_all() == 0
    assert "upload_not_announced" in capsys.readouterr().err
    desk.is_deaf = False
    assert desk.files.announce_all() == 1
    (message,) = desk.told
    told = finalized(message)
    assert (told.path, told.content_type, told.size_bytes) == (PATH, "image/png", 5)


def test_a_repeated_announcement_has_the_same_id(desk: Desk) -> None:
    desk.put()
    assert desk.files.announce_all() == 1
    first, second = desk.told
    assert first == second


def test_only_whole_uploads_are_announced_again(desk: Desk) -> None:
    assert desk.files.announce_all() == 0
    desk.put()
    desk.told.clear()
    (desk.data / "files" / "uploads" / ".DS_Store").write_bytes(b"\0\0\0\1Bud1\xff")
    (desk.data / "files" / "unfinished" / "tmp1").write_bytes(b"what a crash left")
    desk.files.delete_upload(PATH)
    assert desk.files.announce_all() == 0


def test_uploads_are_announced_on_the_platform_s_bus(tmp_path: Path) -> None:
    heard: list[Message] = []

    class Ear:
        def publish(self, message: Message) -> None:
            heard.append(message)

    platform = Platform(Settings(data=tmp_path), is_durable=False)
    platform.use("bus", Ear())
    files = platform.files
    assert isinstance(files, FolderFiles)
    expires_at = platform.clock.now() + timedelta(minutes=1)
    ticket = files.sign_upload(
        PATH, content_type="image/png", min_bytes=1, max_bytes=9, expires_at=expires_at
    )
    target = urlsplit(ticket.url)
    client = uploads_app(files).test_client()
    client.put(target.path, query_string=target.query, data=b"1", content_type="image/png")
    assert [finalized(message).path for message in heard] == [PATH]


def test_the_key_is_made_once_and_is_its_owner_s_alone(tmp_path: Path) -> None:
    desks = [Desk(tmp_path) for _ in range(8)]
    with ThreadPoolExecutor(8) as threads:
        urls = set(threads.map(lambda desk: desk.ticket().url, desks))
    assert len(urls) == 1
    (key,) = (tmp_path / "keys").iterdir()
    assert len(key.read_bytes()) == 32
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert desks[0].put(url=urls.pop()).status_code == 200


def test_a_public_file_is_served_for_ever(desk: Desk) -> None:
    desk.files.publish("images/a.webp", b"picture", content_type="image/webp")
    shown = desk.client.get("/local/public/images/a.webp")
    assert (shown.data, shown.content_type) == (b"picture", "image/webp")
    assert shown.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    head = desk.client.head("/local/public/images/a.webp")
    assert (head.data, head.content_length) == (b"", 7)
    etag = shown.headers["ETag"]
    again = desk.client.get("/local/public/images/a.webp", headers={"If-None-Match": etag})
    assert again.status_code == 304


@pytest.mark.parametrize("path", ["none", "images", "images/a.webp/b"])
def test_a_public_file_that_is_not_there_is_not_found(desk: Desk, path: str) -> None:
    desk.files.publish("images/a.webp", b"picture", content_type="image/webp")
    response = desk.client.get(f"/local/public/{path}")
    refused(response, 404, "not_found")
    assert str(desk.data) not in response.text


def test_a_fault_shows_nothing_of_the_machine(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    (desk.data / "files" / "uploads").write_text("in the way")
    response = desk.put()
    refused(response, 500, "internal_error")
    assert str(desk.data) not in response.text
    assert "upload_fault" in capsys.readouterr().err


def test_other_paths_and_methods_are_problems_too(desk: Desk) -> None:
    refused(desk.client.get("/local/other"), 404, "not_found")
    refused(desk.client.delete("/local/public/images/a.webp"), 405, "method_not_allowed")


def test_unfinished_files_are_removed_once_no_process_can_be_writing_them(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    folder = tmp_path / "files" / "unfinished"
    for name, age in (("old", 7200), ("new", 60)):
        (folder / name).write_bytes(b"half")
        at = time.time() - age
        os.utime(folder / name, (at, at))
    assert desk.files.discard_unfinished() == 1
    assert [place.name for place in folder.iterdir()] == ["new"]
    assert desk.files.discard_unfinished() == 0


def test_the_folder_of_a_killed_backup_is_removed_with_what_it_holds(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    unfinished = tmp_path / "files" / "unfinished"
    killed, running = unfinished / "killed", unfinished / "running"
    for folder in (killed, running):
        (folder / "inner").mkdir(parents=True)
    (killed / "inner" / "documents.sqlite3").write_bytes(b"half")
    at = time.time() - 7200
    for place in (killed / "inner" / "documents.sqlite3", killed / "inner", killed):
        os.utime(place, (at, at))
    assert desk.files.discard_unfinished() == 1
    assert list(unfinished.iterdir()) == [running]
    assert (running / "inner").is_dir()


def test_an_unprocessed_upload_is_removed_after_a_day(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    for path, hours in (("o1/new", 23), ("o1/old", 25)):
        desk.put(url=desk.ticket(path).url)
        at = time.time() - hours * 3600
        (place,) = (tmp_path / "files" / "uploads").glob(f"{path}@*")
        os.utime(place, (at, at))
    assert desk.files.discard_uploads() == 1
    assert desk.files.read_upload("o1/new") == b"12345"
    with pytest.raises(FileMissing):
        desk.files.read_upload("o1/old")
    assert desk.files.discard_uploads() == 0


PNG = b"\x89PNG\r\n\x1a\n and what follows \x00\xff"


def test_objects_lie_on_disk_byte_for_byte(desk: Desk) -> None:
    desk.put(b"\xff\xd8JPEG")
    desk.files.publish("images/a.png", PNG, content_type="image/png")
    files = desk.data / "files"
    (upload,) = (files / "uploads" / "offers" / "o1").iterdir()
    assert upload.name == f"u1@{finalized(desk.told[0]).generation}"
    assert upload.read_bytes() == b"\xff\xd8JPEG"
    assert (files / "public" / "images" / "a.png").read_bytes() == PNG
    facts = files / "facts"
    assert {place.relative_to(facts) for place in facts.rglob("*") if place.is_file()} == {
        upload.relative_to(files),
        Path("public/images/a.png"),
    }


def test_a_replaced_upload_leaves_one_file(desk: Desk) -> None:
    url = desk.ticket().url
    desk.put(b"first", url=url)
    desk.put(b"second", url=url)
    files = desk.data / "files"
    for folder in (files / "uploads", files / "facts" / "uploads"):
        (place,) = (place for place in folder.rglob("*") if place.is_file())
        assert place.name == f"u1@{finalized(desk.told[-1]).generation}"
    desk.files.delete_upload(PATH)
    assert [place for place in files.rglob("*") if place.is_file()] == [files / "version"]


def test_facts_that_a_crash_left_without_their_object_are_removed(desk: Desk) -> None:
    desk.put()
    desk.files.publish("images/a.png", PNG, content_type="image/png")
    files = desk.data / "files"
    (files / "public" / "images" / "a.png").unlink()
    facts = [place for place in (files / "facts").rglob("*") if place.is_file()]
    assert desk.files.discard_unfinished() == 0, "a process may be about to write the object"
    at = time.time() - 7200
    for place in facts:
        os.utime(place, (at, at))
    assert desk.files.discard_unfinished() == 1
    assert desk.files.read_upload(PATH) == b"12345"
    assert desk.files.announce_all() == 1


def test_publishing_again_restores_lost_facts(desk: Desk) -> None:
    desk.files.publish("images/a.png", PNG, content_type="image/png")
    (desk.data / "files" / "facts" / "public" / "images" / "a.png").unlink()
    with pytest.raises(FileMissing):
        desk.files.open_public("images/a.png")
    desk.files.publish("images/a.png", PNG, content_type="image/png")
    assert desk.files.open_public("images/a.png").content_type == "image/png"
