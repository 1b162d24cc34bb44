"""`python -m functions.statistics.population check FILE`: validate a file of population."""

import argparse
import sys
from pathlib import Path

from functions.statistics.population.data import PopulationInvalid, read_population
from functions.statistics.population.rules import census_of
from functions.statistics.territories.rules import kind_of


def main(arguments: list[str] | None = None) -> int:
    """Check a file and print what it has; return 0, or 1 when it is not valid."""
    parser = argparse.ArgumentParser(prog="python -m functions.statistics.population")
    check = parser.add_subparsers(required=True).add_parser("check", help="validate a file")
    check.add_argument("file", type=Path)
    file = parser.parse_args(arguments).file
    try:
        rows = read_population(file)
    except PopulationInvalid as invalid:
        print(invalid)
        return 1
    departments = {row.territory for row in rows if kind_of(row.territory) == "department"}
    ages, years = [row.age for row in rows], [row.year for row in rows]
    print(f"{file.name}: valid: {len(rows)} rows, {len(departments)} departments,")
    print(f"ages {min(ages)} to {max(ages)}, years {min(years)} to {max(years)};")
    print(f"sources: {', '.join(census_of(rows).sources)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
