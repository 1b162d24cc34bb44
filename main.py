"""The deployable functions, loaded lazily; the repository root is the source of all of them.

A function's module is imported when the function is first accessed, so that no cold start pays for
other features: `python -m bench cold_start` measures the difference. The table repeats the names in
infra/terraform/functions.yaml, because parsing YAML would slow every cold start.
"""

from importlib import import_module
from types import FunctionType

from functions.kernel.config import read_settings
from functions.kernel.deferred import load_deferred

_HOMES = {
    "functions.accounts.entrypoints": ("accounts_api", "accounts_events", "accounts_jobs"),
    "functions.booking.entrypoints": ("booking_api", "booking_events", "booking_jobs"),
    "functions.feedback.entrypoints": ("feedback_api", "feedback_events", "feedback_jobs"),
    "functions.kernel.entrypoints": ("outbox_jobs", "relay_outbox"),
    "functions.notices.entrypoints": ("notices_events", "notices_jobs"),
    "functions.offers.entrypoints": ("offers_api", "offers_events", "process_images"),
    "functions.pages.entrypoints": ("web_pages",),
    "functions.partners.entrypoints": ("partners_api", "partners_events", "partners_jobs"),
    "functions.reimbursement.entrypoints": (
        "payment_files_api",
        "reimbursement_api",
        "reimbursement_events",
        "reimbursement_jobs",
    ),
    "functions.statistics.entrypoints": (
        "statistics_api",
        "statistics_events",
        "statistics_jobs",
    ),
    "functions.wallet.entrypoints": ("wallet_api", "wallet_events", "wallet_jobs"),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}

__all__ = list(_HOME)


def load_functions() -> dict[str, FunctionType]:
    """Return every function by its name; what it defers is imported when it is needed."""
    return {
        name: getattr(import_module(module), name)
        for module, names in _HOMES.items()
        for name in names
    }


def load_all() -> None:
    """Import every function, and with them every route, subscriber, job and index."""
    load_functions()
    load_deferred()


def __getattr__(name: str) -> FunctionType:
    """Return a deployable function by its name. Raises AttributeError for any other name."""
    if name not in _HOME:
        raise AttributeError(name)
    settings = read_settings()
    if settings.bus == "inline" or settings.database == "sqlite":
        # The inline bus reaches only the subscribers in its own process, and SQLite makes only the
        # indexes that are declared when it is opened.
        load_all()
    function: FunctionType = getattr(import_module(_HOME[name]), name)
    return function
