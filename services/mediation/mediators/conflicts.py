"""Conflicts of interest: pure, so that candidates, proposals and appointments judge alike.

The mediator is neutral (good faith and confidentiality, PERMA 1/2016, adopted as house rules): not from
a party's region, did not work for a party, has no other open case of the same parties, declared nothing.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.kit.language import Text
from services.mediation.mediators.models import DeclaredConflict, Mediator


@dataclass(frozen=True, slots=True)
class Sides:
    """Those between whom a case is: forums by slug, regions by code, those of the forums' members too."""

    case_id: str
    forums: Collection[str]
    regions: Collection[str]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Why somebody should not mediate a case."""

    code: str
    reason: Text

    def document(self) -> dict[str, Any]:
        """`{"code", "reason": {"id", "en"}}`."""
        return {"code": self.code, "reason": {"id": self.reason.id, "en": self.reason.en}}


def conflicts_of(
    mediator: Mediator,
    sides: Sides,
    *,
    declared: Collection[DeclaredConflict],
    other_cases: Collection[str | None],
    names: Mapping[str, str],
    today: date,
) -> list[Conflict]:
    """Every reason against a mediator in a case; empty where there is none.

    other_cases   numbers of other open cases of theirs with one of the same parties; None for one that is
                  not there for who asks
    names         of regions, by code
    """
    return [
        *_not_serving(mediator, today),
        *_origin(mediator, sides, names),
        *_earlier_work(mediator, sides),
        *(
            Conflict(
                "perkara_lain",
                Text(
                    f"Menangani {number or 'perkara lain'} dengan pihak yang sama.",
                    f"Handles {number or 'another case'} with one of the same parties.",
                ),
            )
            for number in sorted(other_cases, key=lambda number: number or "")
        ),
        *_declared(declared, sides),
    ]


def _not_serving(mediator: Mediator, today: date) -> Iterator[Conflict]:
    if not mediator.active:
        yield Conflict("tidak_aktif", Text("Tidak aktif dalam daftar.", "Not active on the roster."))
    if today < mediator.term_from:
        day = mediator.term_from
        yield Conflict("masa_tugas", Text(f"Masa tugas baru mulai {day}.", f"The term begins only on {day}."))
    if mediator.term_to is not None and mediator.term_to < today:
        day = mediator.term_to
        yield Conflict("masa_tugas", Text(f"Masa tugas berakhir {day}.", f"The term ended on {day}."))


def _origin(mediator: Mediator, sides: Sides, names: Mapping[str, str]) -> Iterator[Conflict]:
    own = mediator.region_code
    # A party's own region, or the province in which it lies, or one that lies in the province it is.
    if own and any(code.startswith(own) or own.startswith(code) for code in sides.regions):
        name = names.get(own, own)
        yield Conflict(
            "wilayah_asal",
            Text(
                f"Berasal dari {name}, wilayah atau provinsi salah satu pihak.",
                f"Comes from {name}, a party's region or province.",
            ),
        )


def _earlier_work(mediator: Mediator, sides: Sides) -> Iterator[Conflict]:
    for work in mediator.earlier_work:
        whom = work["forum"] or work["region_code"]
        if whom in sides.forums or whom in sides.regions:
            yield Conflict(
                "pekerjaan_terdahulu",
                Text(f"Pernah bekerja untuk {whom}: {work['what']}.", f"Worked for {whom}: {work['what']}."),
            )


def _declared(declared: Collection[DeclaredConflict], sides: Sides) -> Iterator[Conflict]:
    for one in declared:
        concerned = (
            one.forum in sides.forums
            or one.region_code in sides.regions
            or (one.case_id is not None and str(one.case_id) == sides.case_id)
        )
        if concerned:
            yield Conflict("dinyatakan", Text(f"Dinyatakan: {one.reason}", f"Declared: {one.reason}"))
