"""Both mailers keep the port's promises; the one for SMTP before a real server, in good and bad."""

import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import compat32
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis.strategies import characters, sampled_from
from hypothesis.strategies import text as texts

from functions.kernel.config import Settings, read_settings
from functions.kernel.mail import (
    AddressRefused,
    HeaderPolicy,
    Mail,
    MailDown,
    Mailer,
    MailFault,
    MailUnsure,
    Picture,
    TryLater,
    message_of,
)
from functions.kernel.mail.folder import FolderMailer
from functions.kernel.mail.smtp import SmtpMailer
from functions.kernel.platform import Platform
from tests.support.postbox import PASSWORD, SENDER, USER, Postbox, body, opened, parsed

MAIL = Mail(
    key="booking-confirmed:b1:1~ana",
    to="ana@demo.test",
    subject="Réservation confirmée\u00a0: «\u00a0L’Été à Noël\u00a0»",
    text="Bonjour Zoë,\n\n.\n..deux points\n" + "à très bientôt " * 200 + "\n",
    html="<p>Bonjour Zoë</p><img src='cid:qr'>" + "<b>é</b>" * 500,
    pictures=(Picture("qr", b"\x89PNG\r\n.\r\n" + bytes(range(256))),),
    written_at=datetime(2026, 5, 4, 10, 0, tzinfo=UTC),
)


@dataclass
class Side:
    """A mailer, and the mails that have arrived."""

    mailer: Mailer
    arrived: Callable[[], list[bytes]]

    def send(self, mail: Mail, hand_over: Callable[[], None] = lambda: None) -> None:
        with self.mailer.session() as session:
            session.send(mail, hand_over=hand_over)

    def mails(self) -> list[EmailMessage]:
        return [parsed(content) for content in self.arrived()]


@pytest.fixture(params=["folder", "smtp"])
def side(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Side]:
    if request.param == "folder":
        folder = tmp_path / "mail"
        yield Side(
            FolderMailer(folder, SENDER),
            lambda: [path.read_bytes() for path in sorted(folder.glob("*.eml"))],
        )
    else:
        with opened() as postbox:
            yield Side(postbox.mailer(), lambda: list(postbox.taken))


@pytest.fixture
def postbox() -> Iterator[Postbox]:
    with opened() as running:
        yield running


def test_what_was_written_is_what_is_read(side: Side) -> None:
    side.send(MAIL)
    (content,) = side.arrived()
    (mail,) = side.mails()
    assert str(mail["From"]) == "Pass culture <no-reply@pass.test>"
    assert str(mail["To"]) == "ana@demo.test"
    assert str(mail["Subject"]) == MAIL.subject
    assert mail["Date"].datetime == MAIL.written_at
    assert mail["Auto-Submitted"] == "auto-generated"
    assert body(mail, "plain").replace("\r\n", "\n") == MAIL.text
    assert body(mail, "html").strip() == MAIL.html
    (picture,) = [part for part in mail.walk() if part.get_content_type() == "image/png"]
    assert (picture["Content-ID"], picture.get_content()) == ("<qr>", MAIL.pictures[0].content)
    assert [part.get_content_type() for part in mail.walk()] == [
        *("multipart/alternative", "text/plain", "multipart/related", "text/html", "image/png")
    ]
    # No server has to bear more than RFC 5321 asks of it.
    assert content.isascii()
    lines = content.split(b"\r\n")
    assert max(map(len, lines)) <= 78
    assert not any(b"\r" in line or b"\n" in line for line in lines)


def test_a_mail_is_known_by_its_cause(side: Side) -> None:
    side.send(MAIL)
    side.send(replace(MAIL, key="booking-confirmed:b2:1~ana"))
    side.send(replace(MAIL, subject="Encore", written_at=MAIL.written_at + timedelta(seconds=1)))
    first, second, again = sorted(side.mails(), key=lambda mail: mail["Subject"] == "Encore")
    assert first["Message-ID"] != second["Message-ID"]
    assert again["Message-ID"] in (first["Message-ID"], second["Message-ID"])
    assert all(str(mail["Message-ID"]).endswith("@pass.test>") for mail in (first, second))
    assert not any("ana" in str(mail["Message-ID"]) for mail in (first, second))


@pytest.mark.parametrize("ending", ["\r\n", "\n", "\r", "\u2028", "\x85", "\x00"])
def test_a_name_with_a_line_break_makes_no_header(side: Side, ending: str) -> None:
    side.send(replace(MAIL, subject=f"Nuit{ending}Bcc: eve@evil.test{ending}{ending}du jazz"))
    (mail,) = side.mails()
    assert mail["Bcc"] is None
    assert str(mail["Subject"]) == "Nuit Bcc: eve@evil.test du jazz"
    assert body(mail, "plain").replace("\r\n", "\n") == MAIL.text


SUBJECTS = [
    # CVE-2024-6923: each would write a header, or end them.
    *("=?utf-8?q?Concert=0D=0AReply-To:_x=40evil.test?=", "=?utf-8?q?A=0D=0ABcc:_x=40evil.test?="),
    *("=?utf-8?q?A=0D=0A=0D=0AB?=", "=?utf-8?b?QQ0KUmVwbHktVG86IHhAZXZpbC50ZXN0?="),
    *("=?utf-8?q?=62itcoin?=", "é =?utf-8?q?=62itcoin?= é"),
    # python/cpython#144156: the space between two encoded words was lost.
    "Réservation annulée\u00a0: Cyrano de Bergerac au théâtre antique d'Arles, été 2027",
    *("", "Concert", "a" * 300, "é" * 300, "🎭" * 60, f"{'é' * 19} {'é' * 19} {'é' * 19}"),
]


@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_subject_is_read_as_it_was_written(side: Side, subject: str) -> None:
    side.send(replace(MAIL, subject=subject))
    (content,) = side.arrived()
    (mail,) = side.mails()
    assert str(mail["Subject"]) == subject
    assert sorted(mail.keys()) == [
        *("Auto-Submitted", "Content-Type", "Date", "From", "MIME-Version", "Message-ID"),
        *("Subject", "To"),
    ]
    assert body(mail, "plain").replace("\r\n", "\n") == MAIL.text
    header = content[content.index(b"Subject: ") : content.index(b"Date: ")]
    assert max(map(len, header.splitlines())) <= 76


@given(
    subject=texts(characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp"])).map(str.strip),
    text=texts(alphabet=characters(codec="utf-8", exclude_characters="\r")),
)
def test_any_mail_is_read_as_it_was_written_and_has_short_lines(subject: str, text: str) -> None:
    content = message_of(replace(MAIL, subject=subject, text=text), SENDER)
    mail = parsed(content)
    assert str(mail["Subject"]) == subject
    assert body(mail, "plain").replace("\r\n", "\n").rstrip("\n") == text.rstrip("\n")
    assert content.isascii()
    lines = content.split(b"\r\n")
    assert max(map(len, lines)) <= 78
    assert not any(b"\r" in line or b"\n" in line for line in lines)


@given(
    name=sampled_from(["To", "Subject", "Content-Type"]),
    value=texts(characters(codec="utf-8", exclude_categories=["Cs"]))
    | texts("a b;=<>@?_", max_size=90),
)
def test_a_short_header_is_written_as_the_email_package_writes_it(name: str, value: str) -> None:
    package = compat32.clone(linesep="\r\n", max_line_length=75)
    quick = HeaderPolicy(linesep="\r\n", max_line_length=75)
    assert quick.fold_binary(name, value) == package.fold_binary(name, value)


@pytest.mark.parametrize("name", ["", "Pass", 'Le "Pass", culture', "Le Théâtre de l’Été"])
def test_a_sender_is_read_as_it_was_set(name: str) -> None:
    sender = Address(name, addr_spec="no-reply@pass.test")
    (address,) = parsed(message_of(MAIL, sender))["From"].addresses
    assert (address.display_name, address.addr_spec) == (name, "no-reply@pass.test")


NO_ADDRESSES = [
    *("", "@", "ana", "ana@", "@demo.test", "ana@demo@test", "ana demo@demo.test"),
    *("ana@demo.test\r\nBcc: eve@evil.test", "ana@demo.test, eve@evil.test", "<ana@demo.test>"),
    *("ana@demo.test>", "Ana <ana@demo.test>", "zoë@demo.test", f"ana@{'a' * 70}.test", "ana@here"),
]


@pytest.mark.parametrize("address", NO_ADDRESSES)
def test_what_is_no_address_is_refused_before_anything_leaves(side: Side, address: str) -> None:
    handed: list[str] = []
    with pytest.raises(AddressRefused):
        side.send(replace(MAIL, to=address), lambda: handed.append("over"))
    assert (handed, side.arrived()) == ([], [])


def test_a_domain_with_an_accent_is_reached(side: Side) -> None:
    side.send(replace(MAIL, to="ana@théâtre.test"))
    (mail,) = side.mails()
    assert str(mail["To"]) == "ana@xn--thtre-4qa2c.test"


class Overtaken(Exception):
    pass


def hold_back() -> None:
    raise Overtaken


def test_what_is_held_back_at_the_last_moment_does_not_leave(side: Side) -> None:
    def look_and_hold_back() -> None:
        assert side.arrived() == []
        hold_back()

    with side.mailer.session() as session:
        with pytest.raises(Overtaken):
            session.send(MAIL, hand_over=look_and_hold_back)
        assert side.arrived() == []
        session.send(replace(MAIL, subject="Après"), hand_over=lambda: None)
    assert [str(mail["Subject"]) for mail in side.mails()] == ["Après"]


# The folder


def test_a_mail_in_the_folder_is_its_owners_alone(tmp_path: Path) -> None:
    side = Side(FolderMailer(tmp_path / "mail", SENDER), list)
    side.send(MAIL)
    with pytest.raises(Overtaken):
        side.send(replace(MAIL, key="held back"), hold_back)
    (file,) = (tmp_path / "mail").iterdir()
    assert file.stat().st_mode & 0o077 == 0
    assert file.name.startswith("20260504T100000Z-")
    assert file.suffix == ".eml"


def test_a_folder_that_cannot_be_written_is_down(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("a file")
    handed: list[str] = []
    side = Side(FolderMailer(tmp_path / "mail", SENDER), list)
    with pytest.raises(MailDown):
        side.send(MAIL, lambda: handed.append("over"))
    assert handed == []


def test_the_embedded_default_writes_into_the_data_folder(tmp_path: Path) -> None:
    platform = Platform(Settings(data=tmp_path))
    Side(platform.mail, list).send(MAIL)
    (file,) = (tmp_path / "mail").glob("*.eml")
    assert str(parsed(file.read_bytes())["From"]).endswith("@pass-culture.invalid>")


# SMTP


def attempt(mailer: SmtpMailer, mail: Mail = MAIL) -> tuple[MailFault, bool]:
    """Return how sending fails, and whether the mail had been handed over by then."""
    handed: list[str] = []
    with mailer.session() as session, pytest.raises(MailFault) as caught:
        session.send(mail, hand_over=lambda: handed.append("over"))
    return caught.value, bool(handed)


def test_nobody_answers(postbox: Postbox) -> None:
    postbox.stop()
    fault, handed = attempt(postbox.mailer())
    assert (type(fault), handed) == (MailDown, False)


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        ("550 5.1.1 No such user", AddressRefused),
        ("553 Not a mailbox", AddressRefused),
        ("501 5.1.3 Bad syntax", AddressRefused),
        ("552 5.2.2 Mailbox full", AddressRefused),
        ("450 4.2.0 Greylisted", TryLater),
        ("452 Out of space", TryLater),
        # Our own fault, which would otherwise lose every mail.
        ("550 5.7.1 Relaying denied", TryLater),
        ("530 5.7.0 Authentication required", TryLater),
        ("503 Bad sequence", TryLater),
        ("421 4.3.2 Closing down", MailDown),
    ],
)
@pytest.mark.parametrize("at", ["recipient", "content"])
def test_what_a_refusal_means(postbox: Postbox, reply: str, kind: type[MailFault], at: str) -> None:
    if at == "recipient":
        postbox.recipients[MAIL.to] = reply
    else:
        postbox.content = reply
    fault, handed = attempt(postbox.mailer())
    assert (type(fault), fault.code) == (kind, int(reply[:3]))
    # Only what is refused as a whole has been handed over before.
    assert (handed, postbox.taken) == (at == "content", [])


def test_a_sender_who_is_refused_is_not_the_recipients_fault(postbox: Postbox) -> None:
    postbox.sender = "550 5.1.8 Who are you"
    fault, handed = attempt(postbox.mailer())
    assert (type(fault), handed) == (MailDown, False)


def test_a_server_that_looks_at_a_mail_for_a_while_has_more_time_than_for_a_word(
    postbox: Postbox,
) -> None:
    postbox.thinks = 0.4
    with postbox.mailer(timeout=0.2).session() as session:
        for number in range(2):
            session.send(replace(MAIL, key=str(number)), hand_over=lambda: None)
    assert (len(postbox.taken), postbox.connections) == (2, 1)
    fault, handed = attempt(postbox.mailer(patience=0.1))
    assert (type(fault), handed) == (MailUnsure, True)


def test_a_lost_answer_leaves_it_unsure(postbox: Postbox) -> None:
    postbox.lost = 1
    fault, handed = attempt(postbox.mailer())
    assert (type(fault), handed, len(postbox.taken)) == (MailUnsure, True, 1)


def test_a_connection_lost_amid_the_mail_has_sent_nothing(postbox: Postbox) -> None:
    postbox.broken = 1
    # More than the system's buffers hold, so that the client meets the end while it sends.
    large = replace(MAIL, pictures=(Picture("qr", bytes(20_000_000)),))
    fault, handed = attempt(postbox.mailer(), large)
    assert (type(fault), handed, postbox.taken) == (MailDown, True, [])


def test_one_connection_serves_many_mails_also_after_a_refusal(postbox: Postbox) -> None:
    postbox.recipients = {"no@demo.test": "550 5.1.1 No such user"}
    with postbox.mailer().session() as session:
        for address in ("ana@demo.test", "no@demo.test", "zoe@demo.test", "kim@demo.test"):
            mail = replace(MAIL, key=address, to=address)
            if address == "no@demo.test":
                with pytest.raises(AddressRefused):
                    session.send(mail, hand_over=lambda: None)
            else:
                session.send(mail, hand_over=lambda: None)
    assert [str(mail["To"]) for mail in postbox.mails()] == [
        *("ana@demo.test", "zoe@demo.test", "kim@demo.test")
    ]
    assert postbox.connections == 1


def test_a_connection_closed_by_the_server_is_opened_again(postbox: Postbox) -> None:
    postbox.most = 2
    with postbox.mailer().session() as session:
        for number in range(5):
            session.send(replace(MAIL, key=str(number)), hand_over=lambda: None)
        postbox.stop()
        postbox.start()
        session.send(replace(MAIL, key="after"), hand_over=lambda: None)
    assert len({mail["Message-ID"] for mail in postbox.mails()}) == len(postbox.taken) == 6


def test_a_session_that_sends_nothing_connects_to_nothing(postbox: Postbox) -> None:
    with postbox.mailer().session():
        pass
    assert postbox.connections == 0


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with a certificate for 127.0.0.1, made by itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "server.pem"
    file.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return file


@pytest.fixture
def encrypted(certificate: Path) -> Iterator[Postbox]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with opened(tls=context, needs_login=True) as running:
        yield running


def test_it_enters_with_a_password_over_tls(encrypted: Postbox, certificate: Path) -> None:
    trusting = ssl.create_default_context(cafile=str(certificate))
    mailer = encrypted.mailer(starttls=trusting, user=USER, password=PASSWORD)
    Side(mailer, list).send(MAIL)
    assert len(encrypted.taken) == 1
    fault, handed = attempt(replace(mailer, password="wrong"))
    assert (type(fault), handed, len(encrypted.taken)) == (MailDown, False, 1)
    assert PASSWORD not in repr(mailer)


def test_a_certificate_of_nobody_knows_whom_ends_it(encrypted: Postbox) -> None:
    strict = ssl.create_default_context()
    fault, handed = attempt(encrypted.mailer(starttls=strict, user=USER, password=PASSWORD))
    assert (type(fault), handed, encrypted.offered) == (MailDown, False, [])


def test_nothing_goes_in_the_clear_where_tls_is_asked_for(postbox: Postbox) -> None:
    fault, handed = attempt(postbox.mailer(starttls=ssl.create_default_context()))
    assert (type(fault), handed, postbox.offered) == (MailDown, False, [])


def test_the_settings_make_the_mailer(postbox: Postbox, tmp_path: Path) -> None:
    settings = Settings(
        data=tmp_path,
        mail="smtp",
        smtp_host="127.0.0.1",
        smtp_port=postbox.port,
        smtp_sender="Le Pass <no-reply@pass.test>",
        smtp_starttls=False,
    )
    Side(Platform(settings).mail, list).send(MAIL)
    assert [str(mail["From"]) for mail in postbox.mails()] == ["Le Pass <no-reply@pass.test>"]
    unnamed = settings.model_copy(update={"smtp_host": ""})
    with pytest.raises(RuntimeError, match="CULTUREPASS_SMTP_HOST"):
        _ = Platform(unnamed).mail
    nobodys = Settings(data=tmp_path, mail="smtp", smtp_host="127.0.0.1")
    with pytest.raises(RuntimeError, match="CULTUREPASS_SMTP_SENDER"):
        _ = Platform(nobodys).mail


def test_a_password_is_not_shown_with_the_settings() -> None:
    settings = read_settings({"CULTUREPASS_SMTP_PASSWORD": "s3cret"})
    assert settings.smtp_password is not None
    assert settings.smtp_password.get_secret_value() == "s3cret"
    assert "s3cret" not in repr(settings)
    assert "s3cret" not in str(settings.model_dump())
