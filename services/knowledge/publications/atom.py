"""The Atom feed of what was published (RFC 4287)."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from urllib.parse import quote
from xml.etree import ElementTree as ET

from services.kit.simpul import Simpul

MEDIA_TYPE = "application/atom+xml"
# As many as a reader shows; older ones are in the list.
MOST = 50
_ATOM: Final = "http://www.w3.org/2005/Atom"
# What XML 1.0 cannot hold, whatever a text says.
_UNSAYABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_TITLES: Final[Mapping[Simpul, str]] = {
    "provinsi": "Simpul kerja sama antarprovinsi",
    "kabkota": "Simpul kerja sama antarkabupaten/kota",
}

ET.register_namespace("", _ATOM)


def feed(
    simpul: Simpul,
    documents: Sequence[Mapping[str, Any]],
    *,
    public_url: str,
    publisher: str,
    began: datetime,
    sector: str | None = None,
) -> bytes:
    """The feed, newest first. `began` is its moment while nothing is published."""
    base = f"{public_url}/v1/{simpul}/publications"
    asked = f"?sector={quote(sector, safe='')}" if sector else ""
    root = ET.Element(f"{{{_ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": "id"})
    _say(root, "id", f"{base}{asked}")
    _say(root, "title", _TITLES[simpul])
    _say(root, "updated", documents[0]["published_at"] if documents else began.isoformat())
    _link(root, "self", f"{base}/feed{asked}", MEDIA_TYPE)
    _link(root, "alternate", base, "application/json")
    _say(_say(root, "author"), "name", publisher)
    for document in documents:
        _entry(root, document, f"{base}/{document['slug']}")
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _entry(root: ET.Element, document: Mapping[str, Any], at: str) -> None:
    entry = _say(root, "entry")
    entry.set("{http://www.w3.org/XML/1998/namespace}lang", document["language"])
    # A slug is a promise, and an id forever: it outlives the node's address.
    _say(entry, "id", f"urn:uuid:{document['id']}")
    _say(entry, "title", document["title"])
    _say(entry, "updated", document["published_at"])
    _say(entry, "published", document["published_at"])
    _link(entry, "alternate", at, "application/json")
    for author in document["authors"]:
        _say(_say(entry, "author"), "name", author["name"])
    for sector in document["sectors"]:
        _say(entry, "category").set("term", _sayable(sector))
    if document["summary"]:
        _say(entry, "summary", document["summary"])
    if document["body_html"]:
        _say(entry, "content", document["body_html"]).set("type", "html")


def _say(parent: ET.Element, name: str, text: str | None = None) -> ET.Element:
    element = ET.SubElement(parent, f"{{{_ATOM}}}{name}")
    if text is not None:
        element.text = _sayable(text)
    return element


def _sayable(text: str) -> str:
    return _UNSAYABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def _link(parent: ET.Element, rel: str, href: str, media_type: str) -> None:
    link = _say(parent, "link")
    link.attrib.update({"rel": rel, "href": href, "type": media_type})
