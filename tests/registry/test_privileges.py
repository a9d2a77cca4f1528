"""Every route of the registry, asked by every kind of actor. A route without a row fails the suite."""

from typing import Any, NamedTuple

import pytest

from services.kit import clock
from services.kit.actor import Actor, service_actor
from services.registry.app import create
from tests.registry.collections import COLLECTIONS, ONCE, another
from tests.registry.factories import (
    act_on,
    admission_body,
    apply_for,
    change_codes,
    forum_body,
    publish_conduct,
    write_note,
)
from tests.registry.imports import send
from tests.registry.records import KINDS, add_record
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
    # A row that the secretariat adds at `path` anew for each actor, who then asks for it.
    new: Any = None
    # Whose version a write names, where that is not the path's own.
    version_of: str | None = None
    # A CSV file as the body.
    file: bytes | None = None


# What is there for some only: nobody else learns that it is.
HIDDEN = NOBODY | {"other": 404, "gwpp-elsewhere": 404}
CONCERNED = ("own", "secretariat", "ministry", "gwpp", "auditor")
KARTAMANTUL_AT = "/v1/kabkota/forums/kartamantul"
TODAY = clock.today().isoformat()
# An id that nothing has.
NOWHERE = "018f0000-0000-7000-8000-000000000000"

TABLE: dict[tuple[str, str], Row] = {
    ("get", "/v1/regions"): Row(EVERYBODY, "/v1/regions"),
    ("get", "/v1/regions/match"): Row(EVERYBODY, "/v1/regions/match?name=DIY"),
    ("get", "/v1/regions/{code}"): Row(EVERYBODY, "/v1/regions/34"),
    ("get", "/v1/vocabularies"): Row(EVERYBODY, "/v1/vocabularies"),
    ("get", "/v1/vocabularies/{code}"): Row(EVERYBODY, "/v1/vocabularies/branch"),
    ("get", "/v1/{simpul}/region-changes"): Row(EVERYBODY, "/v1/kabkota/region-changes"),
    ("post", "/v1/{simpul}/region-changes"): Row(
        NOBODY | {"secretariat": 201},
        "/v1/kabkota/region-changes",
        {
            "decree": {"number": "DEMO-9/2020"},
            "effective_on": "2020",
            "created": [{"code": "34.69", "name": "Kabupaten Contoh (DEMO)", "level": "kabupaten"}],
        },
    ),
    ("get", "/v1/{simpul}/region-changes/{id}"): Row(EVERYBODY, "{change}"),
    ("get", "/v1/{simpul}/urusan-mappings/coverage"): Row(EVERYBODY, "/v1/kabkota/urusan-mappings/coverage"),
    ("get", "/v1/{simpul}/urusan-mappings/coverage/counts"): Row(
        EVERYBODY, "/v1/kabkota/urusan-mappings/coverage/counts"
    ),
    ("get", "/v1/{simpul}/forums/match"): Row(EVERYBODY, "/v1/kabkota/forums/match?name=Kartamantul"),
    ("get", "/v1/{simpul}/forums"): Row(EVERYBODY, "/v1/kabkota/forums"),
    ("post", "/v1/{simpul}/forums"): Row(
        NOBODY | {"secretariat": 201}, "/v1/kabkota/forums", forum_body("forum-baru")
    ),
    ("get", "/v1/{simpul}/forums/facets"): Row(EVERYBODY, "/v1/kabkota/forums/facets"),
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
    ("get", "/v1/{simpul}/forums/{slug}/stage-changes"): Row(
        EVERYBODY, "/v1/kabkota/forums/kartamantul/stage-changes"
    ),
    ("post", "/v1/{simpul}/forums/{slug}/stage-changes"): Row(
        NOBODY | {"own": 201, "secretariat": 201},
        "/v1/kabkota/forums/kartamantul/stage-changes",
        {"stage": "pelaksanaan"},
    ),
    ("get", "/v1/{simpul}/forums/{slug}/status-changes"): Row(
        EVERYBODY, "/v1/kabkota/forums/kartamantul/status-changes"
    ),
    # Unverified: not yet the forum's own to say.
    ("post", "/v1/{simpul}/forums/{slug}/status-changes"): Row(
        NOBODY | {"secretariat": 201},
        "/v1/kabkota/forums/kartamantul/status-changes",
        {"status": "aktif", "reason": "DEMO"},
    ),
    ("get", "/v1/{simpul}/forums/{slug}/verifications"): Row(
        EVERYBODY, "/v1/kabkota/forums/kartamantul/verifications"
    ),
    ("post", "/v1/{simpul}/forums/{slug}/verifications"): Row(
        NOBODY | {"secretariat": 201},
        "/v1/kabkota/forums/kartamantul/verifications",
        {"means": "surat", "status": "aktif"},
    ),
    ("get", "/v1/{simpul}/forums/{slug}/funding/summary"): Row(
        EVERYBODY, "/v1/kabkota/forums/kartamantul/funding/summary"
    ),
    ("put", "/v1/{simpul}/forums/{slug}/funding-policy"): Row(
        NOBODY | {"own": 200, "secretariat": 200},
        "/v1/kabkota/forums/kartamantul/funding-policy",
        {"share_limit_percent": 60},
        version_of="/v1/kabkota/forums/kartamantul",
    ),
    ("get", "/v1/{simpul}/forums/{slug}/history"): Row(
        NOBODY | dict.fromkeys(("own", "secretariat", "ministry", "gwpp", "auditor"), 200),
        "/v1/kabkota/forums/kartamantul/history",
    ),
    ("get", "/v1/{simpul}/forums/{slug}/instruments/{id}/checks"): Row(EVERYBODY, "{instrument}/checks"),
    ("get", "/v1/{simpul}/forums/{slug}/instruments/{id}/files"): Row(EVERYBODY, "{instrument}/files"),
    # JSON is no document: who may is told so.
    ("post", "/v1/{simpul}/forums/{slug}/instruments/{id}/files"): Row(
        NOBODY | dict.fromkeys(("own", "secretariat"), 415), "{instrument}/files?name=x.pdf", {}
    ),
    ("get", "/v1/{simpul}/forums/{slug}/instruments/{id}/files/{file_id}"): Row(
        dict.fromkeys(ACTORS, 404), f"{{instrument}}/files/{NOWHERE}"
    ),
    ("delete", "/v1/{simpul}/forums/{slug}/instruments/{id}/files/{file_id}"): Row(
        NOBODY | dict.fromkeys(("own", "secretariat"), 404), f"{{instrument}}/files/{NOWHERE}"
    ),
    ("get", "/v1/{simpul}/forums/{slug}/instruments/{id}/relations"): Row(
        EVERYBODY, "{instrument}/relations"
    ),
    ("post", "/v1/{simpul}/forums/{slug}/instruments/{id}/relations"): Row(
        NOBODY | {"own": 201, "secretariat": 409},
        "{instrument}/relations",
        {"kind": "amends", "instrument_id": "{other_instrument}"},
    ),
    ("delete", "/v1/{simpul}/forums/{slug}/instruments/{id}/relations/{relation_id}"): Row(
        NOBODY | dict.fromkeys(("own", "secretariat"), 404), f"{{instrument}}/relations/{NOWHERE}"
    ),
    ("get", "/v1/{simpul}/instruments"): Row(EVERYBODY, "/v1/kabkota/instruments"),
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
    ("get", "/v1/{simpul}/admissions"): Row(
        NOBODY | dict.fromkeys((*CONCERNED, "other", "gwpp-elsewhere"), 200), "/v1/kabkota/admissions"
    ),
    ("post", "/v1/{simpul}/admissions"): Row(
        # The second one who may finds that the first was faster.
        NOBODY | {"own": 201, "secretariat": 409},
        "/v1/kabkota/admissions",
        admission_body(forum="kartamantul", code_of_conduct_edition=1),
    ),
    ("get", "/v1/{simpul}/admissions/{id}"): Row(HIDDEN | dict.fromkeys(CONCERNED, 200), "{admission}"),
    ("get", "/v1/{simpul}/admissions/{id}/history"): Row(
        HIDDEN | dict.fromkeys(CONCERNED, 200), "{admission}/history"
    ),
    ("post", "/v1/{simpul}/admissions/{id}/decision"): Row(
        HIDDEN | {"secretariat": 201}, "{admission}/decision", {"outcome": "disetujui", "reason": "x"}
    ),
    ("post", "/v1/{simpul}/admissions/{id}/departure"): Row(
        HIDDEN | {"own": 201, "secretariat": 409}, "{approved}/departure", {"reason": "x", "on": TODAY}
    ),
    ("post", "/v1/{simpul}/admissions/{id}/withdrawal"): Row(
        HIDDEN | {"own": 201, "secretariat": 409}, "{admission}/withdrawal", {"reason": "x"}
    ),
    ("get", "/v1/{simpul}/code-of-conduct"): Row(EVERYBODY, "/v1/kabkota/code-of-conduct"),
    ("post", "/v1/{simpul}/code-of-conduct"): Row(
        NOBODY | {"secretariat": 201},
        "/v1/kabkota/code-of-conduct",
        {"edition": 2, "title": "DEMO", "text": "DEMO", "in_force_from": "2030-01-01"},
    ),
    ("get", "/v1/{simpul}/code-of-conduct/{edition}"): Row(EVERYBODY, "/v1/kabkota/code-of-conduct/1"),
    ("get", "/v1/{simpul}/forums/{slug}/code-of-conduct-acceptances"): Row(
        NOBODY | dict.fromkeys(CONCERNED, 200), f"{KARTAMANTUL_AT}/code-of-conduct-acceptances"
    ),
    ("post", "/v1/{simpul}/forums/{slug}/code-of-conduct-acceptances"): Row(
        NOBODY | {"own": 201, "secretariat": 409},
        f"{KARTAMANTUL_AT}/code-of-conduct-acceptances",
        {"edition": 1, "accepted_by": {"name": "Ketua DEMO", "office": "Ketua"}, "on": "2026-01-02"},
    ),
    ("get", "/v1/{simpul}/forums/{slug}/review-notes"): Row(
        NOBODY | dict.fromkeys(CONCERNED, 200), f"{KARTAMANTUL_AT}/review-notes"
    ),
    ("post", "/v1/{simpul}/forums/{slug}/review-notes"): Row(
        NOBODY | {"gwpp": 201},
        f"{KARTAMANTUL_AT}/review-notes",
        {"subject": "DEMO", "text": "DEMO", "finding": "sesuai"},
    ),
    ("get", "/v1/{simpul}/forums/{slug}/review-notes/{id}"): Row(
        HIDDEN | dict.fromkeys(CONCERNED, 200), "{note}"
    ),
    ("get", "/v1/{simpul}/forums/{slug}/review-notes/{id}/history"): Row(
        HIDDEN | dict.fromkeys(CONCERNED, 200), "{note}/history"
    ),
    ("post", "/v1/{simpul}/forums/{slug}/review-notes/{id}/replies"): Row(
        HIDDEN | {"own": 201, "secretariat": 201}, "{note}/replies", {"text": "x"}
    ),
    ("post", "/v1/{simpul}/forums/{slug}/review-notes/{id}/closing"): Row(
        HIDDEN | {"gwpp": 201}, "{note}/closing", {"reason": "x"}
    ),
    ("get", "/v1/{simpul}/forums/{slug}/warnings"): Row(EVERYBODY, f"{KARTAMANTUL_AT}/warnings"),
    ("get", "/v1/{simpul}/supervision"): Row(
        NOBODY | dict.fromkeys(("secretariat", "ministry", "gwpp", "gwpp-elsewhere"), 200),
        "/v1/kabkota/supervision",
    ),
    ("get", "/internal/{simpul}/feed"): Row(
        dict.fromkeys(ACTORS, 403) | {"service": 200}, "/internal/kabkota/feed"
    ),
    ("get", "/internal/{simpul}/feed/lag"): Row(
        dict.fromkeys(ACTORS, 403) | {"service": 200}, "/internal/kabkota/feed/lag"
    ),
}

# Sent by the forum Kartamantul.
OF_IMPORT = NOBODY | dict.fromkeys(("own", "secretariat", "auditor"), 200) | {"other": 404}
TABLE |= {
    ("post", "/v1/{simpul}/imports"): Row(
        NOBODY | dict.fromkeys(("own", "other", "secretariat"), 202),
        "/v1/kabkota/imports?kind=members",
        file=b"forum\n",
    ),
    ("get", "/v1/{simpul}/imports"): Row(
        NOBODY | dict.fromkeys(("own", "other", "secretariat", "auditor"), 200), "/v1/kabkota/imports"
    ),
    ("get", "/v1/{simpul}/imports/templates/{kind}"): Row(
        EVERYBODY, "/v1/kabkota/imports/templates/forums?format=csv"
    ),
    ("get", "/v1/{simpul}/imports/{id}"): Row(OF_IMPORT, "{bulk}"),
    ("get", "/v1/{simpul}/imports/{id}/rows"): Row(OF_IMPORT, "{bulk}/rows"),
    ("get", "/v1/{simpul}/imports/{id}/report"): Row(OF_IMPORT, "{bulk}/report"),
    ("post", "/v1/{simpul}/imports/{id}/cancellation"): Row(
        # The second one who may finds that it is over.
        NOBODY | {"own": 200, "other": 404, "secretariat": 409},
        "{bulk}/cancellation",
    ),
}
KEEPERS = {"own", "secretariat"}
for _name, (_new, _change) in COLLECTIONS.items():
    _at = f"/v1/kabkota/forums/kartamantul/{_name}"
    TABLE |= {
        ("get", f"/v1/{{simpul}}/forums/{{slug}}/{_name}"): Row(EVERYBODY, _at),
        ("get", f"/v1/{{simpul}}/forums/{{slug}}/{_name}/{{id}}"): Row(EVERYBODY, _at, new=_new),
        ("patch", f"/v1/{{simpul}}/forums/{{slug}}/{_name}/{{id}}"): Row(
            NOBODY | dict.fromkeys(KEEPERS, 200), _at, _change, new=_new
        ),
        ("delete", f"/v1/{{simpul}}/forums/{{slug}}/{_name}/{{id}}"): Row(
            NOBODY | dict.fromkeys(KEEPERS, 204), _at, new=_new
        ),
        # What may stand once stands after the first who may.
        ("post", f"/v1/{{simpul}}/forums/{{slug}}/{_name}"): Row(
            NOBODY | {"own": 201, "secretariat": 409 if _name in ONCE else 201}, _at, _new
        ),
    }

for _name, _kind in KINDS.items():
    _at, _one = f"/v1/{{simpul}}/{_name}", f"/v1/{{simpul}}/{_name}/{{id}}"
    TABLE |= {
        ("get", _at): Row(EVERYBODY, f"/v1/kabkota/{_name}"),
        ("post", _at): Row(NOBODY | {"secretariat": 201}, f"/v1/kabkota/{_name}", _kind.new[0]),
        ("get", _one): Row(EVERYBODY, f"{{{_kind.entity}}}"),
        ("patch", _one): Row(NOBODY | {"secretariat": 200}, f"{{{_kind.entity}}}", _kind.change),
        ("delete", _one): Row(NOBODY | {"secretariat": 204}, f"{{{_kind.entity}}}"),
        ("get", f"{_one}/history"): Row(
            NOBODY | dict.fromkeys(("secretariat", "ministry", "auditor"), 200),
            f"{{{_kind.entity}}}/history",
        ),
    }


def test_every_route_has_a_row() -> None:
    routes = {
        (method, path) for path, methods in create(None).openapi()["paths"].items() for method in methods
    }
    assert routes == set(TABLE)


@pytest.mark.parametrize(("method", "route"), list(TABLE), ids=lambda value: str(value))
async def test_each_actor_gets_what_the_table_says(
    kartamantul: Caller, changing_regions: Caller, method: str, route: str
) -> None:
    row = TABLE[method, route]
    forum = (await kartamantul.get("/v1/kabkota/forums/kartamantul")).json()
    member = f"/v1/kabkota/forums/kartamantul/members/{forum['members'][0]['id']}"
    first, second = (i["id"] for i in forum["instruments"])
    path = row.path.format(
        member=member,
        instrument=f"/v1/kabkota/forums/kartamantul/instruments/{first}",
        **await _asked_for(kartamantul, changing_regions, row.path),
    )
    body = row.body
    if isinstance(body, dict):
        body = {k: second if v == "{other_instrument}" else v for k, v in body.items()}
    answers = {}
    for number, (name, actor) in enumerate(ACTORS.items(), start=1):
        headers, at = {}, path
        if row.new is not None:
            new = another(path.rsplit("/", 1)[1], number)
            added = await kartamantul.as_(SECRETARIAT).post(path, new)
            at = added.headers["location"]
        if method in ("patch", "put", "delete"):
            headers["If-Match"] = (await kartamantul.get(row.version_of or at)).headers.get("etag", '"1"')
        if row.file is not None:
            headers["Content-Type"] = "text/csv"
            answer = await kartamantul.as_(actor).request("POST", at, content=row.file, headers=headers)
        else:
            answer = await kartamantul.as_(actor).send(method.upper(), at, body, headers=headers)
        answers[name] = answer.status_code
    assert answers == row.statuses


async def _asked_for(registry: Caller, changing_regions: Caller, path: str) -> dict[str, str]:
    """What a row's path names beside the forum, made because it is named."""
    made = {}
    if any(word in path for word in ("admission", "approved", "code-of-conduct")):
        await publish_conduct(registry)
    if "{change}" in path:
        renamed = [{"code": "34.01", "name": "Kabupaten Contoh (DEMO)"}]
        change = await change_codes(changing_regions, renamed=renamed)
        made["change"] = f"/v1/kabkota/region-changes/{change['id']}"
    if "{bulk}" in path:
        bulk = await send(registry.as_(KARTAMANTUL), b"forum\n", kind="members")
        made["bulk"] = f"/v1/kabkota/imports/{bulk['id']}"
    for name, kind in KINDS.items():
        if f"{{{kind.entity}}}" in path:
            record = await add_record(changing_regions, name, kind.new[1])
            made[kind.entity] = f"/v1/kabkota/{name}/{record['id']}"
    if "{note}" in path:
        made["note"] = f"{KARTAMANTUL_AT}/review-notes/{(await write_note(registry))['id']}"
    if "{admission}" in path or "{approved}" in path:
        admission = await apply_for(registry, forum="kartamantul", code_of_conduct_edition=1)
        if "{approved}" in path:
            await act_on(registry, admission, "decision", outcome="disetujui")
        made |= dict.fromkeys(("admission", "approved"), f"/v1/kabkota/admissions/{admission['id']}")
    return made
