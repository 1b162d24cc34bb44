"""The modules that the fork server of `processes.py` imports once for all of its processes."""

from importlib import import_module

import main

main.load_all()
for _module in (
    "functions.kernel.bus.inline",
    "functions.kernel.database.sqlite",
    "functions.kernel.files.folder",
    "functions.kernel.identity.local",
    "functions.kernel.mail.folder",
    "functions.offers.pictures.sizes.rules",
):
    import_module(_module)
