"""Import of the region codes; what changed gets a new version and a feed row."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from services.kit.actor import Actor
from services.kit.feed import outbox
from services.registry.regions import queries
from services.registry.regions.documents import ENTITY, document
from services.registry.regions.models import Region

SOURCE = {
    "document": "idn-area-data 4.0.1",
    "title": "idn-area-data 4.0.1 (Open Database License)",
    "locator": "provinces.csv, regencies.csv",
}
# The single codes are known from a secondary source; their counts are verified.
MARK = "V2"
# Told from the name, not stated by the source.
INFERRED = ["/level", "/autonomous"]


def regions_from(
    provinces: Iterable[Mapping[str, str]], regencies: Iterable[Mapping[str, str]]
) -> list[dict[str, Any]]:
    """Rows of the table from rows of the two files, provinces first."""
    rows = [_region(p["code"], p["name"], "provinsi", None) for p in provinces]
    for regency in regencies:
        level = "kota" if regency["name"].startswith("Kota ") else "kabupaten"
        rows.append(_region(regency["code"], regency["name"], level, regency["province_code"]))
    return rows


def _region(code: str, name: str, level: str, province_code: str | None) -> dict[str, Any]:
    return {
        "code": code,
        "name": name,
        "level": level,
        "province_code": province_code,
        # Jakarta's six are administrative and say so in their names (38 + 514 regions, 508 autonomous).
        "autonomous": " Administrasi " not in name,
        "source": SOURCE,
        "inferred": INFERRED,
        "mark": MARK,
    }


async def import_regions(session: AsyncSession, actor: Actor, *, rows: list[dict[str, Any]]) -> int:
    """Make the table equal to `rows`, leaving alone what is so already; how many were written.

    A region that a decree recorded here has touched is the secretariat's word, and stays.
    """
    held = await queries.lock_all(session, actor)
    changes: list[outbox.Change] = []
    for row in rows:
        region = held.get(row["code"])
        if region is None:
            region = Region(**row)
        elif region.decrees or all(getattr(region, field) == value for field, value in row.items()):
            continue
        else:
            for field, value in row.items():
                setattr(region, field, value)
            region.version += 1
        session.add(region)
        changes.append(outbox.Change(ENTITY, region.code, region.version, document(region)))
    await session.flush()
    await outbox.record(session, *changes)
    return len(changes)
