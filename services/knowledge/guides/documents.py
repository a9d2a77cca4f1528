"""Guides and what follows from answers, in the reader's language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from services.kit.language import Language, Text
from services.kit.simpul import Simpul
from services.kit.sources import Mark
from services.knowledge.guides import shelf
from services.knowledge.guides.reasoning import Conclusion
from services.knowledge.guides.records import SCALE, Basis, Era, Guide, Option, Question, Table
from services.knowledge.regulations.validity import Verdict

_ERAS: Final[dict[str, Text]] = {
    "hukum_berlaku": Text("Hukum yang berlaku", "The law in force"),
    "hukum_tidak_berlaku": Text("Dasar hukumnya tidak berlaku", "The law it rests on is not in force"),
    "hukum_perlu_verifikasi": Text("Hukum, perlu verifikasi", "Law, to be verified"),
    "tata_simpul": Text("Tata cara simpul ini", "This node's own rules"),
    "anjuran_2006": Text("Anjuran kajian tahun 2006", "Advice of the study of 2006"),
    "kajian_2021": Text("Temuan kajian tahun 2021", "Finding of the study of 2021"),
    "kajian_2023": Text("Temuan kajian tahun 2023", "Finding of the study of 2023"),
}
_VERIFY = Text("perlu verifikasi", "needs verification")
_INFERRED = Text("simpulan penyusun", "inferred by the compilers")
_NOT_IN_FORCE = Text(
    "peraturan ini tidak berlaku pada tanggal jawaban", "not in force on the day of the answer"
)
_UNKNOWN_FORCE = Text("keberlakuannya belum dapat dipastikan", "whether it is in force is not certain")
_NOT_HERE = Text("Tidak ada dalam katalog simpul ini.", "It is not in the catalogue of this simpul.")
_MAINTENANCE = Text(
    "Panduan ini data rilis perangkat lunak; sekretariat belum dapat menyuntingnya lewat API.",
    "This guide is data of the software's release; the secretariat cannot edit it through the API yet.",
)
# Doubtful marks.
_DOUBTFUL: Final[frozenset[Mark]] = frozenset({"V2", "U"})


@dataclass(frozen=True, slots=True)
class Standing:
    """How a regulation is called, and whether it is in force on the day asked for."""

    label: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads, and what is known on the day of reading."""

    simpul: Simpul
    language: Language
    on: date
    standing: Mapping[str, Standing]
    practices: Mapping[str, str]

    def says(self, text: Text) -> str:
        return text.in_(self.language)


def brief(reader_language: Language, simpul: Simpul, guide: Guide) -> dict[str, Any]:
    """A guide in the list."""
    return {
        "slug": guide.slug,
        "uri": _uri(simpul, guide),
        "title": guide.title.in_(reader_language),
        "summary": guide.summary.in_(reader_language),
        "questions": len(guide.questions),
    }


def whole(reader: Reader, guide: Guide) -> dict[str, Any]:
    """A guide as it is read."""
    cited = dict.fromkeys(basis.regulation for basis in guide.bases() if basis.regulation is not None)
    return {
        **{k: v for k, v in brief(reader.language, reader.simpul, guide).items() if k != "questions"},
        "method": _method(reader, guide),
        "maintenance": reader.says(_MAINTENANCE),
        "as_of": reader.on,
        "questions": [_question(reader, question) for question in guide.questions],
        "outcomes": [
            {
                "code": one.code,
                "title": one.title.in_(reader.language),
                "era": _era(
                    reader,
                    one.era,
                    [_basis(reader, rule.reason.basis) for rule in guide.rules if rule.outcome == one.code],
                ),
            }
            for one in guide.outcomes
        ],
        "tables": [_table(reader, table) for table in guide.tables],
        "regulations": [_law(reader, slug, None) for slug in cited],
    }


def answered(
    reader: Reader, guide: Guide, conclusions: list[Conclusion], unanswered: list[str]
) -> dict[str, Any]:
    """What follows from answers."""
    return {
        "guide": guide.slug,
        "method": _method(reader, guide),
        "as_of": reader.on,
        "outcomes": [_outcome(reader, one, rank) for rank, one in enumerate(conclusions, start=1)],
        "unanswered": unanswered,
    }


def _method(reader: Reader, guide: Guide) -> str | None:
    return guide.method.in_(reader.language) if guide.method else None


def _uri(simpul: Simpul, guide: Guide) -> str:
    return f"/v1/{simpul}/guides/{guide.slug}"


def _outcome(reader: Reader, conclusion: Conclusion, rank: int) -> dict[str, Any]:
    outcome = conclusion.outcome
    reasons = [
        {"text": rule.reason.text.in_(reader.language), **_basis(reader, rule.reason.basis)}
        for rule in conclusion.rules
    ]
    return {
        "code": outcome.code,
        "title": outcome.title.in_(reader.language),
        "text": outcome.text.in_(reader.language) if outcome.text else None,
        "era": _era(reader, outcome.era, reasons),
        "terms": [
            {"vocabulary": term.partition(":")[0], "code": term.partition(":")[2]} for term in outcome.terms
        ],
        "rank": rank,
        "score": conclusion.score,
        "is_suggested": conclusion.is_suggested,
        "needs_verification": any(reason["needs_verification"] for reason in reasons),
        "reasons": reasons,
        "practices": [
            {
                "slug": slug,
                "title": reader.practices[slug],
                "uri": f"/v1/{reader.simpul}/practices/{slug}",
            }
            for slug in outcome.practices
            if slug in reader.practices
        ],
    }


def _era(reader: Reader, era: Era, bases: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Whose word it is; of law only what these bases bear out on the day of reading."""
    if era != "hukum_berlaku":
        return {"code": era, "label": reader.says(_ERAS[era]), "on": None}
    code: str = era
    if any(basis["law"] is not None and basis["law"]["in_force"] is False for basis in bases):
        code = "hukum_tidak_berlaku"
    elif all(basis["needs_verification"] for basis in bases):
        code = "hukum_perlu_verifikasi"
    return {"code": code, "label": reader.says(_ERAS[code]), "on": reader.on}


def _basis(reader: Reader, basis: Basis) -> dict[str, Any]:
    law = _law(reader, basis.regulation, basis.article) if basis.regulation else None
    doubtful = basis.mark in _DOUBTFUL or (law is not None and law["in_force"] is None)
    labels = [
        (doubtful, _VERIFY),
        (basis.inferred, _INFERRED),
        (law is not None and law["in_force"] is False, _NOT_IN_FORCE),
        (law is not None and law["in_force"] is None, _UNKNOWN_FORCE),
    ]
    return {
        "source": {
            "document": basis.document,
            "title": shelf.titles()[basis.document],
            "locator": basis.locator,
        }
        if basis.document
        else None,
        "law": law,
        "mark": basis.mark,
        "needs_verification": doubtful,
        "inferred": basis.inferred,
        "labels": [reader.says(text) for applies, text in labels if applies],
    }


def _law(reader: Reader, slug: str, article: str | None) -> dict[str, Any]:
    found = reader.standing.get(slug)
    verdict = found.verdict if found else None
    return {
        "regulation": slug,
        "title": found.label if found else slug,
        "uri": f"/v1/{reader.simpul}/regulations/{slug}" if found else None,
        "article": article,
        "in_force": verdict.in_force if verdict else None,
        "in_force_reason": reader.says(verdict.reason if verdict else _NOT_HERE),
        "in_force_mark": verdict.mark if verdict else None,
        "on": reader.on,
    }


def _question(reader: Reader, question: Question) -> dict[str, Any]:
    least, most = SCALE if question.kind == "scale" else (None, None)
    return {
        "code": question.code,
        "kind": question.kind,
        "text": question.text.in_(reader.language),
        "note": question.note.in_(reader.language) if question.note else None,
        "vocabulary": question.vocabulary,
        "options": _options(reader, question.options),
        "least": least,
        "most": most,
    }


def _options(reader: Reader, options: tuple[Option, ...]) -> list[dict[str, str]]:
    return [{"code": option.code, "label": option.label.in_(reader.language)} for option in options]


def _table(reader: Reader, table: Table) -> dict[str, Any]:
    rows = [
        {
            "code": row.code,
            "label": row.label.in_(reader.language),
            "cells": {
                column: [text.in_(reader.language) for text in texts] for column, texts in row.cells.items()
            },
            **_basis(reader, row.basis),
        }
        for row in table.rows
    ]
    return {
        "code": table.code,
        "title": table.title.in_(reader.language),
        "era": _era(reader, table.era, rows),
        "columns": _options(reader, table.columns),
        "rows": rows,
    }
