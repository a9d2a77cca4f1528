"""What a node that is tried out shows in its queue."""

from fastapi import FastAPI

from services.kit.db import Databases
from services.mediation.cases.codes import FINISHED, STATES
from services.mediation.demonstration.__main__ import tell
from services.mediation.demonstration.stories import KABKOTA, STORIES
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
