"""Backup and restore of a data folder, by the command line, while the server serves it."""

import hashlib
import io
import json
import os
import signal
import subprocess
import sys
import tarfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from tests.acceptance.server import GRANT_CENTS, ROOT, Api, Server, answer, jpeg, problem
from tests.acceptance.world import State

PRICE = 1_850


def command(data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run `python -m local` on a data folder."""
    return subprocess.run(
        [sys.executable, "-m", "local", *arguments],
        cwd=ROOT,
        env=environment(data),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def environment(data: Path) -> dict[str, str]:
    plain = {k: v for k, v in os.environ.items() if not k.startswith("CULTUREPASS_")}
    return {**plain, "CULTUREPASS_DATA": str(data)}


def contents(data: Path) -> dict[str, str]:
    """Return a digest of every file of a data folder that is not being written."""
    return {
        place.relative_to(data).as_posix(): hashlib.sha256(place.read_bytes()).hexdigest()
        for place in sorted(data.rglob("*"))
        if place.is_file() and not place.name.endswith(("-wal", "-shm"))
    }


@pytest.fixture(scope="module")
def backup(loaded: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of the demo data."""
    target = tmp_path_factory.mktemp("backup") / "demo.tar"
    done = command(loaded, "backup", str(target))
    assert done.returncode == 0, done.stdout + done.stderr
    return target


def test_a_running_server_goes_back_to_the_state_of_a_backup(
    new_server: Callable[[], Server], tmp_path: Path
) -> None:
    server = new_server()
    server.start()
    api, target = server.api, tmp_path / "backup.tar"
    admin = api.admin()
    shop, lea = api.shop(admin), api.beneficiary(admin)
    stock = api.offer(shop, stock={"price_cents": PRICE})
    offer = stock.partition("~")[0]
    before = answer(api.get(f"/v1/offers/{offer}"))["image"]["urls"]["jpeg"]
    booking = api.book(lea, stock)
    waiting = api.sign_up("later")

    done = command(server.data, "backup", str(target))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "accounts" in done.stdout

    answer(api.post(f"/v1/desk/countermarks/{booking['countermark']}/redeem", by=shop.member))
    entries = [("capture", PRICE), ("hold", PRICE), ("grant", GRANT_CENTS)]
    api.check_credit(lea, available=GRANT_CENTS - PRICE, spent=PRICE, entries=entries)
    assert api.upload(shop, offer, jpeg(500, 500, seed="new"))["status"] == "ready"
    after = answer(api.get(f"/v1/offers/{offer}"))["image"]["urls"]["jpeg"]
    assert (httpx.get(before).status_code, httpx.get(after).status_code) == (404, 200)
    stranger = api.beneficiary(admin)

    done = command(server.data, "restore", str(target))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Later changes are gone." in done.stdout

    entries = [("hold", PRICE), ("grant", GRANT_CENTS)]
    api.check_credit(lea, available=GRANT_CENTS - PRICE, held=PRICE, entries=entries)
    assert answer(api.get(f"/v1/offers/{offer}"))["image"]["urls"]["jpeg"] == before
    assert (httpx.get(before).status_code, httpx.get(after).status_code) == (200, 404)
    problem(api.get("/v1/me", by=stranger), 401, "unauthenticated")
    # The server goes on from there, without a restart and after one.
    answer(api.post(f"/v1/desk/countermarks/{booking['countermark']}/redeem", by=shop.member))
    api.apply(waiting)
    server.stop()
    server.start()
    entries = [("capture", PRICE), ("hold", PRICE), ("grant", GRANT_CENTS)]
    server.api.check_credit(lea, available=GRANT_CENTS - PRICE, spent=PRICE, entries=entries)
    report = server.api.run_job("audit-ledger")
    assert (report["faulty"], report["failed"]) == (0, 0)
    server.stop()


def test_a_backup_made_amid_bookings_is_of_one_instant(
    new_server: Callable[[], Server], tmp_path: Path
) -> None:
    server = new_server()
    server.start()
    api = server.api
    admin = api.admin()
    shop = api.shop(admin)
    stocks = [api.offer(shop, stock={"price_cents": 100, "quantity": 50}) for _ in range(3)]
    people = [api.beneficiary(admin) for _ in range(3)]
    stopped = threading.Event()
    booked: list[str] = []

    def book_and_cancel(number: int) -> None:
        with httpx.Client(base_url=server.url, timeout=30) as client:
            mine = Api(client, conformity=api.conformity)
            while not stopped.is_set():
                for stock in stocks:
                    booking = mine.book(people[number], stock)
                    booked.append(booking["id"])
                    answer(mine.post(f"/v1/bookings/{booking['id']}/cancel", by=people[number]))

    threads = [threading.Thread(target=book_and_cancel, args=(n,)) for n in range(len(people))]
    for thread in threads:
        thread.start()
    try:
        done = [command(server.data, "backup", str(tmp_path / f"{n}.tar")) for n in range(3)]
    finally:
        stopped.set()
        for thread in threads:
            thread.join()
    assert [one.returncode for one in done] == [0, 0, 0], done
    assert booked
    server.stop()
    for number in range(3):
        data = tmp_path / f"restored-{number}"
        assert command(data, "restore", str(tmp_path / f"{number}.tar")).returncode == 0
        restored = State(data)
        bookings = restored.collection("bookings").values()
        active = [b for b in bookings if b["status"] == "confirmed"]
        assert len(restored.collection("active_bookings")) == len(active)
        kept = restored.collection("stocks")
        for stock in stocks:
            assert kept[stock]["booked"] == sum(b["stock_id"] == stock for b in active)


def test_a_backup_starts_a_folder_of_its_own(backup: Path, loaded: Path, tmp_path: Path) -> None:
    data = tmp_path / "elsewhere"
    done = command(data, "restore", str(backup))
    assert done.returncode == 0, done.stdout + done.stderr
    assert State(data).documents() == State(loaded).documents()
    kept = {name for name in contents(loaded) if name.startswith(("files/", "keys/"))}
    assert kept == {name for name in contents(data) if name.startswith(("files/", "keys/"))}
    secret = [place for place in data.rglob("*") if place.is_file() and place.stat().st_mode & 0o77]
    assert [place for place in secret if place.suffix in (".key", ".sqlite3")] == []


def truncated(content: bytes) -> bytes:
    return content[: len(content) // 2]


def flipped(content: bytes) -> bytes:
    """Change one byte in the middle of the documents."""
    with tarfile.open(fileobj=io.BytesIO(content)) as tar:
        member = tar.getmember("documents.sqlite3")
    at = member.offset_data + member.size // 2
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


def repacked(change: Callable[[dict[str, bytes]], None]) -> Callable[[bytes], bytes]:
    """Change the files of a backup, each with a right digest."""

    def damage(content: bytes) -> bytes:
        with tarfile.open(fileobj=io.BytesIO(content)) as tar:
            files = {m.name: tar.extractfile(m).read() for m in tar.getmembers()}  # type: ignore[union-attr]
        manifest = json.loads(files.pop("manifest.json"))
        change(files)
        manifest["format"] = int(files.pop("format", b"1"))
        manifest["digests"] = {n: hashlib.sha256(text).hexdigest() for n, text in files.items()}
        packed = io.BytesIO()
        with tarfile.open(fileobj=packed, mode="w") as tar:
            for name, text in {**files, "manifest.json": json.dumps(manifest).encode()}.items():
                entry = tarfile.TarInfo(name)
                entry.size = len(text)
                tar.addfile(entry, io.BytesIO(text))
        return packed.getvalue()

    return damage


DAMAGED: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "nothing": (lambda _: b"", "is no whole backup"),
    "another file": (lambda _: b"%PDF-1.7" * 5_000, "is no whole backup"),
    "cut off": (truncated, "is no whole backup"),
    "a changed byte": (flipped, "documents.sqlite3 is not as it was written"),
    "a path out of the folder": (
        repacked(lambda files: files.update({"files/../../outside": b"x"})),
        "holds 'files/../../outside'",
    ),
    "no accounts": (repacked(lambda files: files.pop("accounts.sqlite3")), "is no whole backup"),
    "a database that is none": (
        repacked(lambda files: files.update({"documents.sqlite3": b"no database" * 1_000})),
        "is damaged",
    ),
    "a newer format": (repacked(lambda files: files.update(format=b"7")), "has format 7"),
    "newer files": (
        repacked(lambda files: files.update({"files/version": b"9"})),
        "comes from a newer release",
    ),
}


@pytest.mark.parametrize(("damage", "told"), DAMAGED.values(), ids=DAMAGED)
def test_a_file_that_is_no_whole_backup_changes_nothing(
    backup: Path,
    loaded: Path,
    tmp_path: Path,
    damage: Callable[[bytes], bytes],
    told: str,
) -> None:
    damaged = tmp_path / "damaged.tar"
    damaged.write_bytes(damage(backup.read_bytes()))
    before = contents(loaded)
    done = command(loaded, "restore", str(damaged))
    assert (done.returncode, done.stderr) == (1, "")
    assert told in done.stdout
    assert contents(loaded) == before
    assert not (tmp_path / "outside").exists()


def test_a_backup_that_is_killed_leaves_the_former_one(loaded: Path, tmp_path: Path) -> None:
    target = tmp_path / "backup.tar"
    target.write_bytes(b"the former backup")
    process = subprocess.Popen(
        [sys.executable, "-m", "local", "backup", str(target)], cwd=ROOT, env=environment(loaded)
    )
    until = time.monotonic() + 60
    while not list(tmp_path.glob(".backup.tar.*")) and time.monotonic() < until:
        time.sleep(0.001)
    process.send_signal(signal.SIGKILL)
    assert process.wait(20) == -signal.SIGKILL
    assert target.read_bytes() == b"the former backup"
    (half,) = tmp_path.glob(".backup.tar.*")
    os.utime(half, (0, 0))
    assert command(loaded, "backup", str(target)).returncode == 0
    assert [place.name for place in tmp_path.iterdir()] == ["backup.tar"]
    with tarfile.open(target) as tar:
        assert tar.getnames()[-1] == "manifest.json"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("backup", "none/backup.tar"), "CULTUREPASS_DATA"),
        (("restore", "none.tar"), "No such file"),
    ],
)
def test_a_command_that_cannot_work_says_why(
    tmp_path: Path, arguments: tuple[str, str], told: str
) -> None:
    done = command(tmp_path / "data", arguments[0], str(tmp_path / arguments[1]))
    assert (done.returncode, done.stderr) == (1, "")
    assert told in done.stdout
    assert not (tmp_path / arguments[1]).exists()


@pytest.mark.parametrize("arguments", [(), ("restore", "any.tar")])
def test_an_unusable_data_folder_is_named_with_its_setting(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    (tmp_path / "file").write_text("in the way")
    done = command(tmp_path / "file" / "data", *arguments)
    assert (done.returncode, done.stderr) == (1, "")
    assert f"Cannot use the data folder {tmp_path / 'file' / 'data'}" in done.stdout
    assert "CULTUREPASS_DATA" in done.stdout


def test_a_data_folder_of_a_newer_release_is_not_served(loaded: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    (data / "files").mkdir(parents=True)
    (data / "files" / "version").write_text("9")
    done = command(data)
    assert (done.returncode, done.stderr) == (1, "")
    assert "has version 9, and this release reads versions up to 1" in done.stdout
