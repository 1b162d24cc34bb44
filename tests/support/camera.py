"""Chromium's fake camera, which sees a QR code as a person would hold it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import segno
from playwright.sync_api import Browser

from tests.support.chromium import find_chromium

WIDTH, HEIGHT = 640, 480
_FRAMES = 2
_GREY, _LIGHT, _DARK = 128, 235, 16


@contextmanager
def seeing(text: str, browser: Browser) -> Iterator[Browser]:
    """Give another browser like the running one, whose camera sees the QR code of a text."""
    with TemporaryDirectory() as folder:
        video = Path(folder) / "ticket.y4m"
        _write_video(video, segno.make_qr(text, error="m"))
        program = find_chromium()
        assert program is not None
        second = browser.browser_type.launch(
            executable_path=program,
            args=[
                "--no-sandbox",
                "--use-fake-ui-for-media-stream",
                "--use-fake-device-for-media-stream",
                f"--use-file-for-fake-video-capture={video}",
            ],
        )
        try:
            yield second
        finally:
            second.close()


def _write_video(path: Path, code: segno.QRCode) -> None:
    """Write a YUV4MPEG2 video, of grey around a QR code with its quiet zone."""
    rows = [list(row) for row in code.matrix_iter(border=4)]
    scale = int(HEIGHT * 0.6) // len(rows)
    left, top = (WIDTH - len(rows) * scale) // 2, (HEIGHT - len(rows) * scale) // 2
    luma = bytearray([_GREY]) * (WIDTH * HEIGHT)
    for y, row in enumerate(rows):
        line = b"".join(bytes([_DARK if module else _LIGHT]) * scale for module in row)
        for offset in range(scale):
            at = (top + y * scale + offset) * WIDTH + left
            luma[at : at + len(line)] = line
    chroma = bytes([128]) * (WIDTH * HEIGHT // 2)
    frame = b"FRAME\n" + bytes(luma) + chroma
    head = f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F30:1 Ip A1:1 C420jpeg\n".encode()
    path.write_bytes(head + frame * _FRAMES)
