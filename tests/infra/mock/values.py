"""The values that Terraform and a provider exchange: MessagePack with unknown values."""

from typing import Any, Final

import msgpack


class Unknown:
    """A value that is known only after apply."""

    def __repr__(self) -> str:
        return "(known after apply)"


UNKNOWN: Final = Unknown()


def decode(data: bytes) -> Any:
    """Decode a value; every extension type stands for an unknown one."""
    return msgpack.unpackb(data, ext_hook=lambda *_: UNKNOWN, strict_map_key=False)


def encode(value: Any) -> bytes:
    """Encode a value."""
    packed: bytes = msgpack.packb(value, default=_unknown)
    return packed


def _unknown(value: object) -> msgpack.ExtType:
    assert isinstance(value, Unknown)
    return msgpack.ExtType(0, b"\0")
