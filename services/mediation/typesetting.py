"""Papers as PDF/A. What a paper says goes in as JSON: no word of it is read as markup."""

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import typst

# Templates are below it, and name each other from here.
ROOT: Final = Path(__file__).parent


def typeset(template: str, data: Mapping[str, Any], *, at: datetime) -> bytes:
    """A paper by its template (`letters/templates/penerusan.typ`), as PDF/A-2b.

    It takes some hundred milliseconds, so an event loop does it in a thread. The same data at the same moment
    make the same bytes.
    """
    made: bytes = typst.compile(
        ROOT / template,
        root=ROOT,
        format="pdf",
        sys_inputs={"paper": json.dumps(data, ensure_ascii=False)},
        pdf_standards="a-2b",
        ignore_system_fonts=True,
        timestamp=int(at.timestamp()),
    )
    return made
