"""Every route of mediation, asked by every kind of actor. A route without a row fails the suite."""

import re
from typing import Any, NamedTuple

import pytest

from services.kit.actor import Actor, service_actor
from services.mediation.app import create
from tests.mediation.requests import AT, ONE, THREE, TWO, file, request
from tests.support.callers import (
    ANONYMOUS,
    AUDITOR,
    COORDINATOR,
    DESK,
    GWPP_DIY,
    MEDIATOR,
    OFFICER,
    Caller,
    client_actor,
)

READ = frozenset({"mediation:read"})
ACTORS: dict[str, Actor] = {
    "public": ANONYMOUS,
    "petitioner": ONE,
    "other-side": TWO,
    "stranger": THREE,
    "officer": OFFICER,
    "coordinator": COORDINATOR,
    "mediator": MEDIATOR,
    "secretariat": client_actor("api-sekretariat", "secretariat", scopes=DESK),
    "gwpp": Actor(GWPP_DIY.subject, GWPP_DIY.roles, READ, GWPP_DIY.bindings),
    "gwpp-elsewhere": client_actor("gwpp-aceh", "gwpp", scopes=READ, province=["11"]),
    "ministry": client_actor("kemendagri", "ministry", scopes=READ),
    "auditor": AUDITOR,
    "no-scope": client_actor("forum-satu", "forum", scopes=frozenset(), forum=["forum-satu"]),
    "service": service_actor("knowledge"),
}
NOBODY = dict.fromkeys(ACTORS, 403) | {"public": 401}
INTERNAL = dict.fromkeys(ACTORS, 403) | {"service": 200}
OFFICE = NOBODY | {"officer": 200, "coordinator": 200}
PARTIES = {"petitioner": 200, "other-side": 200}
# Of whom a case is not, nobody learns that there is one.
HIDDEN = {"stranger": 404, "mediator": 404, "gwpp-elsewhere": 404}
AUDIT = NOBODY | {"auditor": 200}
READERS = OFFICE | PARTIES | HIDDEN | {"gwpp": 200, "ministry": 200}
# What is said in a case is not for who only oversees.
INSIDERS = OFFICE | PARTIES | HIDDEN
ROSTER_KEEPERS = NOBODY | {"coordinator": 200, "secretariat": 200}
ROSTER_READERS = ROSTER_KEEPERS | {"officer": 200, "mediator": 200}
READERS_OF_NOTHING = {who: 404 if status == 200 else status for who, status in READERS.items()}
# A list is of what one may see.
LISTERS = READERS | dict.fromkeys(HIDDEN, 200)
ONE_CASE = f"{AT}/cases/{{case}}"
NOWHERE = "018f0000-0000-7000-8000-000000000000"


class Row(NamedTuple):
    """What one route answers to each actor, and how to ask it; `{case}` is a case that was just filed."""

    statuses: dict[str, int]
    path: str
    body: Any = None


def acting(status: int, *who: str) -> dict[str, int]:
    """An act on a case: these may, which is told by what comes after the permission."""
    return NOBODY | HIDDEN | dict.fromkeys(who, status)


def _act(name: str, statuses: dict[str, int], body: Any = None) -> dict[tuple[str, str], Row]:
    route = f"/v1/{{simpul}}/cases/{{id}}/{name}"
    return {("post", route): Row(statuses, f"{ONE_CASE}/{name}", {} if body is None else body)}


def _below(name: str, statuses: dict[str, int]) -> dict[tuple[str, str], Row]:
    route = f"/v1/{{simpul}}/cases/{{id}}/{name}"
    return {("get", route): Row(statuses, f"{ONE_CASE}/{name}")}


def _one_below(name: str, row: str) -> dict[tuple[str, str], Row]:
    """A row that is not there, to whoever may read what is said in the case."""
    return {
        ("get", f"/v1/{{simpul}}/cases/{{id}}/{name}/{row}"): Row(
            _of(INSIDERS, 404), f"{ONE_CASE}/{name}/{_nowhere(row)}"
        )
    }


def _change(method: str, name: str, statuses: dict[str, int]) -> dict[tuple[str, str], Row]:
    route = f"/v1/{{simpul}}/cases/{{id}}/{name}"
    return {(method, route): Row(statuses, f"{ONE_CASE}/{_nowhere(name)}", {})}


def _nowhere(path: str) -> str:
    return re.sub(r"\{[a-z_]+\}", NOWHERE, path)


def _of(statuses: dict[str, int], status: int) -> dict[str, int]:
    """The same actors get through, to another answer than 200."""
    return {name: status if told == 200 else told for name, told in statuses.items()}


REASON = {"reason": "DEMO"}
BY_HOLDER = {
    "acceptance": {},
    "access-code-issue": {"party_id": NOWHERE},
    "access-code-revocation": {"access_code_id": NOWHERE, "reason": "DEMO"},
    "party-addition": {"role": "pihak_lain", "forum": "forum-tiga"},
    "party-departure": {"party_id": NOWHERE, "left_on": "2026-01-05", "reason": "DEMO"},
    "split": {"issue_ids": [NOWHERE], "title": "DEMO", "reason": "DEMO"},
    "closing": REASON,
    "completion-request": REASON,
    "dprd-approval": {},
    "dprd-refusal": {},
    "examination": {},
    "inadmissibility": REASON,
    "internal-clause": REASON,
    "mediator-appointment": {},
    "mediator-proposal": {"mediator_id": NOWHERE},
    "mediator-replacement": REASON,
    "monitoring": {},
    "redrafting": REASON,
    "reminder": {},
    "referral": REASON,
    "referral-dossier": {},
    "referral-receipt": {"number": "DEMO", "received_on": "2026-01-02"},
    "referral-reply": {"number": "DEMO", "dated": "2026-01-02", "outcome": "ditangani"},
    "referral-reply-correction": {"reply": 1, "reason": "DEMO"},
    "renewed-invitation": REASON,
    "signing": {},
    "unwillingness": REASON,
}
BY_LEADERS = {
    "drafting": {},
    "extension": {"clock": NOWHERE, "days": 1, "reason": "DEMO"},
    "failure": REASON,
    "impartiality": {"impartial": True, "statement": "DEMO"},
    "opening": {},
    "reconvening": REASON,
    "resumption": REASON,
    "suspension": {"reason": "DEMO", "consents": []},
}
ALL = dict.fromkeys(ACTORS, 200)
LETTERS = READERS | {"gwpp": 403, "ministry": 403}
NO_LETTER = LETTERS | dict.fromkeys(("officer", "coordinator", "petitioner", "other-side"), 404)
KEEPER = NOBODY | {"secretariat": 422}
RULE = f"{AT}/clock-rules/{NOWHERE}"
BY_PARTIES = {
    "mediator-acceptance": {"accepted": True},
    "mediator-evaluation": {
        "scores": dict.fromkeys(
            ("netralitas", "kerahasiaan", "penguasaan_masalah", "komunikasi", "ketepatan_waktu"), 5
        )
    },
    "resume": {"position": "DEMO"},
    "signature": {},
    "signature-refusal": REASON,
    "willingness": {"willing": False},
}
MEDIATOR_IN = {"name": "DEMO", "capacity": "mediator", "term_from": "2026-01-01"}
ENDING = {"representative_id": NOWHERE, "ended_on": "2026-01-05", "reason": "DEMO"}
POWER = {"name": "DEMO", "power": "berunding", "letter_number": "1/DEMO", "letter_date": "2026-01-05"}

SIGNAL = {
    "title": "Isyarat (DEMO)",
    "classification": "konflik_sosial",
    "severity": 3,
    "region_codes": ["34.01", "34.02"],
    "institution": "kesbangpol",
    "forums": ["forum-dua"],
    "statements": [{"text": "Kabar (DEMO).", "source": "Warga (DEMO)"}],
}


def _early_warnings() -> dict[tuple[str, str], Row]:
    """The routes of early warnings, asked of a signal that petitioner reported and the other side may see."""
    at, one = f"{AT}/early-warnings", f"{AT}/early-warnings/{{signal}}"
    readers = dict.fromkeys(("petitioner", "other-side", "stranger", "officer", "coordinator"), 200) | {
        "gwpp": 200,
        "gwpp-elsewhere": 200,
    }
    lists = NOBODY | readers
    seen = lists | {"stranger": 404, "gwpp-elsewhere": 404}
    office = {"officer": 201, "coordinator": 201}
    reporters = dict.fromkeys(("petitioner", "other-side", "stranger"), 201) | office
    hidden = {"stranger": 404, "gwpp-elsewhere": 404}
    worked = NOBODY | hidden | office
    route = "/v1/{simpul}/early-warnings"
    return {
        ("get", route): Row(lists, at),
        ("post", route): Row(NOBODY | reporters, at, SIGNAL),
        ("get", f"{route}/bulletins"): Row(lists, f"{at}/bulletins"),
        ("post", f"{route}/bulletins"): Row(NOBODY | dict.fromkeys(office, 422), f"{at}/bulletins", {}),
        ("get", f"{route}/bulletins/{{id}}"): Row(
            NOBODY | dict.fromkeys(readers, 404), f"{at}/bulletins/{NOWHERE}"
        ),
        ("get", f"{route}/trend"): Row(lists, f"{at}/trend?border=34.01/34.02"),
        ("get", f"{route}/{{id}}"): Row(seen, one),
        ("get", f"{route}/{{id}}/history"): Row(seen, f"{one}/history"),
        ("patch", f"{route}/{{id}}"): Row(NOBODY | hidden | dict.fromkeys(office, 200), one, {"severity": 4}),
        ("post", f"{route}/{{id}}/statements"): Row(
            NOBODY | reporters | hidden, f"{one}/statements", {"text": "DEMO", "source": "DEMO"}
        ),
        ("post", f"{route}/{{id}}/statements/{{statement_id}}/assessment"): Row(
            NOBODY | hidden | dict.fromkeys(office, 404),
            f"{one}/statements/{NOWHERE}/assessment",
            {"status": "dibantah", "basis": "DEMO"},
        ),
        # Who reported it does not corroborate it.
        ("post", f"{route}/{{id}}/corroborations"): Row(
            NOBODY | reporters | hidden | {"petitioner": 409},
            f"{one}/corroborations",
            {"supports": True, "text": "DEMO"},
        ),
        ("post", f"{route}/{{id}}/escalation"): Row(
            worked, f"{one}/escalation", {"to": "perkara", "reason": "DEMO"}
        ),
        ("post", f"{route}/{{id}}/closing"): Row(
            worked, f"{one}/closing", {"unfounded": True, "outcome": "DEMO"}
        ),
    }


def _retention() -> dict[tuple[str, str], Row]:
    """The routes of retention: the secretariat's; who works under the rules reads them."""
    at, route = f"{AT}/retention", "/v1/{simpul}/retention"
    reads = NOBODY | dict.fromkeys(("officer", "coordinator", "secretariat", "auditor"), 200)
    keeps = NOBODY | {"secretariat": 404}
    return {
        ("get", f"{route}/rules"): Row(reads, f"{at}/rules"),
        ("get", f"{route}/rules/{{state}}"): Row(reads, f"{at}/rules/ditutup"),
        ("get", f"{route}/rules/{{state}}/history"): Row(reads, f"{at}/rules/ditutup/history"),
        ("patch", f"{route}/rules/{{state}}"): Row(keeps, f"{at}/rules/mediasi", REASON),
        ("get", f"{route}/cases"): Row(NOBODY | {"secretariat": 200}, f"{at}/cases"),
        **{
            ("post", f"{route}/cases/{{id}}/{act}"): Row(keeps, f"{at}/cases/{NOWHERE}/{act}", REASON)
            for act in ("hold", "release", "destruction")
        },
    }


def _personal_data() -> dict[tuple[str, str], Row]:
    """The routes of data subjects' requests: taken in at the desk, handled by the secretariat."""
    at, route = f"{AT}/personal-data", "/v1/{simpul}/personal-data"
    desk = ("officer", "coordinator", "secretariat")
    acts = {
        "answer": {"answer": "DEMO"},
        "correction": {"changes": [{"table": "x", "row": "x", "field": "x", "value": "x"}]},
        "erasure": {},
        "export": {},
        "refusal": REASON,
    }
    one = f"{at}/requests/{NOWHERE}"
    return {
        ("get", f"{route}/processing"): Row(
            NOBODY | dict.fromkeys((*desk, "auditor"), 200), f"{at}/processing"
        ),
        ("get", f"{route}/requests"): Row(NOBODY | dict.fromkeys(desk, 200), f"{at}/requests"),
        ("post", f"{route}/requests"): Row(
            NOBODY | dict.fromkeys(desk, 201),
            f"{at}/requests",
            {"kind": "salinan", "person_name": "Ibu Contoh (DEMO)"},
        ),
        ("get", f"{route}/requests/{{id}}"): Row(NOBODY | dict.fromkeys(desk, 404), one),
        ("post", f"{route}/requests/{{id}}/identity-check"): Row(
            NOBODY | dict.fromkeys(desk, 404), f"{one}/identity-check", {"note": "DEMO"}
        ),
        **{
            ("post", f"{route}/requests/{{id}}/{act}"): Row(
                NOBODY | {"secretariat": 404}, f"{one}/{act}", body
            )
            for act, body in acts.items()
        },
    }


TABLE: dict[tuple[str, str], Row] = {
    ("get", "/internal/{simpul}/feed"): Row(INTERNAL, "/internal/kabkota/feed"),
    ("get", "/internal/{simpul}/feed/lag"): Row(INTERNAL, "/internal/kabkota/feed/lag"),
    ("get", "/v1/{simpul}/cases"): Row(LISTERS, f"{AT}/cases"),
    ("post", "/v1/{simpul}/cases"): Row(
        NOBODY | {"petitioner": 201, "other-side": 422, "stranger": 422, "officer": 422, "coordinator": 422},
        f"{AT}/cases",
        request(),
    ),
    ("post", "/v1/{simpul}/cases/reservations"): Row(
        NOBODY | dict.fromkeys(("petitioner", "other-side", "stranger", "officer", "coordinator"), 201),
        f"{AT}/cases/reservations",
        {"title": "DEMO", "kind": "antar_forum"},
    ),
    ("get", "/v1/{simpul}/cases/{id}"): Row(READERS, ONE_CASE),
    ("get", "/v1/{simpul}/cases/{id}/clocks"): Row(READERS, f"{ONE_CASE}/clocks"),
    ("get", "/v1/{simpul}/cases/{id}/letters"): Row(LETTERS, f"{ONE_CASE}/letters"),
    ("post", "/v1/{simpul}/cases/{id}/letters"): Row(acting(403), f"{ONE_CASE}/letters", {}),
    ("get", "/v1/{simpul}/cases/{id}/letters/{letter_id}"): Row(NO_LETTER, f"{ONE_CASE}/letters/{NOWHERE}"),
    ("get", "/v1/{simpul}/cases/{id}/letters/{letter_id}/file"): Row(
        NO_LETTER, f"{ONE_CASE}/letters/{NOWHERE}/file"
    ),
    ("post", "/v1/{simpul}/cases/{id}/letters/{letter_id}/file"): Row(
        acting(403), f"{ONE_CASE}/letters/{NOWHERE}/file", {}
    ),
    ("post", "/v1/{simpul}/cases/{id}/letters/{letter_id}/correction"): Row(
        acting(403), f"{ONE_CASE}/letters/{NOWHERE}/correction", REASON
    ),
    ("post", "/v1/{simpul}/cases/{id}/letters/{letter_id}/withdrawal"): Row(
        acting(403), f"{ONE_CASE}/letters/{NOWHERE}/withdrawal", REASON
    ),
    ("get", "/v1/{simpul}/cases/{id}/referral"): Row(NO_LETTER, f"{ONE_CASE}/referral"),
    ("get", "/v1/{simpul}/cases/{id}/referral/file"): Row(NO_LETTER, f"{ONE_CASE}/referral/file"),
    ("get", "/v1/{simpul}/clock-rules"): Row(ALL, f"{AT}/clock-rules"),
    ("post", "/v1/{simpul}/clock-rules"): Row(KEEPER, f"{AT}/clock-rules", {}),
    ("get", "/v1/{simpul}/clock-rules/{id}"): Row(dict.fromkeys(ACTORS, 404), RULE),
    ("patch", "/v1/{simpul}/clock-rules/{id}"): Row(NOBODY | {"secretariat": 404}, RULE, REASON),
    ("get", "/v1/{simpul}/clock-rules/{id}/history"): Row(
        NOBODY | dict.fromkeys(("officer", "coordinator", "secretariat", "auditor"), 404), f"{RULE}/history"
    ),
    ("get", "/v1/{simpul}/non-working-days"): Row(ALL, f"{AT}/non-working-days"),
    ("post", "/v1/{simpul}/non-working-days"): Row(KEEPER, f"{AT}/non-working-days", {}),
    ("get", "/v1/{simpul}/non-working-days/{day}/history"): Row(
        NOBODY | dict.fromkeys(("secretariat", "officer", "coordinator", "auditor"), 404),
        f"{AT}/non-working-days/2026-01-02/history",
    ),
    ("delete", "/v1/{simpul}/non-working-days/{day}"): Row(
        NOBODY | {"secretariat": 404}, f"{AT}/non-working-days/2026-01-02"
    ),
    **_early_warnings(),
    **_personal_data(),
    **_retention(),
    # Nothing was counted yet, which everybody learns; an overseer does not learn what a case is like.
    ("get", "/v1/{simpul}/figures"): Row(dict.fromkeys(ACTORS, 404), f"{AT}/figures"),
    ("get", "/v1/{simpul}/cases/{id}/similar"): Row(
        READERS | {"gwpp": 403, "ministry": 403}, f"{ONE_CASE}/similar"
    ),
    ("post", "/internal/{simpul}/case-access"): Row(
        dict.fromkeys(ACTORS, 403), "/internal/kabkota/case-access", {"code": "x"}
    ),
    ("get", "/v1/{simpul}/cases/{id}/access-codes"): Row(
        OFFICE | dict.fromkeys(("stranger", "mediator", "gwpp-elsewhere"), 403), f"{ONE_CASE}/access-codes"
    ),
    ("get", "/v1/{simpul}/cases/{id}/documents"): Row(READERS, f"{ONE_CASE}/documents"),
    ("post", "/v1/{simpul}/cases/{id}/documents"): Row(
        acting(415, "petitioner", "other-side"), f"{ONE_CASE}/documents?name=a.pdf", {}
    ),
    ("get", "/v1/{simpul}/cases/{id}/documents/{document_id}"): Row(
        READERS_OF_NOTHING, f"{ONE_CASE}/documents/{NOWHERE}"
    ),
    ("get", "/v1/{simpul}/cases/{id}/documents/{document_id}/content"): Row(
        READERS_OF_NOTHING, f"{ONE_CASE}/documents/{NOWHERE}/content"
    ),
    ("post", "/v1/{simpul}/cases/{id}/documents/{document_id}/versions"): Row(
        acting(415, "petitioner", "other-side"), f"{ONE_CASE}/documents/{NOWHERE}/versions", {}
    ),
    **{
        ("post", f"/v1/{{simpul}}/cases/{{id}}/documents/{{document_id}}/{act}"): Row(
            acting(404, "petitioner", "other-side"), f"{ONE_CASE}/documents/{NOWHERE}/{act}", {}
        )
        for act in ("lock", "unlock")
    },
    ("put", "/v1/{simpul}/cases/{id}/relations"): Row(
        acting(200, "petitioner"),
        f"{ONE_CASE}/relations",
        {"related_forums": [], "related_instruments": []},
    ),
    ("put", "/v1/{simpul}/cases/{id}/root-causes"): Row(
        acting(403), f"{ONE_CASE}/root-causes", {"root_causes": []}
    ),
    ("get", "/v1/{simpul}/cases/{id}/trail"): Row(
        OFFICE | PARTIES | HIDDEN | {"auditor": 200}, f"{ONE_CASE}/trail"
    ),
    ("get", "/v1/{simpul}/queue"): Row(OFFICE, f"{AT}/queue"),
    ("get", "/v1/{simpul}/queue/facets"): Row(OFFICE, f"{AT}/queue/facets"),
    ("get", "/v1/{simpul}/queue/my-day"): Row(OFFICE, f"{AT}/queue/my-day"),
    ("get", "/v1/{simpul}/queue/workload"): Row(OFFICE, f"{AT}/queue/workload"),
    ("post", "/v1/{simpul}/queue/assignments"): Row(
        NOBODY | {"coordinator": 200},
        f"{AT}/queue/assignments",
        {"cases": [NOWHERE], "assignee": "client:api-petugas"},
    ),
    ("post", "/v1/{simpul}/queue/takeovers"): Row(
        NOBODY | {"coordinator": 200},
        f"{AT}/queue/takeovers",
        {"absent": "client:a-b", "assignee": "client:api-petugas", "reason": "DEMO"},
    ),
    ("get", "/v1/{simpul}/queue/views"): Row(OFFICE, f"{AT}/queue/views"),
    ("post", "/v1/{simpul}/queue/views"): Row(
        NOBODY | {"officer": 201, "coordinator": 201},
        f"{AT}/queue/views",
        {"name": "DEMO", "filters": {"overdue": "true"}},
    ),
    ("put", "/v1/{simpul}/queue/views/{id}"): Row(
        NOBODY | {"officer": 404, "coordinator": 404},
        f"{AT}/queue/views/{NOWHERE}",
        {"name": "DEMO", "filters": {}},
    ),
    ("delete", "/v1/{simpul}/queue/views/{id}"): Row(
        NOBODY | {"officer": 404, "coordinator": 404}, f"{AT}/queue/views/{NOWHERE}"
    ),
    ("get", "/v1/{simpul}/trail/export"): Row(AUDIT, f"{AT}/trail/export"),
    ("get", "/v1/{simpul}/trail/roots"): Row(AUDIT, f"{AT}/trail/roots"),
    ("post", "/v1/{simpul}/cases/{id}/issues/{issue_id}/decision"): Row(
        acting(403), f"{ONE_CASE}/issues/{NOWHERE}/decision", {}
    ),
    **_act(
        "claim",
        acting(201, "officer")
        | {"coordinator": 201, "mediator": 403, "stranger": 403}
        | {"gwpp-elsewhere": 403},
    ),
    **_act("assignment", acting(201, "coordinator"), {"assignee": "client:api-petugas"}),
    **_act("handover", acting(201, "coordinator"), {"assignee": OFFICER.subject, "reason": "DEMO"}),
    **{key: row for act, body in BY_HOLDER.items() for key, row in _act(act, acting(403), body).items()},
    **{key: row for act, body in BY_LEADERS.items() for key, row in _act(act, acting(403), body).items()},
    # The petitioner's, as far as the state allows.
    **_act("filing", acting(409, "petitioner"), request()),
    **_act("cancellation", acting(409, "petitioner"), REASON),
    **_act("completion", acting(409, "petitioner"), REASON),
    **_act("clause-exhaustion", acting(409, "petitioner"), {"result": "sudah_ditempuh", "reason": "DEMO"}),
    **_act("withdrawal", acting(201, "petitioner"), REASON),
    **{
        key: row
        for act, body in BY_PARTIES.items()
        for key, row in _act(act, acting(409, "petitioner", "other-side"), body).items()
    },
    **_below("mediators", INSIDERS),
    **_below("notes", INSIDERS),
    **_below("obligations", INSIDERS),
    **_below("settlement", _of(INSIDERS, 404)),
    **_change("post", "obligations/{obligation_id}/report", acting(404, "petitioner", "other-side")),
    **_change("post", "obligations/{obligation_id}/verification", acting(403)),
    **_change("post", "obligations/{obligation_id}/breach", acting(403)),
    **_change("post", "obligations/{obligation_id}/repair", acting(403)),
    **_change("post", "obligations/{obligation_id}/failure", acting(403)),
    **_below("settlement/file", _of(INSIDERS, 404)),
    **_change("post", "settlement/clauses", acting(403)),
    **_change("patch", "settlement/clauses/{clause_id}", acting(403)),
    **_change("delete", "settlement/clauses/{clause_id}", acting(403)),
    **_change("post", "settlement/obligations", acting(403)),
    **_change("delete", "settlement/obligations/{obligation_id}", acting(403)),
    **_change("post", "settlement/initials", acting(404, "petitioner", "other-side")),
    **_below("proposals", INSIDERS),
    **_below("sessions", INSIDERS),
    **_one_below("proposals", "{proposal_id}"),
    **_one_below("sessions", "{session_id}"),
    **_one_below("sessions", "{session_id}/invitation.ics"),
    **_act("notes", acting(409, "petitioner", "other-side"), {"text": "DEMO"}),
    **_act("proposals", acting(409, "petitioner", "other-side"), {"text": "DEMO"}),
    **_act("sessions", acting(403), {}),
    **_change("post", "notes/{note_id}/disclosure", acting(404, "petitioner", "other-side")),
    **_change("patch", "proposals/{proposal_id}", acting(404, "petitioner", "other-side")),
    **_change("post", "proposals/{proposal_id}/answer", acting(404, "petitioner", "other-side")),
    **_change("patch", "sessions/{session_id}", acting(403)),
    **_change("post", "sessions/{session_id}/adjournment", acting(403)),
    **_change("post", "sessions/{session_id}/cancellation", acting(403)),
    **_change("post", "sessions/{session_id}/record", acting(403)),
    **_below("mediator-candidates", OFFICE),
    **_below("mediator-evaluations", OFFICE),
    **_below("resumes", INSIDERS),
    ("get", "/v1/{simpul}/mediators"): Row(ROSTER_READERS, f"{AT}/mediators"),
    ("post", "/v1/{simpul}/mediators"): Row(_of(ROSTER_KEEPERS, 201), f"{AT}/mediators", MEDIATOR_IN),
    ("get", "/v1/{simpul}/officers"): Row(ROSTER_KEEPERS | {"officer": 200}, f"{AT}/officers"),
    ("post", "/v1/{simpul}/officers"): Row(_of(ROSTER_KEEPERS, 422), f"{AT}/officers", {"subject": "siapa"}),
    ("get", "/v1/{simpul}/officers/{id}"): Row(
        _of(ROSTER_KEEPERS | {"officer": 200}, 404), f"{AT}/officers/{NOWHERE}"
    ),
    ("patch", "/v1/{simpul}/officers/{id}"): Row(
        _of(ROSTER_KEEPERS, 404), f"{AT}/officers/{NOWHERE}", {"active": False}
    ),
    ("get", "/v1/{simpul}/mediators/{id}"): Row(_of(ROSTER_READERS, 404), f"{AT}/mediators/{NOWHERE}"),
    ("patch", "/v1/{simpul}/mediators/{id}"): Row(_of(ROSTER_KEEPERS, 404), f"{AT}/mediators/{NOWHERE}", {}),
    ("get", "/v1/{simpul}/mediators/{id}/conflicts"): Row(
        _of(ROSTER_READERS, 404), f"{AT}/mediators/{NOWHERE}/conflicts"
    ),
    ("post", "/v1/{simpul}/mediators/{id}/conflicts"): Row(
        _of(ROSTER_READERS, 404), f"{AT}/mediators/{NOWHERE}/conflicts", {}
    ),
    **_act("duplicate-link", acting(422, "coordinator"), {"case": NOWHERE, "reason": "DEMO"}),
    **_act("head-change", acting(201, "petitioner", "other-side"), {"on": "2026-01-05"}),
    **_act("representative-ending", acting(404, "petitioner", "other-side"), ENDING),
    **_act("representative-naming", acting(201, "petitioner", "other-side"), POWER),
    **_act("willingness", acting(409, "petitioner", "other-side"), {"willing": False}),
}


def test_every_route_has_a_row() -> None:
    paths = create(None).openapi()["paths"]
    routes = {(method, path) for path, operations in paths.items() for method in operations}
    assert routes == set(TABLE)


@pytest.mark.parametrize("key", TABLE, ids="-".join)
async def test_each_actor_gets_what_the_table_says(mediation: Caller, key: tuple[str, str]) -> None:
    row = TABLE[key]
    assert set(row.statuses) == set(ACTORS)
    told: dict[str, int] = {}
    case, changed = "", True
    for name, actor in ACTORS.items():
        # Each actor finds a case as it was filed.
        if changed and "{case}" in row.path:
            case = (await file(mediation))["id"]
        path = row.path.replace("{case}", case)
        if "{signal}" in path:
            signal = await mediation.as_(ONE).post(f"{AT}/early-warnings", SIGNAL)
            path = path.replace("{signal}", signal.json()["id"])
        caller = mediation.as_(actor)
        if key[0] == "get":
            answer = await caller.get(path)
        elif key[0] == "delete":
            answer = await caller.delete(path, etag='"1"')
        else:
            headers = {} if key[0] == "post" else {"If-Match": '"1"'}
            answer = await caller.send(key[0].upper(), path, row.body, headers=headers)
        told[name] = answer.status_code
        if row.statuses["public"] == 401 and answer.status_code in (200, 201):
            # No cache shares what not everybody reads.
            cached = answer.headers.get("cache-control"), answer.headers.get("vary")
            assert cached in {("private", "Authorization"), ("no-store", "Authorization")}, cached
            assert "." in answer.headers.get("etag", '"1.x"'), "a tag names as whom it was read"
        changed = key[0] != "get" and answer.status_code < 300
    assert told == row.statuses
