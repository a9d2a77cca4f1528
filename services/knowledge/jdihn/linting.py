"""What is to be said of a member's records, per record and field: pure."""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

import rfc8785

from services.kit.language import Text
from services.knowledge.jdihn.keys import by_known_key, is_empty, known_key, missing
from services.knowledge.jdihn.reading import Finding, Severity

# Without these nobody knows which work a record is about.
NEEDED: Final = frozenset({"idData", "judul", "jenis"})
_DATES: Final = ("tanggalPengundangan",)
_ADDRESSES: Final = ("urlDownload", "urlAbstrak", "urlDetailPeraturan")
_DAY_FIRST: Final = re.compile(r"([0-9]{1,2})[-/. ]([0-9]{1,2})[-/. ]([0-9]{4})")
_STATUSES: Final = ("berlaku", "tidak berlaku")
SEVERITIES: Final[tuple[Severity, ...]] = ("error", "warning", "info")
# What a record lists at most: it comes from strangers, and a finding is longer than what it is about.
_MOST_OF_A_RECORD: Final = 50
_LONGEST_KEY: Final = 100


class Linted(NamedTuple):
    """What is to be said of a record: the first of its findings, and how many there are of each severity."""

    findings: list[Finding]
    counts: Counter[Severity]

    @property
    def worst(self) -> Severity | None:
        """The worst severity of all that was found, listed or not."""
        return next((one for one in SEVERITIES if self.counts[one]), None)


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


def lint(records: Sequence[Mapping[str, Any]], *, most: int) -> list[Linted]:
    """What is to be said of each record, in their order. All is counted; of all records `most` are listed."""
    repeated = Counter(id_of(record) for record in records)
    found, room = [], most
    for record in records:
        linted = Linted([], Counter())
        for finding in _of_record(record, repeated):
            linted.counts[finding.severity] += 1
            if len(linted.findings) < min(room, _MOST_OF_A_RECORD):
                linted.findings.append(finding)
        room -= len(linted.findings)
        found.append(linted)
    return found


def _of_record(record: Mapping[str, Any], repeated: Mapping[str | None, int]) -> Iterator[Finding]:
    identity = id_of(record)
    if identity is not None and repeated[identity] > 1:
        yield _finding(
            "error",
            "repeated-id",
            "idData",
            "Dipakai lebih dari satu rekaman.",
            "Used by more than one record.",
        )
    # First what is counted on one hand, then what a record may have without number.
    yield from _of_missing(record)
    yield from _of_known(record)
    yield from _of_keys(record)
    yield from _of_values(record)


def _finding(severity: Severity, code: str, field: str, said: str, in_english: str) -> Finding:
    return Finding(severity, code, Text(said, in_english), field[:_LONGEST_KEY])


def _of_missing(record: Mapping[str, Any]) -> Iterator[Finding]:
    keys = missing(record)
    if keys:
        severity: Severity = "warning" if NEEDED.isdisjoint(keys) else "error"
        said = Text("Kunci-kunci ini tidak ada.", "These keys are missing.")
        yield Finding(severity, "key-missing", said, None, tuple(keys))


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
            first = seen[known]
            yield _finding("error", "key-twice", key, f"Sama dengan `{first}`.", f"The same as `{first}`.")
        seen[known] = key[:_LONGEST_KEY]


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


def _of_known(record: Mapping[str, Any]) -> Iterator[Finding]:
    values = by_known_key(record)
    for key in ("idData", "judul", "jenis"):
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
