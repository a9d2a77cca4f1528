"""What the catalogue lists. A capability that publishes a whole of its own adds its dataset here."""

from dataclasses import dataclass

from services.kit.language import Text

IANA = "https://www.iana.org/assignments/media-types"
RIGHTS = "http://publications.europa.eu/resource/authority/access-right"


@dataclass(frozen=True, slots=True)
class Distribution:
    """A form in which a dataset is had: a path below `/v1/{simpul}`, and its media type.

    `is_restricted`: it needs a scope.
    """

    name: str
    path: str
    title: Text
    media_type: str
    is_registered: bool = True
    is_restricted: bool = False


@dataclass(frozen=True, slots=True)
class Dataset:
    """A whole that this node publishes. `path` lists it."""

    name: str
    path: str
    title: Text
    description: Text
    keywords: tuple[str, ...]
    conforms_to: tuple[str, ...]
    distributions: tuple[Distribution, ...]


def _pages(name: str) -> Distribution:
    """The list itself, as every capability has one."""
    return Distribution(
        "json", name, Text("Daftar per halaman, JSON", "The list page by page, JSON"), "application/json"
    )


DATASETS = (
    Dataset(
        name="directory",
        path="directory",
        title=Text("Direktori forum kerja sama daerah", "Directory of forums of regional cooperation"),
        description=Text(
            "Satu entri untuk setiap forum: identitas, anggota dengan kode wilayah, naskah kerja sama, "
            "organ, kontak, urusan, status, dan asal datanya.",
            "One entry per forum: identity, members with region codes, instruments, organs, contacts, "
            "affairs, status and provenance.",
        ),
        keywords=("kerja sama daerah", "forum", "pemerintah daerah"),
        conforms_to=("http://www.w3.org/ns/org#",),
        distributions=(
            Distribution(
                "ndjson",
                "directory/snapshot?format=ndjson",
                Text("Seluruh entri, satu baris JSON per entri", "All entries, one line of JSON each"),
                "application/x-ndjson",
                is_registered=False,
                is_restricted=True,
            ),
            Distribution(
                "csv",
                "directory/snapshot?format=csv",
                Text("Ringkasan entri sebagai tabel CSV", "Entries in short as a CSV table"),
                "text/csv",
                is_restricted=True,
            ),
            Distribution(
                "xlsx",
                "directory/snapshot?format=xlsx",
                Text("Ringkasan entri sebagai lembar XLSX", "Entries in short as an XLSX sheet"),
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                is_restricted=True,
            ),
            Distribution(
                "json",
                "directory",
                Text("Entri per halaman, JSON", "Entries page by page, JSON"),
                "application/json",
            ),
        ),
    ),
    Dataset(
        name="practices",
        path="practices",
        title=Text("Praktik baik kerja sama daerah", "Good practices of regional cooperation"),
        description=Text(
            "Masalah, pendekatan, hasil, dan pelajaran forum di dalam dan luar negeri, dengan sumbernya.",
            "Problems, approaches, results and lessons of forums here and abroad, with their sources.",
        ),
        keywords=("praktik baik", "pembelajaran", "kerja sama daerah"),
        conforms_to=(),
        distributions=(_pages("practices"),),
    ),
    Dataset(
        name="regulations",
        path="regulations",
        title=Text("Regulasi kerja sama daerah", "Regulations of regional cooperation"),
        description=Text(
            "Peraturan dan naskah kerja sama dengan nomor, pasal, hubungan, dan masa berlakunya.",
            "Laws and agreements with their numbers, articles, relations and times in force.",
        ),
        keywords=("regulasi", "peraturan perundang-undangan", "JDIHN"),
        conforms_to=(),
        distributions=(
            _pages("regulations"),
            Distribution(
                "jdihn",
                "jdihn/feed",
                Text("Umpan dengan kunci JDIHN, JSON", "Feed in the keys of JDIHN, JSON"),
                "application/json",
            ),
        ),
    ),
    Dataset(
        name="situations",
        path="situations",
        title=Text("Situasi yang dicatat sumber", "Situations that the sources tell of"),
        description=Text(
            "Perselisihan, kewaspadaan dini, dan temuan kajian sebagai pengetahuan, bukan perkara.",
            "Disputes, early warning and findings of studies as knowledge, never as cases.",
        ),
        keywords=("situasi", "perselisihan", "kajian"),
        conforms_to=(),
        distributions=(_pages("situations"),),
    ),
    Dataset(
        name="publications",
        path="publications",
        title=Text("Terbitan simpul", "Publications of the node"),
        description=Text(
            "Artikel, kabar, ringkasan kebijakan, dan edisi yang menghimpunnya.",
            "Articles, news, policy briefs and the issues that gather them.",
        ),
        keywords=("terbitan", "kabar"),
        conforms_to=(),
        distributions=(
            _pages("publications"),
            Distribution(
                "atom", "publications/feed", Text("Umpan Atom", "Atom feed"), "application/atom+xml"
            ),
        ),
    ),
    Dataset(
        name="learning",
        path="learning",
        title=Text("Pembelajaran antardaerah", "Learning between regions"),
        description=Text(
            "Pelatihan, kunjungan belajar, narasumber, dan pertukaran yang ditawarkan.",
            "Trainings, study visits, experts and exchanges on offer.",
        ),
        keywords=("pelatihan", "kunjungan belajar", "narasumber"),
        conforms_to=(),
        distributions=(_pages("learning"),),
    ),
)
