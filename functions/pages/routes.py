"""The pages of the web app: files, the entry document, previews, robots.txt and the sitemap.

Every address that is not another function's leads here. One of the app gets the entry document; an
unknown one too in a browser, as a 404, because the app says so in words. Documents are always asked
for again; files whose names change with their content are kept for a year.
"""

import json
import re
from urllib.parse import quote

import flask

from functions.kernel.call import full_path
from functions.kernel.errors import NotFound, WrongMethod
from functions.kernel.http import Matched
from functions.kernel.platform import Platform
from functions.offers.rules import UnknownOffer
from functions.pages.api_docs import routes as api_docs
from functions.pages.contact import texts as contact_texts
from functions.pages.files import data, rules
from functions.pages.files.models import File
from functions.pages.previews import rules as preview_rules
from functions.pages.previews import texts
from functions.pages.previews.models import Preview
from functions.pages.previews.service import find_preview
from functions.pages.sitemap import service as sitemap_service
from functions.pages.sitemap import texts as sitemap_texts

_OFFER = re.compile(r"/offres/([^/]+)")
_SITEMAP = re.compile(r"/sitemaps/([^/]+)\.xml")
_PAGES = "pages"
"""The sitemap of the app's own pages, beside those of months."""
_A_YEAR = "public, max-age=31536000, immutable"
_A_DAY = "public, max-age=86400"
_ASK_AGAIN = "no-cache"

_PUBLIC = (
    "/",
    "/recherche",
    "/connexion",
    "/inscription",
    "/contact",
    "/donnees",
    "/statistiques",
    "/accessibilite",
    "/plan-du-site",
)
"""Addresses of the app that search engines may list, beside those of offers."""


def answer(platform: Platform, request: flask.Request, matched: Matched) -> flask.Response:
    """Answer a request. Refuses NotFound where there is nothing to read, in the API's own words."""
    path = full_path(request)
    if path in (api_docs.DOCUMENT, api_docs.PAGE):
        return _shown(platform, request, matched, path)
    if request.method not in ("GET", "HEAD") or path.startswith("/v1/"):
        raise NotFound
    if asset := api_docs.find_asset(path):
        matched.route = "file"
        return _sent(asset, request)
    if path in data.paths() and path != data.ENTRY:
        matched.route = "file"
        response = _sent(data.read_file(path), request)
        if path == data.WORKER:
            response.headers["Content-Security-Policy"] = rules.WORKER_POLICY
        return response
    if made := _made(platform, path):
        matched.route = made[0]
        return made[1]
    matched.route = "page"
    return _page(platform, request, path)


def _shown(
    platform: Platform, request: flask.Request, matched: Matched, path: str
) -> flask.Response:
    """Return the API's document, or its page."""
    matched.route = path
    if request.method not in ("GET", "HEAD"):
        raise WrongMethod(allowed=["GET"])
    shown = api_docs.document_of if path == api_docs.DOCUMENT else api_docs.page_of
    response = shown(platform.settings)
    response.make_conditional(request)
    return response


def _made(platform: Platform, path: str) -> tuple[str, flask.Response] | None:
    """Return the route and the answer of an address that is made for programs."""
    site, database, now = platform.settings.base_url, platform.database, platform.clock.now()
    if path == "/config.json":
        return path, _text(json.dumps(_config(platform)), "application/json")
    if path == "/assets.json":
        return path, _text(json.dumps(rules.kept_files(data.paths())), "application/json")
    if path == "/robots.txt":
        return path, _text(sitemap_texts.robots(site), "text/plain", _A_DAY)
    if path == "/sitemap.xml":
        names = database.run(lambda work: sitemap_service.months_with_offers(work, now=now))
        urls = [f"{site}/sitemaps/{name}.xml" for name in (_PAGES, *names)]
        return path, _text(sitemap_texts.index_of(urls), "application/xml", _A_DAY)
    if found := _SITEMAP.fullmatch(path):
        if found[1] == _PAGES:
            urls = [f"{site}{each}" for each in _PUBLIC]
        else:
            ids = database.run(
                lambda work: sitemap_service.offers_of_month(work, found[1], now=now)
            )
            urls = [_address(site, offer_id) for offer_id in ids]
        return "/sitemaps/{month}.xml", _text(
            sitemap_texts.sitemap(urls), "application/xml", _A_DAY
        )
    return None


def _config(platform: Platform) -> dict[str, object]:
    settings = platform.settings
    return {**settings.web_sign_in, "operator": settings.operator, "map": settings.map}


def _page(platform: Platform, request: flask.Request, path: str) -> flask.Response:
    """Return the entry document, with the head of this page."""
    settings = platform.settings
    status, preview = 200, None
    if found := _OFFER.fullmatch(path):
        now = platform.clock.now()
        try:
            preview = platform.database.run(lambda work: find_preview(work, found[1], now=now))
        except UnknownOffer:
            status = 404
    elif not data.addresses().fullmatch(path):
        # Browsers name HTML when they open an address; programs get the API's own words.
        if "text/html" not in request.headers.get("Accept", ""):
            raise NotFound
        status = 404
    facts = _facts(platform, path, preview)
    apis = rules.api_patterns(settings.api_urls)
    document = texts.with_head(data.entry_document(), apis=apis, **facts)
    document = contact_texts.with_operator(document, settings.operator)
    response = _text(document, "text/html")
    response.status_code = status
    named = (*settings.sign_in_hosts, settings.uploads_url, *(url for _, url in apis))
    calls = dict.fromkeys(each for each in named if each is not None)
    headers = response.headers
    headers["Content-Security-Policy"] = rules.content_policy(
        images_from=(settings.public_url(""), *settings.map_hosts), calls=calls
    )
    headers["Permissions-Policy"] = "camera=(self), geolocation=(self), microphone=()"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    if status == 200:
        response.add_etag()
        response.make_conditional(request)
    return response


def _facts(platform: Platform, path: str, preview: Preview | None) -> dict[str, object]:
    """Return what the head of a page says."""
    site = platform.settings.base_url
    facts: dict[str, object] = {
        "title": texts.SITE,
        "heading": texts.SITE,
        "description": texts.DESCRIPTION,
        "url": f"{site}{path}",
        "image": None,
        "linked_data": None,
        "is_hidden": preview is None and path not in _PUBLIC,
    }
    if preview is None:
        return facts
    offer, url = preview.offer, _address(site, preview.offer.id)
    public_url = platform.settings.public_url
    picture = offer.image.paths.get("jpeg") if offer.image else None
    image = public_url(picture) if picture else None
    return {
        **facts,
        "title": f"{offer.name} · {texts.SITE}",
        "heading": offer.name,
        "description": texts.summary(preview),
        "url": url,
        "image": image,
        "linked_data": preview_rules.linked_data(preview, url=url, image=image),
    }


def _address(site: str, offer_id: str) -> str:
    return f"{site}/offres/{quote(offer_id, safe='')}"


def _sent(file: File, request: flask.Request) -> flask.Response:
    response = flask.Response(file.content, content_type=file.kind)
    response.set_etag(file.etag)
    response.headers["Cache-Control"] = _A_YEAR if file.is_hashed else _ASK_AGAIN
    if file.zipped is not None:
        response.vary.add("Accept-Encoding")
        if request.accept_encodings["gzip"] > 0:
            response.set_data(file.zipped)
            response.headers["Content-Encoding"] = "gzip"
    response.make_conditional(request)
    return response


def _text(content: str, kind: str, cache_control: str = _ASK_AGAIN) -> flask.Response:
    response = flask.Response(content, content_type=f"{kind}; charset=utf-8")
    response.headers["Cache-Control"] = cache_control
    return response
