"""The guides of this release, read once."""

import json
from functools import cache
from pathlib import Path
from typing import Final

from services.knowledge.guides.records import Guide

_DATA = Path(__file__).parent.parent / "data"
# In the order in which a cooperation needs them.
SLUGS: Final = (
    "format-kelembagaan",
    "dokumen-hukum",
    "syarat-sah",
    "peran-aktor",
    "tahap",
    "pemeriksaan-kesehatan",
    "keengganan",
    "penyelesaian-perselisihan",
)


@cache
def guides() -> dict[str, Guide]:
    """Every guide by its slug."""
    read = (_DATA / "guides" / f"{slug}.json" for slug in SLUGS)
    found = [Guide.model_validate_json(path.read_text(encoding="utf-8")) for path in read]
    return {guide.slug: guide for guide in found}


@cache
def titles() -> dict[str, str]:
    """The bibliographic title of each document that is cited."""
    known: dict[str, str] = json.loads((_DATA / "sources.json").read_text(encoding="utf-8"))
    return known
