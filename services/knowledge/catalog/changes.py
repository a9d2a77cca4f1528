"""When what the catalogue lists was last changed. Each SELECT starts from its owner's `visible_to`."""

from collections.abc import Mapping

from sqlalchemy import Select, literal_column
from sqlmodel import col

from services.kit.actor import ANONYMOUS
from services.kit.reads import CompiledRead, compile_read
from services.knowledge.directory import queries as directory
from services.knowledge.directory.models import DirectoryEntry
from services.knowledge.editing import queries as shelf
from services.knowledge.editing.models import ShelfCopy
from services.knowledge.regulations import queries as regulations
from services.knowledge.regulations.models import Regulation


def _newest(rows: Select[object], moment: object) -> CompiledRead:
    """One row from the end of an index, however many there are."""
    return compile_read(
        rows.with_only_columns(moment).order_by(moment.desc()).limit(literal_column("1"))  # type: ignore[call-overload, attr-defined]
    )


def _published(kind: str) -> CompiledRead:
    copies = shelf.on_shelf(ANONYMOUS).where(col(ShelfCopy.kind) == literal_column(f"'{kind}'"))
    return _newest(copies, col(ShelfCopy.published_at))


# By the name of the dataset.
LAST_CHANGE: Mapping[str, CompiledRead] = {
    "directory": _newest(directory.visible_to(ANONYMOUS), col(DirectoryEntry.updated_at)),
    "regulations": _newest(regulations.visible_to(ANONYMOUS), col(Regulation.updated_at)),
    "practices": _published("practice"),
    "situations": _published("situation"),
    "publications": _published("publication"),
    "learning": _published("learning"),
}
