"""Values as Terraform and a provider exchange them: MessagePack, some of them not known yet."""

from typing import Any, Final

import msgpack


class Unknown:
    """A value that only applying will tell."""

    def __repr__(self) -> str:
        return "(known after apply)"


UNKNOWN: Final = Unknown()


def decode(data: bytes) -> Any:
    """Return the value that a message carries; every extension type stands for an unknown one."""
    return msgpack.unpackb(data, ext_hook=lambda *_: UNKNOWN, strict_map_key=False)


def encode(value: Any) -> bytes:
    """Return the value as it travels."""
    packed: bytes = msgpack.packb(value, default=_unknown)
    return packed


def _unknown(value: object) -> msgpack.ExtType:
    assert isinstance(value, Unknown)
    return msgpack.ExtType(0, b"\0")
