"""Documents that count what people wrote lately."""

from functions.feedback.limits.models import Written
from functions.feedback.limits.rules import Kind
from functions.kernel.database.documents import Collection

limits = Collection("feedback_limits", Written)


def limit_id(person_id: str, kind: Kind) -> str:
    """Return the id of the document that counts a person's feedback of one kind."""
    return f"{kind}~{person_id}"
