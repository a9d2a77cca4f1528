"""Every route of knowledge, asked by every kind of actor. A route without a row fails the suite."""

import json
from typing import Any, NamedTuple

import pytest

from services.kit.actor import Actor, service_actor
from services.knowledge.app import create
from tests.knowledge.editors import PRACTICE, PUBLICATION, SITUATION, publish
from tests.knowledge.regulations import add_work, relate, work
from tests.knowledge.test_learning import OFFER
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
# The secretariat of the simpul, given the scope `knowledge:write`.
KEEPERS, KEEPERS_ADD, KEEPERS_REMOVE = (NOBODY | {"secretariat": status} for status in (200, 201, 204))
WORK = f"{AT}/regulations/uu-1-2040"
LEARNING = f"{AT}/learning/contoh-pelatihan"
# Forums for themselves, and the secretariat.
SPEAKERS = NOBODY | {"own": 200, "other": 200, "secretariat": 200}
WRITTEN = {"practices": PRACTICE, "situations": SITUATION, "publications": PUBLICATION, "learning": OFFER}
MEMBERS = f"{AT}/jdihn/members"
MEMBER = {"name": "JDIH Contoh (DEMO)", "ministry": "Contoh (DEMO)", "feed_url": "https://contoh.test/"}
# Once the secretariat has removed it, nobody finds it any more.
KEEPERS_GONE = (
    NOBODY | dict.fromkeys(list(ACTORS)[list(ACTORS).index("secretariat") :], 404) | {"secretariat": 204}
)
ONE = f"{AT}/practices/{PRACTICE['slug']}"


# An id that nothing has.
NOWHERE = "018f0000-0000-7000-8000-000000000000"


class Row(NamedTuple):
    """What one route answers to each actor, and how to ask it. `{name}` in a path or body is the actor's."""

    statuses: dict[str, int]
    path: str
    body: Any = None
    # Whose version a write names, where that is not the path's own.
    version_of: str | None = None


def _written(path: str, slug: str, frame: dict[str, Any]) -> dict[tuple[str, str], Row]:
    """The routes of a kind of knowledge, asked of a published item of Kartamantul's.

    Who may act is told by what comes after the permission: a body that lacks something, a state that
    does not allow it, a row that is not there.
    """
    route, at = f"/v1/{{simpul}}/{path}", f"{AT}/{path}"
    one, here = f"{route}/{{slug}}", f"{at}/{slug}"
    keepers = NOBODY | {"own": 200, "secretariat": 200, "auditor": 200}

    def writers(status: int) -> dict[str, int]:
        return NOBODY | {"own": status, "secretariat": status}

    def secretariat(status: int) -> dict[str, int]:
        return NOBODY | {"secretariat": status}

    return {
        ("get", route): Row(EVERYBODY, at),
        ("get", f"{route}/facets"): Row(EVERYBODY, f"{at}/facets"),
        ("post", route): Row(writers(201), at, frame | {"slug": "baru-{name}"}),
        ("get", one): Row(EVERYBODY, here),
        ("patch", one): Row(writers(200), here, {"title": "Judul baru (DEMO)"}),
        ("post", f"{one}/submission"): Row(writers(409), f"{here}/submission", {}),
        ("post", f"{one}/publication"): Row(secretariat(409), f"{here}/publication", {}),
        ("post", f"{one}/withdrawal"): Row(secretariat(422), f"{here}/withdrawal", {}),
        ("put", f"{one}/reviewers"): Row(secretariat(422), f"{here}/reviewers", {}, here),
        ("get", f"{one}/reviews"): Row(keepers, f"{here}/reviews"),
        ("post", f"{one}/reviews"): Row(secretariat(422), f"{here}/reviews", {}),
        ("get", f"{one}/comments"): Row(keepers, f"{here}/comments"),
        ("post", f"{one}/comments"): Row(writers(422), f"{here}/comments", {}),
        ("post", f"{one}/comments/{{id}}/resolution"): Row(
            writers(404), f"{here}/comments/{NOWHERE}/resolution"
        ),
        ("get", f"{one}/versions"): Row(EVERYBODY, f"{here}/versions"),
        ("get", f"{one}/versions/{{version}}"): Row(EVERYBODY, f"{here}/versions/{{version}}"),
        ("get", f"{one}/comparison"): Row(EVERYBODY, f"{here}/comparison?from={{version}}&to={{version}}"),
        # Permission is asked before the bytes are looked at.
        ("post", f"{one}/attachments"): Row(writers(415), f"{here}/attachments?name=x.pdf", {}),
        ("get", f"{one}/attachments/{{id}}"): Row(
            dict.fromkeys(ACTORS, 404), f"{here}/attachments/{NOWHERE}"
        ),
        ("delete", f"{one}/attachments/{{id}}"): Row(
            writers(404), f"{here}/attachments/{NOWHERE}", None, here
        ),
    }


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
    ("get", "/v1/{simpul}/guides"): Row(EVERYBODY, f"{AT}/guides"),
    ("get", "/v1/{simpul}/guides/{slug}"): Row(EVERYBODY, f"{AT}/guides/tahap"),
    ("post", "/v1/{simpul}/guides/{slug}/answers"): Row(
        EVERYBODY, f"{AT}/guides/tahap/answers", {"answers": {}}
    ),
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
    **_written("practices", PRACTICE["slug"], PRACTICE),
    ("get", "/v1/{simpul}/practices/{slug}/similar"): Row(EVERYBODY, f"{ONE}/similar"),
    ("get", "/v1/{simpul}/practices/{slug}/endorsements"): Row(EVERYBODY, f"{ONE}/endorsements"),
    ("post", "/v1/{simpul}/practices/{slug}/endorsements"): Row(
        NOBODY | {"own": 422, "other": 201, "secretariat": 422}, f"{ONE}/endorsements", {}
    ),
    ("delete", "/v1/{simpul}/practices/{slug}/endorsements/{id}"): Row(
        NOBODY | {"own": 404, "other": 404, "secretariat": 404},
        f"{ONE}/endorsements/{NOWHERE}",
        None,
        ONE,
    ),
    **_written("situations", SITUATION["slug"], SITUATION),
    **_written("publications", PUBLICATION["slug"], PUBLICATION),
    **_written("learning", OFFER["slug"], OFFER),
    ("get", "/v1/{simpul}/learning/match"): Row(EVERYBODY, f"{AT}/learning/match?sector=persampahan"),
    ("get", "/v1/{simpul}/learning/{slug}/feedback"): Row(EVERYBODY, f"{LEARNING}/feedback"),
    ("get", "/v1/{simpul}/learning/{slug}/enrolments"): Row(
        SPEAKERS | {"auditor": 200}, f"{LEARNING}/enrolments"
    ),
    ("post", "/v1/{simpul}/learning/{slug}/enrolments"): Row(
        SPEAKERS | {"own": 201, "other": 201, "secretariat": 422}, f"{LEARNING}/enrolments", {}
    ),
    ("post", "/v1/{simpul}/learning/{slug}/enrolments/{id}/cancellation"): Row(
        SPEAKERS | {"own": 404, "other": 404, "secretariat": 404},
        f"{LEARNING}/enrolments/{NOWHERE}/cancellation",
    ),
    ("post", "/v1/{simpul}/learning/{slug}/enrolments/{id}/attendance"): Row(
        NOBODY | {"own": 404, "secretariat": 404},
        f"{LEARNING}/enrolments/{NOWHERE}/attendance",
        {"attended": 1},
    ),
    ("post", "/v1/{simpul}/learning/{slug}/enrolments/{id}/evaluation"): Row(
        SPEAKERS | {"own": 404, "other": 404, "secretariat": 404},
        f"{LEARNING}/enrolments/{NOWHERE}/evaluation",
        {"score": 3},
    ),
    ("get", "/v1/{simpul}/publications/feed"): Row(EVERYBODY, f"{AT}/publications/feed"),
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
    ("get", "/v1/{simpul}/jdihn"): Row(EVERYBODY, f"{AT}/jdihn"),
    ("post", "/v1/{simpul}/jdihn"): Row(
        KEEPERS_ADD, f"{AT}/jdihn", {"idData": "{name}", "jenis": "SE", "judul": "Contoh (DEMO)"}
    ),
    ("get", "/v1/{simpul}/jdihn/feed"): Row(EVERYBODY, f"{AT}/jdihn/feed"),
    ("post", "/v1/{simpul}/jdihn/lint"): Row(EVERYBODY, f"{AT}/jdihn/lint", []),
    ("get", "/v1/{simpul}/jdihn/members"): Row(EVERYBODY, MEMBERS),
    ("post", "/v1/{simpul}/jdihn/members"): Row(
        KEEPERS_ADD, MEMBERS, MEMBER | {"feed_url": "https://contoh.test/{name}"}
    ),
    ("get", "/v1/{simpul}/jdihn/members/{id}"): Row(EVERYBODY, "{member}"),
    ("patch", "/v1/{simpul}/jdihn/members/{id}"): Row(KEEPERS, "{member}", {"name": "Lain (DEMO)"}),
    ("delete", "/v1/{simpul}/jdihn/members/{id}"): Row(KEEPERS_GONE, "{member}"),
    ("post", "/v1/{simpul}/jdihn/members/{id}/pulls"): Row(
        NOBODY | {"secretariat": 202}, "{member}/pulls", None
    ),
    ("get", "/v1/{simpul}/jdihn/members/{id}/records"): Row(EVERYBODY, "{member}/records"),
    ("get", "/internal/{simpul}/feed"): Row(INTERNAL, "/internal/kabkota/feed"),
    ("get", "/internal/{simpul}/feed/lag"): Row(INTERNAL, "/internal/kabkota/feed/lag"),
}


def test_every_route_has_a_row() -> None:
    routes = {
        (method, path) for path, methods in create(None).openapi()["paths"].items() for method in methods
    }
    assert routes == set(TABLE)


@pytest.mark.parametrize(("method", "route"), list(TABLE), ids=lambda value: str(value))
async def test_each_actor_gets_what_the_table_says(desk: Caller, method: str, route: str) -> None:
    row = TABLE[method, route]
    named = await _named(desk, route)
    answers = {}
    for name, actor in ACTORS.items():
        caller = desk.as_(actor)
        path = row.path
        for word, value in named.items():
            path = path.replace(f"{{{word}}}", value)
        if method == "get":
            answer = await caller.get(path)
        else:
            headers = {}
            if method in ("patch", "put", "delete"):
                held = await caller.get(row.version_of or path)
                headers = {"If-Match": held.headers.get("etag", '"1"')}
            body = json.loads(json.dumps(row.body).replace("{name}", name))
            answer = await caller.send(method.upper(), path, body, headers=headers)
        answers[name] = answer.status_code
    assert answers == row.statuses


async def _named(desk: Caller, route: str) -> dict[str, str]:
    """What is there for a route to be asked of, and the words that stand for it in a row's path."""
    kinds = (
        ("practices", PRACTICE),
        ("situations", SITUATION),
        ("publications", PUBLICATION),
        ("learning", OFFER),
    )
    for path, item in kinds:
        if f"/{path}" in route:
            return {"version": str((await publish(desk, path, **item)).json()["version"])}
    if "/jdihn/members" in route:
        added = await desk.as_(ACTORS["secretariat"]).post(MEMBERS, MEMBER)
        return {"member": added.headers["location"]}
    if "/regulations" not in route:
        return {}
    made = await add_work(desk, 1, articles=[{"article": "Pasal 1", "gist": "DEMO"}])
    told = await relate(desk, "uu-1-2040", "diubah_oleh", "uu-2-2041")
    return {"article": made["articles"][0]["id"], "relation": told.json()["id"]}
