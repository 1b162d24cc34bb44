"""robots.txt, and the files of the sitemap as XML (https://www.sitemaps.org/protocol.html)."""

from collections.abc import Iterable
from xml.sax.saxutils import escape

_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def robots(site: str) -> str:
    """Return robots.txt: everything may be read, and the sitemap is named."""
    return f"User-agent: *\nAllow: /\nSitemap: {site}/sitemap.xml\n"


def index_of(urls: Iterable[str]) -> str:
    """Return the sitemap that lists other sitemaps."""
    entries = "".join(f"<sitemap><loc>{escape(url)}</loc></sitemap>\n" for url in urls)
    return f"{_XML}<sitemapindex {_SPACE}>\n{entries}</sitemapindex>\n"


def sitemap(urls: Iterable[str]) -> str:
    """Return a sitemap of pages."""
    entries = "".join(f"<url><loc>{escape(url)}</loc></url>\n" for url in urls)
    return f"{_XML}<urlset {_SPACE}>\n{entries}</urlset>\n"
