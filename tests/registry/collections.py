"""Lists of rows below a forum: for each a row to add, and a change of it. Names are invented (DEMO)."""

from typing import Any

# name: (a new row, a change)
COLLECTIONS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "organs": ({"kind": "sekretariat", "name": "Sekretariat DEMO"}, {"description": "Diubah"}),
    "officers": ({"name": "Pejabat DEMO", "office": "Ketua"}, {"unit": "Biro DEMO"}),
    "statutes": ({"edition": 1, "title": "Anggaran Dasar DEMO"}, {"changes": "Diubah"}),
}
