"""Events of pictures."""

from functions.kernel.events import Event, named


@named("image-rejected")
class ImageRejected(Event, frozen=True, kw_only=True):
    """An uploaded picture was rejected. The subject is the upload, the revision its generation."""

    offer_id: str
    offerer_siren: str
    offer_name: str
    code: str


@named("image-replaced")
class ImageReplaced(Event, frozen=True, kw_only=True):
    """A picture was replaced: its files are deleted.

    The subject is the upload it was made from, the revision that upload's generation.
    """
