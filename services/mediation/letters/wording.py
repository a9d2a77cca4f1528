"""What letters say, as their templates take it: words of the case, dates as an office writes them."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from services.kit.simpul import Simpul
from services.mediation.cases.models import Case, Clock, Issue, Party

_MONTHS: Final = (
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
)
_LEVELS: Final[dict[Simpul, str]] = {"provinsi": "Provinsi", "kabkota": "Kabupaten/Kota"}
_UNITS: Final = {"hari_kalender": "hari kalender", "hari_kerja": "hari kerja"}
_ROUTES: Final = {"mediasi": "dimediasi", "diteruskan": "diteruskan", None: "belum diputuskan"}
_CLAUSES: Final = {
    "tidak_ada": "Tidak ada klausul yang harus ditempuh lebih dahulu.",
    "belum_ditempuh": "Belum ditempuh (PP 28/2018 Pasal 8).",
    "sudah_ditempuh": "Sudah ditempuh.",
    "dikesampingkan": "Dikesampingkan oleh para pihak.",
}
# What a case that closes without a settlement came to, what weighs most first.
_RESULTS: Final = {
    "diteruskan": "diteruskan kepada instansi yang berwenang",
    "tidak_berhasil": "mediasi tidak berhasil",
    "pihak_tidak_bersedia": "ada pihak yang tidak bersedia mengikuti mediasi",
    "tidak_dapat_diterima": "permohonan tidak dapat diterima",
}


def day_in_words(day: date) -> str:
    """`3 Juni 2026`."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def office_of(simpul: Simpul) -> dict[str, str]:
    """Who writes."""
    return {
        "name": f"Simpul Kerja Sama {_LEVELS[simpul]}",
        "desk": "Meja Mediasi",
        "signer": "Petugas mediasi",
    }


def case_in_words(case: Case, parties: Sequence[Party]) -> dict[str, Any]:
    """A case, as the head of each paper names it."""
    standing = [party for party in parties if party.left_on is None]
    return {
        "number": case.number,
        "title": case.title,
        "petitioners": [party.name for party in standing if party.role == "pemohon"],
        "others": [party.name for party in standing if party.role == "pihak_lain"],
        "letter": case.letter,
        "clause": _CLAUSES.get(case.clause_status, case.clause_status),
        "within_mandate": case.mandate == "peran_e",
    }


def issue_in_words(issue: Issue) -> dict[str, Any]:
    """An issue with its authority, how sure that is, and the way it takes."""
    authority = issue.authority
    return {
        "position": issue.position,
        "text": issue.text,
        "category": issue.category,
        "authority": authority["name"]["id"],
        "citation": authority["citation"],
        "needs_verification": authority["needs_verification"],
        "gap": authority["gap"]["id"] if authority["gap"] else None,
        "route": _ROUTES[issue.route],
    }


def result_in_words(case: Case) -> str:
    """How far a case came, for the paper that closes it."""
    if case.outcome is not None:
        return f"kesepakatan {case.outcome}"
    return next((words for state, words in _RESULTS.items() if state in case.milestones), "tanpa kesepakatan")


def limit_in_words(one: Clock | None, *, awaited: bool) -> dict[str, Any] | None:
    """A limit and its rule; whether it is the addressee who answers within it."""
    if one is None or one.suspended_at is not None:
        return None
    return {
        "title": one.title["id"],
        "awaited": awaited,
        "last_day": day_in_words(one.last_day),
        "length": f"{one.limit} {_UNITS[one.unit]}",
        "citation": one.citation,
        "needs_verification": one.mark != "V",
    }
