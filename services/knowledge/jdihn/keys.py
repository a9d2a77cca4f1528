"""The keys of a record in the members' feeds (Perpres 33/2012, Permenkumham 8/2019; perlu verifikasi)."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

KEYS: Final = (
    *("idData", "tahunPengundangan", "tanggalPengundangan", "jenis", "noPeraturan", "judul", "noPanggil"),
    *("singkatanJenis", "tempatTerbit", "penerbit", "deskripsiFisik", "sumber", "subjek", "isbn", "status"),
    *("bahasa", "lokasi", "bidangHukum", "teuBadan", "nomorIndukBuku", "fileDownload", "urlDownload"),
    *("abstrak", "urlAbstrak", "urlDetailPeraturan", "operasi", "display"),
)


def _plain(key: str) -> str:
    return "".join(c for c in key.lower() if c.isalnum())


_BY_PLAIN: Final = {_plain(key): key for key in KEYS}


def known_key(key: str) -> str | None:
    """The key that is meant by one in snake_case, in lower case or with blanks; None where none is."""
    return _BY_PLAIN.get(_plain(key))


def is_empty(value: object) -> bool:
    """Whether a value says nothing: null, blank, or the dash that some members put."""
    return value is None or (isinstance(value, str) and value.strip() in ("", "-"))


def by_known_key(record: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a record by their proper keys; of two that mean one key the first that says something."""
    values: dict[str, Any] = {}
    for key, value in record.items():
        known = known_key(key)
        if known is not None and (known not in values or is_empty(values[known])):
            values[known] = None if is_empty(value) else value
    return values


def missing(record: Iterable[str]) -> list[str]:
    """The keys that a record has in no spelling."""
    present = {known_key(key) for key in record}
    return [key for key in KEYS if key not in present]
