"""`python -m local`: serve the whole culture pass at one address."""

import signal
import sys
from types import FrameType
from urllib.parse import urlsplit

from waitress.server import create_server

import main
from functions.accounts.schemes import SchemeInvalid, load_scheme
from functions.kernel.config import Settings, read_settings
from functions.kernel.platform import Platform, use_platform
from local.demo.loader import ADMIN, BENEFICIARY, PASSWORD, PROFESSIONAL, load_demo
from local.server import LocalServer

_THREADS = 16

_EMBEDDED = {"database": "sqlite", "bus": "inline", "files": "folder", "identity": "local"}


def serve() -> int:
    """Serve until Ctrl-C or SIGTERM; return the exit status."""
    settings = read_settings()
    chosen = settings.model_dump(include=set(_EMBEDDED))
    if chosen != _EMBEDDED:
        print(f"The local server runs on the embedded default only, not on {chosen}.")
        return 2
    try:
        for scheme_id in settings.schemes:
            load_scheme(scheme_id)
    except SchemeInvalid as invalid:
        print(f"CULTUREPASS_SCHEMES: {invalid}")
        return 2
    main.load_all()
    platform = Platform(settings)
    use_platform(platform)
    address = urlsplit(settings.base_url)
    try:
        server = LocalServer(platform)
        http = create_server(
            server, host="127.0.0.1", port=address.port or 80, threads=_THREADS, ident=None
        )
    except OSError as taken:
        print(f"Cannot listen at {settings.base_url}: {taken.strerror}. Set PORT to another.")
        return 1
    server.recover()
    offers = load_demo(platform)
    if offers:
        print(f"Loaded the demo data: {offers} offers.")
    server.start_sweeps()
    _introduce(settings)
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        http.run()
    except KeyboardInterrupt:
        pass
    finally:
        http.close()
        server.stop()
    print("Stopped.")
    return 0


def _interrupt(signum: int, frame: FrameType | None) -> None:  # noqa: ARG001
    raise KeyboardInterrupt


def _introduce(settings: Settings) -> None:
    base_url, data = settings.base_url, settings.data.resolve()
    mails = data / "mail" if settings.mail == "folder" else f"go to {settings.smtp_host}"
    print(
        f"""
The culture pass is at {base_url}
  the API          {base_url}/docs
  OpenAPI 3.1      {base_url}/v1/openapi.json
  its state        {data}
  its mails        {mails}
Demo accounts, password {PASSWORD}:
  {ADMIN[1]}         administrator
  {PROFESSIONAL[1]}           professional, member of a validated offerer
  {BENEFICIARY[1]}           beneficiary with a grant of 500 EUR
Ctrl-C stops it.
""",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(serve())
