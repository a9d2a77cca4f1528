"""Reads rows from a CSV or XLSX file, one at a time: pure, so that the door and the job judge alike.

CSV is UTF-8 with or without BOM, separated by comma, semicolon (as a spreadsheet in Indonesian saves it)
or tab. Of an XLSX the sheet `isian` is read, or the first one; a formula counts as the value that was
saved with it and is never evaluated.
"""

import codecs
import csv
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from itertools import chain
from typing import IO, Any, NoReturn
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from services.kit.language import Text
from services.registry.bulk.limits import Limits
from services.registry.bulk.problems import TooManyRows, TooMuchUnpacked, Unreadable, WrongColumns
from services.registry.bulk.sheets import REMARK, Sheet, errors_in_header

SHEET_TITLE = "isian"
_PIECE = 262_144
_DELIMITERS = ",;\t"
# Columns beyond these are none of ours; a sheet may claim 16,384.
_MOST_COLUMNS = 100
# What the readers of zip and XML raise over content that is not what it says it is.
_MALFORMED = (
    zipfile.BadZipFile,
    zlib.error,
    ParseError,
    InvalidFileException,
    EOFError,
    NotImplementedError,
    RuntimeError,
    AttributeError,
    IndexError,
    KeyError,
    TypeError,
    ValueError,
)

Cell = str | dict[str, str] | None


@dataclass(frozen=True, slots=True)
class FileRow:
    """A row as the file counts it, and its cells by column; what stands beyond the columns under ""."""

    number: int
    cells: dict[str, Cell]


def check(file: IO[bytes], format_: str, sheet: Sheet, limits: Limits) -> None:
    """What can be told quickly, before a job is made: raises `Unreadable`."""
    if format_ == "xlsx":
        _check_archive(file, limits)
        return
    _check_utf8(file)
    for _ in _csv_rows(file, sheet):
        break


def rows(file: IO[bytes], format_: str, sheet: Sheet, limits: Limits) -> Iterator[FileRow]:
    """Every row that says something; raises `Unreadable` where the file as a whole cannot be taken."""
    if format_ == "xlsx":
        _check_archive(file, limits)
        found = _xlsx_rows(file, sheet)
    else:
        found = _csv_rows(file, sheet)
    for count, row in enumerate(found, start=1):
        if count > limits.rows:
            raise TooManyRows(
                Text(
                    f"Paling banyak {limits.rows} baris per berkas. Bagi menjadi beberapa berkas.",
                    f"At most {limits.rows} rows per file. Split it into several files.",
                )
            )
        yield row


def _check_utf8(file: IO[bytes]) -> None:
    file.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")()
    while piece := file.read(_PIECE):
        if b"\0" in piece:
            raise Unreadable(Text("Berkas CSV memuat karakter NUL.", "The CSV file holds a NUL character."))
        _decode(decoder, piece, final=False)
    _decode(decoder, b"", final=True)


def _decode(decoder: codecs.IncrementalDecoder, piece: bytes, *, final: bool) -> None:
    try:
        decoder.decode(piece, final)
    except UnicodeDecodeError:
        raise Unreadable(
            Text(
                "Berkas CSV bukan UTF-8. Simpan ulang sebagai CSV UTF-8.",
                "The CSV file is not UTF-8. Save it again as CSV UTF-8.",
            )
        ) from None


def _csv_rows(file: IO[bytes], sheet: Sheet) -> Iterator[FileRow]:
    file.seek(0)
    lines = (line.decode("utf-8") for line in file)
    first = next(lines, "").removeprefix("\ufeff")
    reader = csv.reader(chain([first], lines), delimiter=_delimiter(first, sheet), strict=True)
    try:
        yield from _rows_under_header(sheet, reader)
    except csv.Error as error:
        raise Unreadable(
            Text(
                f"CSV tidak terbaca pada baris {reader.line_num}: periksa tanda kutip dan panjang sel.",
                f"The CSV cannot be read at line {reader.line_num}: {error}.",
            )
        ) from None


def _delimiter(line: str, sheet: Sheet) -> str:
    """The one that splits the header into most columns we know."""

    def known(delimiter: str) -> int:
        return sum(name.strip().strip('"') in sheet.names for name in line.strip().split(delimiter))

    return max(_DELIMITERS, key=known)


def _check_archive(file: IO[bytes], limits: Limits) -> None:
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
    except _MALFORMED:
        _refuse_xlsx()
    if "xl/workbook.xml" not in {part.filename for part in parts} or any(p.flag_bits & 1 for p in parts):
        _refuse_xlsx()
    # No more than what the directory says is ever unpacked, so that it need not be believed.
    if sum(part.file_size for part in parts) > limits.unpacked_bytes:
        raise TooMuchUnpacked(
            Text(
                f"Isi berkas XLSX setelah dibuka paling banyak {limits.unpacked_bytes} bita.",
                f"An XLSX file may unpack to {limits.unpacked_bytes} bytes at most.",
            )
        )


def _refuse_xlsx() -> NoReturn:
    raise Unreadable(
        Text(
            "Bukan berkas XLSX yang dapat dibaca (berkas .xls atau bersandi harus disimpan ulang).",
            "This is no readable XLSX file (an .xls or encrypted file must be saved again).",
        )
    ) from None


def _xlsx_rows(file: IO[bytes], sheet: Sheet) -> Iterator[FileRow]:
    file.seek(0)
    try:
        book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
    except _MALFORMED:
        _refuse_xlsx()
    try:
        page = book[SHEET_TITLE] if SHEET_TITLE in book.sheetnames else book.worksheets[0]
        cells = ([_cell(cell) for cell in row] for row in page.iter_rows(max_col=_MOST_COLUMNS))
        yield from _rows_under_header(sheet, cells)
    except _MALFORMED:
        _refuse_xlsx()
    finally:
        book.close()


def _cell(cell: Any) -> Cell:
    value = cell.value
    if value is None or isinstance(value, str):
        return {"error": value} if value and cell.data_type == "e" else value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat()
    return str(value)


def _rows_under_header(sheet: Sheet, found: Iterator[Sequence[Cell]]) -> Iterator[FileRow]:
    header = [cell.strip() if isinstance(cell, str) else "" for cell in next(found, ())]
    while header and not header[-1]:
        header.pop()
    if errors := errors_in_header(sheet, header):
        raise WrongColumns(errors[0].detail, errors=errors)
    for number, row in enumerate(found, start=2):
        if row and isinstance(row[0], str) and row[0].lstrip().startswith(REMARK):
            continue
        cells = [_said(cell) for cell in row]
        if not any(cells):
            continue
        named: dict[str, Cell] = dict(zip(header, cells, strict=False))
        if any(beyond := cells[len(header) :]):
            named[""] = str(len(beyond))
        yield FileRow(number, named)


def _said(cell: Cell) -> Cell:
    """What a cell says: without blanks around it, None where it is blank."""
    if not isinstance(cell, str):
        return cell
    text = cell.strip()
    if "\0" in text or any("\ud800" <= character <= "\udfff" for character in text):
        return {"error": "character"}
    return text or None
