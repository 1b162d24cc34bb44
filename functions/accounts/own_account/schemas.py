"""Answers about one's own account."""

from datetime import datetime

from functions.accounts.people.models import Beneficiary, BeneficiaryStatus
from functions.kernel.schemas import View


class OwnAccountView(View):
    """The state of the caller's account; it closes at `closes_at` unless it is taken back."""

    status: BeneficiaryStatus
    suspended_at: datetime | None
    closes_at: datetime | None

    @classmethod
    def of(cls, beneficiary: Beneficiary) -> "OwnAccountView":
        """Build the view of an account."""
        return cls.model_validate(beneficiary)


class SignedOut(View):
    """Confirms that all sessions end."""

    status: str = "signed_out"
