"""Who stands at a desk: a member who is signed in, or software that holds an API key."""

from dataclasses import dataclass

from functions.accounts.offerer_service import siren_of_api_key
from functions.accounts.store import sirens_of
from functions.kernel.database import Ref, UnitOfWork
from functions.kernel.errors import Unauthenticated


@dataclass(frozen=True, slots=True)
class Desk:
    """A caller of the desk; one of the two is given."""

    uid: str | None = None
    api_key: str | None = None

    def sirens(self, work: UnitOfWork, *with_: Ref) -> tuple[str, ...]:
        """Return the offerers whose bookings the caller may see and change.

        The documents `with_` are read in the same round trip. Refuses Unauthenticated for an API
        key that is wrong or was revoked.
        """
        work.prefetch(*with_)
        if self.api_key is None:
            assert self.uid is not None
            return sirens_of(work, self.uid)
        siren = siren_of_api_key(work, self.api_key)
        if siren is None:
            raise Unauthenticated
        return (siren,)
