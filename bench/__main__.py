"""`python -m bench NAME`: run one benchmark; without a name, list them."""

import sys
from collections.abc import Sequence
from importlib import import_module

BENCHMARKS = {
    "audit": "wallets audited a second, documents read for each, and what ten times as many cost",
    "booking": "round trips, latency and the last places of a stock, on each database",
    "cost": "what a month costs on Google Cloud at 10,000, 100,000 and 1,000,000 bookings",
    "expiry": "bookings expired a second, and documents read for each, among few and among many",
    "redeem": "waits for the database and latency of a redemption at the door, near and far",
    "rush": "500 callers at once for the 100 places of one event, on each database",
    "cold_start": "from starting a function's process to its first answers, and what it imports",
    "search": "what a page of offers costs among more and more of them, and whether it is right",
}


def main(arguments: Sequence[str]) -> int:
    """Return the exit status of the benchmark that the first argument names."""
    if not arguments or arguments[0] not in BENCHMARKS:
        print("python -m bench NAME [--help]\n")
        for name, what in BENCHMARKS.items():
            print(f"  {name:<12}{what}")
        return 2 if arguments and not arguments[0].startswith("-") else 0
    status: int = import_module(f"bench.{arguments[0]}").main(arguments[1:])
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
