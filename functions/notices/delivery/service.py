"""Sending notices: the steps around the mail server, between units of work."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from functions.kernel.database import Database, Ref, Seen
from functions.kernel.identity import IdentityProvider
from functions.kernel.jobs import Report, process_and_count
from functions.kernel.logs import log
from functions.kernel.mail import (
    AddressRefused,
    MailDown,
    Mailer,
    MailFault,
    MailUnsure,
    Session,
    TryLater,
)
from functions.notices.letters import texts as letters_texts
from functions.notices.letters.models import (
    EventLetter,
    InvitationLetter,
    StatementLetter,
    VenueLetter,
)
from functions.notices.queue import service as queue_service
from functions.notices.queue.models import Notice, NoticeState
from functions.notices.queue.rules import Overtaken

_AFTER: dict[type[MailFault], NoticeState] = {
    AddressRefused: "refused",
    TryLater: "waiting",
    MailDown: "waiting",
    MailUnsure: "unsure",
}

Kept = dict[Ref, Seen]
"""The documents that the hand-over wrote, so that the end of a notice need not read them again."""

_FAILURES = ("refused", "given_up", "unsure")


@dataclass(frozen=True, kw_only=True)
class Sender:
    """Sends notices; `now` is read before each step, because sending takes time."""

    database: Database
    identity: IdentityProvider
    mail: Mailer
    now: Callable[[], datetime]
    site: str | None = None
    """The URL that links in mails start with; None where it has none that others reach."""
    files: str | None = None
    """The URL that pictures in mails start with, likewise."""

    def send(self, notice_ids: Iterator[str]) -> Report:
        """Send those of these notices that are due, in turn, and count them by outcome.

        A failure does not stop the others. If the mail server is down, the others stay due.
        """
        return self._each(notice_ids, self._send)

    def send_taken(self, taken: Sequence[tuple[Notice, EventLetter | None]]) -> Report:
        """Send notices that were just taken, with their letters, and count them by outcome.

        If the mail server is down, the others are due again when their leases end.
        """
        letters = {notice.id: (notice, letter) for notice, letter in taken}
        return self._each(
            iter(letters), lambda session, notice_id: self._send_taken(session, *letters[notice_id])
        )

    def _each(self, notice_ids: Iterator[str], send: Callable[[Session, str], str]) -> Report:
        report = Report()
        with self.mail.session() as session:
            steps = self._while_up(notice_ids, report)
            process_and_count(
                report, steps, lambda notice_id: send(session, notice_id), names_people=True
            )
        return report

    def _while_up(self, notice_ids: Iterator[str], report: Report) -> Iterator[str]:
        for notice_id in notice_ids:
            yield notice_id
            if report.counts.get("down"):
                return

    def _send(self, session: Session, notice_id: str) -> str:
        """Take and send one notice; return the outcome."""
        at = self.now()
        notice = self.database.run(lambda work: queue_service.take(work, notice_id, now=at))
        if notice is None:
            return "not_due"
        letter = None
        if notice.state == "waiting":
            letter = self.database.run(lambda work: queue_service.draft(work, notice, now=at))
        return self._send_taken(session, notice, letter)

    def _send_taken(self, session: Session, notice: Notice, letter: EventLetter | None) -> str:
        """Send one notice that was taken; return the outcome."""
        if notice.state != "waiting":
            return self._logged(notice, notice.state)
        address = None if letter is None else self._address(notice, letter)
        if letter is None or not address:
            return self._ended(notice, "dropped")
        mail = letters_texts.mail(
            letter,
            key=notice.id,
            to=address,
            written_at=notice.created_at,
            site=self.site,
            files=self.files,
        )

        kept: Kept = {}

        def hand_over() -> None:
            leaves_at = self.now()
            self.database.run(
                lambda work: queue_service.hand_over(work, notice, letter, now=leaves_at),
                kept=kept,
            )

        try:
            session.send(mail, hand_over=hand_over)
        except Overtaken:
            return "not_due"
        except MailFault as fault:
            return self._failed(notice, fault, kept)
        return self._ended(notice, "sent", kept=kept)

    def _address(self, notice: Notice, letter: EventLetter) -> str | None:
        if isinstance(letter, InvitationLetter):
            return letter.invitation.email
        if isinstance(letter, VenueLetter | StatementLetter) and letter.address is not None:
            return letter.address
        account = self.identity.find(notice.person_id)
        return None if account is None else account.email

    def _failed(self, notice: Notice, fault: MailFault, kept: Kept) -> str:
        """Record the failure of a notice; return its state, or "down" if the server is down."""
        state = self._ended(notice, _AFTER[type(fault)], code=fault.code, kept=kept)
        if not isinstance(fault, MailDown):
            return state
        log.error("mail_down", code=fault.code, fault=fault.__cause__)
        return "down"

    def _ended(
        self,
        notice: Notice,
        state: NoticeState,
        *,
        code: int | None = None,
        kept: Kept | None = None,
    ) -> str:
        at = self.now()
        ended = self.database.run(
            lambda work: queue_service.end(work, notice, state, code=code, now=at), kept=kept
        )
        return self._logged(notice, state, code=code) if ended else "not_due"

    def _logged(self, notice: Notice, state: NoticeState, *, code: int | None = None) -> str:
        """Log a failure that needs attention, without naming the person."""
        if state in _FAILURES:
            log.error("notice_failed", state=state, topic=notice.topic, code=code or notice.code)
        return state
