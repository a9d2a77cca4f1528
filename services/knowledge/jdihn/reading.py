"""A member's answer read tolerantly: whatever is known to be sent is understood, and said to be so."""

import codecs
import json
import math
import re
from collections.abc import Sequence
from typing import Any, Final, Literal, NamedTuple

from services.kit.language import Text
from services.knowledge.jdihn.keys import known_key

Severity = Literal["error", "warning", "info"]
_WRAPPERS: Final = ("data", "items", "result", "results", "records", "rows")
# A text without an end matches too: else each quotation mark in it would begin one anew.
_COMMA_BEFORE_END: Final = re.compile(r'("(?:[^"\\]++|\\.)*+"?)|,(?=\s*+[}\]])', re.DOTALL)
_DEEPEST: Final = 200
# A record is one object; lists and objects in it are few.
_BRACKETS_PER_RECORD: Final = 4
# By these a lone object is known for a record, and not for a message such as an error.
_OF_A_RECORD: Final = frozenset({"idData", "judul", "jenis"})


class Finding(NamedTuple):
    """What is to be said of a feed, of a record (by its place), or of one field of it."""

    severity: Severity
    code: str
    detail: Text
    field: str | None = None
    # Where it is said of several fields.
    keys: Sequence[str] = ()


class Reading(NamedTuple):
    """The records of an answer as they were sent, and what is to be said of the answer as a whole.

    `is_feed` is false where it is none, such as HTML or broken JSON, or where it has more records than are
    read. An empty feed is one.
    """

    records: Sequence[dict[str, Any]]
    findings: Sequence[Finding]
    is_feed: bool


def read(body: bytes, *, most_records: int) -> Reading:
    """The records in a member's answer; none where there are more than so many."""
    findings: list[Finding] = []
    text = _decode(body, findings)
    stripped = text.strip()
    if not stripped:
        findings.append(Finding("error", "empty-answer", Text("Jawaban kosong.", "The answer is empty.")))
        return Reading([], findings, is_feed=False)
    if stripped.lower() in ("0 results", "0 result"):
        findings.append(
            Finding(
                "warning",
                "zero-results-text",
                Text(
                    "Hasil kosong dijawab dengan teks `0 results`, bukan [].",
                    "An empty result is told by the text `0 results`, not [].",
                ),
            )
        )
        return Reading([], findings, is_feed=True)
    if stripped.startswith("<"):
        findings.append(
            Finding(
                "error", "html-answer", Text("Jawabannya HTML, bukan JSON.", "The answer is HTML, not JSON.")
            )
        )
        return Reading([], findings, is_feed=False)
    # Counted before anything is made of them: three bytes of JSON are easily a hundred in memory.
    if stripped.count("{") + stripped.count("[") > _BRACKETS_PER_RECORD * most_records:
        return _too_many(most_records, findings)
    try:
        value = _parse(stripped, findings)
    except (ValueError, RecursionError) as error:
        where = f" ({error.lineno}:{error.colno})" if isinstance(error, json.JSONDecodeError) else ""
        detail = Text(f"Bukan JSON yang sah{where}.", f"Not valid JSON{where}.")
        findings.append(Finding("error", "invalid-json", detail))
        return Reading([], findings, is_feed=False)
    reading = _records(value, findings)
    return reading if len(reading.records) <= most_records else _too_many(most_records, findings)


def _too_many(most: int, findings: list[Finding]) -> Reading:
    detail = Text(
        f"Lebih dari {most} rekaman; kirim sebagian demi sebagian.",
        f"More than {most} records; send them in parts.",
    )
    findings.append(Finding("error", "too-many-records", detail))
    return Reading([], findings, is_feed=False)


def _decode(body: bytes, findings: list[Finding]) -> str:
    if body.startswith(codecs.BOM_UTF8):
        findings.append(
            Finding(
                "warning",
                "bom",
                Text("Diawali BOM; JSON tidak memakainya.", "Begins with a BOM, which JSON has not."),
            )
        )
        body = body.removeprefix(codecs.BOM_UTF8)
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        findings.append(
            Finding(
                "warning",
                "not-utf-8",
                Text("Bukan UTF-8; dibaca sebagai Windows-1252.", "Not UTF-8; read as Windows-1252."),
            )
        )
        text = body.decode("cp1252", "replace")
    if "\0" in text:
        findings.append(
            Finding(
                "warning",
                "nul",
                Text("Memuat karakter NUL, yang dibuang.", "Contains NUL characters, dropped."),
            )
        )
        text = text.replace("\0", "")
    return text


def _parse(text: str, findings: list[Finding]) -> Any:
    repeated: set[str] = set()
    is_endless = False

    def pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
        value = dict(found)
        if len(value) != len(found):
            repeated.update(key for key, _ in found)
        return value

    def number(written: str) -> float | None:
        # NaN and Infinity are no JSON, and nobody reads 1e999: they say nothing.
        nonlocal is_endless
        value = float(written)
        is_endless = is_endless or not math.isfinite(value)
        return value if math.isfinite(value) else None

    def parsed(text: str) -> Any:
        return json.loads(text, object_pairs_hook=pairs, parse_constant=number, parse_float=number)

    try:
        value = parsed(text)
    except json.JSONDecodeError:
        mended = _COMMA_BEFORE_END.sub(lambda match: match[1] or "", text)
        if mended == text:
            raise
        value = parsed(mended)
        findings.append(
            Finding(
                "warning",
                "trailing-comma",
                Text("Ada koma sebelum kurung tutup.", "A comma stands before a closing bracket."),
            )
        )
    if is_endless:
        findings.append(
            Finding(
                "error",
                "not-finite",
                Text(
                    "Ada bilangan tak terhingga (NaN, Infinity, 1e999); dibaca sebagai kosong.",
                    "A number is not finite (NaN, Infinity, 1e999); read as empty.",
                ),
            )
        )
    if repeated:
        findings.append(
            Finding(
                "warning",
                "repeated-key",
                Text(
                    "Ada nama berulang dalam satu objek; yang terakhir dipakai.",
                    "A name is repeated within an object; the last one counts.",
                ),
            )
        )
    return _storable(value, 0)


def _storable(value: Any, depth: int) -> Any:
    """Without what no database holds: NUL and lone surrogates that escapes brought in."""
    if depth > _DEEPEST:
        raise ValueError("too deep")
    if isinstance(value, dict):
        return {_text(key): _storable(inner, depth + 1) for key, inner in value.items()}
    if isinstance(value, list):
        return [_storable(inner, depth + 1) for inner in value]
    return _text(value) if isinstance(value, str) else value


def _text(value: str) -> str:
    return value.replace("\0", "").encode("utf-8", "replace").decode()


def _records(value: Any, findings: list[Finding]) -> Reading:
    if isinstance(value, dict):
        wrapped = next((value[key] for key in _WRAPPERS if isinstance(value.get(key), list)), None)
        if wrapped is not None:
            findings.append(
                Finding(
                    "info",
                    "wrapped",
                    Text("Daftarnya berada di dalam sebuah objek.", "The list stands within an object."),
                )
            )
        elif _OF_A_RECORD.isdisjoint(known_key(key) or "" for key in value):
            findings.append(
                Finding(
                    "error",
                    "not-a-record",
                    Text(
                        "Sebuah objek tanpa daftar rekaman, dan ia sendiri bukan rekaman.",
                        "An object without a list of records, and no record itself.",
                    ),
                )
            )
            return Reading([], findings, is_feed=False)
        value = wrapped if wrapped is not None else [value]
    if not isinstance(value, list):
        findings.append(
            Finding("error", "not-a-list", Text("Bukan daftar rekaman.", "Not a list of records."))
        )
        return Reading([], findings, is_feed=False)
    records = [one for one in value if isinstance(one, dict)]
    if len(records) != len(value):
        count = len(value) - len(records)
        detail = Text(
            f"{count} isi daftar bukan objek; dilewati.", f"{count} items are no objects; passed over."
        )
        findings.append(Finding("error", "not-an-object", detail))
    return Reading(records, findings, is_feed=True)
