"""Mails that a running server has put into its folder."""

import re
from email import message_from_bytes, policy
from typing import cast

from tests.support.server import Server, eventually


def link_mailed_to(server: Server, email: str) -> str:
    """Return the link of the only mail with a code to an address."""

    def links() -> list[str]:
        found = []
        for file in (server.data / "mail").glob("*.eml"):
            mail = message_from_bytes(file.read_bytes(), policy=policy.default)
            if email in str(mail["To"]):
                body = cast("str", mail.get_body(("plain",)).get_content())  # type: ignore[union-attr]
                found += re.findall(r"http://\S+oobCode=\S+", body)
        return found

    (link,) = eventually(links, bool)
    return str(link)
