"""`python -m bench check_api`: requests made from the OpenAPI document, and what they must find.

schemathesis makes requests that fit the document and requests that do not. None may get a 5xx or an
answer that the document does not announce; a request that does not fit is refused; one that fits is
not refused as malformed, except for what no schema can say, such as check digits.
"""

import argparse
import re
import signal
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import AcceptedNegativeData, Failure, FailureGroup
from schemathesis.specs.openapi import checks
from waitress.server import create_server

from bench.stage import quiet
from bench.tables import Cell, table
from local.emulators import free_port
from tests.support.calls import CASES, Route
from tests.support.conformity import Conformity, NotAsDocumented
from tests.support.world import SIGNED_IN, SOFTWARE, STRANGERS, World

RULED = {
    "answer_invalid",
    "bad_period",
    "bank_answer_invalid",
    "begins_at_missing",
    "begins_at_not_allowed",
    "booking_limit_after_beginning",
    "codes_expire_too_soon",
    "codes_not_allowed",
    "detail_not_allowed",
    "duo_not_allowed",
    "ean_invalid",
    "holder_invalid",
    "iban_invalid",
    "in_the_past",
    "location_missing",
    "name_has_ean",
    "page_token_invalid",
    "place_incomplete",
    "pricing_point_invalid",
    "rule_empty",
    "rule_too_early",
    "series_empty",
    "siren_invalid",
    "siret_invalid",
    "siret_or_comment",
    "survey_dates_invalid",
    "unknown_category",
    "unknown_postal_code",
    "url_not_allowed",
    "webhook_url_refused",
    "withdrawal_delay_not_allowed",
}
"""Refusals of requests that fit the document: they depend on check digits, on the clock, on lists,
or on what is stored."""

_BETWEEN_FIELDS = (
    *("must be given together", "give one of", "not both", "needs a"),
    "not a postal code of the country",
    "as many choices in English",
    "are in English, or none of them",
)
"""Faults between parameters of a query, which OpenAPI 3.1 describes each by itself, and between
parts of a body whose number or presence must be equal."""

_CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    checks.negative_data_rejection,
]


def main(arguments: Sequence[str]) -> int:
    """Send the requests, print the table, and return 0 only if every answer was right.

    A run that is stopped prints what it found so far, and returns 1.
    """
    parser = argparse.ArgumentParser("python -m bench check_api")
    parser.add_argument("--examples", type=int, default=20, help="requests of a kind for a route")
    parser.add_argument("--seed", type=int, default=1, help="the same seed sends the same requests")
    parser.add_argument("operations", nargs="*", help="only operations whose name contains this")
    options = parser.parse_args(arguments)
    started = time.perf_counter()
    is_whole = True
    # A shell that runs this in the background has SIGINT ignored.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    with tempfile.TemporaryDirectory(prefix="check-api-") as folder, quiet():
        world = World(Path(folder))
        with _served(world) as url:
            examiner = Examiner(world, url, seed=options.seed)
            try:
                examiner.examine(options.examples, options.operations)
            except KeyboardInterrupt:
                is_whole = False
        world.close()
    print(_table(examiner.statuses, len(examiner.wrong), time.perf_counter() - started))
    for what, example in sorted(examiner.wrong.items()):
        print(f"WRONG  {what}\n       {example}")
    if not is_whole:
        print(
            f"Stopped before the end, at {examiner.last}: the operations behind it were not tried."
        )
    return 1 if examiner.wrong or not is_whole else 0


class Examiner:
    """Sends requests to a world that is served, and keeps what was wrong with the answers."""

    def __init__(self, world: World, url: str, *, seed: int) -> None:
        self.statuses: dict[str, Counter[int]] = defaultdict(Counter)
        self.wrong: dict[str, str] = {}
        self.last = "the first operation"
        self._world, self._url, self._seed = world, url, seed
        self._document = httpx.get(f"{url}/v1/openapi.json").json()
        self._conformity = Conformity(self._document)
        self._session = requests.Session()
        self._roles = cycle((*SIGNED_IN, *SOFTWARE, *STRANGERS))
        self._turn = 0

    def examine(self, examples: int, operations: Sequence[str] = ()) -> None:
        """Send so many requests of each kind to each operation."""
        schema = schemathesis.openapi.from_dict(_quick_to_build(self._document))
        for found in schema.get_all_operations():
            operation: Any = found.ok()  # type: ignore[union-attr] # it is a valid document
            name = str(operation.definition.raw["operationId"])
            if operations and not any(part in name for part in operations):
                continue
            route = operation.method.upper(), operation.path
            self.last = name
            known = self._path_parameters(route)
            for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
                if mode is GenerationMode.NEGATIVE and not _can_be_wrong(operation):
                    continue
                self._send(operation, route, mode, examples, path_parameters=known)
            if known:
                self._send(operation, route, GenerationMode.POSITIVE, examples // 4 + 1)

    def _send(
        self,
        operation: Any,
        route: Route,
        mode: GenerationMode,
        examples: int,
        *,
        path_parameters: Mapping[str, str] | None = None,
    ) -> None:
        fixed = {"path_parameters": dict(path_parameters)} if path_parameters else {}

        @seed(self._seed)
        @settings(
            max_examples=examples,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=mode, **fixed))
        def send(case: Case[Any]) -> None:
            self._call(case, route, mode)

        send()

    def _call(self, case: Case[Any], route: Route, mode: GenerationMode) -> None:
        self._turn += 1
        # Every fourth request is that of another role.
        role = next(self._roles) if self._turn % 4 == 0 else CASES[route].by
        caller = self._world.callers[role]
        headers = {**(caller.headers if caller else {})}
        if mode is GenerationMode.POSITIVE:
            case.headers.pop("Idempotency-Key", None)
            case.body = _plain(case.body)
        response = case.call(base_url=self._url, session=self._session, headers=headers, timeout=30)
        name = str(case.operation.definition.raw["operationId"])
        self.statuses[role][response.status_code] += 1
        for fault in self._faults(case, response, mode):
            self.wrong.setdefault(f"{name}: {fault}", case.as_curl_command(headers={})[:900])
        if response.status_code < 300 and route[0] != "GET":
            self._world.state.restore()

    def _faults(self, case: Case[Any], response: Any, mode: GenerationMode) -> Iterator[str]:
        for fault in _failures(case, response):
            if not (isinstance(fault, AcceptedNegativeData) and _is_excused(case, response, fault)):
                yield f"{response.status_code} {_line(fault)}"
        answer = httpx.Response(
            response.status_code,
            headers={"Content-Type": response.headers.get("content-type", [""])[0]},
            content=response.content,
        )
        try:
            self._conformity.check(case.operation.method.upper(), case.operation.path, answer)
        except NotAsDocumented as fault:
            yield str(fault)
        if mode is GenerationMode.POSITIVE and response.status_code in (400, 415, 422):
            problem = response.json()
            messages = str(problem.get("errors", ""))
            if problem["code"] not in RULED and not any(
                part in messages for part in _BETWEEN_FIELDS
            ):
                yield f"fits the document, refused: {problem['code']} {messages}"

    def _path_parameters(self, route: Route) -> dict[str, str]:
        """Return the ids of the world's own things for a route."""
        template, path = route[1].split("/"), (CASES[route].path or route[1]).split("/")
        return {
            name[1:-1]: self._world.path(part)
            for name, part in zip(template, path, strict=True)
            if name.startswith("{")
        }


def _failures(case: Case[Any], response: Any) -> Sequence[BaseException]:
    """Return what schemathesis finds wrong with an answer."""
    try:
        case.validate_response(response, checks=_CHECKS)
    except FailureGroup as group:
        return group.exceptions
    except Failure as fault:
        return [fault]
    return []


def _is_excused(case: Case[Any], response: Any, fault: BaseException) -> bool:
    """Return whether a request was refused after all, or had nothing wrong once it was sent.

    A large one is refused for its size first; an empty list in a query leaves no trace in the URL.
    """
    sent = parse_qs(urlsplit(response.request.url).query, keep_blank_values=True)
    is_lost = bool(set(case.query or {}) - set(sent))
    return response.status_code >= 400 or is_lost or "positive test case" in str(fault)


def _plain(value: Any) -> Any:
    """Return JSON with whole numbers written as such: to a schema, 5.0 is an integer too."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list) else value


def _quick_to_build(document: Any) -> Any:
    """Return a document whose patterns match the same texts and make texts in less time.

    hypothesis lists every character of a range, which takes seconds where one ends behind U+FFFF.
    """
    if isinstance(document, dict):
        return {
            name: shorter_ranges(value)
            if name == "pattern" and isinstance(value, str)
            else _quick_to_build(value)
            for name, value in document.items()
        }
    return [_quick_to_build(item) for item in document] if isinstance(document, list) else document


def shorter_ranges(pattern: str) -> str:
    """Return a pattern whose long ranges are what is left of all that follows U+2FFF."""

    def without(found: re.Match[str]) -> str:
        is_negated, last = found.groups()
        if is_negated:
            return f"(?:(?![\u3000-{last}])[\\s\\S])"
        return f"(?:(?![{chr(ord(last) + 1)}-{chr(sys.maxunicode)}])[^\\x00-\u2fff])"

    return re.sub("\\[(\\^?)\u3000-([\U00010000-\U000fffff])\\]", without, pattern)


def _can_be_wrong(operation: Any) -> bool:
    return bool(operation.body or operation.query)


def _line(fault: BaseException) -> str:
    lines = [line for line in str(fault).splitlines() if line.strip()]
    return " ".join(lines[:6])[:500]


@contextmanager
def _served(world: World) -> Iterator[str]:
    """Serve a world for the block, and yield the URL."""
    port = free_port()
    server = create_server(world.app, host="127.0.0.1", port=port, threads=4)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.close()
        thread.join(10)


def _table(statuses: Mapping[str, Counter[int]], wrong: int, seconds: float) -> str:
    total: Counter[int] = Counter()
    for counter in statuses.values():
        total += counter
    seen = sorted(total)
    rows: list[tuple[Cell, ...]] = [
        (role, *(counter[status] for status in seen)) for role, counter in sorted(statuses.items())
    ]
    return table(
        f"{total.total()} requests made from the OpenAPI document in {seconds:.0f} s, by role",
        ("role", *map(str, seen)),
        [*rows, (), ("all", *(total[status] for status in seen))],
        caption=f"Answers that were wrong: {wrong}.",
    )
