"""Uploads that are no picture, or not the announced one."""

import io

import httpx
import pytest
from PIL import Image

from tests.support.server import answer, jpeg, problem
from tests.support.world import World

# Pictures


def _gif() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (500, 500)).save(file, "GIF")
    return file.getvalue()


NO_PICTURES = {
    "a text": (b"this is no picture", "image_unidentified"),
    "nothing but a beginning": (jpeg()[:200], "image_unidentified"),
    "half a picture": (jpeg()[:-2_000], "image_unidentified"),
    "a page": (b"<!doctype html><script>alert(1)</script>", "image_unidentified"),
    "a drawing": (b'<?xml version="1.0"?><svg onload="alert(1)"/>', "image_type_unsupported"),
    "a moving picture": (_gif(), "image_type_unsupported"),
    "a small picture": (jpeg(399, 800), "image_too_small"),
    "a ribbon": (jpeg(5_000, 410), "image_too_long"),
}


@pytest.mark.parametrize("kind", NO_PICTURES)
def test_what_is_no_picture_is_rejected_with_its_reason(world: World, kind: str) -> None:
    content, code = NO_PICTURES[kind]
    api, member = world.api, world.person("member")
    offer_id = world.ids["draft_id"]
    before = answer(api.get(f"/v1/offers/{offer_id}"))
    announced = {"content_type": "image/jpeg", "size_bytes": len(content)}
    ticket = answer(api.post(f"/v1/offers/{offer_id}/image", announced, by=member), 201)["upload"]
    sent = api.client.put(ticket["url"], headers=ticket["headers"], content=content)
    assert sent.status_code == 200
    image = answer(api.get(f"/v1/offers/{offer_id}"))["image"]
    assert (image["status"], image["code"]) == ("rejected", code)
    # The picture that was there before is still shown.
    assert image["urls"] == before["image"]["urls"]


def test_an_upload_that_differs_from_what_was_announced_is_refused(unchanged: World) -> None:
    api, member = unchanged.api, unchanged.person("member")
    content = jpeg()
    announced = {"content_type": "image/jpeg", "size_bytes": len(content)}
    path = f"/v1/offers/{unchanged.ids['draft_id']}/image"
    ticket = answer(api.post(path, announced, by=member), 201)["upload"]
    unchanged.state.restore()
    url, headers = ticket["url"], ticket["headers"]

    def put(url: str, content: bytes, **headers: str) -> httpx.Response:
        return api.client.put(url, content=content, headers=headers)

    problem(put(url, content + b"x", **headers), 413, "upload_too_large")
    problem(put(url, b"", **headers), 400, "upload_too_small")
    png = {"Content-Type": "image/png"}
    problem(put(url, content, **png), 415, "upload_type_differs")
    for changed in (
        url.replace("max=", "max=9"),
        url.replace(unchanged.ids["draft_id"], unchanged.ids["offer_id"]),
        url.partition("?")[0],
        url.replace("signature=", "signature=0"),
    ):
        problem(put(changed, content, **headers), 403, "upload_signature_invalid")
    other = {"content_type": "image/gif", "size_bytes": 1_000}
    problem(api.post(path, other, by=member), 415, "image_type_unsupported")
    large = {"content_type": "image/jpeg", "size_bytes": 10_000_001}
    problem(api.post(path, large, by=member), 413, "image_too_large")
