"""Files to fill in, with what each column says in both languages and a row for example (DEMO)."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from services.kit.language import Text
from services.registry.bulk.reading import SHEET_TITLE
from services.registry.bulk.sheets import REMARK, SEPARATOR, Column, Sheet

CODES_TITLE = "kode"
_REQUIRED = Text("wajib", "required")
_NOTES = (
    Text(
        f"Baris yang sel pertamanya diawali `{REMARK}` tidak dibaca, juga baris contoh.",
        f"A row whose first cell begins with `{REMARK}` is not read, nor is the example row.",
    ),
    Text(
        f"Beberapa isi dalam satu sel dipisah dengan {SEPARATOR}",
        f"Several items in one cell are separated by {SEPARATOR}",
    ),
    Text(
        "Kolom yang tidak diisi boleh dihapus; nama kolom jangan diubah.",
        "Columns not filled may be deleted; leave the names of columns as they are.",
    ),
    Text(
        "Rumus dibaca sebagai nilai terakhirnya. Kode wilayah ditulis sebagai teks, misalnya 34.10.",
        "A formula is read as its last value. Region codes are written as text, such as 34.10.",
    ),
)
# Rows to which the list of codes is offered in the sheet.
_OFFERED_ROWS = 10_001


class Term(NamedTuple):
    """A code of a vocabulary, with its labels."""

    code: str
    label_id: str
    label_en: str


def vocabularies_of(sheet: Sheet) -> list[str]:
    """The vocabularies that rule a sheet's columns."""
    return list(dict.fromkeys(c.vocabulary for c in sheet.columns if c.vocabulary))


def as_csv(sheet: Sheet) -> bytes:
    """UTF-8 with a BOM, which spreadsheets need to know it by."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerows([list(sheet.names), *_remarks(sheet)])
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(sheet: Sheet, terms: Mapping[str, Sequence[Term]]) -> bytes:
    """A sheet to fill in, one of the codes allowed, one of notes."""
    book = Workbook()
    page = book.active
    assert isinstance(page, Worksheet), "a new workbook has a sheet"
    page.title = SHEET_TITLE
    for row in ([*sheet.names], *_remarks(sheet)):
        page.append(row)
    page.freeze_panes = "A2"
    for index in range(1, len(sheet.columns) + 1):
        letter = get_column_letter(index)
        page[f"{letter}1"].font = Font(bold=True)
        for number in (2, 3):
            page[f"{letter}{number}"].font = Font(italic=True, color="666666")
            page[f"{letter}{number}"].alignment = Alignment(wrap_text=True, vertical="top")
        page.column_dimensions[letter].width = 24
        # As text, or a spreadsheet makes 34.1 of the region 34.10.
        page.column_dimensions[letter].number_format = "@"
    places = _write_codes(book.create_sheet(CODES_TITLE), sheet, terms)
    for index, column in enumerate(sheet.columns, start=1):
        if column.vocabulary in places and not column.is_list:
            offered = DataValidation(
                type="list", formula1=places[column.vocabulary], allow_blank=True, showErrorMessage=False
            )
            letter = get_column_letter(index)
            offered.add(f"{letter}4:{letter}{_OFFERED_ROWS}")
            page.add_data_validation(offered)
    notes = book.create_sheet("petunjuk")
    for note in _NOTES:
        notes.append([note.id, note.en])
    for letter in "AB":
        notes.column_dimensions[letter].width = 90
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _write_codes(page: Worksheet, sheet: Sheet, terms: Mapping[str, Sequence[Term]]) -> dict[str | None, str]:
    """Write the codes; where those of each vocabulary stand."""
    page.append(["kolom / column", "kode / code", "arti", "meaning"])
    places: dict[str | None, str] = {}
    for name in vocabularies_of(sheet):
        columns = ", ".join(c.name for c in sheet.columns if c.vocabulary == name)
        first = page.max_row + 1
        for term in terms[name]:
            page.append([columns, term.code, term.label_id, term.label_en])
        if terms[name]:
            places[name] = f"{CODES_TITLE}!$B${first}:$B${page.max_row}"
    for letter, width in zip("ABCD", (28, 32, 48, 48), strict=True):
        page.column_dimensions[letter].width = width
    return places


def _remarks(sheet: Sheet) -> list[list[str]]:
    """What each column says, and an example, as rows that the importer does not read."""
    explained = [_explained(column) for column in sheet.columns]
    examples = [column.example for column in sheet.columns]
    return [[REMARK + row[0], *row[1:]] for row in (explained, [f"DEMO: {examples[0]}", *examples[1:]])]


def _explained(column: Column) -> str:
    said = f"{column.what.id} / {column.what.en}"
    return f"{said} [{_REQUIRED.id} / {_REQUIRED.en}]" if column.required else said
