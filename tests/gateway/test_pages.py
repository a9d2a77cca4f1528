"""What a person sees of the gateway."""

import hashlib
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from gateway.web.files import WEB
from tests.gateway.conftest import Door

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
VENDOR = WEB / "static" / "vendor" / "swagger-ui"


class Links(HTMLParser):
    """Every address a page refers to, and whatever a strict policy would stop."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.inline: list[str] = []
        self._in_script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_script = tag in ("script", "style")
        for name, value in attrs:
            if name in ("href", "src") and value:
                self.found.append(value)
            if name == "style" or name.startswith("on"):
                self.inline.append(name)

    def handle_data(self, data: str) -> None:
        if self._in_script and data.strip():
            self.inline.append(data)


def links_of(page: str) -> Links:
    links = Links()
    links.feed(page)
    return links


@pytest.mark.parametrize(("language", "said"), [("id", "Dokumentasi"), ("en", "Documentation")])
async def test_the_first_page_is_in_the_readers_language(gateway: Door, language: str, said: str) -> None:
    answer = await gateway.http.get("/", headers=BROWSER | {"Accept-Language": language})
    assert answer.headers["content-language"] == language
    assert f'<html lang="{language}">' in answer.text
    assert said in answer.text
    assert {"Accept", "Accept-Language"} <= set(answer.headers["vary"].split(", "))


async def test_indonesian_comes_first(gateway: Door) -> None:
    assert (await gateway.http.get("/", headers=BROWSER)).headers["content-language"] == "id"


async def test_a_program_gets_the_first_page_as_json(gateway: Door) -> None:
    answer = await gateway.http.get("/")
    assert answer.json()["links"]["documentation"] == "/docs"


@pytest.mark.parametrize("path", ["/", "/docs"])
async def test_pages_allow_nothing_from_elsewhere_and_nothing_inline(gateway: Door, path: str) -> None:
    answer = await gateway.http.get(path, headers=BROWSER)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "*" not in policy
    assert "http" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-frame-options"] == "DENY"
    links = links_of(answer.text)
    assert links.inline == []
    assert all(link.startswith(("/", "data:")) for link in links.found)


@pytest.mark.parametrize("path", ["/", "/docs"])
async def test_everything_a_page_refers_to_is_there(gateway: Door, path: str) -> None:
    page = await gateway.http.get(path, headers=BROWSER)
    for link in links_of(page.text).found:
        if link.startswith("/"):
            assert (await gateway.http.get(link)).status_code == 200, link


async def test_files_are_kept_by_their_readers(gateway: Door) -> None:
    path = "/static/vendor/swagger-ui/swagger-ui-bundle.js"
    answer = await gateway.http.get(path)
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert "max-age" in answer.headers["cache-control"]
    for tag in (answer.headers["etag"], f'"x", W/{answer.headers["etag"]}', "*"):
        again = await gateway.http.get(path, headers={"If-None-Match": tag})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == answer.headers["etag"]
    changed = await gateway.http.get(path, headers={"If-None-Match": '"lain"'})
    assert changed.status_code == 200


def test_the_vendored_files_are_those_the_readme_names() -> None:
    named = dict(re.findall(r"\| `(\S+)` \| `([0-9a-f]{64})` \|", (VENDOR / "README.md").read_text()))
    assert len(named) == 2
    for name, digest in named.items():
        assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == digest
    assert "Apache License" in (VENDOR / "LICENSE").read_text()


def test_no_source_map_and_no_foreign_address_is_served() -> None:
    assert not list(Path(WEB).rglob("*.map"))
    for file in (*WEB.glob("pages/*"), WEB / "static" / "docs.js", WEB / "static" / "page.css"):
        assert "http" not in file.read_text(), file.name
