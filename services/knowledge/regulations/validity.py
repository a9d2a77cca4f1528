"""Whether a work is in force on a day: pure.

It is so from the day its force begins (else from its promulgation) to the day before it is repealed: on the
day of repeal the old one is no longer in force. What is repealed in part or amended stays in force. A draft
never is. Where the days needed are not known, neither is the answer.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict

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
    # The year of the other work and the day it was enacted (a partial date): it did nothing before.
    year: int | None = None
    enacted_on: str | None = None
    mark: Mark | None = None


def _dated(kept: object) -> object:
    """What was kept by its label alone, without a day."""
    return (
        [{"label": one} if isinstance(one, str) else one for one in kept] if isinstance(kept, list) else kept
    )


Changes = Annotated[tuple[Ending, ...], BeforeValidator(_dated)]


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
    repealed_in_part: Changes = ()
    amended: Changes = ()


class Validity(Frozen):
    """The facts, and the days that follow from them.

    not_before    before this day it is not in force
    surely_from   from this day on it is, as far as is known
    doubtful_from from this day on it is not known
    over_from     from this day on it is not in force
    ended_by      what ends it on `over_from`; where that is not known, what may end it first
    doubted_by    what may end it on `doubtful_from`
    """

    facts: Facts
    not_before: date | None
    surely_from: date | None
    doubtful_from: date | None
    over_from: date | None
    ended_by: Ending | None
    doubted_by: Ending | None = None


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
    over = [(latest_day(ending.on), place) for place, ending in enumerate(endings) if ending.on]
    doubtful = [(_earliest(ending, not_before), place) for place, ending in enumerate(endings)]
    over_from, ends = min(over, default=(None, None))
    doubtful_from, doubts = min(doubtful, default=(None, None))
    unverified = earliest_day(facts.unverified_from) if facts.unverified_from else None
    if unverified is not None and (doubtful_from is None or unverified < doubtful_from):
        doubtful_from, doubts = unverified, None
    doubted_by = endings[doubts] if doubts is not None else None
    ended_by = endings[ends] if ends is not None else doubted_by
    if over_from is not None and doubtful_from is not None and doubtful_from >= over_from:
        doubtful_from = doubted_by = None
    return Validity(
        facts=facts,
        not_before=not_before,
        surely_from=surely_from,
        doubtful_from=doubtful_from,
        over_from=over_from,
        ended_by=ended_by,
        doubted_by=doubted_by,
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


def _earliest(ending: Ending, own: date | None) -> date:
    """The first day on which it may have ended a work that was not there before `own`."""
    if ending.on:
        return earliest_day(ending.on)
    known = [earliest_day(ending.enacted_on)] if ending.enacted_on else []
    if ending.year:
        known.append(date(ending.year, 1, 1))
    return max(known, default=own or date.min)


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
        return _verdict(None, _doubtful(facts, validity.doubted_by), facts.mark)
    if validity.surely_from is not None and day >= validity.surely_from:
        return _verdict(True, _in_force(facts, day), facts.mark)
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


def _doubtful(facts: Facts, doubted_by: Ending | None) -> Text:
    if doubted_by is None:
        return Text(
            f"Keberlakuannya sejak {facts.unverified_from} belum diverifikasi.",
            f"Whether it is in force since {facts.unverified_from} is not verified.",
        )
    if doubted_by.label:
        return Text(
            f"Dicabut oleh {doubted_by.label}; harinya belum diketahui pasti.",
            f"Repealed by {doubted_by.label}; the day is not known for certain.",
        )
    return Text(
        f"Berakhir {doubted_by.on}; harinya belum diketahui pasti.",
        f"It ended in {doubted_by.on}; the day is not known for certain.",
    )


def _in_force(facts: Facts, day: date) -> Text:
    begins = facts.in_force_from or facts.promulgated_on
    changed = [
        ("dicabut sebagian oleh", "repealed in part by", _until(day, facts.repealed_in_part)),
        ("diubah oleh", "amended by", _until(day, facts.amended)),
    ]
    by_id = "".join(f"; {said} {', '.join(labels)}" for said, _, labels in changed if labels)
    by_en = "".join(f"; {said} {', '.join(labels)}" for _, said, labels in changed if labels)
    return Text(f"Berlaku sejak {begins}{by_id}.", f"In force since {begins}{by_en}.")


def _until(day: date, changes: Iterable[Ending]) -> list[str]:
    """By what it may have been changed up to a day."""
    return [change.label for change in changes if _earliest(change, None) <= day]
