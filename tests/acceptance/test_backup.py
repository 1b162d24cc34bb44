"""Backup and restore of a data folder, by the command line, while the server serves it."""

import os
import signal
import subprocess
import sys
import tarfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from functions.kernel.database.sqlite import FILE as DOCUMENTS
from functions.kernel.sqlite_file import connect, transaction
from tests.support.processes import ROOT, Command, environment
from tests.support.server import GRANT_CENTS, Server, answer, eventually, jpeg, problem

PRICE = 1_850


def command(data: Path, *arguments: str) -> Command:
    """Start `python -m local` with arguments on a data folder."""
    return Command("local.__main__:run", *arguments, environment=environment(data))


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

    done = command(server.data, "backup", str(target)).wait()
    assert done.status == 0, done.out + done.err
    assert "accounts" in done.out

    answer(api.post(f"/v1/desk/countermarks/{booking['countermark']}/redeem", by=shop.member))
    entries = [("capture", PRICE), ("hold", PRICE), ("grant", GRANT_CENTS)]
    api.check_credit(lea, available=GRANT_CENTS - PRICE, spent=PRICE, entries=entries)
    assert api.upload(shop, offer, jpeg(500, 500, seed="new"))["status"] == "ready"
    after = answer(api.get(f"/v1/offers/{offer}"))["image"]["urls"]["jpeg"]
    assert (httpx.get(before).status_code, httpx.get(after).status_code) == (404, 200)
    stranger = api.beneficiary(admin)

    done = command(server.data, "restore", str(target)).wait()
    assert done.status == 0, done.out + done.err
    assert "Later changes are gone." in done.out

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


def test_a_backup_that_is_killed_leaves_the_former_one(own_data: Path, tmp_path: Path) -> None:
    target = tmp_path / "backup.tar"
    target.write_bytes(b"the former backup")
    with closing(connect(own_data / DOCUMENTS)) as other, transaction(other):
        # A backup waits for the end of a commit.
        process = command(own_data, "backup", str(target))
        assert eventually(lambda: list(tmp_path.glob(".backup.tar.*")), bool)
        assert process.end(signal.SIGKILL).status == -signal.SIGKILL
    assert target.read_bytes() == b"the former backup"
    (half,) = tmp_path.glob(".backup.tar.*")
    os.utime(half, (0, 0))
    assert command(own_data, "backup", str(target)).wait().status == 0
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
    done = command(tmp_path / "data", arguments[0], str(tmp_path / arguments[1])).wait()
    assert (done.status, done.err) == (1, "")
    assert told in done.out
    assert not (tmp_path / arguments[1]).exists()


def test_an_unusable_data_folder_is_named_with_its_setting(
    tmp_path: Path,
) -> None:
    (tmp_path / "file").write_text("in the way")
    done = subprocess.run(
        [sys.executable, "-m", "local"],
        cwd=ROOT,
        env=environment(tmp_path / "file" / "data"),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stderr) == (1, "")
    assert f"Cannot use the data folder {tmp_path / 'file' / 'data'}" in done.stdout
    assert "CULTUREPASS_DATA" in done.stdout


def test_a_data_folder_of_a_newer_release_is_not_served(tmp_path: Path) -> None:
    data = tmp_path / "data"
    (data / "files").mkdir(parents=True)
    (data / "files" / "version").write_text("9")
    done = command(data).wait()
    assert (done.status, done.err) == (1, "")
    assert "has version 9, and this release reads versions up to 1" in done.out
