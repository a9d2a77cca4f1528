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
    """A whole that this node publishes. `path` lists it; of `entities` the feed tells changes."""

    name: str
    path: str
    title: Text
    description: Text
    keywords: tuple[str, ...]
    entities: tuple[str, ...]
    conforms_to: tuple[str, ...]
    distributions: tuple[Distribution, ...]


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
        entities=("directory_entry",),
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
)
