"""Races of deliveries and of mail senders."""

from functions.kernel.errors import Contention
from functions.kernel.platform import Platform
from functions.notices.delivery.jobs import send_due
from tests.support import given
from tests.support.postbox import parsed
from tests.support.races.race import Round, Stage, act, counted, race


def deliver(platform: Platform, topic: str) -> str:
    try:
        for message in given.waiting(platform, topic):
            given.deliver(platform, message)
    except Contention:
        return "contention"
    return "done"


@race("one event delivered many times")
def one_event_delivered_many_times(stage: Stage) -> Round:
    booking = stage.booking()
    relay, stage.platform.database.on_commit = stage.platform.database.on_commit, None
    given.redeem(stage.platform, booking)
    stage.platform.database.on_commit = relay

    def check(got: list[str]) -> None:
        counted(got, done=4)
        assert given.kinds(stage.platform, booking.beneficiary_id) == ["grant", "hold", "capture"]

    return Round([act(deliver, "booking-redeemed")] * 4, check)


def send(platform: Platform) -> None:
    send_due(platform, given.now(platform))


@race("two senders of one e-mail")
def two_senders_of_one_e_mail(stage: Stage) -> Round:
    (uid,) = stage.people(1)
    given.token(stage.platform, uid)
    folder = stage.platform.settings.data / "mail"
    relay, stage.platform.database.on_commit = stage.platform.database.on_commit, None
    stage.booking(uid=uid)
    stage.platform.database.on_commit = relay

    def check(got: list[str]) -> None:
        counted(got, done=4)
        # What was opened after the sender had looked is sent now.
        send(stage.platform)
        mails = [parsed(one.read_bytes()) for one in folder.glob("*.eml")]
        subjects = [one["Subject"] for one in mails if one["To"] == f"{uid}@demo.test"]
        # One for the activation, one for the booking.
        assert len(subjects) == len(set(subjects)) == 2, subjects

    return Round([*[act(deliver, "booking-confirmed")] * 3, act(send)], check)
