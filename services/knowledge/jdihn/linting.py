"""What is to be said of a member's records, per record and field: pure."""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

import rfc8785

from services.kit.language import Text
from services.knowledge.jdihn.keys import by_known_key, is_empty, known_key, missing
from services.knowledge.jdihn.reading import Finding

# Without these nobody knows which work a record is about.
_NEEDED: Final = ("idData", "judul", "jenis")
_DATES: Final = ("tanggalPengundangan",)
_ADDRESSES: Final = ("urlDownload", "urlAbstrak", "urlDetailPeraturan")
_DAY_FIRST: Final = re.compile(r"([0-9]{1,2})[-/. ]([0-9]{1,2})[-/. ]([0-9]{4})")
_STATUSES: Final = ("berlaku", "tidak berlaku")


def content_sha256(record: Mapping[str, Any]) -> str:
    """SHA-256 of a record as sent, in canonical JSON: two pulls of one record have the same."""
    try:
        canonical = rfc8785.dumps(dict(record))
    except (rfc8785.CanonicalizationError, ValueError):
        # A number beyond what JSON readers agree on.
        canonical = json.dumps(record, sort_keys=True, ensure_ascii=False).encode("utf-8", "replace")
    return hashlib.sha256(canonical).hexdigest()


def id_of(record: Mapping[str, Any]) -> str | None:
    """A record's own id as text; None where it has none."""
    value = by_known_key(record).get("idData")
    return None if value is None or isinstance(value, dict | list) else str(value).strip()[:500]


def lint(records: Sequence[Mapping[str, Any]]) -> list[list[Finding]]:
    """The findings of each record, in the order of the records."""
    counted = Counter(id_of(record) for record in records)
    found = []
    for record in records:
        findings = [*_of_keys(record), *_of_values(record)]
        identity = id_of(record)
        if identity is not None and counted[identity] > 1:
            findings.append(
                _finding(
                    "error",
                    "repeated-id",
                    "idData",
                    "Dipakai lebih dari satu rekaman.",
                    "Used by more than one record.",
                )
            )
        found.append(findings)
    return found


def _finding(severity: Any, code: str, field: str, said: str, in_english: str) -> Finding:
    return Finding(severity, code, Text(said, in_english), field)


def _of_keys(record: Mapping[str, Any]) -> Iterator[Finding]:
    seen: dict[str, str] = {}
    for key in record:
        known = known_key(key)
        if known is None:
            yield _finding(
                "info",
                "unknown-key",
                key,
                "Bukan kunci JDIHN; disimpan apa adanya.",
                "No key of JDIHN; kept as it is.",
            )
            continue
        if key != known:
            yield _finding("warning", "key-spelling", key, f"Seharusnya `{known}`.", f"Should be `{known}`.")
        if known in seen:
            yield _finding(
                "error", "key-twice", key, f"Sama dengan `{seen[known]}`.", f"The same as `{seen[known]}`."
            )
        seen[known] = key
    for key in missing(record):
        severity = "error" if key in _NEEDED else "warning"
        yield _finding(severity, "key-missing", key, "Kunci ini tidak ada.", "This key is missing.")


def _of_values(record: Mapping[str, Any]) -> Iterator[Finding]:
    for key, value in record.items():
        if isinstance(value, str) and value.strip() == "-":
            yield _finding(
                "warning",
                "dash-for-empty",
                key,
                'Kosong ditulis "-"; kirim "".',
                'Empty is written "-"; send "".',
            )
        elif isinstance(value, dict | list) and known_key(key):
            yield _finding(
                "error", "not-a-value", key, "Harus teks atau bilangan.", "Must be a text or a number."
            )
    values = by_known_key(record)
    for key in _NEEDED:
        if key in values and is_empty(values[key]):
            yield _finding("error", "empty", key, "Wajib diisi.", "May not be empty.")
    for key in _DATES:
        yield from _of_date(key, values.get(key))
    yield from _of_year(values)
    for key in _ADDRESSES:
        value = values.get(key)
        if isinstance(value, str) and not re.match(r"https?://[^\s/]+", value.strip(), re.IGNORECASE):
            yield _finding(
                "warning", "not-an-address", key, "Bukan alamat http atau https.", "No http or https address."
            )
    status = values.get("status")
    if isinstance(status, str) and status.strip().lower() not in _STATUSES:
        yield _finding(
            "warning",
            "unknown-status",
            "status",
            "Yang dikenal: Berlaku, Tidak Berlaku.",
            "Known: Berlaku, Tidak Berlaku.",
        )


def _of_date(key: str, value: object) -> Iterator[Finding]:
    if value is None:
        return
    day = day_of(value)
    if day is None:
        yield _finding("error", "not-a-date", key, "Bukan tanggal yang ada.", "Not an existing date.")
    elif str(value).strip() != day.isoformat():
        yield _finding("warning", "date-form", key, f"Tulis {day.isoformat()}.", f"Write {day.isoformat()}.")


def _of_year(values: Mapping[str, Any]) -> Iterator[Finding]:
    value = values.get("tahunPengundangan")
    if value is None:
        return
    year = year_of(value)
    if year is None:
        yield _finding(
            "error",
            "not-a-year",
            "tahunPengundangan",
            "Bukan tahun empat angka.",
            "Not a year of four figures.",
        )
        return
    day = day_of(values.get("tanggalPengundangan"))
    if day is not None and day.year != year:
        yield _finding(
            "warning",
            "another-year",
            "tahunPengundangan",
            f"Tanggal pengundangannya tahun {day.year}.",
            f"The date of promulgation is of {day.year}.",
        )


def day_of(value: object) -> date | None:
    """A day as members write it: ISO 8601, or the day first; a time after it is dropped."""
    text = str(value).strip() if isinstance(value, str) else ""
    try:
        if re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            return date.fromisoformat(text[:10])
        if found := _DAY_FIRST.match(text):
            return date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError:
        pass
    return None


def year_of(value: object) -> int | None:
    """A year as members write it: a number, or its text."""
    text = str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""
    return int(text) if re.fullmatch(r"[12][0-9]{3}", text) else None
