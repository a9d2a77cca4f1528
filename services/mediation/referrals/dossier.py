"""What a dossier tells: what is open, what was tried, and when. By allow-list, so that no proposal, offer or
caucus note can come in. Of documents those that every party may read, by name and hash.
"""

from collections.abc import Sequence
from typing import Any, Final

from services.kit import clock
from services.kit.simpul import Simpul
from services.mediation.cases.codes import DISPUTANTS
from services.mediation.cases.models import (
    Case,
    Document,
    DocumentVersion,
    Issue,
    Letter,
    Party,
    Referral,
)
from services.mediation.cases.queries import Contents
from services.mediation.letters import wording
from services.mediation.letters.kinds import TO_ALL
from services.mediation.trail.models import TrailEntry

# Acts that a chronology names, in these words; never what was said with them.
TOLD: Final = {
    "filing": "Permohonan diajukan",
    "examination": "Pemeriksaan dimulai",
    "completion-request": "Kelengkapan diminta",
    "completion": "Permohonan dilengkapi",
    "inadmissibility": "Dinyatakan tidak dapat diterima",
    "internal-clause": "Klausul forum sendiri ditempuh lebih dahulu",
    "clause-exhaustion": "Hasil klausul forum sendiri dicatat",
    "acceptance": "Diterima untuk mediasi; kesediaan para pihak diminta",
    "willingness": "Pihak menyatakan kesediaannya",
    "reminder": "Pihak yang belum menjawab diingatkan",
    "unwillingness": "Dicatat bahwa pihak tidak bersedia",
    "renewed-invitation": "Kesediaan ditanyakan lagi",
    "mediator-appointment": "Mediator ditunjuk",
    "mediator-replacement": "Mediator diganti",
    "opening": "Mediasi dibuka",
    "suspension": "Mediasi ditangguhkan dengan persetujuan para pihak",
    "resumption": "Mediasi dilanjutkan",
    "failure": "Mediasi dinyatakan tidak berhasil",
}
# Those of them that were attempts to settle the dispute, or their end.
_ATTEMPTS: Final = frozenset({"clause-exhaustion", "unwillingness", "opening", "failure"})
_WILLINGNESS: Final = {
    "bersedia": "bersedia",
    "tidak_bersedia": "tidak bersedia",
}


def _said_of_willingness(case: Case, party: Party) -> str:
    """Who was never asked did not stay silent."""
    if party.willingness is not None:
        return _WILLINGNESS[party.willingness]
    asked = party.role in DISPUTANTS and "menunggu_kesediaan" in case.milestones
    return "tidak menjawab" if asked else "belum dimintai pernyataan"


def proposed(issues: Sequence[Issue]) -> dict[str, list[Issue]]:
    """Issues by the authority that the rules propose for each."""
    found: dict[str, list[Issue]] = {}
    for issue in issues:
        found.setdefault(issue.authority["body"], []).append(issue)
    return found


def compose(
    case: Case,
    held: Contents,
    referral: Referral,
    *,
    simpul: Simpul,
    acts: Sequence[TrailEntry],
    letters: Sequence[Letter],
    documents: Sequence[tuple[Document, DocumentVersion]],
    issues: Sequence[Issue],
    statement: str | None,
) -> dict[str, Any]:
    """The dossier as its paper and the API tell it; days and words in Indonesian."""
    chronology = [
        {
            "on": clock.legal_day(one.acted_at).isoformat(),
            "day": wording.day_in_words(clock.legal_day(one.acted_at)),
            "act": one.act,
            "text": TOLD[one.act],
        }
        for one in acts
        if one.act in TOLD
    ]
    return {
        "office": wording.office_of(simpul),
        "demo": case.demo,
        "number": f"Berkas rujukan {case.number}, edisi {referral.edition}",
        "subject": "Berkas rujukan perselisihan",
        "dated": wording.day_in_words(clock.today()),
        "addressee": referral.addressee,
        "case": wording.case_in_words(case, held.parties)
        | {"kind": case.kind, "summary": case.summary, "relief_sought": case.relief_sought},
        "parties": [
            {
                "name": party.name,
                "role": party.role,
                "region_code": party.region_code,
                "forum": party.forum,
                "joined_on": party.joined_on.isoformat(),
                "left_on": party.left_on.isoformat() if party.left_on else None,
                "willingness": _said_of_willingness(case, party),
                "reminders": party.reminders,
            }
            for party in held.parties
        ],
        "issues": [wording.issue_in_words(issue) | {"status": issue.status} for issue in issues],
        "chronology": chronology,
        "attempts": [one for one in chronology if one["act"] in _ATTEMPTS],
        "documents": [
            {
                "number": letter.number,
                "day": wording.day_in_words(letter.dated),
                "direction": letter.direction,
                # Who reads the dossier does not read letters of others: it tells to whom of what all got.
                "correspondent": letter.correspondent if letter.kind in TO_ALL else None,
                # What others write of, their offers for one, is theirs.
                "subject": letter.subject if letter.direction == "keluar" else "surat masuk",
            }
            for letter in letters
            if not letter.internal and not letter.confided and letter.withdrawn_at is None
        ],
        "attachments": [
            {
                "document": str(document.id),
                "name": document.name,
                "confidentiality": document.confidentiality,
                "version": version.number,
                "content_type": version.content_type,
                "size": version.size,
                "sha256": version.sha256,
                "on": clock.legal_day(version.uploaded_at).isoformat(),
                "day": wording.day_in_words(clock.legal_day(version.uploaded_at)),
            }
            for document, version in documents
        ],
        "statement": statement,
    }
