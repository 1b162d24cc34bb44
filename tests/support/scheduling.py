"""How the workers of one session share its tests: by file, or by folder where that saves work.

A file's tests stay together for what they share; so do those of a folder whose shared things are
costly, such as an environment that Terraform has applied, or those of one face in a browser.
"""

from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

_TOGETHER = (
    "tests/infra/",
    *("tests/browser/test_pro_", "tests/browser/test_office_", "tests/browser/"),
)
"""Beginnings of paths: the tests of each go to one worker. The browser's are too many for one."""


class ByRoom(LoadScopeScheduling):  # type: ignore[misc]  # it has no types
    """Hands out whole files, or all files whose paths begin alike."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return next((start for start in _TOGETHER if file.startswith(start)), file)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByRoom:
    """Return what hands out the tests of this session."""
    return ByRoom(config, log)
