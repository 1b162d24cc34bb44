"""The type of partners' own ids in requests."""

from typing import Annotated

from functions.kernel.field_types import line
from functions.offers.partner_ids.rules import LONGEST_PARTNER_ID

PartnerId = Annotated[str, line(LONGEST_PARTNER_ID)]
"""An id in the offerer's own software."""
