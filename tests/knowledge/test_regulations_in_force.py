"""Whether a regulation is in force on a day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.kit.partial_dates import earliest_day, latest_day
from services.knowledge.regulations.validity import Ending, Facts, Validity, on_day, settle
from tests.knowledge.regulations import AT, EDITOR, add_work, in_force, relate
from tests.support.callers import Caller

# As the notes of the law have them: work, first day, day of repeal, by what, mark.
REPEALS = [
    ("uu-22-1999", "1999-05-07", "2004-10-15", "UU 32/2004 Pasal 239", "V"),
    ("uu-32-2004", "2004-10-15", "2014-10-02", "UU 23/2014 Pasal 409 huruf b", "V"),
    ("pp-50-2007", "2007-08-22", "2018-07-13", "PP 28/2018 Pasal 51", "V"),
    ("uu-10-2004", "2004-06-22", "2011-08-12", "UU 12/2011 Pasal 102", "V"),
    ("uu-5-2014", "2014-01-15", "2023-10-31", "UU 20/2023", "U"),
]
STANDING = [
    ("uu-23-2014", "2014-10-02", "V"),
    ("pp-28-2018", "2018-07-13", "V"),
    ("uu-26-2007", "2007-04-26", "V"),
    ("uu-49-2008", "2008-11-26", "V"),
    ("uu-30-1999", "1999-08-12", "V"),
    ("uu-27-2022", "2022-10-17", "V"),
    ("uu-12-2011", "2011-08-12", "V"),
    ("uu-20-2023", "2023-10-31", "U"),
]


def _day_before(day: str) -> str:
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()


@pytest.mark.parametrize(("slug", "since", "until", "by", "mark"), REPEALS, ids=lambda v: str(v))
async def test_a_repealed_work_is_in_force_up_to_the_day_before_its_repeal(
    regulations: Caller, slug: str, since: str, until: str, by: str, mark: str
) -> None:
    assert await in_force(regulations, slug, _day_before(since)) is False
    assert await in_force(regulations, slug, since) is True
    assert await in_force(regulations, slug, _day_before(until)) is True
    told = (await regulations.get(f"{AT}/{slug}?on={until}")).json()
    assert (told["in_force"], told["in_force_mark"]) == (False, mark)
    assert until in told["in_force_reason"]
    assert by in told["in_force_reason"]
    assert ("perlu verifikasi" in told["in_force_reason"]) == (mark != "V")
    assert await in_force(regulations, slug, "2026-11-22") is False


@pytest.mark.parametrize(("slug", "since", "mark"), STANDING, ids=lambda v: str(v))
async def test_a_standing_work_is_in_force_from_its_promulgation(
    regulations: Caller, slug: str, since: str, mark: str
) -> None:
    assert await in_force(regulations, slug, _day_before(since)) is False
    assert await in_force(regulations, slug, since) is True
    told = (await regulations.get(f"{AT}/{slug}?on=2026-11-22")).json()
    assert (told["in_force"], told["in_force_mark"]) == (True, mark)


async def test_what_was_not_verified_is_not_known(regulations: Caller) -> None:
    assert await in_force(regulations, "pp-38-2007", "2007-07-08") is False
    assert await in_force(regulations, "pp-38-2007", "2007-07-09") is True
    told = (await regulations.get(f"{AT}/pp-38-2007?on=2026-11-22")).json()
    assert (told["in_force"], told["in_force_mark"]) == (None, "U")
    assert "perlu verifikasi" in told["in_force_reason"]
    # Whose promulgation is not on record; but it was not there before its year.
    assert await in_force(regulations, "permendagri-22-2020", "2026-11-22") is None
    assert await in_force(regulations, "permendagri-22-2020", "2019-12-31") is False
    assert await in_force(regulations, "kuhperdata", "2026-11-22") is None


async def test_a_draft_is_never_in_force(regulations: Caller) -> None:
    for day in ("2006-01-01", "2026-11-22", "9999-12-31"):
        assert await in_force(regulations, "rpp-tata-cara-kerjasama-daerah-2006", day) is False


async def test_the_reason_is_told_in_the_readers_language(regulations: Caller) -> None:
    answer = await regulations.get(f"{AT}/pp-50-2007?on=2018-07-13", headers={"Accept-Language": "en"})
    assert answer.json()["in_force_reason"] == (
        "No longer in force since 2018-07-13: repealed by PP 28/2018 Pasal 51."
    )
    assert answer.headers["content-language"] == "en"
    assert "Accept-Language" in answer.headers["vary"]
    assert "etag" not in answer.headers


async def test_the_list_tells_the_same_as_the_single_read(regulations: Caller) -> None:
    for day in ("2004-10-14", "2004-10-15", "2014-10-02", "2026-11-22"):
        listed = (await regulations.get(f"{AT}?on={day}&page_size=100")).json()["items"]
        for word, value in (("true", True), ("false", False), ("unknown", None)):
            filtered = await regulations.get(f"{AT}?on={day}&in_force={word}&page_size=100")
            assert {one["slug"] for one in filtered.json()["items"]} == {
                one["slug"] for one in listed if one["in_force"] is value
            }
    assert "in_force" not in (await regulations.get(f"{AT}/uu-23-2014")).json()


async def test_a_repealing_work_ends_the_old_one_on_its_promulgation(codes: Caller) -> None:
    await add_work(codes, 1, 2040)
    await add_work(codes, 2, 2050)
    assert await in_force(codes, "uu-1-2040", "2055-01-01") is True
    await relate(codes, "uu-2-2050", "mencabut", "uu-1-2040", mark="V2")

    assert await in_force(codes, "uu-1-2040", "2050-01-31") is True
    told = (await codes.get(f"{AT}/uu-1-2040?on=2050-02-01")).json()
    assert (told["in_force"], told["in_force_mark"]) == (False, "V2")
    assert "perlu verifikasi" in told["in_force_reason"]

    # When the later work's date is mended, so is what follows for the old one.
    await codes.as_(EDITOR).patch(
        f"{AT}/uu-2-2050",
        {"promulgated_on": "2050-03-01", "in_force_from": "2050-03-01"},
        etag='"2"',
    )
    assert await in_force(codes, "uu-1-2040", "2050-02-01") is True
    assert await in_force(codes, "uu-1-2040", "2050-03-01") is False


async def test_a_repeal_on_an_unknown_day_leaves_it_open(codes: Caller) -> None:
    await add_work(codes, 1, 2040)
    await add_work(codes, 2, 2050, promulgated_on=None, in_force_from=None)
    await relate(codes, "uu-2-2050", "mencabut", "uu-1-2040")
    assert await in_force(codes, "uu-1-2040", "2049-12-31") is True
    assert await in_force(codes, "uu-1-2040", "2050-06-01") is None
    await add_work(codes, 3, 2040)
    await relate(codes, "uu-3-2040", "dicabut_oleh", "uu-99-2060")
    assert await in_force(codes, "uu-3-2040", "2041-01-01") is None


async def test_what_is_amended_carried_out_or_repealed_in_part_stays_in_force(codes: Caller) -> None:
    await add_work(codes, 1, 2040)
    await add_work(codes, 2, 2050)
    for kind in ("mengubah", "mencabut_sebagian", "melaksanakan"):
        assert (await relate(codes, "uu-2-2050", kind, "uu-1-2040")).status_code == 201
    told = (await codes.get(f"{AT}/uu-1-2040?on=2060-01-01")).json()
    assert told["in_force"] is True
    assert "dicabut sebagian oleh UU 2/2050" in told["in_force_reason"]
    assert "diubah oleh UU 2/2050" in told["in_force_reason"]


async def test_a_draft_repeals_nothing(codes: Caller) -> None:
    await add_work(codes, 1, 2040)
    await add_work(codes, 2, 2050, type="rpp", slug="rpp-contoh")
    await relate(codes, "rpp-contoh", "mencabut", "uu-1-2040")
    assert await in_force(codes, "uu-1-2040", "2060-01-01") is True


def test_what_ends_it_is_told_by_the_day_that_counts() -> None:
    undated, late, early = (
        Ending(label="PP A", year=2041),
        Ending(label="PP C", on="2045-01-01"),
        Ending(label="PP B", on="2043-05-01"),
    )
    validity = settle(Facts(in_force_from="2040-01-01", repeals=(undated, late, early)))

    over = on_day(validity, date(2043, 5, 1))
    doubtful = on_day(validity, date(2042, 1, 1))

    assert (over.in_force, doubtful.in_force) == (False, None)
    assert over.reason.en == "No longer in force since 2043-05-01: repealed by PP B."
    assert doubtful.reason.en == "Repealed by PP A; the day is not known for certain."
    assert on_day(validity, date(2040, 12, 31)).in_force is True


def test_an_ending_without_a_day_begins_no_earlier_than_what_it_is_known_by() -> None:
    own = {"in_force_from": "2040-01-01"}
    enacted = Facts(**own, repeals=(Ending(label="X", year=2050, enacted_on="2050-06"),))
    unknown = Facts(**own, repeals=(Ending(label="X"),))
    assert settle(enacted).doubtful_from == date(2050, 6, 1)
    assert settle(unknown).doubtful_from == date(2040, 1, 1)


def test_what_is_not_verified_from_a_day_on_is_told_so_before_a_later_repeal() -> None:
    facts = Facts(in_force_from="2040", unverified_from="2042", repeals=(Ending(label="X", on="2050-01-01"),))
    told = on_day(settle(facts), date(2043, 1, 1))
    assert (told.in_force, told.reason.en) == (None, "Whether it is in force since 2042 is not verified.")


def test_facts_kept_by_labels_alone_are_still_read() -> None:
    kept = settle(Facts(in_force_from="2040-01-01")).model_dump(mode="json")
    del kept["doubted_by"]
    kept["facts"]["amended"] = ["UU 2/2050"]
    told = on_day(Validity.model_validate(kept), date(2041, 1, 1))
    assert told.reason.en == "In force since 2040-01-01; amended by UU 2/2050."


async def test_an_amendment_is_named_from_its_day_on(codes: Caller) -> None:
    await add_work(codes, 1, 2040)
    await add_work(codes, 2, 2050)
    await add_work(codes, 3, 2055, promulgated_on=None, in_force_from=None)
    await relate(codes, "uu-2-2050", "mengubah", "uu-1-2040")
    await relate(codes, "uu-3-2055", "mencabut_sebagian", "uu-1-2040")
    named = []
    for day in ("2050-01-31", "2050-02-01", "2055-01-01"):
        reason = (await codes.get(f"{AT}/uu-1-2040?on={day}")).json()["in_force_reason"]
        named.append(("UU 2/2050" in reason, "UU 3/2055" in reason))
    assert named == [(False, False), (True, False), (True, True)]


PARTIAL = st.one_of(
    st.integers(1950, 2090).map(str),
    st.dates(date(1950, 1, 1), date(2090, 1, 1)).map(lambda day: day.isoformat()[:7]),
    st.dates(date(1950, 1, 1), date(2090, 1, 1)).map(str),
)
FACTS = st.builds(
    lambda begins, ends, repeals: Facts(in_force_from=begins, in_force_to=ends, repeals=repeals, mark="V"),
    PARTIAL | st.none(),
    PARTIAL | st.none(),
    st.lists(st.builds(Ending, label=st.just("X"), on=PARTIAL | st.none()), max_size=2).map(tuple),
)


@given(FACTS, st.dates(date(1940, 1, 1), date(2100, 1, 1)))
def test_an_answer_is_given_only_where_every_reading_of_the_dates_agrees(facts: Facts, day: date) -> None:
    verdict = on_day(settle(facts), day)
    ends = [facts.in_force_to] if facts.in_force_to else [e.on for e in facts.repeals]
    over = any(end is not None and latest_day(end) <= day for end in ends)
    perhaps_over = any(end is None or earliest_day(end) <= day for end in ends)
    begun = facts.in_force_from is not None and latest_day(facts.in_force_from) <= day
    not_begun = facts.in_force_from is not None and earliest_day(facts.in_force_from) > day

    if verdict.in_force is True:
        assert begun
        assert not perhaps_over
    elif verdict.in_force is False:
        assert over or not_begun
    else:
        assert not over
        assert not not_begun
        assert perhaps_over or not begun
