"""Rules of partners' own ids."""

from functions.kernel.errors import Conflict

LONGEST_PARTNER_ID = 70
"""Characters (pass-culture-main, routes/public: idAtProvider)."""


class PartnerIdTaken(Conflict):
    """Another offer, or another stock, of this offerer has this partner id."""

    code = "partner_id_taken"
