"""The codes of a case. The words are those of the office, not of a court."""

from typing import Final

KINDS: Final = ("antar_forum", "internal_forum", "warga_pemda", "antar_daerah")
MANDATES: Final = ("peran_e", "di_luar_peran_e")
PARTY_ROLES: Final = ("pemohon", "pihak_lain", "pemberi_keterangan")
# Those between whom the dispute is; a pemberi keterangan only tells what it knows.
DISPUTANTS: Final = ("pemohon", "pihak_lain")
WILLINGNESS: Final = ("bersedia", "tidak_bersedia")
POWERS: Final = ("berunding", "menandatangani")
ISSUE_ROUTES: Final = ("mediasi", "diteruskan")
ISSUE_STATUSES: Final = ("terbuka", "disepakati", "tidak_disepakati", "diteruskan")
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
CLAUSE_STATUSES: Final = ("tidak_ada", "belum_ditempuh", "sudah_ditempuh", "dikesampingkan")
STATES: Final = (
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
)
# Nothing follows these.
FINISHED: Final = ("ditutup", "dicabut", "batal")
