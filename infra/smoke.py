"""Calls a deployed API as its first users do: `python -m infra.smoke OUTPUTS.json`.

OUTPUTS.json is what `terraform output -json` prints: the URL of the whole API, or of each function
where there is no load balancer. It only reads, and needs no account: what is public answers, and
what is not asks who is calling.
"""

import argparse
import json
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_TIMEOUT_SECONDS = 20.0
_PAUSE_SECONDS = 5.0


@dataclass(frozen=True)
class Check:
    """A call and what has to come of it: a status, and a part of the JSON answer by its name."""

    function: str
    path: str
    status: int
    name: str
    value: object = None
    """What stands under the name; None: anything that is not empty or missing."""


CHECKS: Sequence[Check] = (
    Check("offers_api", "/v1/categories", 200, "items"),
    Check("offers_api", "/v1/offers?latitude=48.58&longitude=7.75&radius_m=5000", 200, "items", []),
    Check("offers_api", "/v1/offers?radius_m=1", 400, "code", "malformed"),
    Check("offers_api", "/v1/offers/there-is-none", 404, "code", "unknown_offer"),
    Check("accounts_api", "/v1/me", 401, "code", "unauthenticated"),
    Check("wallet_api", "/v1/wallet", 401, "code", "unauthenticated"),
    Check("booking_api", "/v1/bookings", 401, "code", "unauthenticated"),
    Check("booking_api", "/v1/desk/countermarks/ABC234", 401, "code", "unauthenticated"),
)


def main(arguments: Sequence[str]) -> int:
    """Print the outcome of each check, and return 0 only if all are good."""
    parser = argparse.ArgumentParser("python -m infra.smoke", description=__doc__)
    parser.add_argument("outputs", type=Path)
    parser.add_argument(
        "--wait", type=float, default=0.0, help="seconds that a new address may take to answer"
    )
    options = parser.parse_args(arguments)
    urls = urls_in(json.loads(options.outputs.read_text("utf-8")))
    until = time.monotonic() + options.wait
    good = True
    for check in CHECKS:
        fault = _fault(check, urls)
        while fault is not None and time.monotonic() < until:
            time.sleep(_PAUSE_SECONDS)
            fault = _fault(check, urls)
        good = good and fault is None
        verdict = "good" if fault is None else "BAD "
        print(f"{verdict}  {check.function}  {check.path}  {fault or ''}".rstrip())
    return 0 if good else 1


def urls_in(outputs: Mapping[str, Any]) -> Mapping[str, str]:
    """Return where each function is called: all at one address, or each at its own."""
    functions: Mapping[str, str] = outputs["functions"]["value"]
    whole: str | None = outputs["url"]["value"]
    return functions if whole is None else dict.fromkeys(functions, whole)


def _fault(check: Check, urls: Mapping[str, str]) -> str | None:
    """Return what is wrong with an answer, or None."""
    if check.function not in urls:
        return "its URL is not given"
    try:
        status, answer = _get(urls[check.function].rstrip("/") + check.path)
    except (OSError, ValueError) as fault:
        return f"no answer that is JSON: {type(fault).__name__}"
    if status != check.status:
        return f"status {status}, not {check.status}"
    if check.name not in answer:
        return f"no {check.name} in the answer"
    found = answer[check.name]
    if check.value == []:
        return None if isinstance(found, list) else f"{check.name} is no list"
    right = bool(found) if check.value is None else found == check.value
    return None if right else f"{check.name} is {found!r}"


def _get(url: str) -> tuple[int, dict[str, Any]]:
    if not url.startswith(("https://", "http://127.0.0.1:")):
        raise ValueError(url)
    try:
        # Only an address of the two schemes that were looked at is opened.
        with urllib.request.urlopen(url, timeout=_TIMEOUT_SECONDS) as response:  # noqa: S310
            status, content = response.status, response.read()
    except urllib.error.HTTPError as refused:
        status, content = refused.code, refused.read()
    answer = json.loads(content)
    if not isinstance(answer, dict):
        raise ValueError("not an object")
    return status, answer


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
