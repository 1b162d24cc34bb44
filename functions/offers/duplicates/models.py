"""The event that an offer was duplicated."""

from functions.kernel.events import Event, named


@named("offer-duplicated")
class OfferDuplicated(Event, frozen=True, kw_only=True):
    """An offer was duplicated: its picture follows. The subject is the copy.

    `upload_id` is the upload by which the copy shows the picture of `original_id`.
    """

    original_id: str
    upload_id: str
