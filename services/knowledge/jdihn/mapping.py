"""A work of the catalogue as a record of JDIHN, and a record as a work: pure."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from services.knowledge.citations import grammar
from services.knowledge.citations.keys import normal_number, year_in
from services.knowledge.jdihn.keys import KEYS, by_known_key, known_key
from services.knowledge.jdihn.linting import day_of, year_of
from services.knowledge.regulations.terms import ONE_IN_THE_COUNTRY
from services.knowledge.regulations.validity import Validity, on_day

# What a kind is called, and its short form.
_CALLED: Final = {
    "uu": ("Undang-Undang", "UU"),
    "perppu": ("Peraturan Pemerintah Pengganti Undang-Undang", "Perppu"),
    "pp": ("Peraturan Pemerintah", "PP"),
    "perpres": ("Peraturan Presiden", "Perpres"),
    "keppres": ("Keputusan Presiden", "Keppres"),
    "inpres": ("Instruksi Presiden", "Inpres"),
    "permendagri": ("Peraturan Menteri Dalam Negeri", "Permendagri"),
    "kepmendagri": ("Keputusan Menteri Dalam Negeri", "Kepmendagri"),
    "inmendagri": ("Instruksi Menteri Dalam Negeri", "Inmendagri"),
    "permen": ("Peraturan Menteri", "Permen"),
    "kepmen": ("Keputusan Menteri", "Kepmen"),
    "perma": ("Peraturan Mahkamah Agung", "Perma"),
    "perda": ("Peraturan Daerah", "Perda"),
    "peraturan_gubernur": ("Peraturan Gubernur", "Pergub"),
    "peraturan_bupati": ("Peraturan Bupati", "Perbup"),
    "peraturan_wali_kota": ("Peraturan Wali Kota", "Perwali"),
    "keputusan_gubernur": ("Keputusan Gubernur", "Kepgub"),
    "keputusan_bupati": ("Keputusan Bupati", "Kepbup"),
    "keputusan_wali_kota": ("Keputusan Wali Kota", "Kepwali"),
    "se": ("Surat Edaran", "SE"),
    "skb": ("Keputusan Bersama", "SKB"),
    "mou": ("Nota Kesepahaman", "MoU"),
}
_OF_THE_STATE: Final = frozenset({"uu", "perppu", "pp", "perpres", "keppres", "inpres"})
_OF_HOME_AFFAIRS: Final = frozenset({"permendagri", "kepmendagri", "inmendagri"})


def record_of(work: Mapping[str, Any], validity: Validity, *, today: date) -> dict[str, Any]:
    """A work's document as a record: every key, "" where nothing is known."""
    type_, known = work["type"], dict.fromkeys(KEYS, "")
    name, short = _CALLED.get(type_, (type_.replace("_", " "), ""))
    in_force = on_day(validity, today).in_force
    told = {
        "idData": work["id"],
        "tahunPengundangan": str(work["year"] or ""),
        "tanggalPengundangan": work["promulgated_on"],
        "jenis": name,
        "noPeraturan": "; ".join(work["numbers"]),
        "judul": work["title"],
        "singkatanJenis": short,
        "subjek": work["subject"],
        "status": {True: "Berlaku", False: "Tidak Berlaku", None: ""}[in_force],
        "bahasa": "" if work["level"] == "asing" else "Indonesia",
        "teuBadan": _body(type_, work["issuers"]),
        "urlDetailPeraturan": work["uri"],
    }
    return known | {key: value or "" for key, value in told.items()}


def _body(type_: str, issuers: list[str]) -> str:
    """T.E.U. badan: "Indonesia" of a law, "Indonesia. Kementerian ..." of a minister's."""
    if type_ in _OF_THE_STATE:
        return "Indonesia"
    if type_ in _OF_HOME_AFFAIRS:
        return "Indonesia. Kementerian Dalam Negeri"
    return "; ".join(issuers)


def told_again(
    original: Mapping[str, Any], at_intake: Mapping[str, Any], now: Mapping[str, Any]
) -> dict[str, Any]:
    """A record that came in, to go out: as it came, but for what was changed here since."""
    told = {}
    for key, value in original.items():
        known = known_key(key)
        changed = known is not None and at_intake.get(known) != now.get(known)
        told[key] = now[known] if changed and known is not None else value
    return told


def work_of(record: Mapping[str, Any]) -> dict[str, Any]:
    """What a record says of a work, as `RegulationIn` takes it."""
    values = by_known_key(record)
    kind = _kind(values)
    body, number = _text(values, "teuBadan"), _text(values, "noPeraturan")
    year, day = year_of(values.get("tahunPengundangan")), day_of(values.get("tanggalPengundangan"))
    link = _text(values, "urlDetailPeraturan")
    return {
        "slug": _slug(kind, number, year, body, values),
        "type": kind,
        "level": "nasional" if _is_national(kind, body) else "daerah",
        "title": _text(values, "judul")[:10_000],
        "year": year,
        "numbers": [number[:100]] if number else [],
        "issuers": [body[:500]] if body else [],
        "subject": _text(values, "subjek")[:10_000] or None,
        "promulgated_on": day.isoformat() if day else None,
        "source": {
            "document": "JDIHN",
            "title": _text(values, "penerbit")[:500] or None,
            "locator": link[:500] or None,
        },
    }


def _text(values: Mapping[str, Any], key: str) -> str:
    value = values.get(key)
    return str(value).strip() if isinstance(value, str | int | float) else ""


def _kind(values: Mapping[str, Any]) -> str:
    for said in (_text(values, "jenis"), _text(values, "singkatanJenis")):
        match = grammar.HEAD.match(grammar.flatten(said))
        if match is not None and match.lastgroup not in (None, "draft"):
            return str(match.lastgroup)
    return "lainnya"


def _is_national(kind: str, body: str) -> bool:
    return kind in ONE_IN_THE_COUNTRY or kind in ("permen", "kepmen") or body.startswith("Indonesia")


def _slug(kind: str, number: str, year: int | None, body: str, values: Mapping[str, Any]) -> str | None:
    """`perda-bogor-kabupaten-5-2014`; of the country's own kinds without the body."""
    year = (year_in(number) or year) if number else year
    parts = [kind, "" if kind in ONE_IN_THE_COUNTRY else body, normal_number(number), str(year or "")]
    if not number:
        parts = ["jdihn", _text(values, "idData")]
    slug = re.sub(r"[^a-z0-9]+", "-", " ".join(parts).lower()).strip("-")[:150].strip("-")
    return slug or None
