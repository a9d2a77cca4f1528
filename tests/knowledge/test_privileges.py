"""Every route of knowledge, asked by every kind of actor. A route without a row fails the suite."""

from typing import Any, NamedTuple

import pytest

from services.kit.actor import Actor, service_actor
from services.knowledge.app import create
from tests.support.callers import (
    ANONYMOUS,
    AUDITOR,
    GWPP_DIY,
    GWPP_JATENG,
    KARTAMANTUL,
    MINISTRY,
    OFFICER,
    OTHER_FORUM,
    SECRETARIAT,
    Caller,
)

ACTORS: dict[str, Actor] = {
    "public": ANONYMOUS,
    "own": KARTAMANTUL,
    "other": OTHER_FORUM,
    "secretariat": SECRETARIAT,
    "ministry": MINISTRY,
    "gwpp": GWPP_DIY,
    "gwpp-elsewhere": GWPP_JATENG,
    "officer": OFFICER,
    "auditor": AUDITOR,
    "service": service_actor("mediation"),
}
EVERYBODY = dict.fromkeys(ACTORS, 200)
NOBODY = dict.fromkeys(ACTORS, 403) | {"public": 401}
# Given the scope `directory:pull`.
PULLERS = NOBODY | {"ministry": 200}
INTERNAL = dict.fromkeys(ACTORS, 403) | {"service": 200}
AT = "/v1/kabkota"


class Row(NamedTuple):
    """What one route answers to each actor, and how to ask it."""

    statuses: dict[str, int]
    path: str
    body: Any = None


TABLE: dict[tuple[str, str], Row] = {
    ("get", "/v1/{simpul}/directory"): Row(EVERYBODY, f"{AT}/directory"),
    ("get", "/v1/{simpul}/directory/border-pairs"): Row(EVERYBODY, f"{AT}/directory/border-pairs"),
    ("get", "/v1/{simpul}/directory/changes"): Row(PULLERS, f"{AT}/directory/changes"),
    ("get", "/v1/{simpul}/directory/digest"): Row(PULLERS, f"{AT}/directory/digest"),
    ("get", "/v1/{simpul}/directory/facets"): Row(EVERYBODY, f"{AT}/directory/facets"),
    ("get", "/v1/{simpul}/directory/snapshot"): Row(PULLERS, f"{AT}/directory/snapshot"),
    ("get", "/v1/{simpul}/directory/snapshot/manifest"): Row(PULLERS, f"{AT}/directory/snapshot/manifest"),
    ("get", "/v1/{simpul}/directory/{id}"): Row(EVERYBODY, f"{AT}/directory/kartamantul"),
    ("get", "/v1/{simpul}/search"): Row(EVERYBODY, f"{AT}/search?q=sampah"),
    ("get", "/v1/{simpul}/search/facets"): Row(EVERYBODY, f"{AT}/search/facets?q=sampah"),
    ("get", "/internal/{simpul}/feed"): Row(INTERNAL, "/internal/kabkota/feed"),
    ("get", "/internal/{simpul}/feed/lag"): Row(INTERNAL, "/internal/kabkota/feed/lag"),
}


def test_every_route_has_a_row() -> None:
    routes = {
        (method, path) for path, methods in create(None).openapi()["paths"].items() for method in methods
    }
    assert routes == set(TABLE)


@pytest.mark.parametrize(("method", "route"), list(TABLE), ids=lambda value: str(value))
async def test_each_actor_gets_what_the_table_says(directory: Caller, method: str, route: str) -> None:
    row = TABLE[method, route]
    answers = {}
    for name, actor in ACTORS.items():
        caller = directory.as_(actor)
        answer = await (
            caller.get(row.path) if method == "get" else caller.send(method.upper(), row.path, row.body)
        )
        answers[name] = answer.status_code
    assert answers == row.statuses
