"""How the workers of one session share its tests: by file, or by folder where that saves work.

A file's tests stay together for what they share; so do those of a folder whose shared things are
costly, such as an environment that Terraform has applied, or a browser.
"""

from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

_TOGETHER = ("tests/infra/", "tests/browser/")


class ByRoom(LoadScopeScheduling):  # type: ignore[misc]  # it has no types
    """Hands out whole files, or whole folders."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return next((folder for folder in _TOGETHER if file.startswith(folder)), file)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByRoom:
    """Return what hands out the tests of this session."""
    return ByRoom(config, log)
