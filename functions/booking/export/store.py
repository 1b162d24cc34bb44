"""Documents of exports, which the database removes once they expire."""

from functions.booking.export.models import Export, ExportPart
from functions.booking.export.rules import UnknownExport
from functions.kernel.database.documents import Collection

exports = Collection("exports", Export, missing=UnknownExport)
export_parts = Collection("export_parts", ExportPart, missing=UnknownExport)


def part_ids(export: Export) -> list[str]:
    """Return the ids of the parts of an export's file, in order."""
    return [f"{export.person_id}~{export.revision}~{number}" for number in range(export.parts)]
