"""What a work and a relation may say: pure. Each function gives errors with JSON pointers."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from services.kit.language import Text
from services.kit.partial_dates import earliest_day, latest_day
from services.kit.problems import FieldError

# In the order in which the days of a work come.
_ORDER = ("enacted_on", "promulgated_on", "in_force_from", "in_force_to")


def errors_in(values: Mapping[str, Any]) -> Iterator[FieldError]:
    """Everything wrong with what is said of a work."""
    said = [(field, values[field]) for field in _ORDER if values[field] is not None]
    for number, (field, day) in enumerate(said):
        for earlier, other in said[:number]:
            # Force may begin on a day before promulgation: a work may reach back.
            if field == "in_force_from" and earlier == "promulgated_on":
                continue
            if latest_day(day) < earliest_day(other):
                yield _before(field, day, earlier, other)
    begins = values["in_force_from"] or values["promulgated_on"]
    if values["unverified_from"] and begins and latest_day(values["unverified_from"]) < earliest_day(begins):
        yield _before("unverified_from", values["unverified_from"], "in_force_from", begins)
    if values["year"] is not None:
        yield from _years(values)
    numbers = values["numbers"]
    for index, signatory in enumerate(values["signatories"]):
        if signatory["number"] is not None and signatory["number"] not in numbers:
            yield FieldError(
                f"/signatories/{index}/number",
                "unknown-number",
                Text("Bukan salah satu nomor peraturan ini.", "Not one of the numbers of this work."),
            )


def _before(field: str, day: str, earlier: str, other: str) -> FieldError:
    detail = Text(
        f"{field} ({day}) mendahului {earlier} ({other}).",
        f"{field} ({day}) lies before {earlier} ({other}).",
    )
    return FieldError(f"/{field}", "dates-disordered", detail)


def _years(values: Mapping[str, Any]) -> Iterator[FieldError]:
    """A work is numbered in the year it is enacted; promulgation may slip into the next."""
    for field, allowed in (("enacted_on", (0,)), ("promulgated_on", (0, 1))):
        day = values[field]
        if day is not None and earliest_day(day).year - values["year"] not in allowed:
            yield FieldError(
                f"/{field}",
                "another-year",
                Text(
                    f"{field} ({day}) tidak sesuai tahun {values['year']}.",
                    f"{field} ({day}) does not go with the year {values['year']}.",
                ),
            )


def errors_between(
    kind: str, effective_on: str | None, doer: Mapping[str, Any] | None, done_to: Mapping[str, Any] | None
) -> Iterator[FieldError]:
    """What contradicts the dates on record: `doer` repeals, amends or carries out `done_to`.

    Either is None where it is not in the catalogue.
    """
    began, became = _begin(doer), _begin(done_to, latest=False)
    if began is not None and became is not None and began < became:
        yield FieldError(
            "/target",
            "later-than-it",
            Text(
                f"Peraturan yang lebih dahulu tidak dapat {kind} peraturan yang lebih baru.",
                f"An earlier work cannot be the one to {kind} a later one.",
            ),
        )
    if effective_on is None:
        return
    for work in (doer, done_to):
        first = _begin(work, latest=False)
        if first is not None and latest_day(effective_on) < first:
            yield FieldError(
                "/effective_on",
                "before-the-work",
                Text("Mendahului peraturannya sendiri.", "Lies before the work itself."),
            )
            return
    ends = done_to["in_force_to"] if done_to is not None and kind == "mencabut" else None
    if ends is not None and (
        latest_day(effective_on) < earliest_day(ends) or earliest_day(effective_on) > latest_day(ends)
    ):
        yield FieldError(
            "/effective_on",
            "dates-contradict",
            Text(f"Tercatat tidak berlaku sejak {ends}.", f"On record as no longer in force since {ends}."),
        )


def _begin(work: Mapping[str, Any] | None, *, latest: bool = True) -> date | None:
    """The first or last day on which a work may have come to be."""
    if work is None:
        return None
    day = work["promulgated_on"] or work["enacted_on"] or (str(work["year"]) if work["year"] else None)
    if day is None:
        return None
    return latest_day(day) if latest else earliest_day(day)
