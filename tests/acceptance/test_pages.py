"""The pages of the web app: link previews, unknown addresses, files, robots.txt and the sitemap."""

import json
import re
from datetime import timedelta
from html import unescape
from typing import Any
from xml.etree.ElementTree import fromstring

import httpx
import pytest

from tests.support.server import Api, Server, Shop, answer, utc_now

EVIL = '</title><script>alert(1)</script> "L\'été" & <b>'


@pytest.fixture(scope="module")
def shop(server: Server) -> Shop:
    return server.api.shop()


def tags(page: str) -> dict[str, str]:
    """Return the meta tags of a page by name or property, as browsers read them."""
    found = re.findall(r'<meta (?:name|property)="([^"]+)" content="([^"]*)"', page)
    return {name: unescape(content) for name, content in found}


def linked_data(page: str) -> dict[str, Any]:
    """Return the schema.org description in a page."""
    (content,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)
    facts: dict[str, Any] = json.loads(content)
    return facts


def test_shared_offer_has_a_preview(server: Server, api: Api, shop: Shop) -> None:
    stock_id = api.offer(shop, stock={"price_cents": 1_250, "quantity": 5}, name=EVIL)
    offer_id = stock_id.partition("~")[0]
    response = httpx.get(f"{server.url}/offres/{offer_id}")
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-cache"
    page = response.text
    assert "<script>alert" not in page
    assert page.count("<title>") == 1
    (title,) = re.findall("<title>(.*?)</title>", page)
    assert unescape(title) == f"{EVIL} · culture pass"
    assert '<html lang="fr">' in page
    url = f"{server.url}/offres/{offer_id}"
    assert f'<link rel="canonical" href="{url}">' in page
    found = tags(page)
    assert found["og:title"] == EVIL
    assert found["og:url"] == url
    assert "12,50\u00a0€" in found["description"]
    assert found["og:description"] == found["description"]
    assert found["twitter:card"] == "summary_large_image"
    assert httpx.get(found["og:image"]).headers["Content-Type"] == "image/jpeg"
    data = linked_data(page)
    assert (data["@type"], data["name"], data["url"]) == ("Product", EVIL, url)
    assert data["offers"]["price"] == "12.50"
    assert data["offers"]["availability"] == "https://schema.org/InStock"


def test_event_is_described_with_its_date_and_place(server: Server, api: Api, shop: Shop) -> None:
    begins_at = (utc_now() + timedelta(days=7)).replace(microsecond=0)
    stock = {"price_cents": 0, "quantity": 5, "begins_at": begins_at.isoformat()}
    stock_id = api.offer(shop, stock=stock, name="Nuit du jazz", category="concert")
    page = httpx.get(f"{server.url}/offres/{stock_id.partition('~')[0]}").text
    data = linked_data(page)
    assert data["@type"] == "Event"
    assert data["location"]["address"]["addressLocality"] == "Strasbourg"
    assert data["startDate"].endswith(("+01:00", "+02:00"))
    assert "gratuit" in tags(page)["description"]


def test_draft_is_the_app_without_a_word_about_it(server: Server, api: Api, shop: Shop) -> None:
    offer_id = api.draft(shop, name="Un secret")
    response = httpx.get(f"{server.url}/offres/{offer_id}")
    assert response.status_code == 200
    assert "Un secret" not in response.text
    assert tags(response.text)["robots"] == "noindex"
    assert offer_id not in sitemap_of_now(server)


@pytest.mark.parametrize("path", ["/offres/none", "/offres/%2F", "/offres/__x__", "/nothing"])
def test_unknown_address_is_the_app_with_404(server: Server, path: str) -> None:
    response = httpx.get(f"{server.url}{path}", headers={"Accept": "text/html,*/*;q=0.8"})
    assert response.status_code == 404
    assert '<script type="module" src="/app.js">' in response.text
    assert tags(response.text)["robots"] == "noindex"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_pages_are_only_read(server: Server, method: str) -> None:
    response = httpx.request(method, f"{server.url}/credit")
    assert (response.status_code, response.json()["code"]) == (404, "not_found")


def test_public_screens_are_listed_by_search_engines_and_own_ones_are_not(server: Server) -> None:
    page = httpx.get(f"{server.url}/").text
    assert "robots" not in tags(page)
    assert f'<link rel="canonical" href="{server.url}/">' in page
    assert tags(httpx.get(f"{server.url}/reservations").text)["robots"] == "noindex"


def test_file_is_compressed_and_asked_for_again_only_when_it_changed(server: Server) -> None:
    first = httpx.get(f"{server.url}/app.js")
    assert first.headers["Content-Encoding"] == "gzip"
    assert first.headers["Cache-Control"] == "no-cache"
    again = {"If-None-Match": first.headers["ETag"]}
    assert httpx.get(f"{server.url}/app.js", headers=again).status_code == 304
    page = httpx.get(f"{server.url}/")
    again = {"If-None-Match": page.headers["ETag"]}
    assert httpx.get(f"{server.url}/", headers=again).status_code == 304


def test_kept_files_exist(server: Server) -> None:
    listed = httpx.get(f"{server.url}/assets.json").json()
    assert "/app.js" in listed
    for path in listed:
        assert httpx.head(f"{server.url}{path}").status_code == 200, path


def sitemap_of_now(server: Server) -> list[str]:
    """Return the addresses of all sitemaps that robots.txt leads to."""
    (index,) = re.findall("Sitemap: (.*)", httpx.get(f"{server.url}/robots.txt").text)
    pages = [each.text for each in fromstring(httpx.get(index).text).iter() if each.text]
    found = [httpx.get(page).text for page in pages if page.strip()]
    return [loc.text or "" for page in found for loc in fromstring(page).iter() if loc.text]


def test_sitemap_leads_to_public_offers(server: Server, api: Api, shop: Shop) -> None:
    stock_id = api.offer(shop, stock={"price_cents": 500, "quantity": 1})
    url = f"{server.url}/offres/{stock_id.partition('~')[0]}"
    assert {url, f"{server.url}/statistiques"} <= set(sitemap_of_now(server))
    offer_id = stock_id.partition("~")[0]
    answer(api.post(f"/v1/offers/{offer_id}/unpublish", by=shop.member))
    assert url not in sitemap_of_now(server)


@pytest.mark.parametrize("name", ["2026-13", "2026-00", "0000-01", "2026-1", "x", "９９９９-01"])
def test_sitemap_of_no_month_is_unknown(server: Server, name: str) -> None:
    assert httpx.get(f"{server.url}/sitemaps/{name}.xml").status_code == 404
