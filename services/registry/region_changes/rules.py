"""Rules for a change of codes: pure. All that is wrong is found at once, each with its pointer.

Codes change by decree; a code is given once and never again. A successor goes on or is new, so that
successions cannot run in a circle.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import Any

from services.kit.language import Text
from services.kit.problems import FieldError
from services.registry.regions.models import Region
from services.registry.regions.problems import ended_region, future_region, unknown_region
from services.registry.regions.validity import ends_before_start, has_begun, span_of

# Those of the errors that say nothing of the body itself, only of what is on record.
CONFLICTS = frozenset({"region-already-ended", "region-code-taken"})
_KOTA_FROM, _LAST_KABUPATEN = 71, 69


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change as it was sent, over the regions on record."""

    held: Mapping[str, Region]
    effective_on: str
    changes: Sequence[Mapping[str, Any]]
    created: Sequence[Mapping[str, Any]]
    renamed: Sequence[Mapping[str, Any]]

    @property
    def ending(self) -> dict[str, list[str]]:
        """Codes that end, with their successors."""
        return {change["code"]: change["successors"] for change in self.changes}

    @property
    def creating(self) -> set[str]:
        """New codes."""
        return {region["code"] for region in self.created}

    def errors(self) -> Iterator[FieldError]:
        """Everything that is wrong."""
        yield from _repeated("changes", self.changes)
        yield from _repeated("created", self.created)
        yield from _repeated("renamed", self.renamed)
        ending, creating, circle = self.ending, self.creating, circle_in(self.ending)
        for index, change in enumerate(self.changes):
            yield from self._end(f"/changes/{index}", change, ending, creating, circle)
            if is_province(change["code"]):
                yield from self._emptied(f"/changes/{index}/code", change["code"], ending)
        for index, region in enumerate(self.created):
            yield from self._creation(f"/created/{index}", region, ending, creating)
        for index, renaming in enumerate(self.renamed):
            yield from self._renaming(f"/renamed/{index}", renaming, ending)

    def _end(
        self,
        at: str,
        change: Mapping[str, Any],
        ending: Mapping[str, list[str]],
        creating: Collection[str],
        circle: Collection[str],
    ) -> Iterator[FieldError]:
        code = change["code"]
        region = self.held.get(code)
        if region is None:
            yield unknown_region(f"{at}/code", code)
        elif region.valid_to is not None:
            yield already_ended(f"{at}/code", region)
        elif ends_before_start(region.valid_from, self.effective_on):
            yield FieldError(
                f"{at}/code",
                "ends-before-start",
                Text(
                    f"Kode {code} berakhir ({self.effective_on}) sebelum berlaku ({region.valid_from}).",
                    f"Code {code} ends ({self.effective_on}) before it is valid ({region.valid_from}).",
                ),
            )
        for index, successor in enumerate(change["successors"]):
            where = f"{at}/successors/{index}"
            if successor in ending:
                yield _ends_too(where, successor, is_circle=code in circle and successor in circle)
            elif successor not in creating:
                yield from self._goes_on(where, successor)
            if is_province(successor) != is_province(code):
                yield _other_kind(where, successor, code)

    def _emptied(self, at: str, code: str, ending: Mapping[str, list[str]]) -> Iterator[FieldError]:
        """A province ends with all its regions."""
        staying = [
            inside.code
            for inside in self.held.values()
            if inside.province_code == code and inside.valid_to is None and inside.code not in ending
        ]
        if staying:
            shown = ", ".join(staying[:5]) + (", ..." if len(staying) > 5 else "")
            yield FieldError(
                at,
                "province-still-has-regions",
                Text(
                    f"Provinsi {code} masih memuat wilayah yang tidak ikut berakhir: {shown}.",
                    f"Province {code} still has regions that do not end with it: {shown}.",
                ),
            )

    def _creation(
        self, at: str, region: Mapping[str, Any], ending: Mapping[str, list[str]], creating: Collection[str]
    ) -> Iterator[FieldError]:
        code = region["code"]
        if code in self.held:
            yield FieldError(
                f"{at}/code",
                "region-code-taken",
                Text(f"Kode {code} sudah pernah dipakai.", f"Code {code} has been given before."),
            )
        if level_of(code) != region["level"]:
            yield FieldError(
                f"{at}/code",
                "code-of-other-level",
                Text(
                    f"Kode {code} bukan kode {region['level']}: provinsi NN, kabupaten NN.01-NN.69, "
                    "kota NN.71-NN.99.",
                    f"Code {code} is no code of a {region['level']}: provinsi NN, kabupaten NN.01-NN.69, "
                    "kota NN.71-NN.99.",
                ),
            )
        province = code[:2]
        if not is_province(code) and province not in creating:
            if province in ending:
                yield _ends_too(f"{at}/code", province, is_circle=False)
            else:
                yield from self._goes_on(f"{at}/code", province)
        for index, source in enumerate(region["carved_from"]):
            where = f"{at}/carved_from/{index}"
            if source in ending:
                yield FieldError(
                    where,
                    "carved-from-ends",
                    Text(
                        f"Kode {source} berakhir: sebut {code} di antara penggantinya dalam changes.",
                        f"Code {source} ends: name {code} among its successors in changes.",
                    ),
                )
            else:
                yield from self._goes_on(where, source)
            if is_province(source) != is_province(code):
                yield _other_kind(where, source, code)

    def _renaming(
        self, at: str, renaming: Mapping[str, Any], ending: Mapping[str, list[str]]
    ) -> Iterator[FieldError]:
        code = renaming["code"]
        region = self.held.get(code)
        if region is None:
            yield unknown_region(f"{at}/code", code)
            return
        if code in ending:
            yield _ends_too(f"{at}/code", code, is_circle=False)
        elif region.valid_to is not None:
            yield already_ended(f"{at}/code", region)
        elif not has_begun(region.valid_from, span_of(self.effective_on).until):
            yield future_region(f"{at}/code", code, region.valid_from)
        if region.name == renaming["name"]:
            yield FieldError(
                f"{at}/name",
                "same-name",
                Text(f"Wilayah {code} sudah bernama demikian.", f"Region {code} bears that name already."),
            )
        last = region.former_names[-1]["until"] if region.former_names else None
        if ends_before_start(last, self.effective_on):
            yield FieldError(
                f"{at}/code",
                "ends-before-start",
                Text(
                    f"Wilayah {code} berganti nama ({self.effective_on}) sebelum nama kini berlaku ({last}).",
                    f"Region {code} is renamed ({self.effective_on}) before its name holds ({last}).",
                ),
            )

    def _goes_on(self, at: str, code: str) -> Iterator[FieldError]:
        """What keeps a region from going on at the day of effect."""
        region = self.held.get(code)
        if region is None:
            yield unknown_region(at, code)
        elif region.valid_to is not None:
            yield ended_region(at, code, region.valid_to, region.successors)
        elif not has_begun(region.valid_from, span_of(self.effective_on).until):
            yield future_region(at, code, region.valid_from)


def is_province(code: str) -> bool:
    """Whether a code is a province's; else it is of a kabupaten or kota, which are of one kind here."""
    return len(code) == len("34")


def level_of(code: str) -> str | None:
    """The level that a code says; None for the two numbers that are neither kabupaten nor kota."""
    if is_province(code):
        return "provinsi"
    number = int(code[3:])
    if number >= _KOTA_FROM:
        return "kota"
    return "kabupaten" if 1 <= number <= _LAST_KABUPATEN else None


def circle_in(ending: Mapping[str, Sequence[str]]) -> set[str]:
    """Codes whose successions run in a circle; of several circles those of one."""
    try:
        TopologicalSorter(ending).prepare()
    except CycleError as error:
        return set(error.args[1])
    return set()


def already_ended(at: str, region: Region) -> FieldError:
    """A region ends once."""
    said = ended_region(at, region.code, region.valid_to, region.successors)
    return FieldError(at, "region-already-ended", said.detail)


def _repeated(name: str, rows: Sequence[Mapping[str, Any]]) -> Iterator[FieldError]:
    seen: set[str] = set()
    for index, row in enumerate(rows):
        if row["code"] in seen:
            yield FieldError(
                f"/{name}/{index}/code",
                "repeated-value",
                Text(f"Kode {row['code']} berulang.", f"Code {row['code']} is repeated."),
            )
        seen.add(row["code"])


def _ends_too(at: str, code: str, *, is_circle: bool) -> FieldError:
    if is_circle:
        return FieldError(
            at,
            "circular-successors",
            Text(
                f"Pengganti {code} kembali ke kode itu sendiri.", f"The successors of {code} lead back to it."
            ),
        )
    return FieldError(
        at,
        "region-ends-too",
        Text(
            f"Kode {code} berakhir dengan keputusan yang sama; sebut penggantinya.",
            f"Code {code} ends by the same decree; name what takes its place.",
        ),
    )


def _other_kind(at: str, code: str, other: str) -> FieldError:
    return FieldError(
        at,
        "other-level",
        Text(f"Kode {code} tidak setingkat dengan {other}.", f"Code {code} is not of the level of {other}."),
    )
