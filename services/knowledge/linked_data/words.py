"""What linked data of this node is made of: the context, and persistent addresses below the public URL."""

import json
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

MEDIA_TYPE = "application/ld+json"
Node = dict[str, Any]


@cache
def context() -> Node:
    """The `@context` of everything here. It stands in each answer, so that reading one asks nobody else."""
    known: Node = json.loads(Path(__file__).with_name("context.json").read_text(encoding="utf-8"))
    return known


def document(node: Node) -> bytes:
    """A node as a JSON-LD document."""
    whole = {"@context": context()} | node
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()


def term(base: str, vocabulary: str, code: str | None) -> str | None:
    """The address of a term of a controlled vocabulary."""
    return f"{base}/v1/vocabularies/{vocabulary}#{quote(code, safe='')}" if code else None


def region(base: str, code: str | None) -> str | None:
    """The address of a region."""
    return f"{base}/v1/regions/{code}" if code else None


def partial_date(value: str | None) -> Node | None:
    """A year, a month or a day as what it is."""
    if not value:
        return None
    kind = {4: "xsd:gYear", 7: "xsd:gYearMonth"}.get(len(value), "xsd:date")
    return {"@type": kind, "@value": value}


def known(node: Node) -> Node:
    """The same without what is not known: in linked data nothing is said of it."""
    return {name: value for name, value in node.items() if value not in (None, [], {})}
