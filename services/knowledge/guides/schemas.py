"""The shapes of `/guides`."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field

from services.kit.sources import Mark, SourceOut
from services.kit.words import Code, In, Out

MOST_ANSWERS = 50


class AnswersIn(In):
    """Answers by question: a code, a list of codes, true or false, or a grade from 1 to 5.

    What is left out, null or an empty list is not answered.
    """

    answers: Annotated[dict[Code, Any], Field(max_length=MOST_ANSWERS)]


class EraOut(Out):
    """Whose word it is: the law on the day `on`, this node's own rules, or a study of its time.

    `hukum_tidak_berlaku`: a law it rests on is not in force on that day; `hukum_perlu_verifikasi`: nothing
    that it rests on is verified.
    """

    code: Literal[
        "hukum_berlaku",
        "hukum_perlu_verifikasi",
        "hukum_tidak_berlaku",
        "tata_simpul",
        "anjuran_2006",
        "kajian_2021",
        "kajian_2023",
    ]
    label: str
    on: date | None


class LawOut(Out):
    """A regulation, where it is in the catalogue, and whether it is in force on the day `on`."""

    regulation: str
    title: str
    uri: str | None
    article: str | None
    in_force: bool | None
    in_force_reason: str
    in_force_mark: Mark | None
    on: date


class BasisOut(Out):
    """Where a statement comes from: `source`, or `law`.

    `inferred`: concluded by the compilers of the platform, not said there. `labels` say in words what a
    reader must know: that it needs verification, that it was inferred, that the law is not in force.
    """

    source: SourceOut | None
    law: LawOut | None
    mark: Mark | None
    needs_verification: bool
    inferred: bool
    labels: list[str]


class ReasonOut(BasisOut):
    """A reason."""

    text: str


class TermOut(Out):
    """A code of a vocabulary."""

    vocabulary: str
    code: str


class PracticeOut(Out):
    """A published practice of this simpul that may help."""

    slug: str
    title: str
    uri: str


class OutcomeOut(Out):
    """An answer, with its reasons. `score` and `is_suggested` are null where nothing is weighed."""

    code: str
    title: str
    text: str | None
    era: EraOut
    terms: list[TermOut]
    rank: int
    score: int | None
    is_suggested: bool | None
    needs_verification: bool
    reasons: list[ReasonOut]
    practices: list[PracticeOut]


class AnswersOut(Out):
    """What follows from the answers: the law first, then the advice of its time."""

    guide: str
    method: str | None
    as_of: date
    outcomes: list[OutcomeOut]
    unanswered: list[str]


class OptionOut(Out):
    """What may be answered, or a column."""

    code: str
    label: str


class QuestionOut(Out):
    """A question. A scale goes from `least` to `most`."""

    code: str
    kind: Literal["choice", "multi", "bool", "scale"]
    text: str
    note: str | None
    vocabulary: str | None
    options: list[OptionOut]
    least: int | None
    most: int | None


class PossibleOut(Out):
    """What a guide may answer."""

    code: str
    title: str
    era: EraOut


class RowOut(BasisOut):
    """A row: texts by column, and where they come from."""

    code: str
    label: str
    cells: dict[str, list[str]]


class TableOut(Out):
    """A table to compare by."""

    code: str
    title: str
    era: EraOut
    columns: list[OptionOut]
    rows: list[RowOut]


class GuideBriefOut(Out):
    """A guide in the list."""

    slug: str
    uri: str
    title: str
    summary: str
    questions: int


class GuidesOut(Out):
    """Every guide; there is one page of them."""

    items: list[GuideBriefOut]
    next_cursor: None


class GuideOut(Out):
    """A guide: what it asks, what it may answer, its tables.

    `method` tells how it concludes, `maintenance` who changes it.
    """

    slug: str
    uri: str
    title: str
    summary: str
    method: str | None
    maintenance: str
    as_of: date
    questions: list[QuestionOut]
    outcomes: list[PossibleOut]
    tables: list[TableOut]
    regulations: list[LawOut]
