"""Grants follow accounts: activation opens the wallet, later credits are added."""

from functions.accounts.people.models import BeneficiaryActivated, BeneficiaryCredited
from functions.kernel.database import UnitOfWork
from functions.wallet.grants import service
from functions.wallet.subscribers import events


@events.on(BeneficiaryActivated)
def receive_grant(work: UnitOfWork, event: BeneficiaryActivated) -> None:
    """Open the wallet with the grant, or move it to the grant's scheme."""
    service.receive_grant(work, event.subject_id, event.grant, now=event.at)


@events.on(BeneficiaryCredited)
def receive_credits(work: UnitOfWork, event: BeneficiaryCredited) -> None:
    """Credit a further amount of the scheme, for a birthday or as a bonus."""
    service.receive_credits(
        work, event.subject_id, event.credits, scheme=event.scheme, now=event.at
    )
