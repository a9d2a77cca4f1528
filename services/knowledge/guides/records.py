"""A guide as it is written down: questions, outcomes, and the rules between them. Data of the release.

Every rule gives its reason, and every reason its basis: a place in a document, or an article of a regulation.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from services.kit.language import Language, Text
from services.kit.sources import Mark

# Whose word it is: the law, this node's own rules of conduct, or a study of its time.
Era = Literal["hukum_berlaku", "tata_simpul", "anjuran_2006", "kajian_2021", "kajian_2023"]
# The law comes first, whatever else is said.
ERAS: tuple[Era, ...] = ("hukum_berlaku", "tata_simpul", "anjuran_2006", "kajian_2021", "kajian_2023")
SCALE = (1, 5)


class Frozen(BaseModel):
    """A value."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Both(Frozen):
    """A text in both languages."""

    id: Annotated[str, Field(min_length=1, pattern=r"\S")]
    en: Annotated[str, Field(min_length=1, pattern=r"\S")]

    def in_(self, language: Language) -> str:
        return Text(self.id, self.en).in_(language)


class Basis(Frozen):
    """Where a statement comes from: a document of `sources.json`, or a regulation of the catalogue.

    `inferred`: the compilers of the platform concluded it from there; it does not stand there.
    """

    document: str | None = None
    locator: str | None = None
    regulation: str | None = None
    article: str | None = None
    mark: Mark | None = None
    inferred: bool = False

    @model_validator(mode="after")
    def _is_one_of_two(self) -> "Basis":
        if (self.document is None) == (self.regulation is None):
            raise ValueError("a basis is a document or a regulation")
        if (self.document is None and self.locator is not None) or (
            self.regulation is None and self.article is not None
        ):
            raise ValueError("a document has a locator, a regulation an article")
        return self


class Reason(Frozen):
    """A statement with its basis."""

    text: Both
    basis: Basis


class Option(Frozen):
    """What may be answered."""

    code: str
    label: Both


class Question(Frozen):
    """What is asked. Kinds: one option, several, yes or no, or a scale from 1 to 5.

    With `vocabulary` each option is one of its codes. An unanswered `filter` leaves everything in.
    """

    code: str
    kind: Literal["choice", "multi", "bool", "scale"]
    text: Both
    note: Both | None = None
    vocabulary: str | None = None
    options: tuple[Option, ...] = ()
    filter: bool = False


class Chosen(Frozen):
    """One of these options was chosen."""

    question: str
    any_of: Annotated[tuple[str, ...], Field(min_length=1)]


class Said(Frozen):
    """Yes was said, or no."""

    question: str
    said: bool


class Graded(Frozen):
    """The scale's grade lies within these."""

    question: str
    at_least: int = SCALE[0]
    at_most: int = SCALE[1]


class AllOf(Frozen):
    """Each of these holds."""

    all: Annotated[tuple["Condition", ...], Field(min_length=1)]


class AnyOf(Frozen):
    """One of these holds at least."""

    any: Annotated[tuple["Condition", ...], Field(min_length=1)]


Condition = AllOf | AnyOf | Chosen | Said | Graded


class Outcome(Frozen):
    """What a guide may answer.

    `terms` are codes of vocabularies (`document_kind:pks`) that it is about; `practices` slugs of practices
    that may help; an outcome that is `ranked` is weighed against the other ranked ones.
    """

    code: str
    title: Both
    text: Both | None = None
    era: Era
    terms: tuple[str, ...] = ()
    practices: tuple[str, ...] = ()
    ranked: bool = False


class Rule(Frozen):
    """Where the condition holds (or always) the outcome is given, for this reason. `weight` ranks it."""

    code: str
    outcome: str
    when: Condition | None = None
    weight: int = 0
    reason: Reason


class Row(Frozen):
    """A row of a table: texts by column, and where they come from."""

    code: str
    label: Both
    cells: dict[str, tuple[Both, ...]]
    basis: Basis


class Table(Frozen):
    """What is to be compared at a glance."""

    code: str
    title: Both
    era: Era
    columns: tuple[Option, ...]
    rows: tuple[Row, ...]


class Guide(Frozen):
    """One guide."""

    slug: str
    title: Both
    summary: Both
    # What a reader must know of how it concludes.
    method: Both | None = None
    questions: tuple[Question, ...]
    outcomes: tuple[Outcome, ...]
    rules: tuple[Rule, ...]
    tables: tuple[Table, ...] = ()

    def bases(self) -> list[Basis]:
        """Every basis of what it says."""
        return [rule.reason.basis for rule in self.rules] + [
            row.basis for table in self.tables for row in table.rows
        ]
