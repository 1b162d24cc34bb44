"""Every deployable function; the repository root is the source of each of them."""

from functions.accounts.entrypoints import accounts_api
from functions.booking.entrypoints import booking_api, booking_events, booking_jobs
from functions.kernel.entrypoints import outbox_jobs, relay_outbox
from functions.offers.entrypoints import offers_api, process_images
from functions.wallet.entrypoints import wallet_api, wallet_events, wallet_jobs

__all__ = [
    "accounts_api",
    "booking_api",
    "booking_events",
    "booking_jobs",
    "offers_api",
    "outbox_jobs",
    "process_images",
    "relay_outbox",
    "wallet_api",
    "wallet_events",
    "wallet_jobs",
]
