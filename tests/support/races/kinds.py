"""Every kind of race."""

from collections.abc import Sequence
from importlib import import_module

from tests.support.races.race import RACES, Race

_MODULES = ("bookings", "sales", "people", "offerers", "events", "programme", "partners")
for _name in (*_MODULES, "batches", "reimbursement"):
    import_module(f"tests.support.races.{_name}")

KINDS: Sequence[Race] = tuple(RACES)
