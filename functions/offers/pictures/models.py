"""Events of pictures."""

from dataclasses import dataclass

from functions.kernel.events import Event, named


@named("image-rejected")
@dataclass(frozen=True, slots=True, kw_only=True)
class ImageRejected(Event):
    """An uploaded picture was rejected. The subject is the upload, the revision its generation."""

    offer_id: str
    offerer_siren: str
    offer_name: str
    code: str


@named("image-replaced")
@dataclass(frozen=True, slots=True, kw_only=True)
class ImageReplaced(Event):
    """A picture was replaced: its files are deleted.

    The subject is the upload it was made from, the revision that upload's generation.
    """
