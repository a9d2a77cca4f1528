"""What came in and went out, year by year: pure."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

MOST_YEARS = 50


def _percent(part: int, whole: int) -> Decimal | None:
    if whole == 0:
        return None
    return (Decimal(part) * 100 / Decimal(whole)).quantize(Decimal("0.01"), ROUND_HALF_EVEN)


def by_year(
    sums: Sequence[tuple[int | None, str, int, int]], commitments: Mapping[int, tuple[int, int]]
) -> list[dict[str, Any]]:
    """The newest years first, money without a year last; of each the largest source first."""
    years = sorted({year for year, *_ in sums if year is not None} | set(commitments), reverse=True)
    ordered: list[int | None] = [*years[:MOST_YEARS]]
    if any(year is None for year, *_ in sums):
        ordered.append(None)
    return [_one_year(year, sums, commitments) for year in ordered]


def _one_year(
    year: int | None,
    sums: Sequence[tuple[int | None, str, int, int]],
    commitments: Mapping[int, tuple[int, int]],
) -> dict[str, Any]:
    own = sorted((row for row in sums if row[0] == year), key=lambda row: (-row[2], row[1]))
    whole = sum(amount for _, _, amount, _ in own)
    committed, realised = commitments.get(year, (0, 0)) if year is not None else (0, 0)
    return {
        "year": year,
        "amount_idr": whole,
        "spent_idr": sum(spent for *_, spent in own),
        "committed_idr": committed,
        "realised_idr": realised,
        "sources": [
            {"source": source, "amount_idr": amount, "spent_idr": spent, "percent": _percent(amount, whole)}
            for _, source, amount, spent in own
        ],
    }


def concentrations(
    years: Sequence[Mapping[str, Any]], limit: Decimal | None
) -> Iterator[tuple[int | None, str, Decimal]]:
    """(year, source, percent) where one source carries more than the limit of a year's money."""
    if limit is None:
        return
    for year in years:
        for source in year["sources"]:
            # Exact, not as the rounded percent shows it.
            if source["amount_idr"] * 100 > limit * year["amount_idr"]:
                yield year["year"], source["source"], source["percent"]
