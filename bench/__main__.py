"""`python -m bench NAME`: run one benchmark; without a name, list them."""

import sys
from collections.abc import Sequence
from importlib import import_module

BENCHMARKS = {
    "audit": "wallets audited per second, reads of each, and the cost among ten times as many",
    "booking": "round trips, latency and a race for the last places of a stock, on each database",
    "check_api": "requests made from the OpenAPI document, valid and invalid, by every role",
    "cost": "the cost of a month on Google Cloud at 10,000, 100,000 and 1,000,000 bookings",
    "expiry": "bookings expired per second, and documents read for each, among few and among many",
    "faults": "every call of every command fails once; what is lost, doubled or stuck",
    "feedback": "a report, a reaction and a word to the operator, behind ten times as many people",
    "http": "requests per second over HTTP on the embedded default, against hello world",
    "lists": "the reads of a page of every list of the API, among few and ten times more",
    "mails": "the CPU of an e-mail by part, and the backlog of e-mails beside bookings",
    "onsale": "a hot event with 20,000 callers, in a model; or on the product's own code",
    "memory": "memory of the local server at rest, and after many bookings over HTTP",
    "redeem": "database round trips and latency of a redemption at the door, near and far",
    "races": "callers meet on the same documents in many ways; each round ends right",
    "reimbursement": "receivables and prices per second, and reads of each, among more and more",
    "rush": "500 concurrent callers for the 100 places of one event, on each database",
    "soak": "mixed load over HTTP with faults and kill -9, and the audit at its end",
    "cold_start": "time from a function's process start to its first answers, and its imports",
    "statistics": "people counted and a month published: reads, seconds, among ten times as many",
    "stocks": "the cost of an offer with more and more dates, and of suggestions",
    "web": "the web app's budgets: bytes, layout shift, taps, slow networks, Lighthouse, axe",
    "screens": "no measure: a picture of every screen of the web app, at three widths",
    "search": "the cost and the correctness of a page of offers, among more and more of them",
}


def main(arguments: Sequence[str]) -> int:
    """Run the benchmark that the first argument names; return its exit status."""
    if not arguments or arguments[0] not in BENCHMARKS:
        print("python -m bench NAME [--help]\n")
        for name, what in BENCHMARKS.items():
            print(f"  {name:<14}{what}")
        return 2 if arguments and not arguments[0].startswith("-") else 0
    status: int = import_module(f"bench.{arguments[0]}").main(arguments[1:])
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
