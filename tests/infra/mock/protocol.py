"""The messages of Terraform's plugin protocol 5 that the mock provider needs.

Source: the protocol's definition, docs/plugin-protocol/tfplugin5.2.proto of hashicorp/terraform.
Later minor versions only add fields, which protocol buffers ignore.
"""

from typing import Any

from google.protobuf.descriptor_pb2 import (
    DescriptorProto,
    FieldDescriptorProto,
    FileDescriptorProto,
)
from google.protobuf.descriptor_pool import DescriptorPool
from google.protobuf.message_factory import GetMessageClass

PACKAGE = "tfplugin5"

_SCALARS = {
    "string": FieldDescriptorProto.TYPE_STRING,
    "bytes": FieldDescriptorProto.TYPE_BYTES,
    "bool": FieldDescriptorProto.TYPE_BOOL,
    # Enumerations are integers on the wire.
    "int64": FieldDescriptorProto.TYPE_INT64,
}

_VALUE, _DIAGNOSTICS = "DynamicValue", "*Diagnostic"

_MESSAGES: dict[str, dict[int, tuple[str, str]]] = {
    "DynamicValue": {1: ("msgpack", "bytes"), 2: ("json", "bytes")},
    "Diagnostic": {
        1: ("severity", "int64"),
        2: ("summary", "string"),
        3: ("detail", "string"),
        4: ("attribute", "AttributePath"),
    },
    "AttributePath": {1: ("steps", "*Step")},
    "Step": {
        1: ("attribute_name", "string"),
        2: ("element_key_string", "string"),
        3: ("element_key_int", "int64"),
    },
    "RawState": {1: ("json", "bytes")},
    "Schema": {1: ("version", "int64"), 2: ("block", "Block")},
    "Block": {
        1: ("version", "int64"),
        2: ("attributes", "*Attribute"),
        3: ("block_types", "*NestedBlock"),
    },
    "Attribute": {
        1: ("name", "string"),
        2: ("type", "bytes"),
        4: ("required", "bool"),
        5: ("optional", "bool"),
        6: ("computed", "bool"),
    },
    "NestedBlock": {
        1: ("type_name", "string"),
        2: ("block", "Block"),
        3: ("nesting", "int64"),
        4: ("min_items", "int64"),
        5: ("max_items", "int64"),
    },
    "Empty": {},
    "Named": {1: ("key", "string"), 2: ("value", "Schema")},
    "Schemas": {1: ("provider", "Schema"), 2: ("resource_schemas", "*Named")},
    "PrepareProviderConfigRequest": {1: ("config", _VALUE)},
    "PrepareProviderConfigResponse": {
        1: ("prepared_config", _VALUE),
        2: ("diagnostics", _DIAGNOSTICS),
    },
    "Diagnosed": {1: ("diagnostics", _DIAGNOSTICS)},
    "ValidateRequest": {1: ("type_name", "string"), 2: ("config", _VALUE)},
    "UpgradeRequest": {
        1: ("type_name", "string"),
        2: ("version", "int64"),
        3: ("raw_state", "RawState"),
    },
    "UpgradeResponse": {1: ("upgraded_state", _VALUE), 2: ("diagnostics", _DIAGNOSTICS)},
    "ReadRequest": {
        1: ("type_name", "string"),
        2: ("current_state", _VALUE),
        3: ("private", "bytes"),
    },
    "ReadResponse": {
        1: ("new_state", _VALUE),
        2: ("diagnostics", _DIAGNOSTICS),
        3: ("private", "bytes"),
    },
    "PlanRequest": {
        1: ("type_name", "string"),
        2: ("prior_state", _VALUE),
        3: ("proposed_new_state", _VALUE),
        4: ("config", _VALUE),
    },
    "PlanResponse": {
        1: ("planned_state", _VALUE),
        2: ("requires_replace", "*AttributePath"),
        4: ("diagnostics", _DIAGNOSTICS),
        5: ("legacy_type_system", "bool"),
    },
    "ApplyRequest": {
        1: ("type_name", "string"),
        2: ("prior_state", _VALUE),
        3: ("planned_state", _VALUE),
        4: ("config", _VALUE),
    },
    "ApplyResponse": {
        1: ("new_state", _VALUE),
        3: ("diagnostics", _DIAGNOSTICS),
        4: ("legacy_type_system", "bool"),
    },
}

CALLS = {
    "GetSchema": ("Empty", "Schemas"),
    "PrepareProviderConfig": ("PrepareProviderConfigRequest", "PrepareProviderConfigResponse"),
    "ValidateResourceTypeConfig": ("ValidateRequest", "Diagnosed"),
    "UpgradeResourceState": ("UpgradeRequest", "UpgradeResponse"),
    "Configure": ("Empty", "Diagnosed"),
    "ReadResource": ("ReadRequest", "ReadResponse"),
    "PlanResourceChange": ("PlanRequest", "PlanResponse"),
    "ApplyResourceChange": ("ApplyRequest", "ApplyResponse"),
    "Stop": ("Empty", "Empty"),
}
"""The calls that Terraform makes, with their request and response messages.

Messages have no names on the wire, so messages of the same shape are one here. A map is a list of
entries on the wire.
"""


def _describe() -> FileDescriptorProto:
    file = FileDescriptorProto(name="tfplugin5.proto", package=PACKAGE, syntax="proto3")
    for name, fields in _MESSAGES.items():
        message = DescriptorProto(name=name)
        for number, (field, kind) in fields.items():
            repeated, of = kind.startswith("*"), kind.removeprefix("*")
            described = message.field.add(name=field, number=number)
            described.label = (
                FieldDescriptorProto.LABEL_REPEATED
                if repeated
                else FieldDescriptorProto.LABEL_OPTIONAL
            )
            if of in _SCALARS:
                described.type = _SCALARS[of]
            else:
                described.type = FieldDescriptorProto.TYPE_MESSAGE
                described.type_name = f".{PACKAGE}.{of}"
        file.message_type.append(message)
    return file


_pool = DescriptorPool()
_pool.Add(_describe())


def message(name: str) -> Any:
    """Return the class of a message."""
    return GetMessageClass(_pool.FindMessageTypeByName(f"{PACKAGE}.{name}"))
