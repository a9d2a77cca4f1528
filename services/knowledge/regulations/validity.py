"""Whether a work is in force on a day: pure.

It is so from the day its force begins (else from its promulgation) to the day before it is repealed: on the
day of repeal the old one is no longer in force. What is repealed in part or amended stays in force. A draft
never is. Where the days needed are not known, neither is the answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pydantic import BaseModel, ConfigDict

from services.kit.language import Text
from services.kit.partial_dates import earliest_day, latest_day
from services.kit.sources import Mark

_SURENESS: dict[Mark, int] = {"V": 0, "V2": 1, "U": 2}


class Frozen(BaseModel):
    """A value."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Ending(Frozen):
    """What another work did to this one: which, by which article, from when (a partial date)."""

    label: str
    article: str | None = None
    on: str | None = None
    # The year of the other work: it did nothing before.
    year: int | None = None
    mark: Mark | None = None


class Facts(Frozen):
    """What is on record of a work's force."""

    is_draft: bool = False
    year: int | None = None
    enacted_on: str | None = None
    promulgated_on: str | None = None
    in_force_from: str | None = None
    in_force_to: str | None = None
    unverified_from: str | None = None
    mark: Mark | None = None
    repeals: tuple[Ending, ...] = ()
    repealed_in_part: tuple[str, ...] = ()
    amended: tuple[str, ...] = ()


class Validity(Frozen):
    """The facts, and the days that follow from them.

    not_before    before this day it is not in force
    surely_from   from this day on it is, as far as is known
    doubtful_from from this day on it is not known
    over_from     from this day on it is not in force
    """

    facts: Facts
    not_before: date | None
    surely_from: date | None
    doubtful_from: date | None
    over_from: date | None
    ended_by: Ending | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer for a day: None where it is not known."""

    in_force: bool | None
    reason: Text
    mark: Mark | None


def settle(facts: Facts) -> Validity:
    """The days that follow from what is on record."""
    if facts.is_draft:
        return Validity(
            facts=facts,
            not_before=None,
            surely_from=None,
            doubtful_from=None,
            over_from=date.min,
            ended_by=None,
        )
    begins = facts.in_force_from or facts.promulgated_on
    not_before, surely_from = _beginning(facts, begins)
    endings = _endings(facts)
    over = [latest_day(ending.on) for ending in endings if ending.on]
    doubtful = [_earliest(ending) for ending in endings]
    if facts.unverified_from:
        doubtful.append(earliest_day(facts.unverified_from))
    over_from = min(over, default=None)
    doubtful_from = min(doubtful, default=None)
    if over_from is not None and doubtful_from is not None and doubtful_from >= over_from:
        doubtful_from = None
    return Validity(
        facts=facts,
        not_before=not_before,
        surely_from=surely_from,
        doubtful_from=doubtful_from,
        over_from=over_from,
        ended_by=min(endings, key=_earliest, default=None),
    )


def _beginning(facts: Facts, begins: str | None) -> tuple[date | None, date | None]:
    if begins:
        return earliest_day(begins), latest_day(begins)
    if facts.enacted_on:
        return earliest_day(facts.enacted_on), None
    # A work of 2020 was not in force in 2019.
    return (date(facts.year, 1, 1) if facts.year else None), None


def _endings(facts: Facts) -> Sequence[Ending]:
    """What ended it. Where its last day is on record, that goes before what the repealing work tells."""
    if not facts.in_force_to:
        return facts.repeals
    if not facts.repeals:
        return (Ending(label="", on=facts.in_force_to, mark=facts.mark),)
    return tuple(repeal.model_copy(update={"on": facts.in_force_to}) for repeal in facts.repeals)


def _earliest(ending: Ending) -> date:
    if ending.on:
        return earliest_day(ending.on)
    return date(ending.year, 1, 1) if ending.year else date.min


def on_day(validity: Validity, day: date) -> Verdict:
    """Whether it is in force on a day, why, and how sure that is."""
    facts, ended_by = validity.facts, validity.ended_by
    if facts.is_draft:
        said = Text("Rancangan: tidak pernah berlaku.", "A draft: it never was in force.")
        return _verdict(False, said, facts.mark)
    if validity.over_from is not None and day >= validity.over_from:
        assert ended_by is not None, "only an ending ends it"
        return _verdict(False, _ended(ended_by), facts.mark, ended_by.mark)
    if validity.not_before is not None and day < validity.not_before:
        return _verdict(False, _not_yet(facts), facts.mark)
    if validity.doubtful_from is not None and day >= validity.doubtful_from:
        return _verdict(None, _doubtful(facts, ended_by), facts.mark)
    if validity.surely_from is not None and day >= validity.surely_from:
        return _verdict(True, _in_force(facts), facts.mark)
    said = Text("Tanggal mulai berlakunya belum diketahui.", "It is not known from which day it is in force.")
    return _verdict(None, said, facts.mark)


def _verdict(in_force: bool | None, said: Text, *marks: Mark | None) -> Verdict:
    known = [mark for mark in marks if mark is not None]
    mark = max(known, key=lambda mark: _SURENESS[mark], default=None)
    if mark in ("V2", "U"):
        by_id, by_en = (sentence.removesuffix(".") for sentence in said)
        said = Text(f"{by_id} (perlu verifikasi).", f"{by_en} (needs verification).")
    return Verdict(in_force, said, mark)


def _ended(ending: Ending) -> Text:
    by = f" {ending.article}" if ending.article else ""
    if not ending.label:
        return Text(f"Tidak berlaku lagi sejak {ending.on}.", f"No longer in force since {ending.on}.")
    return Text(
        f"Tidak berlaku lagi sejak {ending.on}: dicabut oleh {ending.label}{by}.",
        f"No longer in force since {ending.on}: repealed by {ending.label}{by}.",
    )


def _not_yet(facts: Facts) -> Text:
    if begins := facts.in_force_from or facts.promulgated_on:
        return Text(f"Baru berlaku sejak {begins}.", f"In force only since {begins}.")
    if facts.enacted_on:
        return Text(f"Baru ditetapkan pada {facts.enacted_on}.", f"Enacted only on {facts.enacted_on}.")
    return Text(f"Baru ada pada tahun {facts.year}.", f"It is only of the year {facts.year}.")


def _doubtful(facts: Facts, ended_by: Ending | None) -> Text:
    if ended_by is None:
        return Text(
            f"Keberlakuannya sejak {facts.unverified_from} belum diverifikasi.",
            f"Whether it is in force since {facts.unverified_from} is not verified.",
        )
    if ended_by.label:
        return Text(
            f"Dicabut oleh {ended_by.label}; harinya belum diketahui pasti.",
            f"Repealed by {ended_by.label}; the day is not known for certain.",
        )
    return Text(
        f"Berakhir {ended_by.on}; harinya belum diketahui pasti.",
        f"It ended in {ended_by.on}; the day is not known for certain.",
    )


def _in_force(facts: Facts) -> Text:
    begins = facts.in_force_from or facts.promulgated_on
    changed = [
        ("dicabut sebagian oleh", "repealed in part by", facts.repealed_in_part),
        ("diubah oleh", "amended by", facts.amended),
    ]
    by_id = "".join(f"; {said} {', '.join(labels)}" for said, _, labels in changed if labels)
    by_en = "".join(f"; {said} {', '.join(labels)}" for _, said, labels in changed if labels)
    return Text(f"Berlaku sejak {begins}{by_id}.", f"In force since {begins}{by_en}.")
