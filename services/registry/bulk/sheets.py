"""The columns of each kind of file, and how cells become what the API would have been sent."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from services.kit.language import Text
from services.kit.problems import FieldError

# Between the items of a list in one cell.
SEPARATOR = ";"
# A row whose first cell begins so says something to people, and nothing to the register.
REMARK = "# "


def _plain(text: str) -> Any:
    return text


def _list(text: str) -> list[str]:
    return [item.strip() for item in text.split(SEPARATOR) if item.strip()]


def _parties(text: str) -> list[dict[str, str]]:
    return [{"region_code": code} for code in _list(text)]


def _ground(text: str) -> dict[str, str]:
    return {"pattern" if len(text) == 1 else "instrument_id": text}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, what it says, where that goes in the body, and by which vocabulary."""

    name: str
    what: Text
    example: str = ""
    to: str = ""
    vocabulary: str | None = None
    required: bool = False
    read: Callable[[str], Any] = _plain

    @property
    def is_list(self) -> bool:
        """Whether a cell may hold several items."""
        return self.read is _list

    @property
    def pointer(self) -> str:
        """Where its value stands in the body."""
        return self.to or f"/{self.name}"


@dataclass(frozen=True, slots=True)
class Sheet:
    """The columns of one kind of file."""

    kind: str
    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    def body(self, cells: Mapping[str, Any]) -> tuple[dict[str, Any], list[FieldError]]:
        """The body that the API would be sent for a row, and what is wrong with cells themselves."""
        body: dict[str, Any] = {}
        errors: list[FieldError] = []
        for column in self.columns:
            cell = cells.get(column.name)
            if cell is None:
                continue
            if not isinstance(cell, str):
                errors.append(FieldError(column.pointer, "cell-error", _CELL_ERROR))
                continue
            inside = body
            *path, last = column.pointer.split("/")[1:]
            for step in path:
                inside = inside.setdefault(step, {})
            inside[last] = column.read(cell)
        if "" in cells:
            errors.append(FieldError("", "too-many-cells", _TOO_MANY_CELLS))
        return body, errors

    def column_at(self, pointer: str) -> str | None:
        """The column that a pointer into the body stems from."""
        within = [c for c in self.columns if pointer == c.pointer or pointer.startswith(f"{c.pointer}/")]
        # An object as a whole is said by the first of its columns.
        above = [c for c in self.columns if pointer and c.pointer.startswith(f"{pointer}/")]
        return next((column.name for column in (*within, *above)), None)


_CELL_ERROR = Text(
    "Sel memuat galat atau karakter yang tidak dapat disimpan.",
    "The cell holds an error, or a character that cannot be stored.",
)
_TOO_MANY_CELLS = Text(
    "Baris ini memuat sel lebih banyak daripada kolom. Apit teks yang memuat pemisah dengan tanda kutip.",
    "This row has more cells than there are columns. Quote text that holds the separator.",
)
_FORUM = Column("forum", Text("slug forum", "slug of the forum"), "forum-contoh-demo", required=True)
_DATE = Text("2001, 2001-05 atau 2001-05-31", "2001, 2001-05 or 2001-05-31")


def _dated(name: str, what: Text, example: str = "") -> Column:
    return Column(name, Text(f"{what.id}: {_DATE.id}", f"{what.en}: {_DATE.en}"), example)


def _coded(
    name: str, vocabulary: str, what: Text, example: str = "", *, required: bool = False, many: bool = False
) -> Column:
    several = Text(f"kode, dipisah {SEPARATOR}", f"codes, separated by {SEPARATOR}")
    how = several if many else Text("kode", "code")
    said = Text(f"{what.id} ({how.id})", f"{what.en} ({how.en})")
    return Column(
        name, said, example, vocabulary=vocabulary, required=required, read=_list if many else _plain
    )


def _listed(name: str, what: Text, example: str = "") -> Column:
    said = Text(f"{what.id}, dipisah {SEPARATOR}", f"{what.en}, separated by {SEPARATOR}")
    return Column(name, said, example, read=_list)


FORUMS = Sheet(
    "forums",
    (
        Column(
            "slug",
            Text("nama pendek di alamat, tidak berubah", "short name in addresses, never changes"),
            "forum-contoh-demo",
            required=True,
        ),
        Column("name", Text("nama lengkap", "full name"), "Forum Contoh (DEMO)", required=True),
        Column("short_name", Text("nama singkat", "short name"), "Contoh (DEMO)"),
        _coded(
            "branch",
            "branch",
            Text("cabang pemerintahan", "branch of government"),
            "eksekutif",
            required=True,
        ),
        _coded("scope", "forum_scope", Text("cakupan", "scope"), "regional", required=True),
        _coded("entity_kind", "entity_kind", Text("jenis; bawaan forum", "kind; forum by default"), "forum"),
        _coded("orientation", "orientation", Text("orientasi", "orientation")),
        _coded(
            "institutional_format", "institutional_format", Text("format kelembagaan", "institutional format")
        ),
        _coded("network_types", "network_type", Text("jenis jejaring", "kinds of network"), many=True),
        _coded("management", "management_mode", Text("pengelolaan", "management")),
        _coded("basis", "basis", Text("dasar kerja sama", "basis of cooperation"), many=True),
        _coded("sectors", "sector", Text("bidang", "sectors"), many=True),
        _coded("stage", "stage", Text("tahap", "stage")),
        _dated("founded_on", Text("didirikan", "founded"), "2001-05-31"),
        Column(
            "secretariat_place",
            Text("tempat sekretariat", "place of the secretariat"),
            to="/secretariat/place",
        ),
        Column(
            "secretariat_region_code",
            Text("kode wilayah sekretariat", "region code of the secretariat"),
            to="/secretariat/region_code",
        ),
        Column(
            "secretariat_note",
            Text("catatan sekretariat", "note on the secretariat"),
            to="/secretariat/note",
        ),
        Column("purpose", Text("tujuan", "purpose")),
        _listed("initiators", Text("pemrakarsa", "initiators")),
        Column("notes", Text("catatan", "notes"), "Baris contoh / example row"),
    ),
)
MEMBERS = Sheet(
    "members",
    (
        _FORUM,
        Column("region_code", Text("kode wilayah, atau isi name", "region code, or fill name"), "34.04"),
        Column("name", Text("nama organisasi yang bukan wilayah", "name of what is not a region")),
        _coded("role", "member_role", Text("peran; bawaan anggota", "role; anggota by default"), "anggota"),
        _coded(
            "body", "member_body", Text("badan; wilayah: bawaan pemda", "body; of a region pemda"), "pemda"
        ),
        _dated("member_from", Text("sejak", "since"), "2001"),
        _dated("member_to", Text("sampai, bila sudah berakhir", "until, where it has ended")),
        Column(
            "ground",
            Text(
                "dasar anggota penuh tingkat lain: b atau c (UU 23/2014 Pasal 364), atau id naskah",
                "ground of a full member of the other level: b or c (UU 23/2014 art. 364), or an "
                "instrument's id",
            ),
            read=_ground,
        ),
        Column("note", Text("catatan", "note"), "Baris contoh / example row"),
    ),
)
INSTRUMENTS = Sheet(
    "instruments",
    (
        _FORUM,
        _coded("type", "legal_instrument_type", Text("bentuk; atau document_kind", "form; or document_kind")),
        _coded("document_kind", "document_kind", Text("jenis naskah", "kind of document")),
        Column("title", Text("judul", "title"), "Keputusan Bersama Contoh (DEMO)", required=True),
        _listed(
            "numbers",
            Text("semua nomor menurut urutan naskah", "every number in the order of the document"),
            "1/DEMO/2001;2/DEMO/2001",
        ),
        _dated("signed_on", Text("ditandatangani", "signed"), "2001-05-31"),
        Column("signed_place", Text("tempat penandatanganan", "place of signing")),
        _listed("signatories", Text("penanda tangan", "signatories")),
        _listed("objects", Text("objek kerja sama", "objects of cooperation")),
        _coded("cooperation_kind", "cooperation_kind", Text("jenis kerja sama", "kind of cooperation")),
        _coded("nature", "cooperation_nature", Text("sifat", "nature")),
        _coded(
            "pattern", "mandatory_pattern", Text("pola kerja sama wajib", "pattern of mandatory cooperation")
        ),
        _dated("in_force_from", Text("berlaku sejak", "in force from")),
        _dated("in_force_to", Text("berlaku sampai", "in force until")),
        _coded("urusan", "urusan", Text("urusan pemerintahan", "affairs of government"), many=True),
        _listed("place_codes", Text("kode wilayah lokasi", "region codes of the places")),
        Column(
            "parties",
            Text(
                f"para pihak: kode wilayah, dipisah {SEPARATOR}",
                f"parties: region codes, separated by {SEPARATOR}",
            ),
            read=_parties,
        ),
        Column("purpose", Text("maksud dan tujuan", "purpose")),
        Column("scope", Text("ruang lingkup", "scope")),
        Column("note", Text("catatan", "note"), "Baris contoh / example row"),
    ),
)
SHEETS: Final[Mapping[str, Sheet]] = {sheet.kind: sheet for sheet in (FORUMS, MEMBERS, INSTRUMENTS)}


def errors_in_header(sheet: Sheet, header: Sequence[str]) -> list[FieldError]:
    """What is wrong with the first row: columns that are unknown, missing, or there twice."""
    known = ", ".join(sheet.names)
    errors = [
        FieldError(
            f"/{name}",
            "unknown-column",
            Text(
                f"Kolom `{name}` tidak dikenal. Yang dikenal: {known}.",
                f"Unknown column `{name}`. Known: {known}.",
            ),
        )
        for name in dict.fromkeys(header)
        if name not in sheet.names
    ]
    errors += [
        FieldError(
            f"/{name}",
            "repeated-column",
            Text(f"Kolom `{name}` hanya boleh sekali.", f"Column `{name}` may stand once."),
        )
        for name in dict.fromkeys(header)
        if header.count(name) > 1
    ]
    errors += [
        FieldError(
            f"/{column.name}",
            "missing-column",
            Text(f"Kolom `{column.name}` wajib ada.", f"Column `{column.name}` is required."),
        )
        for column in sheet.columns
        if column.required and column.name not in header
    ]
    return errors[:100]
