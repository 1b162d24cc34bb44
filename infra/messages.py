"""The generated file firestore.binpb: the descriptors of the Firestore messages that are sent.

They are taken from Google's pinned client. Building message classes from descriptors takes a
fraction of the time of importing the client; see record 24.
"""

from pathlib import Path
from typing import Any

from google.cloud.firestore_v1 import types
from google.protobuf import descriptor_pb2

from functions.kernel.database.firestore_messages import DESCRIPTORS

LISTED: Path = DESCRIPTORS

_ROOTS = (
    types.BatchGetDocumentsRequest,
    types.CommitRequest,
    types.RunAggregationQueryRequest,
    types.RunQueryRequest,
)


def content() -> bytes:
    """Return the content of the file: a FileDescriptorSet, each file after those it imports."""
    files: dict[str, Any] = {}
    for kind in _ROOTS:
        _add(kind.pb().DESCRIPTOR.file, files)
    whole = descriptor_pb2.FileDescriptorSet(file=files.values())
    serialized: bytes = whole.SerializeToString(deterministic=True)
    return serialized


def _add(file: Any, files: dict[str, Any]) -> None:
    if file.name in files:
        return
    # The client lists what a file imports in no particular order.
    for imported in sorted(file.dependencies, key=lambda other: str(other.name)):
        _add(imported, files)
    described = descriptor_pb2.FileDescriptorProto.FromString(file.serialized_pb)
    described.dependency.sort()
    files[file.name] = described
