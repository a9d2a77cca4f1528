"""The one transition table: who may do what in which state, what must hold, and what an act brings about.

`python -m services.mediation.cases.states` prints its diagram: `states.mmd` beside the service.
"""

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from services.kit.language import Text
from services.mediation.cases import guards
from services.mediation.cases.codes import FINISHED, STATES
from services.mediation.cases.facts import Facts
from services.mediation.cases.referring import ANSWER_LIMIT

# What an actor is in one case. `petugas` holds it, `petugas_lain` is another officer; `pemberi_keterangan`
# tells what it knows and hands in documents; `instansi_tujuan` is the authority to which it was passed on.
PARTS: Final = (
    "petugas",
    "petugas_lain",
    "koordinator",
    "mediator",
    "pemohon",
    "pihak",
    "pemberi_keterangan",
    "instansi_tujuan",
    "sistem",
)

Guard = Callable[[Facts], Text | None]


@dataclass(frozen=True, slots=True)
class Transition:
    """One act. `target` None leaves the state, or lets `follows` decide it.

    starts, stops   codes of clock rules
    letters         kinds of letters that leave the office with it
    """

    act: str
    label: Text
    sources: frozenset[str]
    target: str | None
    who: frozenset[str]
    requires: tuple[Guard, ...] = ()
    starts: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()
    letters: tuple[str, ...] = ()
    follows: Callable[[Facts], str | None] | None = None


# --- the table ----------------------------------------------------------------------------------------------

_OFFICE = frozenset({"petugas"})
_LEADING = frozenset({"petugas", "mediator"})
_PETITIONER = frozenset({"pemohon", "petugas"})
_PARTIES = frozenset({"pemohon", "pihak", "petugas"})
# What a party says for itself alone: nobody records it for them.
_SPEAKERS = frozenset({"pemohon", "pihak"})
# Between one party and the mediator: the office has no part in it.
_CONFIDING = _SPEAKERS | {"mediator"}
_INVOLVED = _PARTIES | {"mediator"}
# In which a disputant may still join: every party is asked before mediation begins.
BEFORE_WILLINGNESS: Final = frozenset(
    {"diajukan", "pemeriksaan", "perlu_dilengkapi", "menunggu_klausul_internal", "menunggu_kesediaan"}
)
_UNFINISHED = frozenset(STATES) - frozenset(FINISHED) - {"dipesan"}
_WITH_LETTERS = frozenset(STATES) - {"dipesan", "batal"}
_MEDIATING = frozenset({"pra_mediasi", "mediasi", "perumusan"})
_BARGAINING = frozenset({"mediasi", "perumusan"})
# Where sessions are held: for a signing as well.
_MEETING = _MEDIATING | {"menunggu_tanda_tangan"}
# Where there may be sessions and confidences of before.
_SINCE_MEDIATION = _MEETING | {
    "penunjukan_mediator",
    "ditangguhkan",
    "menunggu_persetujuan_dprd",
    "kesepakatan",
    "pemantauan",
    "tidak_berhasil",
    "diteruskan",
}
_RUNNING = frozenset({"menunggu_kesediaan", "penunjukan_mediator", "menunggu_tanda_tangan"}) | _MEDIATING
# In which an issue may be passed on: those of another authority while others are mediated.
_REFERRING = (
    _RUNNING
    | guards.FAILED
    | {"pemeriksaan", "menunggu_persetujuan_dprd", "kesepakatan", "pemantauan", "diteruskan"}
)
# In which an addressee may have one, and answers it.
_SINCE_REFERRAL = _UNFINISHED - {"diajukan"}


def _act(
    act: str,
    labels: tuple[str, str],
    sources: frozenset[str] | set[str],
    target: str | None,
    who: frozenset[str],
    *requires: Guard,
    starts: tuple[str, ...] = (),
    stops: tuple[str, ...] = (),
    letters: tuple[str, ...] = (),
    follows: Callable[[Facts], str | None] | None = None,
) -> Transition:
    return Transition(
        act, Text(*labels), frozenset(sources), target, who, requires, starts, stops, letters, follows
    )


TABLE: Final[tuple[Transition, ...]] = (
    _act(
        "filing",
        ("Ajukan permohonan", "File the request"),
        {"dipesan"},
        "diajukan",
        _PETITIONER,
        starts=("pemeriksaan",),
        letters=("tanda_terima",),
    ),
    _act(
        "cancellation",
        ("Batalkan pemesanan", "Cancel the reservation"),
        {"dipesan"},
        "batal",
        _PETITIONER | {"sistem"},
    ),
    _act(
        "claim",
        ("Ambil", "Claim"),
        _UNFINISHED,
        None,
        frozenset({"petugas_lain", "koordinator"}),
        guards.unassigned,
    ),
    _act("assignment", ("Disposisi", "Assign"), _UNFINISHED, None, frozenset({"koordinator"})),
    _act("handover", ("Serahkan", "Hand over"), _UNFINISHED, None, frozenset({"petugas", "koordinator"})),
    _act("examination", ("Periksa", "Examine"), {"diajukan"}, "pemeriksaan", _OFFICE),
    _act(
        "issue-decision",
        ("Putuskan arah isu", "Decide the way of an issue"),
        {"pemeriksaan"},
        None,
        _OFFICE,
    ),
    _act(
        "completion-request",
        ("Minta dilengkapi", "Ask for completion"),
        {"pemeriksaan"},
        "perlu_dilengkapi",
        _OFFICE,
        starts=("kelengkapan",),
        letters=("permintaan_kelengkapan",),
    ),
    _act(
        "completion",
        ("Lengkapi", "Complete"),
        {"perlu_dilengkapi"},
        "pemeriksaan",
        _PETITIONER,
        stops=("kelengkapan",),
    ),
    _act(
        "inadmissibility",
        ("Nyatakan tidak dapat diterima", "Declare inadmissible"),
        {"pemeriksaan", "perlu_dilengkapi"},
        "tidak_dapat_diterima",
        _OFFICE,
        stops=("pemeriksaan", "kelengkapan"),
        letters=("telaahan", "pemberitahuan_tidak_diterima"),
    ),
    _act(
        "internal-clause",
        ("Tunggu klausul internal", "Wait for the internal clause"),
        {"pemeriksaan"},
        "menunggu_klausul_internal",
        _OFFICE,
        guards.clause_open,
        starts=("klausul_internal",),
        stops=("pemeriksaan",),
        letters=("pemberitahuan_klausul",),
    ),
    _act(
        "clause-exhaustion",
        ("Nyatakan klausul ditempuh", "State the clause exhausted"),
        {"menunggu_klausul_internal"},
        "pemeriksaan",
        _PETITIONER,
        starts=("pemeriksaan",),
        stops=("klausul_internal",),
    ),
    _act(
        "acceptance",
        ("Terima untuk mediasi", "Accept for mediation"),
        {"pemeriksaan"},
        "menunggu_kesediaan",
        _OFFICE,
        guards.two_sides,
        guards.issues_decided,
        guards.something_to_mediate,
        guards.clause_exhausted,
        starts=("kesediaan",),
        stops=("pemeriksaan",),
        letters=("telaahan", "pemberitahuan_kesediaan"),
    ),
    _act(
        "willingness",
        ("Nyatakan kesediaan", "State willingness"),
        # Who filed may still have to accept the house rules.
        {"menunggu_kesediaan", "penunjukan_mediator"},
        None,
        _PARTIES,
        starts=("penunjukan_mediator",),
        stops=("kesediaan",),
        follows=guards.after_willingness,
    ),
    _act(
        "reminder",
        ("Ingatkan", "Remind"),
        {"menunggu_kesediaan"},
        None,
        _OFFICE,
        guards.someone_silent,
        letters=("pengingat_kesediaan",),
    ),
    _act(
        "unwillingness",
        ("Catat pihak tidak bersedia", "Record that a party is not willing"),
        {"menunggu_kesediaan"},
        "pihak_tidak_bersedia",
        _OFFICE,
        guards.reminded,
        guards.willingness_overdue,
        stops=("kesediaan",),
        letters=("pemberitahuan_tidak_bersedia",),
    ),
    _act(
        "renewed-invitation",
        ("Tanyakan lagi", "Ask again"),
        {"pihak_tidak_bersedia"},
        "menunggu_kesediaan",
        _OFFICE,
        starts=("kesediaan",),
        letters=("pemberitahuan_kesediaan",),
    ),
    _act(
        "mediator-proposal",
        ("Usulkan mediator", "Propose a mediator"),
        {"penunjukan_mediator"},
        None,
        _OFFICE,
    ),
    _act(
        "mediator-acceptance",
        ("Tanggapi usul mediator", "Answer the proposed mediator"),
        {"penunjukan_mediator"},
        None,
        _PARTIES,
        guards.mediator_proposed,
    ),
    _act(
        "impartiality",
        ("Nyatakan ketidakberpihakan", "State impartiality"),
        {"penunjukan_mediator"},
        None,
        frozenset({"mediator", "petugas"}),
        guards.mediator_proposed,
    ),
    _act(
        "mediator-appointment",
        ("Tunjuk mediator", "Appoint the mediator"),
        {"penunjukan_mediator"},
        "pra_mediasi",
        _OFFICE,
        guards.mediator_proposed,
        guards.mediator_accepted,
        guards.rules_accepted,
        guards.mediator_impartial,
        guards.no_conflict,
        starts=("resume", "mulai_mediasi"),
        stops=("penunjukan_mediator",),
        letters=("surat_penunjukan",),
    ),
    _act(
        "mediator-replacement",
        ("Ganti mediator", "Replace the mediator"),
        _MEDIATING,
        "penunjukan_mediator",
        _OFFICE,
        guards.no_session_ahead,
        starts=("penunjukan_mediator",),
        stops=("resume", "mulai_mediasi", "mediasi"),
        letters=("pemberitahuan_penggantian",),
    ),
    _act("resume", ("Serahkan resume posisi", "Hand in the resume"), {"pra_mediasi"}, None, _PARTIES),
    _act(
        "opening",
        ("Buka mediasi", "Open mediation"),
        {"pra_mediasi"},
        "mediasi",
        _LEADING,
        guards.resumes_given,
        starts=("mediasi",),
        stops=("resume", "mulai_mediasi"),
    ),
    _act(
        "convening",
        ("Undang ke sidang", "Convene a session"),
        _MEETING,
        None,
        _LEADING,
        guards.mediator_proposed,
        letters=("undangan",),
    ),
    _act(
        "session-change",
        ("Ubah sidang", "Change a session"),
        _MEETING,
        None,
        _LEADING,
        letters=("undangan_perubahan",),
    ),
    _act(
        "session-cancellation",
        ("Batalkan sidang", "Cancel a session"),
        _SINCE_MEDIATION,
        None,
        _LEADING,
        letters=("undangan_pembatalan",),
    ),
    _act("session-record", ("Catat sidang", "Record a session"), _SINCE_MEDIATION, None, _LEADING),
    _act(
        "adjournment",
        ("Undurkan sidang", "Adjourn a session"),
        _MEETING,
        None,
        _LEADING,
        letters=("undangan",),
    ),
    _act("caucus-note", ("Tulis catatan kaukus", "Write a caucus note"), _MEETING, None, _CONFIDING),
    _act(
        "caucus-disclosure",
        ("Izinkan catatan kaukus dibuka", "Consent to disclose a caucus note"),
        _SINCE_MEDIATION,
        None,
        _CONFIDING,
    ),
    _act("proposal", ("Ajukan usul", "Make a proposal"), _BARGAINING, None, _CONFIDING),
    _act("proposal-change", ("Ubah usul", "Change a proposal"), _BARGAINING, None, _CONFIDING),
    _act("proposal-answer", ("Tanggapi usul", "Answer a proposal"), _BARGAINING, None, _SPEAKERS),
    _act(
        "drafting",
        ("Mulai perumusan", "Start drafting"),
        {"mediasi"},
        "perumusan",
        _LEADING,
        guards.session_held,
    ),
    _act("draft-change", ("Susun rancangan", "Work on the draft"), {"perumusan"}, None, _LEADING),
    _act(
        "initialling",
        ("Paraf rancangan", "Initial the draft"),
        {"perumusan"},
        None,
        _PARTIES,
        guards.clauses_there,
    ),
    _act("reconvening", ("Kembali ke mediasi", "Back to mediation"), {"perumusan"}, "mediasi", _LEADING),
    _act(
        "signing",
        ("Ajukan penandatanganan", "Submit for signature"),
        {"perumusan"},
        "menunggu_tanda_tangan",
        _OFFICE,
        guards.draft_initialled,
        guards.debtors_stand,
        stops=("mediasi",),
        starts=("penandatanganan",),
        letters=("undangan_penandatanganan",),
    ),
    _act(
        "signature",
        ("Tanda tangani", "Sign"),
        {"menunggu_tanda_tangan"},
        None,
        _PARTIES,
        follows=guards.after_signature,
    ),
    _act(
        "signature-refusal",
        ("Tolak menandatangani", "Refuse to sign"),
        {"menunggu_tanda_tangan"},
        None,
        _PARTIES,
    ),
    _act(
        "redrafting",
        ("Kembali ke perumusan", "Back to drafting"),
        {"menunggu_tanda_tangan"},
        "perumusan",
        _OFFICE,
        guards.signing_refused,
        starts=("mediasi",),
        letters=("pemberitahuan_perumusan",),
    ),
    _act(
        "dprd-approval",
        ("Catat persetujuan DPRD", "Record the DPRD's approval"),
        {"menunggu_persetujuan_dprd"},
        None,
        _OFFICE,
        follows=guards.after_approval,
    ),
    _act(
        "dprd-refusal",
        ("Catat penolakan DPRD", "Record the DPRD's refusal"),
        {"menunggu_persetujuan_dprd"},
        "perumusan",
        _OFFICE,
        starts=("mediasi",),
    ),
    _act(
        "failure",
        ("Nyatakan tidak berhasil", "Declare that it failed"),
        _MEDIATING | {"menunggu_tanda_tangan", "menunggu_persetujuan_dprd"},
        "tidak_berhasil",
        _LEADING,
        stops=("resume", "mulai_mediasi", "mediasi", "penandatanganan"),
        letters=("berita_acara_tidak_berhasil",),
    ),
    _act(
        "referral-dossier",
        ("Susun berkas rujukan", "Compose the referral dossier"),
        _REFERRING,
        None,
        _OFFICE,
        guards.something_to_refer,
    ),
    _act(
        "referral",
        ("Teruskan", "Refer"),
        _REFERRING,
        None,
        _OFFICE,
        guards.dossier_ready,
        starts=("tanggapan_rujukan",),
        letters=("penerusan",),
        follows=guards.after_referral,
    ),
    _act(
        "referral-receipt",
        ("Catat penerimaan berkas", "Record that the dossier was received"),
        _SINCE_REFERRAL,
        None,
        _OFFICE | {"instansi_tujuan"},
        guards.something_sent,
        guards.not_received,
    ),
    _act(
        "referral-reply",
        ("Catat tanggapan", "Record the answer"),
        _SINCE_REFERRAL,
        None,
        _OFFICE | {"instansi_tujuan"},
        guards.something_sent,
        stops=("tanggapan_rujukan",),
    ),
    _act(
        "referral-reply-correction",
        ("Ralat tanggapan", "Correct a recorded answer"),
        _SINCE_REFERRAL,
        None,
        _OFFICE | {"instansi_tujuan"},
        guards.referral_answered,
    ),
    _act(
        "monitoring",
        ("Mulai pemantauan", "Start monitoring"),
        {"kesepakatan"},
        "pemantauan",
        _OFFICE,
        guards.obligations_named,
        starts=("laporan_triwulan",),
    ),
    _act(
        "suspension",
        ("Tangguhkan", "Suspend"),
        _RUNNING,
        "ditangguhkan",
        _LEADING,
        letters=("pemberitahuan_penangguhan",),
    ),
    _act(
        "resumption",
        ("Lanjutkan", "Resume"),
        {"ditangguhkan"},
        None,
        _LEADING,
        starts=("penunjukan_mediator",),
        follows=guards.after_suspension,
        letters=("pemberitahuan_kelanjutan",),
    ),
    _act(
        "extension", ("Perpanjang", "Extend"), _RUNNING | {"perlu_dilengkapi", "pemantauan"}, None, _LEADING
    ),
    _act(
        "letter-receipt",
        ("Catat surat masuk", "Record a letter that came in"),
        _WITH_LETTERS,
        None,
        _OFFICE,
    ),
    _act("letter-scan", ("Unggah pindaian surat", "Upload a letter's scan"), _WITH_LETTERS, None, _OFFICE),
    _act("letter-correction", ("Ralat surat", "Correct a letter"), _WITH_LETTERS, None, _OFFICE),
    _act("letter-withdrawal", ("Tarik surat", "Withdraw a letter"), _WITH_LETTERS, None, _OFFICE),
    _act(
        "withdrawal",
        ("Cabut permohonan", "Withdraw the request"),
        _UNFINISHED - {"kesepakatan", "pemantauan", "diteruskan"},
        "dicabut",
        _PETITIONER,
        letters=("pemberitahuan_pencabutan",),
    ),
    _act(
        "closing",
        ("Tutup", "Close"),
        {
            "tidak_dapat_diterima",
            "pihak_tidak_bersedia",
            "tidak_berhasil",
            "kesepakatan",
            "pemantauan",
            "diteruskan",
        },
        "ditutup",
        _OFFICE,
        guards.may_close,
        stops=("laporan_triwulan", "tanggapan_rujukan"),
        letters=("berita_acara_penutupan",),
    ),
    _act("obligation-report", ("Laporkan kewajiban", "Report an obligation"), {"pemantauan"}, None, _PARTIES),
    _act(
        "obligation-verification",
        ("Verifikasi kewajiban", "Verify an obligation"),
        {"pemantauan"},
        None,
        _OFFICE,
    ),
    _act("obligation-breach", ("Catat pelanggaran", "Record a breach"), {"pemantauan"}, None, _OFFICE),
    _act("obligation-repair", ("Catat perbaikan", "Record a repair"), {"pemantauan"}, None, _OFFICE),
    _act(
        "obligation-failure",
        ("Nyatakan tidak dipenuhi", "Record that it will not be kept"),
        {"pemantauan"},
        None,
        _OFFICE,
    ),
    _act(
        "mediator-evaluation",
        ("Nilai mediator", "Evaluate the mediator"),
        {"ditutup"},
        None,
        _SPEAKERS,
        guards.mediator_proposed,
    ),
    _act("party-addition", ("Tambah pihak", "Add a party"), _UNFINISHED, None, _OFFICE),
    _act(
        "party-departure",
        ("Catat pihak keluar", "Record that a party leaves"),
        _UNFINISHED - {"menunggu_tanda_tangan", "menunggu_persetujuan_dprd", "kesepakatan", "pemantauan"},
        None,
        _OFFICE,
        guards.may_leave,
        starts=("penunjukan_mediator",),
        follows=guards.after_departure,
    ),
    _act("head-change", ("Catat pergantian kepala daerah", "Record a new head"), _UNFINISHED, None, _PARTIES),
    _act("representative-naming", ("Tunjuk kuasa", "Name a representative"), _UNFINISHED, None, _PARTIES),
    _act("representative-ending", ("Akhiri kuasa", "End a power"), _UNFINISHED, None, _PARTIES),
    _act("access-code-issue", ("Terbitkan kode akses", "Issue an access code"), _UNFINISHED, None, _OFFICE),
    _act(
        "access-code-revocation",
        ("Cabut kode akses", "Revoke an access code"),
        frozenset(STATES) - {"dipesan"},
        None,
        _OFFICE,
    ),
    _act(
        "split",
        ("Pecah perkara", "Split the case"),
        {"diajukan", "pemeriksaan", "perlu_dilengkapi", "menunggu_klausul_internal"},
        None,
        _OFFICE,
        guards.several_issues,
    ),
    _act(
        "duplicate-link",
        ("Tautkan perkara kembar", "Link a duplicate"),
        _UNFINISHED,
        None,
        frozenset({"petugas", "koordinator"}),
    ),
    _act(
        "document-upload",
        ("Unggah dokumen", "Upload a document"),
        _UNFINISHED,
        None,
        _INVOLVED | {"pemberi_keterangan"},
    ),
    _act("document-version", ("Unggah versi", "Upload a version"), _UNFINISHED, None, _INVOLVED),
    _act("document-lock", ("Kunci dokumen", "Lock a document"), _UNFINISHED, None, _INVOLVED),
    _act("document-unlock", ("Buka kunci dokumen", "Unlock a document"), _UNFINISHED, None, _INVOLVED),
    _act("root-causes", ("Catat akar masalah", "Record root causes"), _UNFINISHED, None, _LEADING),
    _act(
        "relations",
        ("Tautkan forum dan dokumen", "Relate forums and instruments"),
        _UNFINISHED,
        None,
        _PETITIONER,
    ),
)
BY_ACT: Final[Mapping[str, Transition]] = {row.act: row for row in TABLE}

# For whom a case waits, by state. `pihak` and `pemohon` are narrowed to names where it is known who.
AWAITED: Final[Mapping[str, str | None]] = {
    "dipesan": "pemohon",
    "diajukan": "petugas",
    "pemeriksaan": "petugas",
    "perlu_dilengkapi": "pemohon",
    "tidak_dapat_diterima": "petugas",
    "menunggu_klausul_internal": "pemohon",
    "menunggu_kesediaan": "pihak",
    "pihak_tidak_bersedia": "petugas",
    "penunjukan_mediator": "petugas",
    "pra_mediasi": "pihak",
    "mediasi": "mediator",
    "ditangguhkan": "pihak",
    "perumusan": "mediator",
    "menunggu_tanda_tangan": "pihak",
    "menunggu_persetujuan_dprd": "dprd",
    "kesepakatan": "petugas",
    "tidak_berhasil": "petugas",
    "diteruskan": "instansi_tujuan",
    "pemantauan": "pihak",
    "ditutup": None,
    "dicabut": None,
    "batal": None,
}


# The states in which a clock may run; it stops with the act that leads out of them.
RUNS_IN: Final[Mapping[str, frozenset[str]]] = {
    "pemeriksaan": frozenset({"diajukan", "pemeriksaan", "perlu_dilengkapi"}),
    "kelengkapan": frozenset({"perlu_dilengkapi"}),
    "klausul_internal": frozenset({"menunggu_klausul_internal"}),
    "kesediaan": frozenset({"menunggu_kesediaan"}),
    "penunjukan_mediator": frozenset({"penunjukan_mediator"}),
    "resume": frozenset({"pra_mediasi"}),
    "mulai_mediasi": frozenset({"pra_mediasi"}),
    "mediasi": frozenset({"mediasi", "perumusan"}),
    "penandatanganan": frozenset({"menunggu_tanda_tangan"}),
    ANSWER_LIMIT: _SINCE_REFERRAL,
    "laporan_triwulan": frozenset({"pemantauan"}),
}


def clocks_of(transition: Transition, *, before: str, after: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """The codes of the clocks that an act stops, and of those that it starts.

    Where the facts decide what follows and the case stays as it was, its clocks go on. In a suspended case
    none stops by leaving its states.
    """
    if transition.follows is not None and before == after:
        # Wherever the case stays, an addressee is given its time.
        return frozenset(), tuple(code for code in transition.starts if code == ANSWER_LIMIT)
    left = {code for code, states in RUNS_IN.items() if after not in states}
    stops = set(transition.stops) | (left if after != "ditangguhkan" else set())
    return frozenset(stops), tuple(code for code in transition.starts if after in RUNS_IN[code])


def starters_of(code: str) -> list[str]:
    """The acts that start the clock of a code."""
    return [row.act for row in TABLE if code in row.starts]


def refusals(transition: Transition, facts: Facts) -> list[Text]:
    """Why an act is not possible now, whoever asks; empty where it is."""
    if facts.state not in transition.sources:
        return [
            Text(
                f"Tidak dapat dilakukan dalam status {facts.state}.",
                f"Not possible in the state {facts.state}.",
            ),
        ]
    return [said for guard in transition.requires if (said := guard(facts)) is not None]


def allowed(part: str, facts: Facts) -> list[str]:
    """The acts that somebody in this part may do now, in the table's order."""
    return [row.act for row in TABLE if part in row.who and not refusals(row, facts)]


def refused(part: str, facts: Facts) -> list[tuple[str, list[Text]]]:
    """The acts of this part that are not possible now, each with its reasons."""
    told = [(row.act, refusals(row, facts)) for row in TABLE if part in row.who]
    return [(act, why) for act, why in told if why]


def target_of(transition: Transition, facts: Facts) -> str | None:
    """The state after an act, by the facts as the act left them; None where it stays."""
    return transition.follows(facts) if transition.follows is not None else transition.target


def diagram() -> str:
    """The table as a Mermaid state diagram."""
    lines = ["stateDiagram-v2"]
    for row in TABLE:
        for source in sorted(row.sources & _MOVED_FROM.get(row.act, row.sources), key=STATES.index):
            targets = [row.target] if row.target else list(_FOLLOWING.get(row.act, ()))
            lines += [f"    {source} --> {target}: {row.act}" for target in targets if target != source]
    return "\n".join(lines) + "\n"


# Where acts lead whose target the facts decide; a resumption goes back to where it was suspended.
_FOLLOWING: Final[Mapping[str, tuple[str, ...]]] = {
    "willingness": ("penunjukan_mediator", "pihak_tidak_bersedia"),
    "signature": ("menunggu_persetujuan_dprd", "kesepakatan"),
    "resumption": tuple(sorted(_RUNNING, key=STATES.index)),
    "party-departure": ("penunjukan_mediator",),
    "referral": ("diteruskan",),
    "dprd-approval": ("kesepakatan",),
}
# Acts that move a case out of some of their states only.
_MOVED_FROM: Final[Mapping[str, frozenset[str]]] = {
    "party-departure": guards.ASKED,
    "referral": guards.FAILED | {"pemeriksaan"},
}


if __name__ == "__main__":
    sys.stdout.write(diagram())
