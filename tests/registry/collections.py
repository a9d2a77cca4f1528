"""Lists of rows below a forum: for each a row to add, and a change of it. Names are invented (DEMO)."""

from typing import Any

# name: (a new row, a change)
COLLECTIONS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "organs": ({"kind": "sekretariat", "name": "Sekretariat DEMO"}, {"description": "Diubah"}),
    "officers": ({"name": "Pejabat DEMO", "office": "Ketua"}, {"unit": "Biro DEMO"}),
    "instruments": ({"title": "Naskah DEMO", "document_kind": "pks"}, {"note": "Diubah"}),
    "statutes": ({"edition": 1, "title": "Anggaran Dasar DEMO"}, {"changes": "Diubah"}),
    "funding": ({"source": "donor", "description": "Dana DEMO"}, {"year": 2026}),
    "commitments": ({"region_code": "34.04", "year": 2026, "committed_idr": 5}, {"realised_idr": 4}),
    "activities": ({"title": "Kegiatan DEMO"}, {"status": "berjalan"}),
    "reports": (
        {"title": "Laporan DEMO", "period_from": "2026-01", "period_to": "2026-06", "addressee": "gubernur"},
        {"submitted_on": "2026-07-10"},
    ),
    "aliases": ({"name": "Nama lama DEMO", "used_to": "2010"}, {"note": "Diubah"}),
    "links": ({"kind": "mitra", "name": "Lembaga DEMO"}, {"url": "https://contoh.go.id/demo"}),
    "guidance": (
        {"kind": "pembinaan", "authority": "menteri", "held_on": "2025", "subject": "Pembinaan DEMO"},
        {"result": "Diubah"},
    ),
}

# What may stand once in a forum.
ONCE = {"statutes": "edition", "aliases": "name"}


def another(name: str, number: int) -> dict[str, Any]:
    """A new row like the others, apart in what may stand once."""
    new, field = COLLECTIONS[name][0], ONCE.get(name)
    if field is None:
        return new
    return new | {field: number if isinstance(new[field], int) else f"{new[field]} {number}"}
