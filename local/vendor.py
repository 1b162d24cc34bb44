"""`make vendor`: copy the libraries of the web app from npm packages to web/vendor/.

The packages are pinned, with hashes, in tests/web/package-lock.json. Imports between them become
relative, because the app is served without a build. web/vendor/vendored.json lists each file with
its package, version, licence and SHA-256; a test recomputes the sums.
"""

import json
import re
import sys
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).parent.parent
VENDOR = ROOT / "web" / "vendor"
FOR_TESTS = ROOT / "tests" / "browser" / "axe.min.js"
"""axe-core, MPL-2.0 as this project: the licence is named at the head of the file."""

PACKAGES = ROOT / "tests" / "web" / "node_modules"

FILES = {
    "preact.js": ("preact", "dist/preact.mjs"),
    "hooks.js": ("preact", "hooks/dist/hooks.mjs"),
    "signals-core.js": ("@preact/signals-core", "dist/signals-core.module.js"),
    "signals.js": ("@preact/signals", "dist/signals.module.js"),
    "htm.js": ("htm", "dist/htm.module.js"),
    "idb-keyval.js": ("idb-keyval", "dist/index.js"),
    "uqr.js": ("uqr", "dist/index.mjs"),
    "qr.js": ("qr", "index.js"),
    "qr-decode.js": ("qr", "decode.js"),
    "firebase-app.js": ("firebase", "firebase-app.js"),
    "firebase-auth.js": ("firebase", "firebase-auth.js"),
    "leaflet.js": ("leaflet", "dist/leaflet.js"),
    "leaflet.css": ("leaflet", "dist/leaflet.css"),
    "figtree.woff2": (
        "@fontsource-variable/figtree",
        "files/figtree-latin-wght-normal.woff2",
    ),
}
"""Each file of web/vendor/: its package, and its path in it."""

_IMPORTS = {
    "preact": "./preact.js",
    "./index.js": "./qr.js",
    "preact/hooks": "./hooks.js",
    "@preact/signals-core": "./signals-core.js",
    "https://www.gstatic.com/firebasejs/13.2.0/firebase-app.js": "./firebase-app.js",
}

_TYPES = {
    "preact.js": "preact",
    "hooks.js": "preact/hooks",
    "signals-core.js": "@preact/signals-core",
    "signals.js": "@preact/signals",
    "idb-keyval.js": "idb-keyval",
    "uqr.js": "uqr",
    "qr.js": "qr",
    "qr-decode.js": "qr/decode.js",
    "firebase-app.js": "firebase/app",
    "firebase-auth.js": "firebase/auth",
}
"""The modules whose types a file has; htm and leaflet export a default."""

_LICENCES = {"firebase": "@opentelemetry/api"}
"""A package with the text of the licence, Apache-2.0, which firebase's own leaves out."""


def main() -> None:
    """Copy every file, its licence and its types, and write the list."""
    if not PACKAGES.exists():
        sys.exit(f"{PACKAGES} is missing: `make vendor` installs it.")
    listed = []
    for name, (package, path) in FILES.items():
        content = _adapted((PACKAGES / package / path).read_bytes(), name)
        (VENDOR / name).write_bytes(content)
        about = json.loads((PACKAGES / package / "package.json").read_text("utf-8"))
        licence = _keep_licence(package)
        listed.append(
            {
                "file": name,
                "package": package,
                "version": about["version"],
                "licence": about["license"],
                "licence_file": licence,
                "sha256": sha256(content).hexdigest(),
            }
        )
    FOR_TESTS.write_bytes((PACKAGES / "axe-core" / FOR_TESTS.name).read_bytes())
    for name, module in _TYPES.items():
        _write_types(name, f'export * from "{module}";\n')
    _write_types("htm.js", 'export { default } from "htm";\n')
    _write_types("leaflet.js", 'import * as leaflet from "leaflet";\n\nexport default leaflet;\n')
    text = json.dumps(listed, indent=2) + "\n"
    (VENDOR / "vendored.json").write_text(text, "utf-8")


def _write_types(name: str, text: str) -> None:
    (VENDOR / name).with_suffix(".d.ts").write_text(text, "utf-8")


def _adapted(content: bytes, name: str) -> bytes:
    """Return a module with relative imports and without its source map; a font as it is.

    Leaflet's minified form is a script that sets a global; its pictures are not used.
    """
    if name == "leaflet.css":
        return re.sub(rb"[^\n]*(?:url\(images/|behavior:).*\n", b"", content)
    if name == "leaflet.js":
        content += b"\nexport default window.L;\n"
    if not name.endswith(".js"):
        return content
    text = content.decode()
    for found, relative in _IMPORTS.items():
        text = re.sub(rf"(from ?)(['\"]){re.escape(found)}\2", rf'\1"{relative}"', text)
    text = re.sub(r"//# sourceMappingURL=.*\n?", "", text)
    return text.encode()


def _keep_licence(package: str) -> str:
    folder = PACKAGES / _LICENCES.get(package, package)
    text = next(folder.glob("LICEN[SC]E")).read_bytes()
    name = f"LICENCE-{package.rpartition('/')[2]}.txt"
    (VENDOR / name).write_bytes(text)
    return name


if __name__ == "__main__":
    main()
