"""Pictures: their events."""

from dataclasses import dataclass

from functions.kernel.events import Event, named


@named("image-rejected")
@dataclass(frozen=True, slots=True, kw_only=True)
class ImageRejected(Event):
    """An uploaded picture was refused. The subject is the upload, the revision its generation."""

    offer_id: str
    offerer_siren: str
    offer_name: str
    code: str


@named("image-replaced")
@dataclass(frozen=True, slots=True, kw_only=True)
class ImageReplaced(Event):
    """A picture is shown no longer: its files are to be erased.

    The subject is the upload that it was made of, the revision that upload's generation.
    """
