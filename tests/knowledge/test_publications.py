"""Publications: Markdown made safe, issues that gather articles, the Atom feed."""

from typing import Any
from xml.etree import ElementTree as ET

import pytest

from services.knowledge.publications.rendering import as_html
from tests.knowledge.editors import EDITOR, FORUM, publish
from tests.knowledge.regulations import add_work
from tests.support.callers import Caller

AT = "/v1/kabkota/publications"
ARTICLE: dict[str, Any] = {
    "slug": "contoh-artikel",
    "forum_slug": "kartamantul",
    "type": "artikel",
    "title": "Contoh artikel (DEMO)",
    "summary": "Ringkasan contoh.",
    "body": "# Judul\n\nMenurut **UU 1/2040**, *contoh*. <script>alert(1)</script>",
    "authors": [{"name": "Penulis Contoh (DEMO)"}],
    "sectors": ["persampahan"],
}
ATOM = "{http://www.w3.org/2005/Atom}"


async def test_an_article_is_shown_safe_and_linked(desk: Caller) -> None:
    work = await add_work(desk, 1)
    published = await publish(desk, "publications", **ARTICLE)
    assert (published.status_code, published.json()["state"]) == (201, "terbit")
    seen = (await desk.get(f"{AT}/contoh-artikel")).json()
    assert seen["body"] == ARTICLE["body"]
    assert "<strong>UU 1/2040</strong>" in seen["body_html"]
    assert "<script" not in seen["body_html"]
    assert seen["cites"] == [{"text": "UU 1/2040", "slug": work["slug"], "title": work["title"]}]
    assert seen["urusan"] == ["2.11"]
    found = (await desk.get("/v1/kabkota/search?q=contoh artikel&kind=publication")).json()["items"]
    assert [item["slug"] for item in found] == ["contoh-artikel"]


@pytest.mark.parametrize(
    ("markdown", "never"),
    [
        ("[x](javascript:alert(1))", 'href="javascript'),
        ("<img src=x onerror=alert(1)>", "<img"),
        ("![x](http://evil.example/p.gif)", "<img"),
        ("<a href='data:text/html;base64,x'>x</a>", "<a"),
        ("[x](data:text/html;base64,PHNjcmlwdD4=)", 'href="data'),
        ("`<script>`\n\n    <script>", "<script"),
        ('[x](http://a.example "onmouseover=alert(1)")', 'onmouseover="'),
    ],
)
def test_what_a_text_smuggles_is_cleaned_away(markdown: str, never: str) -> None:
    assert never not in as_html(markdown)


def test_links_do_not_tell_where_they_are_followed_from() -> None:
    assert 'rel="noopener noreferrer nofollow"' in as_html("[x](https://a.example)")
    table = as_html("| a | b |\n|---|--:|\n| 1 | 2 |")
    assert "<table>" in table
    assert 'style="text-align:right"' in table


async def test_an_issue_gathers_published_articles(desk: Caller) -> None:
    issue = {"slug": "edisi-1", "type": "edisi", "title": "Edisi 1 (DEMO)", "contents": ["contoh-artikel"]}
    early = await desk.as_(EDITOR).post(AT, issue)
    assert (early.status_code, early.json()["errors"][0]["code"]) == (422, "unknown-publication")
    await publish(desk, "publications", **ARTICLE)
    written = await desk.as_(EDITOR).post(AT, issue)
    assert written.status_code == 201
    missing = await desk.as_(EDITOR).post(f"{AT}/edisi-1/submission", {})
    assert {e["pointer"] for e in missing.json()["errors"]} == {"/summary"}
    article = await desk.as_(EDITOR).post(AT, {**issue, "slug": "bukan-edisi", "type": "artikel"})
    assert article.json()["errors"][0]["code"] == "not-an-issue"


async def test_the_feed_tells_what_was_published_last(desk: Caller) -> None:
    empty = await desk.get(f"{AT}/feed")
    assert (empty.status_code, empty.headers["content-type"]) == (200, "application/atom+xml")
    await publish(desk, "publications", **ARTICLE)
    await publish(
        desk, "publications", **ARTICLE | {"slug": "kedua", "title": "A \u0001 & <b>", "sectors": []}
    )
    answer = await desk.get(f"{AT}/feed")
    feed = ET.fromstring(answer.text)
    entries = feed.findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}title") for entry in entries] == ["A \ufffd & <b>", ARTICLE["title"]]
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert all(i is not None and i.startswith("urn:uuid:") for i in ids)
    content = entries[1].find(f"{ATOM}content")
    assert content is not None
    assert (content.get("type"), "<script" in (content.text or "")) == ("html", False)
    assert feed.findtext(f"{ATOM}updated") == entries[0].findtext(f"{ATOM}updated")
    unchanged = await desk.get(f"{AT}/feed", headers={"If-None-Match": answer.headers["etag"]})
    assert unchanged.status_code == 304
    of_sector = ET.fromstring((await desk.get(f"{AT}/feed?sector=persampahan")).text)
    assert len(of_sector.findall(f"{ATOM}entry")) == 1
    assert (await desk.get(f"{AT}/feed?sector=sihir")).status_code == 400
    await desk.as_(FORUM).get(f"{AT}/feed")
