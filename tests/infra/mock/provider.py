"""The mock provider: it serves the real schema, validates, plans and "applies" without a cloud.

Terraform checks a configuration against the schema (arguments, types, number of blocks), and the
provider checks the values of arguments. Terraform finds it through the environment variable
TF_REATTACH_PROVIDERS, like a provider under development, so nothing is downloaded.
"""

import json
import os
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

import grpc  # type: ignore[import-untyped]

from tests.infra.mock.protocol import CALLS, PACKAGE, message
from tests.infra.mock.values import UNKNOWN, Unknown, decode, encode

Json = dict[str, Any]

SCHEMA = Path(__file__).with_name("schema.json")

_ERROR = 1
_NESTING = {"single": 1, "list": 2, "set": 3}
_LARGEST = 64 << 20


def load_schema() -> Json:
    """Return the schema that this provider serves."""
    schema: Json = json.loads(SCHEMA.read_text("utf-8"))
    return schema


@contextmanager
def serving(schema: Json) -> Iterator[dict[str, str]]:
    """Serve the schema for the block, which gets the variable that announces it to Terraform."""
    server = grpc.server(
        ThreadPoolExecutor(max_workers=16),
        options=[
            ("grpc.max_receive_message_length", _LARGEST),
            ("grpc.max_send_message_length", _LARGEST),
        ],
    )
    provider = Provider(schema)
    handlers = {
        call: grpc.unary_unary_rpc_method_handler(
            _answering(getattr(provider, _snake_case(call))),
            request_deserializer=message(request).FromString,
            response_serializer=message(response).SerializeToString,
        )
        for call, (request, response) in CALLS.items()
    }
    server.add_generic_rpc_handlers(
        (grpc.method_handlers_generic_handler(f"{PACKAGE}.Provider", handlers),)
    )
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    announced = {
        schema["provider"]: {
            "Protocol": "grpc",
            "ProtocolVersion": 5,
            "Pid": os.getpid(),
            # Keeps Terraform from ending this process.
            "Test": True,
            "Addr": {"Network": "tcp", "String": f"127.0.0.1:{port}"},
        }
    }
    try:
        yield {"TF_REATTACH_PROVIDERS": json.dumps(announced)}
    finally:
        server.stop(grace=0).wait()


class Provider:
    """Answers Terraform's calls; the methods are named as the protocol's, in snake case."""

    def __init__(self, schema: Json) -> None:
        self._schema = schema
        self._resources: Json = schema["resources"]

    def get_schema(self, _: Any) -> Any:
        """Return every resource's schema."""
        return self._schemas

    @cached_property
    def _schemas(self) -> Any:
        named = [
            message("Named")(key=kind, value=_schema(body))
            for kind, body in self._resources.items()
        ]
        return message("Schemas")(provider=_schema(self._schema["config"]), resource_schemas=named)

    def prepare_provider_config(self, request: Any) -> Any:
        """Accept the provider's configuration as it is."""
        return message("PrepareProviderConfigResponse")(prepared_config=request.config)

    def configure(self, _: Any) -> Any:
        """Accept any configuration."""
        return message("Diagnosed")()

    def stop(self, _: Any) -> Any:
        """Do nothing; there is nothing to stop."""
        return message("Empty")()

    def validate_resource_type_config(self, request: Any) -> Any:
        """Refuse wrong values, and arguments that only the cloud sets."""
        wrong = list(
            _wrong_values(self._resources[request.type_name], decode(request.config.msgpack), [])
        )
        return message("Diagnosed")(diagnostics=[_refuse(path, text) for path, text in wrong])

    def upgrade_resource_state(self, request: Any) -> Any:
        """Return the state as it is; there is one version of every schema."""
        state = json.loads(request.raw_state.json)
        return message("UpgradeResponse")(upgraded_state=_value(state))

    def read_resource(self, request: Any) -> Any:
        """Return the state unchanged."""
        return message("ReadResponse")(new_state=request.current_state, private=request.private)

    def plan_resource_change(self, request: Any) -> Any:
        """Accept the proposal; values that the cloud computes for a new resource are unknown."""
        proposed = decode(request.proposed_new_state.msgpack)
        if proposed is not None and decode(request.prior_state.msgpack) is None:
            _await(self._resources[request.type_name], proposed)
        return message("PlanResponse")(planned_state=_value(proposed), legacy_type_system=True)

    def apply_resource_change(self, request: Any) -> Any:
        """Invent the values that the cloud would compute."""
        planned = decode(request.planned_state.msgpack)
        if planned is not None:
            subject = _subject(planned) or request.type_name
            planned = {**planned, **_account(request.type_name, planned)}
            planned = _compute(self._resources[request.type_name], planned, subject)
        return message("ApplyResponse")(new_state=_value(planned), legacy_type_system=True)


def _snake_case(call: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", call).lower()


def _answering(method: Callable[[Any], Any]) -> Callable[[Any, object], Any]:
    return lambda request, _: method(request)


def _value(value: Any) -> Any:
    return message("DynamicValue")(msgpack=encode(value))


def _refuse(path: list[str], text: str) -> Any:
    steps = [message("Step")(attribute_name=name) for name in path[:1]]
    return message("Diagnostic")(
        severity=_ERROR,
        summary=f"Wrong value of {'.'.join(path)}",
        detail=text,
        attribute=message("AttributePath")(steps=steps),
    )


def _schema(body: Json) -> Any:
    return message("Schema")(version=0, block=_block(body))


def _block(body: Json) -> Any:
    attributes = [
        message("Attribute")(
            name=name,
            type=json.dumps(facts["type"]).encode(),
            required=facts.get("r", False),
            optional=facts.get("o", False),
            computed=facts.get("c", False),
        )
        for name, facts in body["attributes"].items()
    ]
    nested = [
        message("NestedBlock")(
            type_name=name,
            block=_block(facts),
            nesting=_NESTING[facts["mode"]],
            min_items=facts.get("min", 0),
            max_items=facts.get("max", 0),
        )
        for name, facts in body.get("blocks", {}).items()
    ]
    return message("Block")(version=0, attributes=attributes, block_types=nested)


def _nested(body: Json, value: Json) -> Iterator[tuple[str, Json, Json]]:
    """Yield the name, schema and value of each known nested block."""
    for name, facts in body.get("blocks", {}).items():
        found = value.get(name)
        several = found if isinstance(found, list) else [found]
        for item in several:
            if isinstance(item, dict):
                yield name, facts, item


def _wrong_values(body: Json, config: Json, path: list[str]) -> Iterator[tuple[list[str], str]]:
    for name, facts in body["attributes"].items():
        value = config.get(name)
        allowed = facts.get("values")
        if value is not None and not (facts.get("o") or facts.get("r")):
            yield [*path, name], "Only the cloud sets it."
        if allowed and isinstance(value, str) and value not in allowed:
            yield [*path, name], f'"{value}" is none of {", ".join(allowed)}.'
    for name, facts, item in _nested(body, config):
        yield from _wrong_values(facts, item, [*path, name])


def _await(body: Json, proposed: Json) -> None:
    for name, facts in body["attributes"].items():
        if facts.get("c") and proposed.get(name) is None:
            proposed[name] = UNKNOWN
    for _, facts, item in _nested(body, proposed):
        _await(facts, item)


def _compute(body: Json, planned: Json, subject: str) -> Json:
    done = dict(planned)
    for name, facts in body["attributes"].items():
        if isinstance(done.get(name), Unknown):
            done[name] = _made_up(facts["type"], name, subject)
    for name, facts in body.get("blocks", {}).items():
        found = done.get(name)
        if isinstance(found, dict):
            done[name] = _compute(facts, found, subject)
        elif isinstance(found, list):
            done[name] = [_compute(facts, item, subject) for item in found]
    return done


def _subject(planned: Json) -> str | None:
    """Return the name that identifies a resource among its type, if any."""
    named = (planned.get(key) for key in ("name", "account_id", "secret_id", "display_name"))
    return next((name for name in named if isinstance(name, str)), None)


def _account(kind: str, planned: Json) -> Json:
    """Return the identifiers that Google derives from a service account's id."""
    if kind != "google_service_account":
        return {}
    email = f"{planned['account_id']}@{planned['project']}.iam.gserviceaccount.com"
    name = f"projects/{planned['project']}/serviceAccounts/{email}"
    return {"email": email, "member": f"serviceAccount:{email}", "id": name, "name": name}


def _made_up(kind: Any, name: str, subject: str) -> Any:
    if isinstance(kind, list):
        return {} if kind[0] == "map" else []
    if kind == "string":
        return f"https://{subject}.example" if name in ("uri", "url") else f"{name}-of-{subject}"
    return 0 if kind == "number" else False
