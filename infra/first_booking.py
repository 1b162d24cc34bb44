"""Plays the main job against a deployed API: `python -m infra.first_booking OUTPUTS.json`.

OUTPUTS.json is what `terraform output -json` prints. The variables KEY, ADMIN and PASSWORD hold the
API key that apps sign in with, and an administrator's e-mail address and password. The people and
the bookshop are invented, have passwords that nobody knows, and stay in the database.
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
    """The story as a deployment tells it: each path at its function, and events take a while."""

    patience_seconds = 90.0

    def __init__(
        self, client: httpx.Client, urls: Mapping[str, str], *, key: str, sign_in: str = SIGN_IN
    ) -> None:
        super().__init__(client, today=datetime.now(UTC).date(), password=secrets.token_urlsafe(24))
        self._urls, self._listed = urls, deployables()
        self._key, self._sign_in = key, sign_in

    def url(self, path: str) -> str:
        """Return where the function that has the path is called."""
        function = function_of_path(path, self._listed)
        if function is None:
            stop(f"no function has {path}")
        return self._urls[function].rstrip("/") + path

    def sign_in_url(self, action: str) -> str:
        """Return where Identity Platform signs up or in."""
        return f"{self._sign_in}/v1/accounts:{action}?key={self._key}"

    def send_mails(self) -> None:
        """Leave it to the schedule."""

    def wallet(self, token: str, *, until_spent: int | None = None) -> str:
        """Return the wallet in words, once it is there and holds what is expected."""
        until = time.monotonic() + self.patience_seconds
        headers = {"Authorization": f"Bearer {token}"}
        while self.client.get(self.url("/v1/wallet"), headers=headers).is_error:
            if time.monotonic() > until:
                stop("the grant did not come")
            time.sleep(1)
        return super().wallet(token, until_spent=until_spent)


def play(story: Deployed, admin: str) -> None:
    """Tell the story up to the first redeemed booking; `admin` is an administrator's ID token."""
    run = secrets.token_hex(4)
    lea = lea_gets_her_pass(story, run, admin)
    pro, offer_id = a_bookshop_publishes(story, run, admin)
    lea_uses_a_booking(story, lea, pro, offer_id)


def main(arguments: Sequence[str] | None = None) -> None:
    """Do what the command line and the environment say."""
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
