"""Mails of the real server: they are in its folder a few seconds after their event."""

from email.message import EmailMessage

from tests.support.postbox import body, parsed
from tests.support.server import Server, eventually


def test_who_books_finds_the_countermark_in_a_mail(server: Server) -> None:
    api = server.api
    ana = api.beneficiary()
    shop = api.shop()
    stock = api.offer(shop, name="L’Atlas", category="paper_book", stock={"price_cents": 1_850})
    booking = api.book(ana, stock)

    def mails() -> dict[str, EmailMessage]:
        found = (parsed(path.read_bytes()) for path in (server.data / "mail").glob("*.eml"))
        mine = [mail for mail in found if mail["To"] == ana.email]
        return {str(mail["Subject"]).replace("\u00a0", " "): mail for mail in mine}

    arrived = eventually(mails, lambda seen: len(seen) == 2)
    assert set(arrived) == {"Ton crédit est arrivé : 500,00 €", "Réservation confirmée : L’Atlas"}
    confirmed = arrived["Réservation confirmée : L’Atlas"]
    assert booking["countermark"] in body(confirmed, "plain")
    assert booking["qr_payload"] in body(confirmed, "html")
    assert f"its mails        {(server.data / 'mail').resolve()}" in server.output()
