"""Every route of knowledge, asked by every kind of actor. A route without a row fails the suite."""

from typing import Any, NamedTuple

import pytest

from services.kit.actor import Actor, service_actor
from services.knowledge.app import create
from tests.knowledge.regulations import EDITOR, FORUM_WRITER, add_work, relate, work
from tests.support.callers import (
    ANONYMOUS,
    AUDITOR,
    GWPP_DIY,
    GWPP_JATENG,
    MINISTRY,
    OFFICER,
    OTHER_FORUM,
    Caller,
)

ACTORS: dict[str, Actor] = {
    "public": ANONYMOUS,
    "own": FORUM_WRITER,
    "other": OTHER_FORUM,
    "secretariat": EDITOR,
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
# The secretariat of the simpul, given the scope `knowledge:write`.
KEEPERS, KEEPERS_ADD, KEEPERS_REMOVE = (NOBODY | {"secretariat": status} for status in (200, 201, 204))
AT = "/v1/kabkota"
# Everybody but the public; and of what is another's, nobody learns that it is.
KNOWN = EVERYBODY | {"public": 401}
NOT_THEIRS = dict.fromkeys(ACTORS, 404) | {"public": 401}
# An id that nothing has.
NOWHERE = "018f0000-0000-7000-8000-000000000000"
WORK = f"{AT}/regulations/uu-1-2040"


class Row(NamedTuple):
    """What one route answers to each actor, and how to ask it."""

    statuses: dict[str, int]
    path: str
    body: Any = None
    # Whose version a write names.
    version_of: str | None = None


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
    ("get", "/v1/{simpul}/regulations"): Row(EVERYBODY, f"{AT}/regulations"),
    ("post", "/v1/{simpul}/regulations"): Row(KEEPERS_ADD, f"{AT}/regulations", work(7)),
    ("get", "/v1/{simpul}/regulations/facets"): Row(EVERYBODY, f"{AT}/regulations/facets"),
    ("get", "/v1/{simpul}/regulations/resolve"): Row(
        EVERYBODY, f"{AT}/regulations/resolve?citation=UU+1/2040"
    ),
    ("post", "/v1/{simpul}/regulations/citations"): Row(
        EVERYBODY, f"{AT}/regulations/citations", {"text": "UU 1/2040"}
    ),
    ("get", "/v1/{simpul}/regulations/{slug}"): Row(EVERYBODY, WORK),
    ("patch", "/v1/{simpul}/regulations/{slug}"): Row(KEEPERS, WORK, {"note": "x"}, version_of=WORK),
    ("get", "/v1/{simpul}/regulations/{slug}/articles"): Row(EVERYBODY, f"{WORK}/articles"),
    ("post", "/v1/{simpul}/regulations/{slug}/articles"): Row(
        KEEPERS_ADD, f"{WORK}/articles", {"article": "Pasal 9", "gist": "x"}
    ),
    ("patch", "/v1/{simpul}/regulations/{slug}/articles/{id}"): Row(
        KEEPERS, f"{WORK}/articles/{{article}}", {"gist": "y"}, version_of=WORK
    ),
    ("delete", "/v1/{simpul}/regulations/{slug}/articles/{id}"): Row(
        KEEPERS_REMOVE, f"{WORK}/articles/{{article}}", version_of=WORK
    ),
    ("get", "/v1/{simpul}/regulations/{slug}/relations"): Row(EVERYBODY, f"{WORK}/relations"),
    ("post", "/v1/{simpul}/regulations/{slug}/relations"): Row(
        KEEPERS_ADD, f"{WORK}/relations", {"kind": "diubah_oleh", "target": "uu-3-2042"}
    ),
    ("delete", "/v1/{simpul}/regulations/{slug}/relations/{id}"): Row(
        KEEPERS_REMOVE, f"{WORK}/relations/{{relation}}", version_of=WORK
    ),
    ("get", "/v1/{simpul}/regulations/{slug}/versions"): Row(EVERYBODY, f"{WORK}/versions"),
    ("get", "/v1/{simpul}/regulations/{slug}/versions/{version}"): Row(EVERYBODY, f"{WORK}/versions/1"),
    ("get", "/v1/{simpul}/regulations/{slug}/comparison"): Row(EVERYBODY, f"{WORK}/comparison?from=1&to=1"),
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
async def test_each_actor_gets_what_the_table_says(
    directory: Caller, codes: Caller, method: str, route: str
) -> None:
    row = TABLE[method, route]
    path = row.path.format(**await _what_a_path_names(directory) if "regulations" in route else {})
    answers = {}
    for name, actor in ACTORS.items():
        caller = directory.as_(actor)
        headers = {}
        if row.version_of is not None:
            headers["If-Match"] = (await directory.get(row.version_of)).headers["etag"]
        answer = await (
            caller.get(path)
            if method == "get"
            else caller.send(method.upper(), path, row.body, headers=headers)
        )
        answers[name] = answer.status_code
    assert answers == row.statuses


async def _what_a_path_names(knowledge: Caller) -> dict[str, str]:
    """A work of the catalogue with an article and a relation."""
    made = await add_work(knowledge, 1, articles=[{"article": "Pasal 1", "gist": "DEMO"}])
    told = await relate(knowledge, "uu-1-2040", "diubah_oleh", "uu-2-2041")
    return {"article": made["articles"][0]["id"], "relation": told.json()["id"]}
