"""The codes of a case. The words are those of the office, not of a court."""

from typing import Final, Literal, get_args

Kind = Literal["antar_forum", "internal_forum", "warga_pemda", "antar_daerah"]
KINDS: Final[tuple[str, ...]] = get_args(Kind)
MANDATES: Final = ("peran_e", "di_luar_peran_e")
PartyRole = Literal["pemohon", "pihak_lain", "pemberi_keterangan"]
PARTY_ROLES: Final[tuple[str, ...]] = get_args(PartyRole)
# Those between whom the dispute is; a pemberi keterangan only tells what it knows.
DISPUTANTS: Final = ("pemohon", "pihak_lain")
WILLINGNESS: Final = ("bersedia", "tidak_bersedia")
POWERS: Final = ("berunding", "menandatangani")
ISSUE_ROUTES: Final = ("mediasi", "diteruskan")
ISSUE_STATUSES: Final = ("terbuka", "disepakati", "tidak_disepakati", "diteruskan")
# For the mediator, one party and the mediator, all in the case, or everybody.
Confidentiality = Literal["mediator", "pihak", "para_pihak", "publik"]
CONFIDENTIALITY: Final[tuple[str, ...]] = get_args(Confidentiality)
OUTCOMES: Final = ("penuh", "sebagian")
# A mediator in a case: proposed, refused by a party, taken back for another, appointed, replaced.
ENGAGEMENT_STATES: Final = ("diusulkan", "ditolak", "ditarik", "ditunjuk", "diganti")
CURRENT_ENGAGEMENTS: Final = ("diusulkan", "ditunjuk")
SESSION_KINDS: Final = ("pertemuan", "kaukus", "penandatanganan")
SESSION_STATES: Final = ("terjadwal", "dilaksanakan", "diundur", "dibatalkan")
NOTE_AUTHORS: Final = ("mediator", "pihak")
# To whom a party may let a caucus note be told.
DISCLOSURES: Final = ("mediator_pengganti", "petugas", "para_pihak")
PROPOSAL_STATES: Final = ("terbuka", "diterima", "ditolak", "ditarik")
# A settlement: drafted, initialled by all, submitted, signed by all, in force.
SETTLEMENT_STATES: Final = ("draf", "berparaf", "diajukan", "ditandatangani", "berlaku")
SIGNING_CAPACITIES: Final = ("kepala", "kuasa")
OBLIGATION_STATES: Final = (
    "berjalan",
    "dilaporkan",
    "terpenuhi",
    "dilanggar",
    "diperbaiki",
    "tidak_dipenuhi",
)
# Nothing more is awaited of these: kept, or broken for good.
ENDED_OBLIGATIONS: Final = ("terpenuhi", "tidak_dipenuhi")
REPORT_KINDS: Final = ("laporan", "verifikasi", "pelanggaran", "perbaikan", "tidak_dipenuhi")
CLAUSE_STATUSES: Final = ("tidak_ada", "belum_ditempuh", "sudah_ditempuh", "dikesampingkan")
State = Literal[
    "dipesan",
    "diajukan",
    "pemeriksaan",
    "perlu_dilengkapi",
    "tidak_dapat_diterima",
    "menunggu_klausul_internal",
    "menunggu_kesediaan",
    "pihak_tidak_bersedia",
    "penunjukan_mediator",
    "pra_mediasi",
    "mediasi",
    "ditangguhkan",
    "perumusan",
    "menunggu_tanda_tangan",
    "menunggu_persetujuan_dprd",
    "kesepakatan",
    "tidak_berhasil",
    "diteruskan",
    "pemantauan",
    "ditutup",
    "dicabut",
    "batal",
]
STATES: Final[tuple[str, ...]] = get_args(State)
# Nothing follows these.
FINISHED: Final = ("ditutup", "dicabut", "batal")
# How a case may end, as rules of retention know it.
Ending = Literal["ditutup", "dicabut", "batal", "tidak_dapat_diterima"]
ENDS: Final[tuple[str, ...]] = get_args(Ending)
