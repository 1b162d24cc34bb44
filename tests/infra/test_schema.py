"""Reading the provider's schema from its generated classes."""

import io
import json
import tarfile
import zipfile
from pathlib import Path

import pytest

from tests.infra.mock.extract import extract, write

PROVIDER = """
class GoogleProvider extends cdktn.TerraformProvider {
    synthesizeHclAttributes() {
        const attrs = {
            project: {
                value: cdktn.stringToHclTerraform(this._project),
                isBlock: false,
                type: "simple",
                storageClassType: "string",
            },
            pubsub_custom_endpoint: {
                value: cdktn.stringToHclTerraform(this._pubsubCustomEndpoint),
                isBlock: false,
                type: "simple",
                storageClassType: "string",
            },
        };
        // remove undefined attributes
    }
}
"""

POLICY = """
function thingPolicyToHclTerraform(struct) {
    const attrs = {
        kind: {
            value: cdktn.stringToHclTerraform(struct.kind),
            isBlock: false,
            type: "simple",
            storageClassType: "string",
        },
    };
    // remove undefined attributes
}
class ThingPolicyOutputReference extends cdktn.ComplexObject {
    // kind - computed: false, optional: false, required: true
    _kind;
    get kind() {
        return this.getStringAttribute('kind');
    }
}
class ThingPolicyList extends cdktn.ComplexList {
}
class ThingStatusOutputReference extends cdktn.ComplexObject {
    // code - computed: true, optional: false, required: false
    get code() {
        return this.getNumberAttribute('code');
    }
}
"""

THING = """
class Thing extends cdktn.TerraformResource {
    constructor(scope, id, config) {
        super(scope, id, { providerVersion: '8.7.0' });
    }
    // name - computed: false, optional: false, required: true
    _name;
    get name() {
        return this.getStringAttribute('name');
    }
    // mode - computed: true, optional: true, required: false
    get mode() {
        return this.getStringAttribute('mode');
    }
    // action - computed: false, optional: true, required: false
    get action() {
        return this.getStringAttribute('action');
    }
    // payload - computed: false, optional: true, required: false
    get payload() {
        return this.getStringAttribute('payload');
    }
    // origins - computed: false, optional: true, required: false
    get origins() {
        return cdktn.Fn.tolist(this.getListAttribute('origins'));
    }
    // labels - computed: false, optional: true, required: false
    get labels() {
        return this.getStringMapAttribute('labels');
    }
    // effective - computed: true, optional: false, required: false
    _effective = new cdktn.BooleanMap(this, "effective");
    // status - computed: true, optional: false, required: false
    _status = new ThingStatusList(this, "status", true);
    // policy - computed: false, optional: false, required: true
    _policy = new index_1.ThingPolicyOutputReference(this, "policy");
    // others - computed: false, optional: true, required: false
    _others = new ThingPolicyList(this, "others", true);
    // =========
    synthesizeHclAttributes() {
        const attrs = {
            policy: {
                value: thingPolicyToHclTerraform(this._policy.internalValue),
                isBlock: true,
                type: "list",
                storageClassType: "ThingPolicyList",
            },
            others: {
                value: cdktn.listMapperHcl(thingPolicyToHclTerraform, true)(this._others),
                isBlock: true,
                type: "set",
                storageClassType: "ThingPolicyList",
            },
        };
        // remove undefined attributes
    }
}
"""

DECLARED = """
export interface ThingConfig extends cdktn.TerraformMetaArguments {
    /**
    * How it does. Possible values:
    * ["FAST", "SLOW"]
    *
    * Docs: {@link https://x/docs/resources/thing#mode Thing#mode}
    */
    readonly mode?: string;
    /**
    * What is done. Supported values include: Delete, Keep and Abort.
    *
    * Docs: {@link https://x/docs/resources/thing#action Thing#action}
    */
    readonly action?: string;
    /**
    * What is in it. One of "JSON" or "NONE".
    *
    * Docs: {@link https://x/docs/resources/thing#payload Thing#payload}
    */
    readonly payload?: string;
    /**
    * One of many names, or so they say.
    *
    * Docs: {@link https://x/docs/resources/thing#name Thing#name}
    */
    readonly name: string;
}
export interface ThingPolicy {
    /**
    * Possible values: ["A"]
    *
    * Docs: {@link https://x/docs/resources/thing#kind Thing#kind}
    */
    readonly kind: string;
}
"""


@pytest.fixture
def wheel(tmp_path: Path) -> Path:
    """A wheel built like the real one, with one resource spread over two files."""
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w:gz") as inner:
        for name, text in (
            ("provider/index.js", PROVIDER),
            ("thing/index.js", THING),
            ("thing/index-structs/structs0.js", POLICY),
            ("thing/index.d.ts", DECLARED),
            ("other/index.js", "nothing that can be read"),
        ):
            entry = tarfile.TarInfo(f"package/lib/{name}")
            entry.size = len(text.encode())
            inner.addfile(entry, io.BytesIO(text.encode()))
    path = tmp_path / "provider.whl"
    with zipfile.ZipFile(path, "w") as outer:
        outer.writestr("x/_jsii/provider@1.jsii.tgz", archive.getvalue())
    return path


def test_arguments_types_blocks_and_values_are_read(wheel: Path) -> None:
    schema = extract(wheel, ["google_thing"])
    assert schema["version"] == "8.7.0"
    assert schema["config"] == {"attributes": {"project": {"type": "string", "o": True}}}
    policy = {"attributes": {"kind": {"type": "string", "r": True, "values": ["A"]}}}
    assert schema["resources"]["google_thing"] == {
        "attributes": {
            "name": {"type": "string", "r": True},
            "mode": {"type": "string", "c": True, "o": True, "values": ["FAST", "SLOW"]},
            "action": {"type": "string", "o": True, "values": ["Delete", "Keep", "Abort"]},
            "payload": {"type": "string", "o": True, "values": ["JSON", "NONE"]},
            "origins": {"type": ["set", "string"], "o": True},
            "labels": {"type": ["map", "string"], "o": True},
            "effective": {"type": ["map", "bool"], "c": True},
            "status": {"type": ["set", ["object", {"code": "number"}]], "c": True},
        },
        "blocks": {
            "policy": {"mode": "list", **policy, "min": 1, "max": 1},
            "others": {"mode": "set", **policy},
        },
    }


def test_unknown_resource_is_named(wheel: Path) -> None:
    with pytest.raises(LookupError, match="google_nothing"):
        extract(wheel, ["google_thing", "google_nothing"])


def test_written_file_holds_the_schema(wheel: Path, tmp_path: Path) -> None:
    schema = extract(wheel, ["google_thing"])
    write(schema, tmp_path / "schema.json")
    assert json.loads((tmp_path / "schema.json").read_text("utf-8")) == schema
