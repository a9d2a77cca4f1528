"""What to look at in an instrument: pure. Checks are shown to those who read it, and impose nothing.

A rule known from a secondary source only (V2), or unconfirmed (U), is said to need verification.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from services.kit.language import Text
from services.kit.partial_dates import earliest_day, latest_day
from services.kit.sources import Mark
from services.registry.forums import terms
from services.registry.instruments.follow_up import is_followed_up

State = Literal["terpenuhi", "belum", "perlu_diperiksa", "peringatan"]
Values = Mapping[str, Any]

# Promulgation of PP 28/2018.
PP_28_SINCE = date(2018, 7, 13)
# Days before the end of a term at which the secretariat wants to be told: the node's habit, no law's.
NOTICE_DAYS = (0, 7, 30, 60, 90)


@dataclass(frozen=True, slots=True)
class Source:
    """The rule behind a check, and how sure its text is."""

    law: str
    article: str | None
    mark: Mark


@dataclass(frozen=True, slots=True)
class Check:
    """One thing to look at."""

    code: str
    state: State
    said: Text
    source: Source

    @property
    def reason(self) -> Text:
        """What is to be said, with the warning that unverified rules carry."""
        if self.source.mark == "V":
            return self.said
        by_id, by_en = (said.removesuffix(".") for said in self.said)
        return Text(f"{by_id} (perlu verifikasi).", f"{by_en} (needs verification).")


# The four conditions, as the study of 2006 quotes them (Bab 4 E.2).
_VALIDITY = Source("KUH Perdata", "Pasal 1320", "V2")
_DISPUTES = Source("PP 28/2018", "Pasal 8", "V")
_ENDS = Source("PP 28/2018", "Pasal 9", "V")
_STAGES = Source("PP 28/2018", "Pasal 6", "V")
# That carrying out is the stage after signing is not confirmed in the text.
_CARRYING_OUT = Source("PP 28/2018", "Pasal 6", "U")


def checks_of(instrument: Values, forum: Values, *, today: date) -> Iterator[Check]:
    """The checks of one instrument of a forum's document; `today` is the legal day."""
    yield _consent(instrument)
    yield _capacity(instrument)
    yield _subject(instrument)
    yield Check(
        "sebab_yang_halal",
        "perlu_diperiksa",
        Text(
            "Sebab yang halal tidak dapat dinilai otomatis; minta telaah bagian hukum.",
            "A lawful cause cannot be judged automatically; ask the legal unit.",
        ),
        _VALIDITY,
    )
    for ask in _ASKED:
        if (check := ask(instrument, forum, today)) is not None:
            yield check


def _consent(instrument: Values) -> Check:
    def check(state: State, said: Text) -> Check:
        return Check("sepakat", state, said, _VALIDITY)

    parties = instrument["parties"]
    if not parties:
        return check(
            "perlu_diperiksa", Text("Para pihak belum dicatat.", "The parties are not recorded yet.")
        )
    unsigned = sum(party["signer"] is None for party in parties)
    if len(parties) < 2 or unsigned or instrument["signed_on"] is None:
        return check(
            "belum",
            Text(
                "Perlu sedikitnya dua pihak, penanda tangan tiap pihak, dan tanggal tanda tangan.",
                "It takes two parties at least, a signer for each, and the date of signing.",
            ),
        )
    return check("terpenuhi", Text("Setiap pihak menandatangani.", "Every party has signed."))


def _capacity(instrument: Values) -> Check:
    def check(state: State, said: Text) -> Check:
        return Check("cakap", state, said, _VALIDITY)

    parties = instrument["parties"]
    if not parties:
        return check(
            "perlu_diperiksa", Text("Para pihak belum dicatat.", "The parties are not recorded yet.")
        )
    if any(party["signer"] is None for party in parties):
        return check(
            "belum",
            Text(
                "Dasar kewenangan penanda tangan belum dicatat bagi setiap pihak.",
                "The signer's authority is not recorded for every party.",
            ),
        )
    bases = {party["signer"]["basis"] for party in parties}
    if bases == {"kepala_daerah"}:
        return check(
            "terpenuhi",
            Text("Ditandatangani para kepala daerah.", "Signed by the heads of region."),
        )
    return check(
        "perlu_diperiksa",
        Text(
            "Periksa surat kuasa atau AD/ART yang menjadi dasar penanda tangan.",
            "Look at the letters of power or the statutes that signers rely on.",
        ),
    )


def _subject(instrument: Values) -> Check:
    """The certain subject is what the parties owe each other (Bab 4 E.2 of the study)."""
    owed = instrument["parties"] and all(
        party["rights"] is not None or party["duties"] is not None for party in instrument["parties"]
    )
    if instrument["objects"] and owed:
        said = Text("Objek serta hak dan kewajiban dicatat.", "Object, rights and duties are recorded.")
        return Check("hal_tertentu", "terpenuhi", said, _VALIDITY)
    said = Text(
        "Objek, atau hak dan kewajiban tiap pihak, belum dicatat.",
        "The object, or rights and duties of each party, are not recorded yet.",
    )
    return Check("hal_tertentu", "belum", said, _VALIDITY)


def _dispute_clause(instrument: Values, forum: Values, today: date) -> Check | None:
    if instrument["cooperation_kind"] != "ksdd":
        return None
    code, signed = "klausul_penyelesaian", instrument["signed_on"]
    if instrument["dispute_clause"] is not None:
        said = Text("Ada klausul penyelesaian perselisihan.", "There is a clause on disputes.")
        return Check(code, "terpenuhi", said, _DISPUTES)
    if signed is not None and latest_day(signed) < PP_28_SINCE:
        return None
    if signed is None or earliest_day(signed) < PP_28_SINCE:
        said = Text(
            "Tidak ada klausul penyelesaian perselisihan; tanggal tanda tangan tidak pasti sesudah "
            "PP 28/2018 (13 Juli 2018).",
            "There is no clause on disputes; it is not certain that it was signed after PP 28/2018 "
            "(13 July 2018).",
        )
        return Check(code, "perlu_diperiksa", said, _DISPUTES)
    said = Text(
        "Kerja sama antardaerah sesudah PP 28/2018 (13 Juli 2018) tanpa klausul penyelesaian perselisihan.",
        "A cooperation between regions after PP 28/2018 (13 July 2018) without a clause on disputes.",
    )
    return Check(code, "peringatan", said, _DISPUTES)


def _term(instrument: Values, forum: Values, today: date) -> Check | None:
    code = "masa_berlaku"
    if instrument["ended_on"] is not None:
        return None
    last = terms.expires_on(instrument)
    if last is None:
        said = Text("Akhir masa berlaku belum dicatat.", "The end of the term is not recorded.")
        return Check(code, "perlu_diperiksa", said, _ENDS)
    left = (last - today).days
    if left < 0:
        said = Text(
            f"Masa berlaku habis pada {last}; catat pengakhiran atau perpanjangannya.",
            f"The term was over on {last}; record its end or extension.",
        )
        return Check(code, "peringatan", said, _ENDS)
    within = next((days for days in NOTICE_DAYS if left <= days), None)
    if within is None:
        said = Text(f"Berlaku sampai {last}.", f"In force until {last}.")
        return Check(code, "terpenuhi", said, _ENDS)
    said = Text(
        f"Masa berlaku habis dalam {within} hari: {last} (sisa {left} hari).",
        f"The term is over within {within} days: {last} ({left} days left).",
    )
    return Check(code, "peringatan", said, _ENDS)


def _follow_up(instrument: Values, forum: Values, today: date) -> Check | None:
    code, signed, last = "tindak_lanjut", instrument["signed_on"], terms.closes_on(instrument)
    if is_followed_up(forum, instrument["id"]):
        said = Text("Ada program atau anggarannya.", "It has a programme or a budget.")
        return Check(code, "terpenuhi", said, _CARRYING_OUT)
    if signed is None or (last is not None and last < today):
        return None
    if today - latest_day(signed) <= terms.FOLLOW_UP_AFTER:
        said = Text("Belum ada program atau anggarannya.", "It has no programme or budget yet.")
        return Check(code, "belum", said, _CARRYING_OUT)
    said = Text(
        "Tanpa tindak lanjut: lebih dari setahun sejak ditandatangani, belum ada program atau anggaran.",
        "Without follow-up: more than a year since it was signed, and no programme or budget.",
    )
    return Check(code, "peringatan", said, _CARRYING_OUT)


def _approval(instrument: Values, forum: Values, today: date) -> Check | None:
    code, approvals = "persetujuan_dprd", instrument["approvals"]
    if not approvals:
        said = Text(
            "Belum dicatat apakah persetujuan DPRD diperlukan (bila membebani masyarakat dan daerah, atau "
            "belum dianggarkan dalam APBD berjalan).",
            "It is not recorded whether DPRD must approve (where it burdens public and region, or is not in "
            "the current APBD).",
        )
        return Check(code, "perlu_diperiksa", said, _STAGES)
    lacking = [a["region_code"] for a in approvals if a["needed"] and a["decision"] != "disetujui"]
    if not lacking:
        said = Text("Tidak ada persetujuan DPRD yang kurang.", "No approval of a DPRD is lacking.")
        return Check(code, "terpenuhi", said, _STAGES)
    names = ", ".join(lacking)
    said = Text(
        f"Persetujuan DPRD diperlukan dan belum ada: {names}.",
        f"Approval of the DPRD is needed and absent: {names}.",
    )
    # Signing comes after the approval (Pasal 6).
    return Check(code, "belum" if instrument["signed_on"] is None else "peringatan", said, _STAGES)


_ASKED: tuple[Callable[[Values, Values, date], Check | None], ...] = (
    _dispute_clause,
    _term,
    _follow_up,
    _approval,
)
