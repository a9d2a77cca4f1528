"""What the demonstration tells: invented forums, their disputes, and how far each one came."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from services.kit.simpul import Simpul
from services.mediation.authority.rules import Disputant

# Regions that do not exist: no real government is party to an invented case.
SAME_PROVINCE: Final = (Disputant("00.01", "kabupaten"), Disputant("00.02", "kabupaten"))
TWO_PROVINCES: Final = (Disputant("00.01", "kabupaten"), Disputant("01.01", "kabupaten"))
PROVINCES: Final = (Disputant("00", "provinsi"), Disputant("01", "provinsi"))

_ACCEPTED: Final = ("claim", "examination", "issues", "acceptance")
_WILLING: Final = (*_ACCEPTED, "willing")
_APPOINTED: Final = (*_WILLING, "mediator", "answers", "impartiality", "appointment")
_OPENED: Final = (*_APPOINTED, "resumes", "opening")
_DRAFTED: Final = (*_OPENED, "session", "drafting")
_SIGNING: Final = (*_DRAFTED, "clauses", "initials", "signing")


@dataclass(frozen=True, slots=True)
class Story:
    """A dispute and what was done about it. `state` is where it ends."""

    state: str
    title: str
    category: str
    text: str
    steps: Sequence[str]
    # How many days ago it was filed; the steps lie evenly between then and now.
    days: int
    kind: str = "antar_forum"
    disputants: Sequence[Disputant] = SAME_PROVINCE
    burdens_public: bool = False


KABKOTA: Final[Sequence[Story]] = (
    Story("dipesan", "Tarif terminal bersama", "transportasi", "Tarif belum seragam", (), 2),
    Story("batal", "Papan nama kawasan", "pariwisata", "Siapa memasang papan nama", ("lapse",), 40),
    Story("diajukan", "Giliran pemakaian alat berat", "persampahan", "Giliran tidak ditepati", (), 1),
    Story("pemeriksaan", "Iuran sekretariat", "kelembagaan", "Besar iuran", ("claim", "examination"), 6),
    Story(
        "perlu_dilengkapi",
        "Data bersama destinasi",
        "pariwisata",
        "Data siapa yang dipakai",
        ("claim", "examination", "completion-request"),
        12,
    ),
    Story(
        "tidak_dapat_diterima",
        "Penetapan garis batas",
        "tapal_batas",
        "Letak garis batas",
        ("claim", "examination", "inadmissibility"),
        25,
    ),
    Story(
        "menunggu_klausul_internal",
        "Pembagian hasil retribusi",
        "pajak_daerah",
        "Bagian tiap anggota",
        ("claim", "examination", "clause", "internal-clause"),
        18,
        kind="internal_forum",
    ),
    Story(
        "menunggu_kesediaan",
        "Biaya angkut sampah lintas batas",
        "persampahan",
        "Siapa menanggung biaya angkut",
        (*_ACCEPTED, "reminder"),
        20,
        disputants=TWO_PROVINCES,
    ),
    Story(
        "pihak_tidak_bersedia",
        "Rute angkutan perbatasan",
        "transportasi",
        "Rute yang saling bertindih",
        (*_ACCEPTED, "unwilling"),
        45,
    ),
    Story("penunjukan_mediator", "Air baku hulu dan hilir", "air bersih", "Debit yang dibagi", _WILLING, 30),
    Story("pra_mediasi", "Festival bersama", "pariwisata", "Giliran tuan rumah", _APPOINTED, 40),
    Story(
        "mediasi",
        "Dampak sosial di desa perbatasan",
        "konflik_sosial",
        "Gesekan warga di pasar",
        (*_OPENED, "session"),
        60,
        disputants=TWO_PROVINCES,
    ),
    Story(
        "ditangguhkan",
        "Pengelolaan sempadan sungai",
        "sempadan_sungai",
        "Penertiban yang tidak serempak",
        (*_OPENED, "suspension"),
        70,
    ),
    Story(
        "perumusan",
        "Promosi satu destinasi",
        "pariwisata",
        "Pembagian biaya promosi",
        (*_DRAFTED, "clauses"),
        75,
    ),
    Story(
        "menunggu_tanda_tangan",
        "Pos pemadam bersama",
        "pelayanan_perbatasan",
        "Pembagian petugas",
        _SIGNING,
        80,
    ),
    Story(
        "menunggu_persetujuan_dprd",
        "Tempat pemrosesan akhir bersama",
        "persampahan",
        "Kompensasi bagi warga sekitar",
        (*_SIGNING, "signatures"),
        95,
        burdens_public=True,
    ),
    Story(
        "kesepakatan",
        "Perizinan usaha lintas batas",
        "perizinan",
        "Syarat yang berbeda",
        (*_SIGNING, "signatures"),
        100,
    ),
    Story(
        "pemantauan",
        "Jalan penghubung dua kecamatan",
        "jalan",
        "Jadwal pemeliharaan",
        (*_SIGNING, "signatures", "monitoring"),
        150,
    ),
    Story(
        "ditutup",
        "Pasar bersama",
        "perdagangan",
        "Retribusi pedagang dari luar",
        (*_SIGNING, "signatures", "monitoring", "fulfilment", "closing"),
        300,
    ),
    Story(
        "tidak_berhasil",
        "Galian di hulu",
        "lingkungan",
        "Kerusakan jalan",
        (*_OPENED, "session", "failure"),
        90,
    ),
    Story(
        "diteruskan",
        "Tunggakan bagi biaya",
        "anggaran",
        "Tunggakan tiga tahun",
        (*_OPENED, "session", "failure", "dossier", "referral"),
        130,
    ),
    Story("dicabut", "Lambang kerja sama", "kelembagaan", "Pemakaian lambang", ("claim", "withdrawal"), 33),
)
PROVINSI: Final[Sequence[Story]] = (
    Story(
        "diajukan",
        "Kuota angkutan antarprovinsi",
        "transportasi",
        "Kuota yang tidak seimbang",
        (),
        3,
        disputants=PROVINCES,
    ),
    Story(
        "pemeriksaan",
        "Paket wisata bersama",
        "pariwisata",
        "Nama paket",
        ("claim", "examination"),
        9,
        disputants=PROVINCES,
    ),
    Story(
        "menunggu_kesediaan",
        "Pengendalian hama lintas provinsi",
        "pertanian",
        "Jadwal tanam serempak",
        _ACCEPTED,
        21,
        disputants=PROVINCES,
    ),
    Story(
        "mediasi",
        "Nelayan andon",
        "pertanian",
        "Daerah tangkap",
        (*_OPENED, "session"),
        55,
        disputants=PROVINCES,
    ),
)
STORIES: Final[Mapping[Simpul, Sequence[Story]]] = {"kabkota": KABKOTA, "provinsi": PROVINSI}
