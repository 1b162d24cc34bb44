"""Departments and the communes that lie elsewhere than their postal code suggests, as data.

`npm pack @etalab/decoupage-administratif`, unpack it, and run `python -m local.places FOLDER` to
write functions/accounts/places/departments.toml. The package has every commune of France with its
department and its postal codes.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from functions.accounts.places.rules import city_key

TARGET = Path(__file__).resolve().parent.parent / "functions/accounts/places/departments.toml"

_HEAD = """\
# The French departments and overseas collectivities, their time zones and postal codes.
#
# Made by `python -m local.places` from npm, @etalab/decoupage-administratif {version} (MIT),
# which compiles INSEE's Code officiel géographique and La Poste's base of postal codes (both
# Licence Ouverte 2.0). It has no CEDEX codes: 203, 207 are Corse-du-Sud's, 204 Haute-Corse's, 978
# La Réunion's, 970 those of Guadeloupe, Saint-Martin and Saint-Barthélemy (La Poste).
#
# The longest prefix of a postal code decides, except for the communes that lie in this department
# although their code suggests another one: [postal code or prefix, letters of the name].
"""

_ZONES = {
    "971": "America/Guadeloupe",
    "972": "America/Martinique",
    "973": "America/Cayenne",
    "974": "Indian/Reunion",
    "975": "America/Miquelon",
    "976": "Indian/Mayotte",
    "977": "America/St_Barthelemy",
    "978": "America/Marigot",
    "986": "Pacific/Wallis",
    "987": "Pacific/Tahiti",
    "988": "Pacific/Noumea",
}
_UNINHABITED = {"984", "989"}
_PREFIXES = {
    "2A": ("20",),
    "2B": ("202", "204", "206"),
    "971": ("970", "971"),
    "974": ("974", "978"),
    "977": ("97133",),
    "978": ("97150",),
}


def _towns(*names: str) -> tuple[tuple[str, str], ...]:
    return tuple((prefix, name) for prefix in ("970", "971") for name in names)


_ELSEWHERE = {
    "977": _towns("saintbarthelemy", "gustavia"),
    "978": _towns("saintmartin", "marigot", "grandcase"),
}
"""Communes that share CEDEX codes with Guadeloupe, and their towns, which addresses name."""


def departments_text(folder: Path) -> str:
    """Return the data file that the package unpacked in `folder` gives."""
    version = json.loads((folder / "package.json").read_text("utf-8"))["version"]
    listed = json.loads((folder / "data/departements.json").read_text("utf-8"))
    communes = json.loads((folder / "data/communes.json").read_text("utf-8"))
    names = {one["code"]: one["nom"] for one in listed}
    names |= {code: name for code, name in _collectivities(communes).items() if code in _ZONES}
    codes = sorted(names.keys() - _UNINHABITED, key=_in_order)
    rows = [_row(code, names[code], communes) for code in codes]
    return _HEAD.format(version=version) + "".join(rows)


def _collectivities(communes: Iterable[Mapping[str, Any]]) -> Mapping[str, str]:
    names = {"986": "Wallis-et-Futuna", "987": "Polynésie française", "988": "Nouvelle-Calédonie"}
    single = {"977": "Saint-Barthélemy", "978": "Saint-Martin", "975": "Saint-Pierre-et-Miquelon"}
    found = {commune["departement"] for commune in communes if "departement" in commune}
    return {code: name for code, name in (names | single).items() if code in found}


def _in_order(code: str) -> tuple[bool, str]:
    return len(code) == len("971"), code


def _row(code: str, name: str, communes: Iterable[Mapping[str, Any]]) -> str:
    prefixes = _PREFIXES.get(code, (code,))
    elsewhere = sorted(
        {
            *_ELSEWHERE.get(code, ()),
            *(
                (postal_code, city_key(commune["nom"]))
                for commune in communes
                if commune.get("departement") == code
                for postal_code in commune.get("codesPostaux", ())
                if not postal_code.startswith(prefixes)
            ),
        }
    )
    text = f'\n[[department]]\ncode = "{code}"\nname = "{name}"\n'
    text += f'time_zone = "{_ZONES.get(code, "Europe/Paris")}"\n'
    text += f"postal_prefixes = {json.dumps(list(prefixes))}\n"
    if elsewhere:
        lines = "".join(f"  {json.dumps(list(one))},\n" for one in elsewhere)
        text += f"communes_elsewhere = [\n{lines}]\n"
    return text


def run(arguments: Sequence[str]) -> int:
    """Write the data file from the folder that the argument names; return 0."""
    parser = argparse.ArgumentParser("python -m local.places")
    parser.add_argument("folder", type=Path, help="the unpacked npm package")
    TARGET.write_text(departments_text(parser.parse_args(arguments).folder), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
