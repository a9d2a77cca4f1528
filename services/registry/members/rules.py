"""Rules for members: pure, so that the API and the import judge alike.

Level: a forum of simpul kabkota is of kabupaten and kota, one of provinsi of provinces. A region of
the other level may always be a partner. As a full member it needs a ground: the founding instrument
names it, or it is one of the patterns (b), (c) of UU 23/2014 Pasal 364 in which both levels take part.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from services.kit.language import Text
from services.kit.problems import FieldError
from services.kit.simpul import Simpul

FULL_ROLES = frozenset({"anggota", "pembentuk"})


def errors_in(member: Mapping[str, Any], *, simpul: Simpul, level: str | None) -> Iterator[FieldError]:
    """What is wrong with a membership. `level` is that of its region, None for an organisation."""
    yield from _identity(member)
    if level is not None:
        yield from _level(member, simpul=simpul, level=level)
    elif member["ground"] is not None:
        yield FieldError(
            "/ground",
            "ground-without-region",
            Text("Dasar hanya berlaku bagi wilayah.", "A ground is for a region only."),
        )


def is_other_level(simpul: Simpul, level: str) -> bool:
    """Whether a region of this level is a guest of the other simpul."""
    return (level == "provinsi") != (simpul == "provinsi")


def _identity(member: Mapping[str, Any]) -> Iterator[FieldError]:
    if (member["region_code"] is None) == (member["name"] is None):
        yield FieldError(
            "/region_code",
            "region-or-name",
            Text(
                "Isi tepat satu: region_code untuk wilayah, atau name untuk organisasi lain.",
                "Give exactly one: region_code for a region, or name for another organisation.",
            ),
        )


def _level(member: Mapping[str, Any], *, simpul: Simpul, level: str) -> Iterator[FieldError]:
    if is_other_level(simpul, level) and member["role"] in FULL_ROLES and member["ground"] is None:
        yield FieldError(
            "/ground",
            "other-level-without-ground",
            Text(
                f"Wilayah tingkat {level} hanya dapat menjadi anggota penuh forum simpul {simpul} bila "
                'dasarnya disebut: {"instrument_id": ...} untuk naskah forum ini, atau {"pattern": "b"} atau '
                '{"pattern": "c"} menurut UU 23/2014 Pasal 364. Sebagai mitra selalu dapat.',
                f"A region of level {level} is a full member of a forum of simpul {simpul} only on a ground: "
                '{"instrument_id": ...} for this forum\'s founding instrument, or {"pattern": "b"} or '
                '{"pattern": "c"} of UU 23/2014 Pasal 364. As a partner (mitra) it always may be.',
            ),
        )
