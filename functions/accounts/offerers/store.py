"""Documents of offerers, professionals and API keys."""

from functions.accounts.offerers.models import ApiKey, Offerer, Professional
from functions.accounts.offerers.rules import UnknownOfferer, UnknownProfessional
from functions.kernel.database import UnitOfWork
from functions.kernel.database.documents import Collection

offerers = Collection("offerers", Offerer, missing=UnknownOfferer)


professionals = Collection("professionals", Professional, missing=UnknownProfessional)


api_keys = Collection("api_keys", ApiKey)


def sirens_of(work: UnitOfWork, uid: str) -> tuple[str, ...]:
    """Return the offerers that a person may act for; none while they are suspended."""
    professional = professionals.find(work, uid)
    return professional.sirens if professional and not professional.is_suspended else ()
