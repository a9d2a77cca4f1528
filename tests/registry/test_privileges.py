"""Every route of the registry, asked by every kind of actor. A route without a row fails the suite."""

from typing import Any, NamedTuple

import pytest

from services.kit.actor import Actor, service_actor
from services.registry.app import create
from tests.registry.factories import forum_body
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
    "service": service_actor("knowledge"),
}
EVERYBODY = dict.fromkeys(ACTORS, 200)
NOBODY = dict.fromkeys(ACTORS, 403) | {"public": 401}


class Row(NamedTuple):
    """What one route answers to each actor, and how to ask it."""

    statuses: dict[str, int]
    path: str
    body: Any = None


TABLE: dict[tuple[str, str], Row] = {
    ("get", "/v1/regions"): Row(EVERYBODY, "/v1/regions"),
    ("get", "/v1/regions/match"): Row(EVERYBODY, "/v1/regions/match?name=DIY"),
    ("get", "/v1/regions/{code}"): Row(EVERYBODY, "/v1/regions/34"),
    ("get", "/v1/vocabularies"): Row(EVERYBODY, "/v1/vocabularies"),
    ("get", "/v1/vocabularies/{code}"): Row(EVERYBODY, "/v1/vocabularies/branch"),
    ("get", "/v1/{simpul}/forums"): Row(EVERYBODY, "/v1/kabkota/forums"),
    ("post", "/v1/{simpul}/forums"): Row(
        NOBODY | {"secretariat": 201}, "/v1/kabkota/forums", forum_body("forum-baru")
    ),
    ("get", "/v1/{simpul}/forums/{slug}"): Row(EVERYBODY, "/v1/kabkota/forums/kartamantul"),
    ("patch", "/v1/{simpul}/forums/{slug}"): Row(
        NOBODY | {"own": 200, "secretariat": 200}, "/v1/kabkota/forums/kartamantul", {"notes": "x"}
    ),
    ("get", "/v1/{simpul}/forums/{slug}/facts"): Row(EVERYBODY, "/v1/kabkota/forums/kartamantul/facts"),
    ("post", "/v1/{simpul}/forums/{slug}/facts"): Row(
        NOBODY | {"own": 201, "secretariat": 201},
        "/v1/kabkota/forums/kartamantul/facts",
        {"field": "notes", "value": "x", "as_of": "2010"},
    ),
    ("get", "/v1/{simpul}/forums/{slug}/history"): Row(
        NOBODY | dict.fromkeys(("own", "secretariat", "ministry", "gwpp", "auditor"), 200),
        "/v1/kabkota/forums/kartamantul/history",
    ),
    ("get", "/v1/{simpul}/forums/{slug}/members"): Row(EVERYBODY, "/v1/kabkota/forums/kartamantul/members"),
    ("post", "/v1/{simpul}/forums/{slug}/members"): Row(
        # The second one who may finds that the first was faster.
        NOBODY | {"own": 201, "secretariat": 409},
        "/v1/kabkota/forums/kartamantul/members",
        {"region_code": "34.01"},
    ),
    ("get", "/v1/{simpul}/forums/{slug}/members/{id}"): Row(EVERYBODY, "{member}"),
    ("patch", "/v1/{simpul}/forums/{slug}/members/{id}"): Row(
        NOBODY | {"own": 200, "secretariat": 200}, "{member}", {"note": "x"}
    ),
    ("get", "/internal/{simpul}/feed"): Row(
        dict.fromkeys(ACTORS, 403) | {"service": 200}, "/internal/kabkota/feed"
    ),
}


def test_every_route_has_a_row() -> None:
    routes = {
        (method, path) for path, methods in create(None).openapi()["paths"].items() for method in methods
    }
    assert routes == set(TABLE)


@pytest.mark.parametrize(("method", "route"), list(TABLE), ids=lambda value: str(value))
async def test_each_actor_gets_what_the_table_says(real_forums: Caller, method: str, route: str) -> None:
    row = TABLE[method, route]
    forum = (await real_forums.get("/v1/kabkota/forums/kartamantul")).json()
    member = f"/v1/kabkota/forums/kartamantul/members/{forum['members'][0]['id']}"
    path = row.path.format(member=member)
    answers = {}
    for name, actor in ACTORS.items():
        headers = {}
        if method == "patch":
            headers["If-Match"] = (await real_forums.get(path)).headers["etag"]
        answer = await real_forums.as_(actor).send(method.upper(), path, row.body, headers=headers)
        answers[name] = answer.status_code
    assert answers == row.statuses
