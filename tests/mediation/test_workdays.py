"""The arithmetic of days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.mediation.workdays import UNITS, days_left, is_provisional, is_working, last_day

DAYS = st.dates(date(2024, 1, 1), date(2027, 6, 30))
LENGTHS = st.integers(0, 60)


@pytest.mark.parametrize(
    ("start", "days", "unit", "last"),
    [
        # The day of the start is not counted.
        ("2026-06-02", 14, "hari_kalender", "2026-06-16"),
        ("2026-06-02", 1, "hari_kerja", "2026-06-03"),
        # Over a weekend.
        ("2026-06-05", 2, "hari_kerja", "2026-06-09"),
        # Tahun Baru Islam is on Tuesday 16 June 2026.
        ("2026-06-12", 2, "hari_kerja", "2026-06-17"),
        # Nyepi with its cuti bersama, and Idul Fitri with its own: 18 to 24 March 2026.
        ("2026-03-17", 1, "hari_kerja", "2026-03-25"),
    ],
)
def test_a_limit_ends_on_the_day_the_calendar_says(start: str, days: int, unit: str, last: str) -> None:
    assert last_day(date.fromisoformat(start), days, unit) == date.fromisoformat(last)


def test_a_day_that_the_secretariat_added_is_not_worked() -> None:
    day = date(2026, 6, 3)
    assert is_working(day)
    assert not is_working(day, {day})
    assert last_day(date(2026, 6, 2), 1, "hari_kerja", {day}) == date(2026, 6, 4)


def test_a_year_without_a_decree_is_provisional() -> None:
    assert not is_provisional(2026)
    assert is_provisional(2099)


@given(DAYS, LENGTHS, st.sampled_from(UNITS), st.frozensets(DAYS, max_size=20))
def test_days_left_on_the_day_of_the_start_are_the_limit(
    start: date, days: int, unit: str, extra: frozenset[date]
) -> None:
    assert days_left(start, last_day(start, days, unit, extra), unit, extra) == days


@given(DAYS, LENGTHS, LENGTHS, st.sampled_from(UNITS))
def test_a_limit_in_two_parts_is_a_limit_in_one(start: date, one: int, two: int, unit: str) -> None:
    assert last_day(last_day(start, one, unit), two, unit) == last_day(start, one + two, unit)


@given(DAYS, LENGTHS, LENGTHS, LENGTHS, st.sampled_from(UNITS))
def test_a_suspended_limit_keeps_what_was_left(
    start: date, limit: int, used: int, paused: int, unit: str
) -> None:
    last = last_day(start, limit, unit)
    suspended = min(start + timedelta(days=used), last)
    left = days_left(suspended, last, unit)
    resumed = suspended + timedelta(days=paused)
    assert days_left(resumed, last_day(resumed, left, unit), unit) == left
    if not paused and left:
        assert last_day(resumed, left, unit) == last


@given(DAYS, DAYS, st.sampled_from(UNITS))
def test_days_that_have_passed_count_as_those_to_come(one: date, other: date, unit: str) -> None:
    assert days_left(one, other, unit) == -days_left(other, one, unit)
