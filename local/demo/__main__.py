"""`make demo`: play the main job against the running server, over HTTP, as a story."""

import os
import random
import secrets
import sys
import time
from datetime import date, timedelta
from typing import Any, NoReturn

import httpx

from functions.kernel.money import in_words
from local.demo.accounts import ADMIN, PASSWORD
from local.demo.catalogue import eighteen_since
from local.demo.pictures import draw_picture

_STRASBOURG = {"latitude": 48.5818, "longitude": 7.7509}


class Story:
    """A story played over HTTP; an unexpected answer ends it."""

    patience_seconds = 20.0
    """How long the effects of an event may take."""

    def __init__(self, client: httpx.Client, *, today: date, password: str = PASSWORD) -> None:
        self.client = client
        self.today = today
        self.password = password
        self.admin = ""
        self._step = 0

    def url(self, path: str) -> str:
        """Return the URL of a path of the API."""
        return path

    def sign_in_url(self, action: str) -> str:
        """Return the URL where Firebase clients sign up or in."""
        return f"/identitytoolkit.googleapis.com/v1/accounts:{action}?key=demo"

    def send_mails(self) -> None:
        """Send the mails that are due."""
        self.call("POST", "/local/jobs/send-notices", token=self.admin)

    def say(self, line: str) -> None:
        """Print the next line."""
        self._step += 1
        print(f"{self._step:>3}  {line}")

    def call(
        self, method: str, path: str, *, token: str | None = None, **request: Any
    ) -> dict[str, Any]:
        """Call the API and return the JSON of its successful answer."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        if method != "GET":
            headers["Idempotency-Key"] = secrets.token_hex(16)
        answer = self.client.request(method, self.url(path), headers=headers, **request)
        if answer.is_error:
            stop(f"{method} {path} answered {answer.status_code}: {answer.text}")
        content: dict[str, Any] = answer.json()
        return content

    def sign_in(self, action: str, email: str) -> str:
        """Sign up or in as a Firebase client does; return the ID token."""
        said = {"email": email, "password": self.password, "returnSecureToken": True}
        answer = self.client.post(self.sign_in_url(action), json=said)
        if answer.is_error:
            stop(f"{action} answered {answer.status_code}: {answer.text}")
        return str(answer.json()["idToken"])

    def upload(self, ticket: dict[str, Any], content: bytes) -> None:
        """Send a picture to the URL of the ticket."""
        answer = self.client.request(
            ticket["method"], ticket["url"], headers=ticket["headers"], content=content
        )
        if answer.is_error:
            stop(f"the upload answered {answer.status_code}: {answer.text}")

    def wallet(self, token: str, *, until_spent: int | None = None) -> str:
        """Return the wallet in words, once an event has brought it to the expected state."""
        until = time.monotonic() + self.patience_seconds
        while not self._has_wallet(token, until_spent) and time.monotonic() < until:
            time.sleep(0.05)
        wallet = self.call("GET", "/v1/wallet", token=token)
        parts = ("available", "held", "spent")
        return ", ".join(f"{part} {in_words(wallet[f'{part}_cents'])}" for part in parts)

    def _has_wallet(self, token: str, spent: int | None) -> bool:
        headers = {"Authorization": f"Bearer {token}"}
        answer = self.client.get(self.url("/v1/wallet"), headers=headers)
        return answer.is_success and spent in (None, answer.json()["spent_cents"])


def stop(reason: str) -> NoReturn:
    """End the story with the reason."""
    sys.exit(f"The story stops here: {reason}")


def main() -> None:
    """Play the story."""
    base_url = f"http://127.0.0.1:{os.environ.get('PORT', '8080')}"
    with httpx.Client(base_url=base_url, timeout=30) as client:
        try:
            health = client.get("/health").raise_for_status().json()
        except httpx.HTTPError:
            stop(f"no server answers at {base_url}; start it with `make run`")
        # The server's clock may have been moved; the story takes place on its date.
        _play(Story(client, today=date.fromisoformat(health["now"][:10])))


def _play(story: Story) -> None:
    run = secrets.token_hex(4)
    story.admin = admin = story.sign_in("signInWithPassword", ADMIN.email)
    lea = lea_gets_her_pass(story, run, admin)
    pro, offer_id = a_bookshop_publishes(story, run, admin)
    lea_uses_a_booking(story, lea, pro, offer_id)
    _lea_cancels_one(story, lea)
    _one_expires(story, lea, besides=offer_id)
    story.say("The ledger of Léa's wallet, newest first:")
    for entry in story.call("GET", "/v1/wallet/entries", token=lea)["items"]:
        print(
            f"       {entry['at'][:19]}  {entry['kind']:<8} {in_words(entry['amount_cents']):>10}"
        )


def lea_gets_her_pass(story: Story, run: str, admin: str) -> str:
    """Sign a person up and activate them; return their ID token."""
    email = f"lea-{run}@demo.test"
    lea = story.sign_in("signUp", email)
    story.say(f"Léa makes an account: {email}.")
    signed_up = story.call(
        "POST",
        "/v1/beneficiaries",
        token=lea,
        json={
            "first_name": "Léa",
            "last_name": "Schmitt",
            "birth_date": eighteen_since(30, today=story.today).isoformat(),
            "postal_code": "67000",
            "accepts_terms": True,
        },
    )
    story.say(
        f"She is 18 and lives in Strasbourg: she signs up for the pass (scheme"
        f" {signed_up['scheme']}, status {signed_up['status']})."
    )
    activated = story.call("POST", f"/v1/beneficiaries/{signed_up['id']}/activate", token=admin)
    story.say(f"An administrator activates her: status {activated['status']}.")
    story.say(f"The event reaches the wallet, which grants: {story.wallet(lea)}.")
    return lea


def a_bookshop_publishes(story: Story, run: str, admin: str) -> tuple[str, str]:
    """Sign a bookshop up and publish a book; return its ID token and the offer's id."""
    pro = story.sign_in("signUp", f"librairie-{run}@demo.test")
    siren = _fictional_siren()
    place = {"postal_code": "67000", "city": "Strasbourg"}
    name = f"Librairie {run}"
    story.call("POST", "/v1/offerers", token=pro, json={"siren": siren, "name": name, **place})
    story.call("POST", f"/v1/offerers/{siren}/validate", token=admin)
    venue = story.call(
        "POST",
        "/v1/venues",
        token=pro,
        json={
            "offerer_siren": siren,
            "name": name,
            "comment": "Librairie de démonstration",
            "address": "1 place Gutenberg",
            **place,
        },
    )
    story.say(
        f"A bookshop joins: offerer {siren}, validated, with a venue that its address puts at"
        f" {venue['latitude']}, {venue['longitude']}, in {venue['city']}."
    )
    title = "Atlas des rivières imaginaires"
    offer = story.call(
        "POST",
        "/v1/offers",
        token=pro,
        json={
            "venue_id": venue["id"],
            "name": title,
            "description": "Un livre illustré à feuilleter en librairie, à retirer sur place.",
            "category": "paper_book",
        },
    )
    picture = draw_picture(title, name, "books", 205)
    announced = story.call(
        "POST",
        f"/v1/offers/{offer['id']}/image",
        token=pro,
        json={"content_type": "image/jpeg", "size_bytes": len(picture)},
    )
    story.upload(announced["upload"], picture)
    image = _wait_for_picture(story, offer["id"])
    story.say(
        f"It describes a book and uploads a picture of {len(picture) // 1024} kB;"
        f" its sizes are made: {', '.join(sorted(image['urls']))}."
    )
    stock = story.call(
        "POST",
        f"/v1/offers/{offer['id']}/stocks",
        token=pro,
        json={"price_cents": 1850, "quantity": 5},
    )
    published = story.call("POST", f"/v1/offers/{offer['id']}/publish", token=pro)
    story.say(
        f"Five copies at {in_words(stock['price_cents'])}; published, status {published['status']}."
    )
    return pro, str(offer["id"])


def lea_uses_a_booking(story: Story, lea: str, pro: str, offer_id: str) -> None:
    """Find, book and redeem the book."""
    near = story.call(
        "GET", "/v1/offers", params={**_STRASBOURG, "radius_m": 2000, "q": "rivieres atlas"}
    )
    found = next(item for item in near["items"] if item["id"] == offer_id)
    story.say(f"Léa looks for it nearby and finds it {found['distance_m']} m away.")
    stock = story.call("GET", f"/v1/offers/{offer_id}")["stocks"][0]
    booking = _book(story, lea, stock["id"])
    story.say(
        f"She books it: {in_words(booking['amount_cents'])} are held, countermark"
        f" {booking['countermark']}; {story.wallet(lea)}."
    )
    story.send_mails()
    story.say("A mail brings her the countermark, and its QR code, to show at the till.")
    path = f"/v1/desk/countermarks/{booking['countermark'].lower()}"
    seen = story.call("GET", path, token=pro)
    story.say(f"At the desk the bookseller reads: {seen['holder_name']}, {seen['offer_name']}.")
    used = story.call("POST", f"{path}/redeem", token=pro)
    spent = story.wallet(lea, until_spent=used["amount_cents"])
    story.say(f"They redeem it (status {used['status']}); the event debits: {spent}.")


def _lea_cancels_one(story: Story, lea: str) -> None:
    in_some_days = story.today + timedelta(days=5)
    stock = _find_stock(story, begins_from=f"{in_some_days}T00:00:00Z")
    booking = _book(story, lea, stock["id"])
    story.say(
        f"She books « {booking['offer_name']} » for {in_words(booking['amount_cents'])}:"
        f" {story.wallet(lea)}."
    )
    story.call("POST", f"/v1/bookings/{booking['id']}/cancel", token=lea)
    story.say(f"She cancels it in time, and the credit is released: {story.wallet(lea)}.")


def _one_expires(story: Story, lea: str, *, besides: str) -> None:
    stock = _find_stock(story, besides=besides)
    booking = _book(story, lea, stock["id"])
    story.say(
        f"She books « {booking['offer_name']} » for {in_words(booking['amount_cents'])}"
        f" and forgets it: {story.wallet(lea)}."
    )
    due = booking["expires_at"]
    path = "/local/jobs/expire-bookings"
    report = story.call("POST", path, token=story.admin, json={"at": due})
    story.say(
        f"The job expire-bookings, run as of {due[:10]}, expires {report['expired']} in all and"
        f" releases: {story.wallet(lea)}."
    )


def _find_stock(
    story: Story, *, begins_from: str | None = None, besides: str = ""
) -> dict[str, Any]:
    """Return a paid stock near Strasbourg: of an event from an instant on, or of a book."""
    wanted = {"from": begins_from} if begins_from else {"category": "paper_book"}
    page: dict[str, str] = {}
    while True:
        found = story.call(
            "GET", "/v1/offers", params={**_STRASBOURG, "radius_m": 60_000, **wanted, **page}
        )
        for item in found["items"]:
            for stock in story.call("GET", f"/v1/offers/{item['id']}")["stocks"]:
                late = begins_from is None or stock["begins_at"] >= begins_from
                paid = 0 < stock["price_cents"] <= 15_000
                if item["id"] != besides and late and paid and stock["bookable"]:
                    return dict(stock)
        if found["next_page_token"] is None:
            stop("no suitable stock is left to book; `make clean` and `make run` load it again")
        page = {"page_token": found["next_page_token"]}


def _book(story: Story, token: str, stock_id: str) -> dict[str, Any]:
    return story.call("POST", "/v1/bookings", token=token, json={"stock_id": stock_id})


def _wait_for_picture(story: Story, offer_id: str) -> dict[str, Any]:
    until = time.monotonic() + story.patience_seconds
    while time.monotonic() < until:
        image: dict[str, Any] = story.call("GET", f"/v1/offers/{offer_id}")["image"]
        if image["status"] == "ready":
            return image
        if image["status"] == "rejected":
            stop(f"the picture was refused: {image['code']}")
        time.sleep(0.1)
    stop("the picture is not ready")


def _fictional_siren() -> str:
    """Return nine digits with a valid check digit, in a range that is easy to recognize."""
    digits = f"00001{random.randrange(1000):03d}"  # noqa: S311 - an example, not a secret
    odd = sum(int(d) for d in digits[-2::-2])
    doubled = sum(sum(divmod(2 * int(d), 10)) for d in digits[::-2])
    return f"{digits}{-(odd + doubled) % 10}"


if __name__ == "__main__":
    main()
