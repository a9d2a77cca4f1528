"""What the API gives of figures and likenesses."""

from pydantic import Field

from services.kit.words import Moment, Out
from services.mediation.cases.schemas import Said

Counts = dict[str, int | None]


class SpreadOut(Out):
    """Days over so many cases: the median, and what nine of ten stay below."""

    cases: int | None
    median: float | None
    p90: float | None


class FiguresOut(Out):
    """Figures of the desk. For the public null stands where fewer than five are counted."""

    counted_at: Moment
    cases: int | None
    open: int | None
    by_state: Counts
    by_kind: Counts
    by_mandate: Counts
    by_outcome: Counts
    by_year: Counts
    backlog_by_age: Counts = Field(description="Umur perkara terbuka, hari / age of open cases, days.")
    promises: Counts
    days: dict[str, SpreadOut]


class SimilarOut(Out):
    """A closed case like this one, without anything that names a party."""

    kind: str
    year: int
    categories: list[str]
    outcome: str
    days: int
    reason: Said


class LikenessesOut(Out):
    """Closed cases like this one, and where practices about its issues are found."""

    cases: list[SimilarOut]
    practices: list[str] = Field(description="Alamat pencarian praktik / addresses that search practices.")
