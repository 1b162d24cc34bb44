"""Notices: who gets which mail, and that it is true when it is sent."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest

from functions.accounts.erasure import service as erasure_service
from functions.accounts.members import service as members_service
from functions.accounts.offerers import service as offerers_service
from functions.accounts.offerers.models import FoundOfferer
from functions.booking.models import (
    Booking,
    BookingConfirmed,
)
from functions.booking.schemas import BookingView
from functions.kernel.database import UnitOfWork
from functions.kernel.events import to_message
from functions.kernel.money import in_words
from functions.kernel.platform import Platform
from functions.kernel.values import replace
from functions.notices.queue.rules import KEPT_FOR
from functions.offers.stocks import service as stocks_service
from functions.offers.store import offers
from tests.support import given
from tests.support.activation_codes import with_codes
from tests.support.given import MEMBER, SIREN, HandClock
from tests.support.letter_values import POSTER
from tests.support.notices import (
    Mailbox,
    expiring,
    facts_of,
    moved,
    picture_refused,
    send,
    settled,
    subjects,
    words,
)
from tests.support.postbox import body

pytestmark = pytest.mark.usefixtures("accounts_of_all")


# Who is told what


def test_a_booking_is_confirmed_with_all_that_its_holder_needs(
    platform: Platform, clock: HandClock, inbox: Mailbox
) -> None:
    given.beneficiary(platform, first_name="Zoë")
    settled(platform)
    stock = given.stock(platform, given.ticket(1250, days=33.4375), name="L’Été & Noël")
    booking = given.book(platform, stock.id)
    assert inbox() == [], "nobody who books waits for a mail"
    assert send(platform) == {"sent": 1}
    (mail,) = inbox()
    assert str(mail["To"]) == "ana@demo.test"
    assert str(mail["Subject"]) == "Réservation confirmée\u00a0: L’Été & Noël"
    assert mail["Date"].datetime == clock.at
    text = words(mail)
    assert text.startswith("Bonjour Zoë,\n")
    assert f"    {booking.countermark}\n" in text
    assert f"QR code : {BookingView.of(booking).qr_payload}\n" in text
    assert "Quand : samedi 6 juin 2026 à 22 h 30\n" in text
    assert "Où : La Laiterie, 1 rue du Port, 67000 Strasbourg\n" in text
    assert "Prix : 12,50 €\n" in text
    site = platform.settings.base_url
    assert f"Voir ma réservation : {site}/reservations/{booking.id}\n" in text
    assert "Itinéraire : https://www.openstreetmap.org/directions?to=" in text
    assert f"Ajouter à mon agenda : {site}/v1/bookings/{booking.id}/calendar.ics\n" in text
    assert "jusqu’au mercredi 6 mai 2026 à 12 h ; tu récupères alors 12,50 € de crédit." in text
    html = body(mail, "html")
    assert "L’Été &amp; Noël" in html
    assert f'<a href="{site}/reservations/{booking.id}"' in html
    assert booking.countermark in html
    (picture,) = [part for part in mail.walk() if part.get_content_type() == "image/png"]
    assert picture.get_content().startswith(b"\x89PNG")
    assert f'src="cid:{str(picture["Content-ID"])[1:-1]}"' in html


def test_a_confirmation_shows_the_poster_from_where_public_files_are(
    platform: Platform, inbox: Mailbox
) -> None:
    given.beneficiary(platform)
    settled(platform)
    stock = given.stock(platform, given.thing(0))

    def show(work: UnitOfWork) -> None:
        offer = offers.get(work, stock.offer_id)
        offers.replace(work, offer.id, replace(offer, image=POSTER))

    platform.database.run(show)
    given.book(platform, stock.id)
    send(platform)
    html = body(inbox()[0], "html")
    assert f'src="{platform.settings.public_url(POSTER.paths["jpeg"])}"' in html
    assert "Zoé Martin" in html


def test_a_book_says_until_when_it_is_kept(platform: Platform, inbox: Mailbox) -> None:
    given.beneficiary(platform)
    settled(platform)
    given.book(platform, given.stock(platform, given.thing(0)).id)
    send(platform)
    text = words(inbox()[0])
    assert "Valable : jusqu’au jeudi 14 mai 2026 inclus\n" in text
    assert "Prix : Gratuit\n" in text
    assert "Quand" not in text
    assert "tant qu’elle n’est pas utilisée." in text


def test_a_code_is_brought_to_who_has_it_and_kept_nowhere_else(
    platform: Platform, inbox: Mailbox
) -> None:
    given.beneficiary(platform)
    settled(platform)
    stock = with_codes(platform, "SESAME-42")
    given.book(platform, stock.id)
    assert send(platform) == {"sent": 1}
    (mail,) = inbox()
    text = words(mail)
    assert "Voici ton code d’activation" in text
    assert "    SESAME-42\n" in text
    assert "QR code" not in text
    assert "SESAME-42" in body(mail, "html")
    assert not [part for part in mail.walk() if part.get_content_type() == "image/png"]
    assert "SESAME" not in json.dumps(given.documents(platform, "notices"), default=str)


def test_mail_names_the_time_zone_of_a_holder_elsewhere(platform: Platform, inbox: Mailbox) -> None:
    given.beneficiary(platform, postal_code="97300")
    settled(platform)
    given.book(platform, given.stock(platform, given.ticket(days=3)).id)
    send(platform)
    assert "jeudi 7 mai 2026 à 12 h (heure de Paris)" in words(inbox()[0])


@dataclass(frozen=True)
class Cancelling:
    act: Callable[[Platform, Booking], object]
    says: str


def _delete_stock(platform: Platform, booking: Booking) -> None:
    at = given.now(platform)
    platform.database.run(
        lambda work: stocks_service.delete_stock(work, booking.stock_id, member_id=MEMBER, now=at)
    )


def _close_offerer(platform: Platform, booking: Booking) -> None:
    at = given.now(platform)
    platform.database.run(lambda work: offerers_service.close_offerer(work, SIREN, now=at))


def _offerer_is_a_fraud(platform: Platform, booking: Booking) -> None:
    at = given.now(platform)
    platform.database.run(
        lambda work: members_service.suspend_professional(work, MEMBER, reason="fraud", now=at)
    )


CANCELLING = {
    "the desk": Cancelling(given.cancel_at_desk, "La Laiterie a annulé ta réservation."),
    "the stock": Cancelling(_delete_stock, "La Laiterie a annulé ta réservation."),
    "the offerer": Cancelling(_close_offerer, "La Laiterie ne propose plus d’offres"),
    "fraud": Cancelling(_offerer_is_a_fraud, "Cette offre n’est plus proposée"),
    "the holder": Cancelling(given.cancel, "Tu as annulé ta réservation"),
}


@pytest.mark.behaviour(32, 40)
@pytest.mark.parametrize("by", CANCELLING)
def test_a_cancellation_says_who_and_what_becomes_of_the_credit(
    platform: Platform, inbox: Mailbox, by: str
) -> None:
    booking = given.booking(platform)
    settled(platform)
    CANCELLING[by].act(platform, booking)
    assert send(platform) == {"sent": 1}
    (mail,) = inbox()
    assert subjects([mail]) == [("ana@demo.test", "Réservation annulée : Nuit du jazz")]
    text = words(mail)
    assert CANCELLING[by].says in text
    assert f"La contremarque {booking.countermark} n’est plus valable." in text
    assert "Tu récupères 10,00 € de crédit." in text
    assert ("Désolés" in text) == (by != "the holder")
    assert given.parts(platform)[0] == 50_000, "as it says"


def test_credit_that_has_ended_is_not_said_to_be_back(
    platform: Platform, clock: HandClock, inbox: Mailbox
) -> None:
    given.beneficiary(platform)
    stock = given.stock(platform, given.ticket(days=500))
    booking = given.book(platform, stock.id)
    settled(platform)
    clock.move(days=400)
    given.run(platform, "expire-grants")
    given.cancel_at_desk(platform, booking)
    send(platform)
    text = words(inbox()[-1])
    assert "a pris fin entre-temps : le prix de ta réservation (10,00 €) ne peut plus" in text
    assert "Tu récupères" not in text
    assert given.parts(platform) == (0, 0, 0, 50_000)


def test_who_is_suspended_for_fraud_hears_nothing_of_it_here(
    platform: Platform, inbox: Mailbox
) -> None:
    given.booking(platform)
    settled(platform)
    given.suspend(platform, "ana", "fraud")
    assert send(platform) == {"dropped": 1}
    assert inbox() == []


def test_a_suspension_without_fraud_still_notifies_of_bookings(
    platform: Platform, inbox: Mailbox
) -> None:
    booking = given.booking(platform)
    settled(platform)
    given.suspend(platform, "ana", "user_request")
    given.cancel_at_desk(platform, booking)
    assert send(platform) == {"sent": 1}
    assert len(inbox()) == 1


@pytest.mark.behaviour(71)
def test_what_expires_soon_and_what_has_expired(
    platform: Platform, clock: HandClock, inbox: Mailbox
) -> None:
    booking = given.booking(platform, given.thing(1850))
    settled(platform)
    clock.move(days=5)
    expiring(platform, booking)
    assert send(platform) == {"sent": 1}
    (reminder,) = inbox()
    text = words(reminder)
    assert "jusqu’au jeudi 14 mai 2026 inclus ; ensuite, elle sera annulée" in text
    assert "et tu récupéreras 18,50 € de crédit." in text
    assert booking.countermark in text
    clock.move(days=6)
    given.run(platform, "expire-bookings")
    assert send(platform) == {"sent": 1}
    text = words(inbox()[-1])
    assert "était valable jusqu’au jeudi 14 mai 2026 inclus" in text
    assert "Tu récupères 18,50 € de crédit." in text


def test_a_booking_that_outlives_its_grant_is_not_said_to_bring_credit_back(
    platform: Platform, clock: HandClock, inbox: Mailbox
) -> None:
    given.beneficiary(platform)
    clock.at = given.the_wallet(platform).expires_at - timedelta(days=3)
    booking = given.book(platform, given.stock(platform, given.thing(1850)).id)
    settled(platform)
    expiring(platform, booking)
    send(platform)
    assert "sera annulée automatiquement." in words(inbox()[0])


def test_an_event_that_moves(platform: Platform, inbox: Mailbox) -> None:
    booking = given.booking(platform)
    settled(platform)
    moved(platform, booking, days=7)
    assert send(platform) == {"sent": 1}
    (mail,) = inbox()
    assert subjects([mail]) == [("ana@demo.test", "Nouvelle date : Nuit du jazz")]
    text = words(mail)
    assert "Nouvelle date : jeudi 21 mai 2026 à 12 h\nAncienne date : jeudi 14 mai 2026" in text
    assert "jusqu’au mercredi 6 mai 2026 à 12 h" in text
    assert booking.countermark in text


def test_every_member_is_notified_of_a_refused_picture(platform: Platform, inbox: Mailbox) -> None:
    offer = given.offer(platform, given.house(platform), given.thing(), category="paper_book")
    at = given.now(platform)
    for uid in ("kim", "zoe"):
        given.member(platform, uid)
    platform.database.run(
        lambda work: members_service.suspend_professional(
            work, "zoe", reason="administrative", now=at
        )
    )
    settled(platform)
    picture_refused(platform, offer.id)
    assert send(platform) == {"sent": 2, "dropped": 1}
    assert subjects(inbox()) == [
        ("kim@demo.test", "Image refusée : Nuit du jazz"),
        ("pro@demo.test", "Image refusée : Nuit du jazz"),
    ]
    text = words(inbox()[0])
    assert "« Nuit du jazz » n’a pas pu être acceptée : l’image fait moins de 400 pixels" in text
    assert "En attendant, l’image précédente reste affichée." in text


def test_a_removed_member_is_notified_and_one_who_leaves_is_not(
    platform: Platform, inbox: Mailbox
) -> None:
    given.offerer(platform)
    for uid in ("kim", "zoe", "ben"):
        given.member(platform, uid)
    settled(platform)
    remove = members_service.remove_member
    given.do(platform, remove, SIREN, caller_id=MEMBER, member_id="kim")
    given.do(platform, remove, SIREN, caller_id="zoe", member_id="zoe")
    assert send(platform) == {"sent": 1}
    ((to, subject),) = subjects(inbox())
    assert (to, subject.startswith("Vous ne gérez plus ")) == ("kim@demo.test", True)
    assert f"SIREN {SIREN}" in words(inbox()[0])
    given.do(platform, offerers_service.reassign_offerer, SIREN, "ben")
    assert send(platform) == {"sent": 1}
    assert subjects(inbox())[-1][0] == f"{MEMBER}@demo.test"


def test_founders_who_were_not_picked_are_notified(platform: Platform, inbox: Mailbox) -> None:
    for uid in ("kim", "zoe"):
        claim = FoundOfferer(
            founder_id=uid, siren=SIREN, name="Nuit", postal_code="67000", city="Strasbourg"
        )
        given.do(platform, offerers_service.found_offerer, claim)
    settled(platform)
    given.do(platform, offerers_service.validate_offerer, SIREN, founder_id="zoe")
    platform.relay.sweep()
    assert send(platform) == {"sent": 1}
    ((to, subject),) = subjects(inbox())
    assert (to, "n’a pas été retenue" in subject) == ("kim@demo.test", True)


def test_a_picture_that_was_sent_again_is_not_spoken_of(platform: Platform, inbox: Mailbox) -> None:
    offer = given.offer(platform, given.house(platform), given.thing(), category="paper_book")
    settled(platform)
    picture_refused(platform, offer.id)
    picture_refused(platform, offer.id, "u2")
    assert send(platform) == {"sent": 1, "dropped": 1}
    assert len(inbox()) == 1


def test_the_mail_of_a_grant_has_its_end_and_caps(platform: Platform, inbox: Mailbox) -> None:
    given.beneficiary(platform)
    assert send(platform) == {"sent": 1}
    (mail,) = inbox()
    assert subjects([mail]) == [("ana@demo.test", "Ton crédit est arrivé : 500,00 €")]
    text = words(mail)
    wallet = given.the_wallet(platform)
    assert f"Disponible : {in_words(wallet.available_cents)}".replace("\u00a0", " ") in text
    assert "À utiliser : jusqu’au mardi 4 mai 2027 inclus\n" in text
    assert "Dont au plus : 200,00 € en biens culturels" in text
    assert "et au plus : 200,00 € en offres numériques" in text


# Only what is true, only to who is there


def test_what_is_no_longer_so_is_not_said(
    platform: Platform, clock: HandClock, inbox: Mailbox
) -> None:
    given.beneficiary(platform)
    event, book, other = (
        given.book(platform, given.stock(platform, facts, at_venue=house).id)
        for house in [given.house(platform)]
        for facts in (given.ticket(), given.thing(), given.thing())
    )
    assert send(platform) == {"sent": 4}
    clock.move(days=1)
    moved(platform, event, days=7)
    moved(platform, given.the_booking(platform, event.id), days=1)
    expiring(platform, book)
    expiring(platform, other)
    given.cancel_at_desk(platform, book)
    before = len(inbox())
    # The first move was overtaken by the second, a reminder by the cancellation.
    assert send(platform) == {"sent": 3, "dropped": 2}
    assert [subject for _, subject in subjects(inbox()[before:])] == [
        *("Nouvelle date : Nuit du jazz", "N’oublie pas ta réservation : Nuit du jazz"),
        "Réservation annulée : Nuit du jazz",
    ]


def test_a_booking_cancelled_before_its_confirmation_leaves_is_not_confirmed(
    platform: Platform, inbox: Mailbox
) -> None:
    booking = given.booking(platform)
    given.cancel(platform, booking)
    assert send(platform) == {"sent": 2, "dropped": 1}
    assert [subject for _, subject in subjects(inbox())] == [
        *("Réservation annulée : Nuit du jazz", "Ton crédit est arrivé : 500,00 €")
    ]


def test_a_booking_that_was_used_before_is_not_confirmed_but_one_used_at_once_is(
    platform: Platform, clock: HandClock, inbox: Mailbox
) -> None:
    booking = given.booking(platform, given.thing())
    settled(platform)
    given.change(platform, "bookings", booking.id, status="used", used_at=clock.now())
    message = to_message(BookingConfirmed(**facts_of(booking, clock.now())))
    given.change(platform, "notices", f"{message.id}~ana", state="waiting", due_at=clock.now())
    assert send(platform) == {"sent": 1}
    text = words(inbox()[0])
    assert "confirmée, et déjà validée" in text
    assert booking.countermark not in text
    given.change(platform, "bookings", booking.id, used_at=clock.now() + timedelta(seconds=1))
    given.change(platform, "notices", f"{message.id}~ana", state="waiting", due_at=clock.now())
    assert send(platform) == {"dropped": 1}


def test_who_was_forgotten_gets_nothing(platform: Platform, inbox: Mailbox) -> None:
    given.booking(platform)
    settled(platform)
    relay, platform.database.on_commit = platform.database.on_commit, None
    at = given.now(platform)
    platform.database.run(lambda work: erasure_service.erase(work, "ana", email="", now=at))
    # Their account at the identity provider is still there.
    platform.relay.sweep()
    platform.database.on_commit = relay
    platform.relay.sweep()
    assert send(platform) == {"dropped": 1}
    assert inbox() == []


def test_who_has_no_account_any_more_gets_nothing(platform: Platform, inbox: Mailbox) -> None:
    given.booking(platform)
    platform.identity.delete("ana")
    assert send(platform) == {"dropped": 2}
    assert inbox() == []


def test_a_notice_keeps_neither_name_nor_address_and_not_for_ever(
    platform: Platform, clock: HandClock
) -> None:
    given.beneficiary(platform, first_name="Zoraïde", last_name="Kieffer")
    given.book(platform, given.stock(platform).id)
    send(platform)
    kept = given.documents(platform, "notices")
    text = json.dumps(kept, default=str).casefold()
    assert not any(word in text for word in ("zoraïde", "kieffer", "@demo.test", "jazz"))
    assert [one["expires_at"] for one in kept.values()] == [clock.at + KEPT_FOR] * 2
    assert timedelta(days=7) < KEPT_FOR, "longer than any bus delivers"
