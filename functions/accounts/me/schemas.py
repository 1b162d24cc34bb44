"""The response that describes the caller."""

from typing import Literal

from functions.accounts.offerers.schemas import OffererView
from functions.accounts.people.models import StepName, StepState
from functions.accounts.people.schemas import MyBeneficiaryView
from functions.kernel.admin_roles import AdminRole
from functions.kernel.schemas import View


class StepView(View):
    """A sign-up step and its state."""

    name: StepName
    state: StepState


class MeView(View):
    """The caller: profile, roles and sign-up steps."""

    id: str
    email: str
    roles: list[Literal["admin", "beneficiary", "professional"]]
    admin_roles: tuple[AdminRole, ...]
    beneficiary: MyBeneficiaryView | None
    steps: list[StepView]
    offerers: list[OffererView]
    claimed_sirens: tuple[str, ...]
    """The SIRENs that the caller has claimed and that were not validated yet."""
