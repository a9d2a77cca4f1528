"""Cost sharing to the rupiah, whatever the numbers."""

from decimal import Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from services.registry.funding.sharing import apportion, errors_in
from services.registry.funding.summary import by_year, concentrations

TOTALS = st.integers(min_value=0, max_value=9_007_199_254_740_991)


@st.composite
def percents(draw: st.DrawFn) -> list[Decimal]:
    """Percents of up to four decimals that sum to exactly 100."""
    whole = 1_000_000
    cuts = sorted(draw(st.lists(st.integers(0, whole), max_size=40)))
    edges = [0, *cuts, whole]
    return [Decimal(b - a) / 10_000 for a, b in pairwise(edges)]


@given(TOTALS, percents())
def test_parts_sum_to_the_whole_and_stay_within_a_rupiah_of_their_percent(
    total: int, shares: list[Decimal]
) -> None:
    parts = apportion(total, shares)
    assert sum(parts) == total
    for part, percent in zip(parts, shares, strict=True):
        assert abs(part - Decimal(total) * percent / 100) < 1


@given(TOTALS, percents())
def test_a_larger_percent_never_gets_less(total: int, shares: list[Decimal]) -> None:
    parts = dict(zip(shares, apportion(total, shares), strict=True))
    ordered = [parts[percent] for percent in sorted(parts)]
    assert ordered == sorted(ordered)


@given(TOTALS, percents())
def test_what_was_apportioned_has_nothing_wrong(total: int, shares: list[Decimal]) -> None:
    rows = [
        {"region_code": f"{index:05}", "percent": float(percent), "amount_idr": amount}
        for index, (percent, amount) in enumerate(zip(shares, apportion(total, shares), strict=True))
    ]
    assert errors_in(total, rows) == []
    if total > 0:
        assert errors_in(total - 1, rows) != []


def test_of_equal_remainders_the_earlier_part_gets_the_rupiah() -> None:
    assert apportion(100, [Decimal("33.3333"), Decimal("33.3333"), Decimal("33.3334")]) == [33, 33, 34]
    assert apportion(1, [Decimal(50), Decimal(50)]) == [1, 0]
    assert apportion(1_900_000_001, [Decimal(75), Decimal(15), Decimal(10)]) == [
        1_425_000_001,
        285_000_000,
        190_000_000,
    ]


def test_percent_and_amount_do_not_contradict() -> None:
    half = {"percent": 50}
    rows = [{"region_code": "a", "amount_idr": 90} | half, {"region_code": "b", "amount_idr": 10} | half]
    assert [error.code for error in errors_in(100, rows)] == ["not-its-percent"] * 2
    rows = [{"region_code": "a", "amount_idr": 51} | half, {"region_code": "b", "amount_idr": 50} | half]
    assert errors_in(101, rows) == []


def test_a_source_just_above_the_limit_is_warned_of() -> None:
    years = by_year([(2026, "donor", 50_004, 0), (2026, "sponsor", 49_996, 0)], {})
    assert [source for _, source, _ in concentrations(years, Decimal(50))] == ["donor"]
    assert list(concentrations(years, Decimal("50.004"))) == []
