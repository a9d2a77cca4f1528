"""Which files are taken, and whether one is what it says: by its content, never by its name."""

import zlib
from lzma import LZMAError
from pathlib import PurePosixPath
from typing import IO
from zipfile import BadZipFile, ZipFile

import puremagic

_HEAD = 8192
_IN_ZIP = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "word/document.xml",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xl/workbook.xml",
    "application/vnd.oasis.opendocument.text": "content.xml",
}
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument.text"
# How a broken package, or a broken part of one, makes itself known.
_BROKEN = (
    BadZipFile,
    zlib.error,
    LZMAError,
    EOFError,
    KeyError,
    OSError,
    ValueError,
    NotImplementedError,
    RuntimeError,
)
TAKEN = ("application/pdf", "image/png", "image/jpeg", *_IN_ZIP)
# What a file's name says it is, where nothing else does.
BY_ENDING = dict(
    zip(
        (".pdf", ".png", ".jpg", ".jpeg", ".docx", ".xlsx", ".odt"),
        ("application/pdf", "image/png", "image/jpeg", "image/jpeg", *_IN_ZIP),
        strict=True,
    )
)


def is_as_said(file: IO[bytes], media_type: str) -> bool:
    """Whether the content is of this media type, one of `TAKEN`."""
    if media_type in _IN_ZIP:
        return _is_package(file, media_type)
    file.seek(0)
    try:
        found = puremagic.magic_string(file.read(_HEAD))
    except (puremagic.PureError, ValueError):
        return False
    return bool(found) and media_type in {match.mime_type for match in found}


def _is_package(file: IO[bytes], media_type: str) -> bool:
    """A ZIP by its header says nothing of which office format it is; its parts do."""
    try:
        with ZipFile(file) as package:
            names = set(package.namelist())
            if media_type != _OPEN_DOCUMENT:
                return {"[Content_Types].xml", _IN_ZIP[media_type]} <= names
            with package.open("mimetype") as part:
                return _IN_ZIP[media_type] in names and part.read(len(media_type) + 1) == media_type.encode()
    except _BROKEN:
        return False


def type_of_name(name: str) -> str | None:
    """The media type that a file's name says it has; None where that is none of `TAKEN`."""
    return BY_ENDING.get(PurePosixPath(name).suffix.lower())


def is_plain_name(name: str) -> bool:
    """Whether a name is that of a file alone, without folders or unprintable characters."""
    return name.isprintable() and name != ".." and PurePosixPath(name).name == name and "\\" not in name
