"""The first booking on a deployed API, end to end: `python -m infra.first_booking OUTPUTS.json`.

OUTPUTS.json is the output of `terraform output -json`. The environment variables KEY, ADMIN and
PASSWORD hold the API key of the apps, and an administrator's e-mail address and password. The
people and the bookshop are made up, have random passwords, and stay in the database.
"""

import argparse
import json
import os
import secrets
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx

from deployables import deployables, function_of_path
from infra.smoke import urls_in
from local.demo.__main__ import (
    Story,
    a_bookshop_publishes,
    lea_gets_her_pass,
    lea_uses_a_booking,
    stop,
)

SIGN_IN = "https://identitytoolkit.googleapis.com"


class Deployed(Story):
    """The demo story on a deployment: paths are routed to functions, and events take a while."""

    patience_seconds = 90.0

    def __init__(
        self, client: httpx.Client, urls: Mapping[str, str], *, key: str, sign_in: str = SIGN_IN
    ) -> None:
        super().__init__(client, today=datetime.now(UTC).date(), password=secrets.token_urlsafe(24))
        self._urls, self._listed = urls, deployables()
        self._key, self._sign_in = key, sign_in

    def url(self, path: str) -> str:
        """Return the URL of a path at the function that serves it."""
        function = function_of_path(path, self._listed)
        if function is None or function not in self._urls:
            stop(f"no function serves {path}")
        return self._urls[function].rstrip("/") + path

    def sign_in_url(self, action: str) -> str:
        """Return the Identity Platform URL for signing up or in."""
        return f"{self._sign_in}/v1/accounts:{action}?key={self._key}"

    def send_mails(self) -> None:
        """Do nothing: the deployed schedule sends them."""

    def wallet(self, token: str, *, until_spent: int | None = None) -> str:
        """Describe the wallet, once it exists and `until_spent` cents are spent."""
        until = time.monotonic() + self.patience_seconds
        headers = {"Authorization": f"Bearer {token}"}
        while self.client.get(self.url("/v1/wallet"), headers=headers).is_error:
            if time.monotonic() > until:
                stop("no grant was received")
            time.sleep(1)
        return super().wallet(token, until_spent=until_spent)


def play(story: Deployed, admin: str) -> None:
    """Play the story up to the first redeemed booking; `admin` is an administrator's ID token."""
    run = secrets.token_hex(4)
    lea = lea_gets_her_pass(story, run, admin)
    pro, offer_id = a_bookshop_publishes(story, run, admin)
    lea_uses_a_booking(story, lea, pro, offer_id)


def main(arguments: Sequence[str] | None = None) -> None:
    """Sign in as the administrator and play the story."""
    parser = argparse.ArgumentParser("python -m infra.first_booking", description=__doc__)
    parser.add_argument("outputs", type=Path)
    outputs: Mapping[str, Any] = json.loads(parser.parse_args(arguments).outputs.read_text("utf-8"))
    with httpx.Client(timeout=60) as client:
        story = Deployed(client, urls_in(outputs), key=os.environ["KEY"])
        invented, story.password = story.password, os.environ["PASSWORD"]
        admin = story.sign_in("signInWithPassword", os.environ["ADMIN"])
        story.password = invented
        play(story, admin)


if __name__ == "__main__":
    main()
