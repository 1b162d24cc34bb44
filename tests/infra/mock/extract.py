"""Extraction of the google provider's schema from a package that carries it.

The provider is not on a package index, but its CDK bindings are: the PyPI wheel
cdktn-provider-google holds an npm archive with a generated JavaScript class for each resource and
nested block. A comment gives each argument's name and whether it is required, optional or computed,
a getter gives its type, and the declarations (.d.ts) quote the provider's documentation, with the
values that an argument may take.
"""

import io
import json
import re
import tarfile
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]

_CLASS = re.compile(r"^class (\w+) extends cdktn\.(\w+) \{$(.*?)^\}$", re.M | re.S)
_FACT = re.compile(
    r"^    // (\w+) - computed: (\w+), optional: (\w+), required: (\w+)\n(.*?)(?=^    // \w+ - comp"
    r"|^    // =====|\Z)",
    re.M | re.S,
)
_NESTED = re.compile(
    r"= new (?:\w+\.)?(\w+?)(OutputReference|List|Map)\(this, \"(\w+)\"(?:, (\w+))?\)"
)
_GETTER = re.compile(r"return (cdktn\.Fn\.tolist\()?this\.get(\w+)Attribute\('")
_MAP = re.compile(r"= new cdktn\.(\w+)Map\(this, \"")
_BLOCK = re.compile(
    r"^ +(\w+): \{\n[^\n]*\n\s+isBlock: (true|false),\n\s+type: \"(\w+)\""
    r",\n\s+storageClassType: \"(\w+)\"",
    re.M,
)
_DOC = re.compile(
    r"/\*\*((?:(?!\*/).)*?)resources/\w+#(\w+) (\w+)#\2\}\s*\*/\s*readonly \w+\??:", re.S
)
_VALUES = re.compile(r"Possible values: \[([^\]]*)\]")
_IN_WORDS = re.compile(
    r"(?:Supported values include:|\bOne of) ((?:\"?\w+\"?(?:,? and |,? or |, )?)+)\."
)
_SCALARS = {"String": "string", "Number": "number", "Boolean": "bool"}


@dataclass
class _Class:
    """One generated class: each argument's computed, optional, required, and the code behind it."""

    base: str
    facts: dict[str, tuple[str, str, str, str]] = field(default_factory=dict)


_Blocks: TypeAlias = dict[str, dict[str, tuple[bool, str, str]]]


def extract(wheel: Path, resources: list[str]) -> Json:
    """Return the schema of these resources, as in tests/infra/mock/schema.json.

    Raises LookupError for a resource that the wheel does not have.
    """
    with zipfile.ZipFile(wheel) as outer:
        (name,) = (n for n in outer.namelist() if n.endswith(".jsii.tgz"))
        archive = outer.read(name)
    wanted = {_folder(kind): kind for kind in resources} | {"provider": ""}
    sources: dict[str, dict[str, str]] = {}
    with tarfile.open(fileobj=io.BytesIO(archive), mode="r|gz") as inner:
        for member in inner:
            parts = member.name.split("/")
            suffix = parts[-1].partition(".")[2]
            if parts[1:2] == ["lib"] and parts[2] in wanted and suffix in ("js", "d.ts"):
                content = inner.extractfile(member)
                assert content is not None
                of_kind = sources.setdefault(wanted[parts[2]], {"js": "", "d.ts": ""})
                # A large resource is spread over several files.
                of_kind[suffix] += content.read().decode() + "\n"
    missing = sorted(set(wanted.values()) - sources.keys())
    if missing:
        raise LookupError(f"not in {wheel.name}: {', '.join(missing)}")
    provider = sources.pop("")
    return {
        "provider": "registry.terraform.io/hashicorp/google",
        "version": _one(r"providerVersion: '([\d.]+)'", next(iter(sources.values()))["js"]),
        "source": wheel.name,
        "config": _config(provider["js"]),
        "resources": {kind: _root(sources[kind]) for kind in sorted(sources)},
    }


def write(schema: Json, path: Path) -> None:
    """Write a schema with one line per resource, for readable diffs."""
    head = {key: value for key, value in schema.items() if key not in ("resources", "config")}
    lines = [f'  "{key}": {json.dumps(value)},' for key, value in head.items()]
    lines.append(f'  "config": {_compact(schema["config"])},')
    lines.append('  "resources": {')
    bodies = [f'    "{kind}": {_compact(body)}' for kind, body in schema["resources"].items()]
    path.write_text("{\n" + "\n".join(lines) + "\n" + ",\n".join(bodies) + "\n  }\n}\n", "utf-8")


def _compact(body: Json) -> str:
    return json.dumps(body, separators=(",", ":"), sort_keys=True)


def _folder(kind: str) -> str:
    return kind.removeprefix("google_").replace("_", "-")


def _one(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    assert found is not None, pattern
    return found[1]


def _config(script: str) -> Json:
    """Return the provider's own arguments, without the endpoint of each service."""
    attributes = {
        argument: {"type": _SCALARS[stored.title()], "o": True}
        for argument, (is_block, _, stored) in _blocks(script)[""].items()
        if not is_block and stored.title() in _SCALARS and not argument.endswith("_endpoint")
    }
    return {"attributes": attributes}


def _root(source: dict[str, str]) -> Json:
    script = source["js"]
    classes = {
        match[1]: _Class(
            match[2], {m[1]: (m[2], m[3], m[4], m[5]) for m in _FACT.finditer(match[3])}
        )
        for match in _CLASS.finditer(script)
    }
    values = _possible_values(source["d.ts"])
    (name,) = (n for n, c in classes.items() if c.base == "TerraformResource")
    return _block(name, classes, _blocks(script), values)


def _possible_values(declarations: str) -> dict[tuple[str, str], list[str]]:
    """Return the values that an argument may take, by class and argument."""
    found: dict[tuple[str, str], list[str]] = {}
    interface = ""
    for line in re.split(r"^export interface (\w+)", declarations, flags=re.M):
        if re.fullmatch(r"\w+", line):
            interface = line
            continue
        for text, argument, _ in _DOC.findall(line):
            said = " ".join(text.replace("*", " ").split())
            if listed := _VALUES.search(said):
                values = re.findall(r'"([^"]*)"', listed[1])
            elif listed := _IN_WORDS.search(said):
                values = re.findall(r"\b(?!(?:and|or)\b)\w+", listed[1])
            else:
                values = []
            if values:
                found[interface.removesuffix("Config"), argument] = values
                found[interface, argument] = values
    return found


def _blocks(script: str) -> _Blocks:
    """Return, for each struct, its arguments: whether each is a block, its nesting, its class."""
    found: _Blocks = {}
    parts = re.split(
        r"^function (\w+)ToHclTerraform\(|^    synthesizeHclAttributes\(", script, flags=re.M
    )
    for position in range(1, len(parts), 2):
        name = parts[position] or ""
        body = parts[position + 1].split("// remove undefined attributes")[0]
        found[name.lower()] = {m[1]: (m[2] == "true", m[3], m[4]) for m in _BLOCK.finditer(body)}
    return found


def _block(
    name: str,
    classes: dict[str, _Class],
    blocks: _Blocks,
    values: dict[tuple[str, str], list[str]],
    *,
    struct: str = "",
) -> Json:
    attributes: Json = {}
    nested: Json = {}
    for argument, (computed, optional, required, body) in classes[name].facts.items():
        flags = {
            key: True
            for key, value in (("c", computed), ("o", optional), ("r", required))
            if value == "true"
        }
        within = _NESTED.search(body)
        is_block, kind, _ = blocks[struct.lower()].get(argument, (False, "", ""))
        if within is not None and is_block:
            inner, shape = within[1], within[2]
            child = _block(f"{inner}OutputReference", classes, blocks, values, struct=inner)
            described: Json = {
                "mode": {"set": "set", "struct": "single"}.get(kind, "list"),
                **child,
            }
            if required == "true":
                described["min"] = 1
            if shape == "OutputReference" and described["mode"] != "single":
                described["max"] = 1
            nested[argument] = described
            continue
        attribute: Json = {"type": _type(argument, body, classes), **flags}
        allowed = values.get((struct or name, argument))
        if allowed and attribute["type"] == "string":
            attribute["values"] = allowed
        attributes[argument] = attribute
    return {"attributes": attributes, **({"blocks": nested} if nested else {})}


def _type(argument: str, body: str, classes: dict[str, _Class]) -> Any:
    """Return the argument's type, written as Terraform writes types in JSON."""
    within = _NESTED.search(body)
    if within is not None and f"{within[1]}OutputReference" in classes:
        facts = classes[f"{within[1]}OutputReference"].facts
        of = ["object", {n: _type(n, fact[3], classes) for n, fact in facts.items()}]
        return ["set" if within[4] == "true" else "list", of]
    mapped = _MAP.search(body)
    if mapped is not None:
        return ["map", _SCALARS[mapped[1]]]
    getter = _GETTER.search(body)
    if getter is None:
        raise LookupError(f"no type for {argument}: {body[:200]}")
    is_set, name = getter[1] is not None, getter[2]
    if name in _SCALARS:
        return _SCALARS[name]
    if name == "List":
        return ["set" if is_set else "list", "string"]
    if name.endswith("List"):
        return ["set" if is_set else "list", _SCALARS[name.removesuffix("List")]]
    return ["map", _SCALARS[name.removesuffix("Map")]]
