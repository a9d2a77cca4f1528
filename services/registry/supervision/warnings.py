"""What a forum should know about its duties: pure. Information from the register, never an act.

A warning does not say that the law was broken, nor its absence that it was kept: the register knows
what was recorded in it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.kit.language import Text
from services.kit.partial_dates import latest_day
from services.registry.forums import terms
from services.registry.instruments.checks import Source, checks_of
from services.registry.instruments.follow_up import is_followed_up
from services.registry.members.rules import FULL_ROLES

Values = Mapping[str, Any]

_MANDATORY = Source("UU 23/2014", "Pasal 364", "V")
_MONITORING = Source("UU 23/2014", "Pasal 368", "V")
# The pattern of the five in which the governor takes over; in the others the centre does.
_GOVERNORS = "e"


@dataclass(frozen=True, slots=True)
class Warned:
    """One thing to know: about the forum, or about one of its instruments."""

    code: str
    reason: Text
    source: Source
    since: str | None = None
    instrument_id: str | None = None


def warnings_of(forum: Values, *, provinces: Mapping[str, str], today: date) -> Iterator[Warned]:
    """The warnings of a forum's document; `provinces` are names by code, `today` is the legal day."""
    for instrument in forum["instruments"]:
        yield from _not_carried_out(instrument, forum, today)
        yield from _without_dispute_clause(instrument, forum, today)
    yield from _monitored(forum, provinces)


def _not_carried_out(instrument: Values, forum: Values, today: date) -> Iterator[Warned]:
    """Mandatory cooperation without a row that carries it out, more than a year after its signing."""
    signed, last = instrument["signed_on"], terms.closes_on(instrument)
    if instrument["nature"] != "wajib" or signed is None or (last is not None and last < today):
        return
    due = latest_day(signed) + terms.FOLLOW_UP_AFTER
    if today <= due or is_followed_up(forum, instrument["id"]):
        return
    pattern = instrument["pattern"]
    if pattern is None:
        taker = Text("pemerintah pusat (pola a-d) atau gubernur (pola e)", "the centre (a-d) or governor (e)")
    elif pattern == _GOVERNORS:
        taker = Text("gubernur", "the governor")
    else:
        taker = Text("pemerintah pusat", "the central government")
    kinds = {row["kind"] for row in forum["guidance"] if row["instrument_id"] in (None, instrument["id"])}
    recorded = Text(
        f"tercatat: {', '.join(sorted(kinds)) or 'belum ada'}",
        f"recorded: {', '.join(sorted(kinds)) or 'none'}",
    )
    yield Warned(
        "wajib_belum_dilaksanakan",
        Text(
            f"Kerja sama wajib “{instrument['title']}” belum tampak dilaksanakan: lebih dari setahun sejak "
            "ditandatangani tidak ada kegiatan, pendanaan, atau komitmen yang menyebutnya. Bila tidak "
            f"dilaksanakan, {taker.id} mengambil alih pelaksanaannya, hanya sesudah pembinaan dan evaluasi "
            f"(PP 28/2018 Pasal 11; {recorded.id}). Ini informasi, bukan tindakan.",
            f"Mandatory cooperation “{instrument['title']}” is not seen to be carried out: more than a year "
            "since it was signed, no activity, funding or commitment names it. If it is not carried out, "
            f"{taker.en} takes it over, only after guidance and evaluation (PP 28/2018 Pasal 11; "
            f"{recorded.en}). This is information, not an act.",
        ),
        _MANDATORY,
        since=due.isoformat(),
        instrument_id=instrument["id"],
    )


def _without_dispute_clause(instrument: Values, forum: Values, today: date) -> Iterator[Warned]:
    for check in checks_of(instrument, forum, today=today):
        if check.code == "klausul_penyelesaian" and check.state == "peringatan":
            yield Warned(
                "tanpa_klausul_penyelesaian",
                Text(
                    f"“{instrument['title']}”: {check.reason.id}",
                    f"“{instrument['title']}”: {check.reason.en}",
                ),
                check.source,
                since=instrument["signed_on"],
                instrument_id=instrument["id"],
            )


def _monitored(forum: Values, provinces: Mapping[str, str]) -> Iterator[Warned]:
    """Who monitors: the governor where all full members are kab/kota of one province, else the Minister."""
    codes = {
        member["region_code"]
        for member in forum["members"]
        if member["member_to"] is None and member["role"] in FULL_ROLES and member["region_code"] is not None
    }
    if not codes:
        return
    lie_in = {code[:2] for code in codes}
    if len(lie_in) == 1 and not codes & lie_in:
        (province,) = lie_in
        name = provinces.get(province, province)
        said = Text(
            f"Kerja sama ini dipantau dan dievaluasi gubernur ({name}), karena anggotanya kabupaten/kota "
            "dalam satu provinsi.",
            f"The governor ({name}) monitors and evaluates this cooperation, for its members are "
            "kabupaten/kota of one province.",
        )
        yield Warned("dipantau_gubernur", said, _MONITORING)
    else:
        said = Text(
            "Kerja sama ini dipantau dan dievaluasi Menteri, karena anggotanya tidak semuanya kabupaten/kota "
            "dalam satu provinsi.",
            "The Minister monitors and evaluates this cooperation, for its members are not all "
            "kabupaten/kota of one province.",
        )
        yield Warned("dipantau_menteri", said, _MONITORING)
