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
# Everybody but the public; and of what is another's, nobody learns that it is.
KNOWN = EVERYBODY | {"public": 401}
NOT_THEIRS = dict.fromkeys(ACTORS, 404) | {"public": 401}
# An id that nothing has.
NOWHERE = "018f0000-0000-7000-8000-000000000000"


class Row(NamedTuple):
    """What one route answers to each actor, and how to ask it."""

    statuses: dict[str, int]
    path: str
    body: Any = None


TABLE: dict[tuple[str, str], Row] = {
    ("get", "/v1/{simpul}/catalog"): Row(EVERYBODY, f"{AT}/catalog"),
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
    ("post", "/v1/{simpul}/search/clicks"): Row(
        dict.fromkeys(ACTORS, 204),
        f"{AT}/search/clicks",
        {"query": "kartamantul", "kind": "forum", "slug": "kartamantul", "position": 1},
    ),
    ("get", "/v1/{simpul}/search/log"): Row(
        NOBODY | {"secretariat": 200, "auditor": 200}, f"{AT}/search/log"
    ),
    ("get", "/v1/{simpul}/saved-searches"): Row(KNOWN, f"{AT}/saved-searches"),
    ("post", "/v1/{simpul}/saved-searches"): Row(
        KNOWN | dict.fromkeys(KNOWN.keys() - {"public"}, 201),
        f"{AT}/saved-searches",
        {"name": "DEMO", "query": "sampah"},
    ),
    ("get", "/v1/{simpul}/saved-searches/{id}"): Row(NOT_THEIRS, f"{AT}/saved-searches/{NOWHERE}"),
    ("patch", "/v1/{simpul}/saved-searches/{id}"): Row(NOT_THEIRS, f"{AT}/saved-searches/{NOWHERE}", {}),
    ("delete", "/v1/{simpul}/saved-searches/{id}"): Row(NOT_THEIRS, f"{AT}/saved-searches/{NOWHERE}"),
    ("get", "/v1/{simpul}/saved-searches/{id}/results"): Row(
        NOT_THEIRS, f"{AT}/saved-searches/{NOWHERE}/results"
    ),
    ("post", "/v1/{simpul}/saved-searches/{id}/seen"): Row(
        NOT_THEIRS, f"{AT}/saved-searches/{NOWHERE}/seen", {}
    ),
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
