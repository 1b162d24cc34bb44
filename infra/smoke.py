"""Smoke test of a deployed API: `python -m infra.smoke OUTPUTS.json`.

OUTPUTS.json is the output of `terraform output -json`: the URL of the whole API, or of each
function when there is no load balancer. The test only reads and needs no account: public routes
must answer, and the others must require sign-in.
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
    """A call with its expected status and an expected member of the JSON answer."""

    function: str
    path: str
    status: int
    name: str
    value: object = None
    """The expected value; None accepts any that is not empty."""


CHECKS: Sequence[Check] = (
    Check("offers_api", "/v1/categories", 200, "items"),
    Check("offers_api", "/v1/offers?latitude=48.58&longitude=7.75&radius_m=5000", 200, "items", []),
    Check("offers_api", "/v1/offers?radius_m=1", 400, "code", "malformed"),
    Check("offers_api", "/v1/offers/there-is-none", 404, "code", "unknown_offer"),
    Check("web_pages", "/config.json", 200, "firebase"),
    Check("accounts_api", "/v1/me", 401, "code", "unauthenticated"),
    Check("wallet_api", "/v1/wallet", 401, "code", "unauthenticated"),
    Check("booking_api", "/v1/bookings", 401, "code", "unauthenticated"),
    Check("booking_api", "/v1/desk/countermarks/ABC234", 401, "code", "unauthenticated"),
)


def main(arguments: Sequence[str]) -> int:
    """Print the outcome of each check; return 0 if all pass, else 1."""
    parser = argparse.ArgumentParser("python -m infra.smoke", description=__doc__)
    parser.add_argument("outputs", type=Path)
    parser.add_argument(
        "--wait", type=float, default=0.0, help="seconds to wait for a new address to answer"
    )
    options = parser.parse_args(arguments)
    urls = urls_in(json.loads(options.outputs.read_text("utf-8")))
    until = time.monotonic() + options.wait
    passed = True
    for check in CHECKS:
        fault = _fault(check, urls)
        while fault is not None and time.monotonic() < until:
            time.sleep(_PAUSE_SECONDS)
            fault = _fault(check, urls)
        passed = passed and fault is None
        verdict = "ok  " if fault is None else "FAIL"
        print(f"{verdict}  {check.function}  {check.path}  {fault or ''}".rstrip())
    return 0 if passed else 1


def urls_in(outputs: Mapping[str, Any]) -> Mapping[str, str]:
    """Return the base URL of each function: the one of the whole API, or its own."""
    functions: Mapping[str, str] = outputs["functions"]["value"]
    whole: str | None = outputs["url"]["value"]
    return functions if whole is None else dict.fromkeys(functions, whole)


def _fault(check: Check, urls: Mapping[str, str]) -> str | None:
    """Return the fault of an answer, or None."""
    if check.function not in urls:
        return "no URL in the outputs"
    try:
        status, answer = _get(urls[check.function].rstrip("/") + check.path)
    except (OSError, ValueError) as fault:
        return f"no JSON answer: {type(fault).__name__}"
    if status != check.status:
        return f"status {status}, expected {check.status}"
    if check.name not in answer:
        return f"no {check.name} in the answer"
    found = answer[check.name]
    if check.value == []:
        return None if isinstance(found, list) else f"{check.name} is not a list"
    right = bool(found) if check.value is None else found == check.value
    return None if right else f"{check.name} is {found!r}"


def _get(url: str) -> tuple[int, dict[str, Any]]:
    if not url.startswith(("https://", "http://127.0.0.1:")):
        raise ValueError(url)
    try:
        # The scheme was checked above.
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
