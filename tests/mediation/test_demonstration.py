"""What a node that is tried out shows in its queue."""

from fastapi import FastAPI

from services.kit.db import Databases
from services.mediation.cases.codes import FINISHED, STATES
from services.mediation.demonstration.__main__ import tell
from services.mediation.demonstration.stories import KABKOTA, STORIES
from services.mediation.demonstration.warnings import BORDER, SIGNALS, warn
from services.registry.importer import region_rows
from tests.mediation.requests import AT
from tests.support.callers import OFFICER, Caller


def test_there_is_a_story_for_every_state() -> None:
    assert {story.state for story in KABKOTA} == set(STATES)


async def test_every_story_is_told_once_and_ends_where_it_says(
    mediation: Caller, mediation_app_running: FastAPI
) -> None:
    databases: Databases = mediation_app_running.state.databases
    for simpul, database in databases.items():
        assert await tell(database) == len(STORIES[simpul])
        assert await tell(database) == 0
    office = mediation.as_(OFFICER)
    shown = (await office.get(f"{AT}/cases?page_size=100")).json()["items"]
    assert {case["state"] for case in shown} == set(STATES)
    queue = (await office.get(f"{AT}/queue?page_size=100")).json()["items"]
    assert {item["state"] for item in queue} == set(STATES) - set(FINISHED)
    # Nobody who exists is party to an invented case.
    for case in shown:
        assert case["demo"]
        assert "(DEMO)" in case["title"]
        for party in case["parties"]:
            assert (party["forum"], party["region_code"]) == (None, None)
            assert "(DEMO)" in party["name"]


async def test_signals_of_an_invented_border_are_told_once(
    mediation: Caller, mediation_app_running: FastAPI
) -> None:
    database = mediation_app_running.state.databases["kabkota"]
    for expected in (len(SIGNALS), 0):
        async with database.write.begin() as session:
            assert await warn(session) == expected
    office = mediation.as_(OFFICER)
    border = "/".join(BORDER)
    shown = (await office.get(f"{AT}/early-warnings?border={border}")).json()["items"]
    assert [one["escalated_to"] for one in shown] == [None, "rapat_bersama", "perkara"]
    for one in shown:
        assert one["demo"]
        assert "(DEMO)" in one["title"]
        assert (one["forum"], one["forums"]) == (None, [])
        for said in (*one["alleged"], *one["established"]):
            assert "(DEMO)" in said["text"]
    regions = await office.get(f"{AT}/early-warnings/{shown[0]['id']}")
    assert regions.json()["region_codes"] == list(BORDER)
    case = (await office.get(f"{AT}/cases/{shown[-1]['case_id']}")).json()
    assert (case["demo"], case["state"], case["parties"]) == (True, "dipesan", [])
    (bulletin,) = (await office.get(f"{AT}/early-warnings/bulletins?border={border}")).json()["items"]
    assert "(DEMO)" in bulletin["note"]
    assert [item["alleged"] for item in bulletin["items"]] == [1, 1, 1]
    months = (await office.get(f"{AT}/early-warnings/trend?border={border}")).json()["months"]
    assert sum(month["signals"] for month in months) == len(SIGNALS)


def test_the_invented_border_lies_in_no_real_region() -> None:
    assert not {row["code"] for row in region_rows()} & {*BORDER, BORDER[0][:2]}
