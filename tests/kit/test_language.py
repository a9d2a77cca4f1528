"""Which of the two languages a reader gets, and what the clock says."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.kit import clock
from services.kit.language import Text, negotiate


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "id"),
        ("", "id"),
        ("id", "id"),
        ("en", "en"),
        ("EN", "en"),
        ("en-GB", "en"),
        ("id-ID", "id"),
        ("fr", "id"),
        ("*", "id"),
        ("fr, en", "en"),
        ("en, id", "id"),
        ("id, en", "id"),
        ("en;q=0.9, id;q=0.8", "en"),
        ("en;q=0.8, id;q=0.9", "id"),
        ("en;q=0.001", "en"),
        ("en;q=0", "id"),
        ("en; q=0.5, id;q=0.4", "en"),
        ("id;Q=0.4, en;Q=0.5", "en"),
        ("en;q=high", "id"),
        ("en;q=", "id"),
        ("en;q=nan", "id"),
        ("en;q=inf, id", "id"),
        ("en;q=7, id", "id"),
        ("en;q=-1", "id"),
        ("english", "id"),
        ("in", "id"),
        (",;q=1,,en", "en"),
    ],
)
def test_the_better_weighted_of_both_is_taken_and_indonesian_where_neither_is(
    header: str | None, language: str
) -> None:
    assert negotiate(header) == language


@given(st.text())
def test_no_header_is_too_strange_to_be_answered(header: str) -> None:
    assert negotiate(header) in ("id", "en")


@given(st.floats(0.001, 1), st.floats(0.001, 1))
def test_the_order_of_the_header_decides_nothing(one: float, other: float) -> None:
    parts = [f"en;q={one:.3f}", f"id;q={other:.3f}"]
    assert negotiate(", ".join(parts)) == negotiate(", ".join(reversed(parts)))


def test_a_text_is_given_in_the_language_asked_for() -> None:
    text = Text("Tidak ditemukan", "Not found")
    assert (text.in_("id"), text.in_("en")) == ("Tidak ditemukan", "Not found")


def test_the_clock_runs_in_utc_with_its_offset() -> None:
    before = datetime.now(UTC)
    assert before <= clock.now() <= datetime.now(UTC)
    assert clock.now().utcoffset() == timedelta(0)


def test_a_fixed_clock_stands_within_its_block_and_runs_on_after_it() -> None:
    jakarta = timezone(timedelta(hours=7))
    with clock.fixed(datetime(2020, 1, 1, 6, tzinfo=jakarta)):
        assert clock.now() == datetime(2019, 12, 31, 23, tzinfo=UTC)
        with clock.fixed(datetime(2021, 1, 1, tzinfo=UTC)):
            assert clock.now().year == 2021
        assert clock.now().year == 2019
    assert clock.now().year > 2021


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (datetime(2026, 12, 31, 16, 59, 59, tzinfo=UTC), "2026-12-31"),
        (datetime(2026, 12, 31, 17, tzinfo=UTC), "2027-01-01"),
    ],
)
def test_a_legal_day_begins_at_midnight_in_jakarta(at: datetime, day: str) -> None:
    with clock.fixed(at):
        assert clock.today().isoformat() == day
