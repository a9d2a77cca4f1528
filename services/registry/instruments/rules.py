"""Rules for one instrument: pure. What the law says of it is cited; what may be unknown is let through."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from services.kit.language import Text
from services.kit.partial_dates import earliest_day, latest_day
from services.kit.problems import FieldError
from services.registry.forums.rules import instrument_irregularity
from services.registry.regions.models import Region
from services.registry.rows.judging import disordered

Values = Mapping[str, Any]


def errors_in(instrument: Values, *, regions: Mapping[str, Region], today: date) -> Iterator[FieldError]:
    """Everything wrong with an instrument. `regions` are those of its codes that exist."""
    if instrument["type"] is None and instrument["document_kind"] is None:
        yield FieldError(
            "/document_kind",
            "type-or-kind",
            Text("Isi type atau document_kind.", "Give type or document_kind."),
        )
    if found := instrument_irregularity(instrument):
        yield FieldError(found.pointer, found.code, found.reason)
    parties = [regions[p["region_code"]] for p in instrument["parties"] if p["region_code"] in regions]
    yield from _mandatory(instrument, parties)
    yield from _parties(instrument, regions)
    yield from _times(instrument, today)
    yield from _extensions(instrument)
    yield from _ending(instrument)
    yield from _dispute(instrument)
    yield from _approvals(instrument)


# The five patterns of UU 23/2014 Pasal 364: may these regions be its parties? (provinces, kab/kota)
Fits = Callable[[Sequence[Region], Sequence[Region]], bool]
_PATTERNS: Mapping[str, Fits] = {
    "a": lambda provinces, lower: len(provinces) > 1 and not lower,
    "b": lambda provinces, lower: (
        bool(provinces and lower) and {r.province_code for r in lower} <= {p.code for p in provinces}
    ),
    "c": lambda provinces, lower: any(r.province_code != p.code for p in provinces for r in lower),
    "d": lambda provinces, lower: not provinces and len({r.province_code for r in lower}) > 1,
    "e": lambda provinces, lower: (
        not provinces and len(lower) > 1 and len({r.province_code for r in lower}) == 1
    ),
}


# With third parties and abroad cooperation is never mandatory (UU 23/2014 Pasal 363, 366, 367).
_NEVER_MANDATORY = ("ksdpk", "ksdpl", "ksdll")


def _mandatory(instrument: Values, parties: Sequence[Region]) -> Iterator[FieldError]:
    pattern = instrument["pattern"]
    if instrument["nature"] == "wajib" and instrument["cooperation_kind"] in _NEVER_MANDATORY:
        yield FieldError(
            "/nature",
            "never-mandatory",
            Text(
                "Kerja sama wajib hanya antardaerah (UU 23/2014 Pasal 363 dan 364).",
                "Mandatory cooperation is between regions only (UU 23/2014 Pasal 363 and 364).",
            ),
        )
    if pattern is None:
        return
    if instrument["nature"] != "wajib":
        yield FieldError(
            "/pattern",
            "pattern-without-wajib",
            Text(
                "Pola hanya bagi kerja sama wajib (UU 23/2014 Pasal 364).",
                "A pattern is for mandatory cooperation only (UU 23/2014 Pasal 364).",
            ),
        )
    fits = _PATTERNS.get(pattern)
    provinces = [region for region in parties if region.level == "provinsi"]
    lower = [region for region in parties if region.level != "provinsi"]
    if parties and fits is not None and not fits(provinces, lower):
        yield FieldError(
            "/pattern",
            "pattern-mismatch",
            Text(
                f"Tingkat dan provinsi para pihak tidak sesuai pola {pattern} UU 23/2014 Pasal 364.",
                f"Levels and provinces of the parties do not fit pattern {pattern} of UU 23/2014 Pasal 364.",
            ),
        )


def _parties(instrument: Values, regions: Mapping[str, Region]) -> Iterator[FieldError]:
    seen: set[str] = set()
    for index, party in enumerate(instrument["parties"]):
        at, code = f"/parties/{index}", party["region_code"]
        if (code is None) == (party["name"] is None):
            yield FieldError(
                f"{at}/region_code",
                "region-or-name",
                Text(
                    "Isi tepat satu: region_code untuk daerah, atau name untuk pihak lain.",
                    "Give exactly one: region_code for a region, or name for another party.",
                ),
            )
        if code is not None and code in seen:
            yield _repeated(f"{at}/region_code")
        seen.add(code)
        region = regions.get(code)
        # Mandatory cooperation is between regions, whether its kind was said or not (Pasal 364).
        is_ksdd = instrument["cooperation_kind"] == "ksdd" or (
            instrument["cooperation_kind"] is None and instrument["nature"] == "wajib"
        )
        if is_ksdd and region is not None and not region.autonomous:
            yield FieldError(
                f"{at}/region_code",
                "not-autonomous",
                Text(
                    f"{region.name} wilayah administratif, bukan daerah, sehingga tidak dapat menjadi pihak "
                    "kerja sama antardaerah (UU 23/2014 Pasal 363).",
                    f"{region.name} is an administrative area and no region of its own, so it cannot be "
                    "party to a cooperation between regions (UU 23/2014 Pasal 363).",
                ),
            )
        yield from _signer(instrument, party["signer"], f"{at}/signer")


def _signer(instrument: Values, signer: Values | None, at: str) -> Iterator[FieldError]:
    if signer is None or signer["basis"] != "surat_kuasa":
        return
    if signer["basis_document"] is None:
        yield FieldError(
            f"{at}/basis_document",
            "missing",
            Text("Sebutkan surat kuasanya.", "Name the letter that gives the power."),
        )
    if instrument["document_kind"] == "kesepakatan_bersama":
        yield FieldError(
            f"{at}/basis",
            "power-for-pks-only",
            Text(
                "Kesepakatan bersama ditandatangani kepala daerah sendiri; kuasa hanya untuk perjanjian "
                "kerja sama (PP 28/2018).",
                "A joint agreement is signed by the head of region; an official may be empowered for a "
                "cooperation agreement (PKS) only (PP 28/2018).",
            ),
        )


def _times(instrument: Values, today: date) -> Iterator[FieldError]:
    signed = instrument["signed_on"]
    if signed is not None and earliest_day(signed) > today:
        yield FieldError("/signed_on", "in-the-future", Text("Belum terjadi.", "Lies in the future."))
    yield from disordered(instrument, "in_force_from", "in_force_to")
    end = instrument["in_force_to"]
    if signed is not None and end is not None and latest_day(end) < earliest_day(signed):
        yield FieldError(
            "/signed_on",
            "signed-after-end",
            Text(
                f"Ditandatangani ({signed}) sesudah masa berlakunya habis ({end}).",
                f"Signed ({signed}) after its term is over ({end}).",
            ),
        )


def _extensions(instrument: Values) -> Iterator[FieldError]:
    end, signed = instrument["in_force_to"], instrument["signed_on"]
    for index, extension in enumerate(instrument["extensions"]):
        until, decided = extension["until"], extension["decided_on"]
        before = end or instrument["in_force_from"] or signed
        if before is not None and latest_day(until) <= earliest_day(before):
            yield FieldError(
                f"/extensions/{index}/until",
                "extends-nothing",
                Text(
                    f"Perpanjangan sampai {until} tidak melewati akhir yang diperpanjangnya ({before}).",
                    f"An extension until {until} does not pass the end it extends ({before}).",
                ),
            )
        if decided is not None and signed is not None and latest_day(decided) < earliest_day(signed):
            yield FieldError(
                f"/extensions/{index}/decided_on",
                "decided-before-signed",
                Text(
                    f"Diputuskan ({decided}) sebelum naskah ditandatangani ({signed}).",
                    f"Decided ({decided}) before the instrument was signed ({signed}).",
                ),
            )
        end = until


def _ending(instrument: Values) -> Iterator[FieldError]:
    ended, reason = instrument["ended_on"], instrument["end_reason"]
    if ended is None and (reason is not None or instrument["end_note"] is not None):
        yield FieldError(
            "/ended_on",
            "missing",
            Text("Sebutkan kapan berakhirnya.", "Say when it ended."),
        )
    if reason is None and ended is not None:
        yield FieldError(
            "/end_reason",
            "missing",
            Text(
                "Sebutkan satu dari lima alasan PP 28/2018 Pasal 9; pergantian kepala daerah tidak "
                "mengakhiri kerja sama.",
                "Give one of the five reasons of PP 28/2018 Pasal 9; a change of regional head does not end "
                "a cooperation.",
            ),
        )
    start = "in_force_from" if instrument["in_force_from"] is not None else "signed_on"
    yield from disordered(instrument, start, "ended_on")


def _dispute(instrument: Values) -> Iterator[FieldError]:
    clause = instrument["dispute_clause"]
    for index, step in enumerate(clause["steps"] if clause else ()):
        if (step["days"] is None) != (step["day_kind"] is None):
            lacking = "days" if step["days"] is None else "day_kind"
            yield FieldError(
                f"/dispute_clause/steps/{index}/{lacking}",
                "missing",
                Text("days dan day_kind saling membutuhkan.", "days and day_kind need each other."),
            )


def _approvals(instrument: Values) -> Iterator[FieldError]:
    parties = {party["region_code"] for party in instrument["parties"]} - {None}
    seen: set[str] = set()
    for index, approval in enumerate(instrument["approvals"]):
        at, code = f"/approvals/{index}", approval["region_code"]
        if code in seen:
            yield _repeated(f"{at}/region_code")
        seen.add(code)
        if parties and code not in parties:
            yield FieldError(
                f"{at}/region_code",
                "not-a-party",
                Text(f"{code} bukan pihak naskah ini.", f"{code} is no party of this instrument."),
            )
        decided = ("decision", "decision_number", "decided_on")
        if any(approval[field] is not None for field in decided):
            for field in decided:
                if approval[field] is None:
                    yield FieldError(
                        f"{at}/{field}",
                        "missing",
                        Text(
                            "Putusan DPRD perlu isi, nomor, dan tanggal.",
                            "A decision of the DPRD needs what it says, a number and a date.",
                        ),
                    )
        yield from disordered(approval, "letter_on", "decided_on", at=at)


def _repeated(pointer: str) -> FieldError:
    return FieldError(
        pointer, "repeated-region", Text("Setiap daerah hanya sekali.", "Each region may stand once.")
    )
