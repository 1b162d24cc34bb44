"""Who stands at a desk: a member who is signed in, or software that holds an API key."""

from dataclasses import dataclass

from functions.accounts.offerer_service import siren_of_api_key
from functions.accounts.store import api_keys, professionals, sirens_of
from functions.kernel.database import Ref, UnitOfWork, is_id
from functions.kernel.errors import Unauthenticated


@dataclass(frozen=True, slots=True)
class Standing:
    """For whom a caller acts: the offerers, and those of them that were closed."""

    sirens: tuple[str, ...]
    closed_sirens: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Desk:
    """A caller of the desk; one of the two is given."""

    uid: str | None = None
    api_key: str | None = None

    @property
    def name(self) -> str:
        """What tells one caller from all others, as a part of an id; an API key by its prefix.

        Refuses Unauthenticated where no API key can look like that.
        """
        if self.api_key is None:
            return f"uid~{self.uid}"
        prefix = self.api_key.partition("_")[0]
        if not is_id(prefix):
            raise Unauthenticated
        return f"key~{prefix}"

    def refs(self) -> tuple[Ref, ...]:
        """Return the documents that tell for whom the caller may act. Refuses Unauthenticated."""
        kind, _, name = self.name.partition("~")
        return (professionals.ref(name) if kind == "uid" else api_keys.ref(name),)

    def standing(self, work: UnitOfWork) -> Standing:
        """Return for whom the caller may act; nobody, for a person without an offerer.

        Refuses Unauthenticated for an API key that is wrong or was revoked.
        """
        work.prefetch(*self.refs())
        if self.api_key is None:
            assert self.uid is not None
            professional = professionals.find(work, self.uid)
            closed = professional.closed_sirens if professional else ()
            return Standing(sirens_of(work, self.uid), closed)
        siren = siren_of_api_key(work, self.api_key)
        if siren is None:
            raise Unauthenticated
        key = api_keys.find(work, self.api_key.partition("_")[0])
        return Standing((siren,), (siren,) if key is not None and key.is_closed else ())
