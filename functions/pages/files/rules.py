"""Headers of the app's documents, and the files that a device keeps."""

import re
from collections.abc import Iterable, Sequence

from functions.kernel.path_patterns import expression, precedence
from functions.pages.files.data import ENTRY, WORKER

WORKER_POLICY = (
    "default-src 'none'; connect-src 'self'; base-uri 'none'; form-action 'none';"
    " frame-ancestors 'none'"
)
"""The Content-Security-Policy of the service worker, which fetches the app's own files."""

_ONLINE_ONLY = re.compile(r"/(admin|examples|statistics)/|/discover/map\b|/vendor/leaflet\b")
"""Files that are of no use without a network: maps are large, and queues are decided online."""

Apis = Sequence[tuple[str, str]]


def content_policy(*, images_from: Iterable[str], calls: Iterable[str]) -> str:
    """Return the Content-Security-Policy of the app.

    Pictures come from the addresses `images_from` too, and scripts may call the origins `calls`.
    """
    image_hosts = " ".join(("'self'", "data:", *images_from))
    callable_hosts = " ".join(("'self'", *calls))
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self';"
        f" img-src {image_hosts}; connect-src {callable_hosts};"
        " manifest-src 'self'; worker-src 'self'; media-src 'self' blob:; base-uri 'none';"
        " form-action 'none'; frame-ancestors 'none'"
    )


def kept_files(paths: Iterable[str]) -> list[str]:
    """Return the files that the service worker keeps for when there is no network."""
    return [
        path
        for path in paths
        if not path.endswith((".txt", WORKER, ENTRY)) and not _ONLINE_ONLY.search(path)
    ]


def api_patterns(urls: Sequence[str]) -> Apis:
    """Return the URL for each pattern of paths, most specific first, from `/v1/offers/**=https://...`.

    Precedence is that of the load balancer, which other deployments have instead.
    """
    pairs = sorted((url.partition("=")[::2] for url in urls), key=lambda pair: precedence(pair[0]))
    return [(f"^{expression(path)}$", url) for path, url in pairs]
