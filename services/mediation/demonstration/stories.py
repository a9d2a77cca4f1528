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
)
STORIES: Final[Mapping[Simpul, Sequence[Story]]] = {"kabkota": KABKOTA, "provinsi": PROVINSI}
