"""Refresh schema.json: `python -m tests.infra.mock cdktn_provider_google-...whl`, from PyPI."""

import sys
from pathlib import Path

from infra.deployer import used_resources
from tests.infra.mock import extract, provider

if __name__ == "__main__":
    extract.write(extract.extract(Path(sys.argv[1]), used_resources()), provider.SCHEMA)
