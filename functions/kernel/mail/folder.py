"""The embedded mailer: mails as .eml files in a folder, which any mail program opens."""

import os
import secrets
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from email.headerregistry import Address
from pathlib import Path
from typing import TYPE_CHECKING

from functions.kernel.mail import Mail, MailDown, Session, digest_of, message_of, sender_address

if TYPE_CHECKING:
    from functions.kernel.platform import Platform


def open_adapter(platform: "Platform") -> "FolderMailer":
    """Return the mailer that writes into the folder `mail` of the platform's data."""
    settings = platform.settings
    return FolderMailer(settings.data / "mail", sender_address(settings.smtp_sender))


class FolderMailer:
    """Writes each mail to a file of its own, named by the time and a digest of its key."""

    is_immediate = True

    def __init__(self, folder: Path, sender: Address) -> None:
        self._folder = folder
        self._sender = sender

    def session(self) -> AbstractContextManager[Session]:
        """Return this mailer: there is nothing to connect to."""
        return nullcontext(self)

    def send(self, mail: Mail, *, hand_over: Callable[[], None]) -> None:
        """Write the file; it appears complete or not at all, and only its owner can read it.

        Raises AddressRefused, MailDown where the folder cannot be written, or the exception that
        `hand_over` raises.
        """
        content = message_of(mail, self._sender)
        place = self._folder / f"{mail.written_at:%Y%m%dT%H%M%SZ}-{digest_of(mail)}.eml"
        try:
            unfinished = self._written(content)
        except OSError as fault:
            raise MailDown from fault
        try:
            hand_over()
            os.replace(unfinished, place)
        except BaseException:
            os.unlink(unfinished)
            raise

    def _written(self, content: bytes) -> Path:
        path = self._folder / f"{secrets.token_hex(8)}.part"
        try:
            file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileNotFoundError:
            self._folder.mkdir(parents=True, exist_ok=True)
            return self._written(content)
        with os.fdopen(file, "wb") as opened:
            opened.write(content)
        return path
