"""Land and its effects on people, between two invented bodies of different provinces: from the first warning
to the kept promise, and where mediation fails, to a dossier whose answer is tracked.
"""

import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import psycopg
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey

from tests.bench.__main__ import owner_url
from tests.support.node import Node, eventually

pytestmark = pytest.mark.xdist_group("node")

AT = "/v1/kabkota"
FORUMS = {"forum-rawa-demo": ["33.01", "33.02"], "forum-muara-demo": ["34.01", "34.02"]}
REASON = {"reason": "Contoh (DEMO)."}
# What each reader is answered of a case, and of its trail.
SEEN = {
    "rawa": (200, 200),
    "muara": (200, 200),
    "stranger": (404, 404),
    "officer": (200, 200),
    "gwpp": (200, 403),
    "auditor": (403, 200),
    "other-simpul": (403, 403),
    "revoked": (401, 401),
    "expired": (401, 401),
    "public": (401, 401),
}
# What is said in a case: for those within, and for nobody who only oversees it.
WITHIN = ("letters", "notes", "obligations", "proposals", "sessions")


def _within(who: str) -> int:
    if who in ("rawa", "muara", "officer"):
        return 200
    return 403 if SEEN[who][0] == 200 else SEEN[who][0]


@dataclass
class Desk:
    """Everybody in the story, each with a token of the gateway."""

    node: Node
    people: dict[str, httpx.AsyncClient]

    async def act(self, who: str, case: str, act: str, body: object, status: int = 201) -> Any:
        """An act on a case, which must be answered so."""
        answer = await self.people[who].post(f"{AT}/cases/{case}/{act}", json=body)
        assert answer.status_code == status, (who, act, answer.text)
        return answer.json()

    async def change(self, who: str, case: str, path: str, body: object, version: int) -> Any:
        """The same where a version must be named."""
        headers = {"If-Match": f'"{version}"'}
        answer = await self.people[who].post(f"{AT}/cases/{case}/{path}", json=body, headers=headers)
        assert answer.status_code == 201, (who, path, answer.text)
        return answer.json()

    async def read(self, who: str, path: str) -> Any:
        """What somebody reads, which must be there for them."""
        answer = await self.people[who].get(f"{AT}{path}")
        assert answer.status_code == 200, (who, path, answer.text)
        return answer.json()

    async def everybody_sees_what_they_may(self, case: str) -> None:
        """The table above, asked of everybody."""
        told = {}
        for who in SEEN:
            one = await self.people[who].get(f"{AT}/cases/{case}")
            trail = await self.people[who].get(f"{AT}/cases/{case}/trail")
            told[who] = (one.status_code, trail.status_code)
            below = {(await self.people[who].get(f"{AT}/cases/{case}/{name}")).status_code for name in WITHIN}
            assert below == {_within(who)}, who
        assert told == SEEN
        overseen = await self.read("gwpp", f"/cases/{case}")
        assert (overseen["viewed_as"], overseen["title"], overseen["summary"]) == ("pengawas", None, None)
        for who in ("rawa", "muara"):
            own = await self.read(who, f"/cases/{case}")
            assert (own["viewed_as"], own["assignee"], own["priority"]) == ("pihak", None, None)


@pytest.fixture(scope="module")
async def desk(node: Node) -> AsyncIterator[Desk]:
    """Two invented forums with systems of their own, and everybody else as the node provides them."""

    async def told() -> bool:
        return "demo cases: done" in node.log()

    # Its own stories hold the desk for seconds at a time; who waits too long for a lock is sent away.
    await eventually(told, seconds=120)
    async with AsyncExitStack() as stack:
        secretariat = await stack.enter_async_context(await node.client("api-sekretariat-kabkota"))
        admin = await stack.enter_async_context(await node.client("api-admin"))
        people: dict[str, httpx.AsyncClient] = {}
        for slug, regions in FORUMS.items():
            forum = {"slug": slug, "name": f"{slug} (DEMO)", "branch": "eksekutif", "scope": "regional"}
            assert (await secretariat.post(f"{AT}/forums", json=forum)).status_code == 201
            for code in regions:
                added = await secretariat.post(f"{AT}/forums/{slug}/members", json={"region_code": code})
                assert added.status_code == 201, added.text
            client = {
                "client_id": slug,
                "name": slug,
                "role": "forum",
                "simpul": ["kabkota"],
                "scopes": ["mediation:file", "mediation:read"],
                "forum": slug,
            }
            made = await admin.post("/v1/clients", json=client)
            assert made.status_code == 201, made.text
            people[slug.split("-")[1]] = await stack.enter_async_context(
                await _with_secret(node, slug, made.json()["client_secret"])
            )
        known = {
            "stranger": "forum-kartamantul",
            "officer": "api-petugas-kabkota",
            "coordinator": "api-koordinator-kabkota",
            "mediator": "api-mediator-kabkota",
            "gwpp": "gwpp-jawa-tengah",
            "auditor": "api-auditor",
            "other-simpul": "api-petugas-provinsi",
            "revoked": "api-petugas-kabkota-2",
        }
        for who, client_id in known.items():
            people[who] = await stack.enter_async_context(await node.client(client_id))
        people["public"] = await stack.enter_async_context(await node.client())
        people["expired"] = await stack.enter_async_context(await _expired(node))
        await _revoke(node, people["revoked"])
        yield Desk(node, people)


async def _with_secret(node: Node, client_id: str, secret: str) -> httpx.AsyncClient:
    async with httpx.AsyncClient(base_url=node.url) as http:
        answer = await http.post(
            "/oauth/token", data={"grant_type": "client_credentials"}, auth=(client_id, secret)
        )
    headers = {"Authorization": f"Bearer {answer.json()['access_token']}"}
    return httpx.AsyncClient(base_url=node.url, headers=headers, timeout=30)


async def _expired(node: Node) -> httpx.AsyncClient:
    """The officer with a token of an hour ago, signed as the gateway signs."""
    environment = node.process("-m gateway").environ()
    key = ECKey.import_key(json.loads(environment["SIMPUL_GATEWAY_ACCESS_KEY"]))
    token = jwt.decode(await node.token("api-petugas-kabkota"), key, algorithms=["ES256"])
    past = {name: token.claims[name] - 3600 for name in ("iat", "exp")}
    old = jwt.encode(token.header, token.claims | past, key, algorithms=["ES256"])
    return httpx.AsyncClient(base_url=node.url, headers={"Authorization": f"Bearer {old}"}, timeout=30)


async def _revoke(node: Node, holder: httpx.AsyncClient) -> None:
    client = node.credentials()["api-petugas-kabkota-2"]
    token = holder.headers["Authorization"].removeprefix("Bearer ")
    async with httpx.AsyncClient(base_url=node.url) as http:
        answer = await http.post(
            "/oauth/revoke",
            data={"token": token},
            auth=(client["client_id"], client["client_secret"]),
        )
    assert answer.status_code == 200, answer.text


def _request(**changes: Any) -> dict[str, Any]:
    return {
        "title": "Lahan garapan di perbatasan (DEMO)",
        "kind": "antar_forum",
        "summary": "Lahan garapan dan akibatnya bagi warga (DEMO).",
        "issues": [
            {"category": "pertanahan", "text": "Hak atas lahan garapan (DEMO)."},
            {"category": "konflik_sosial", "text": "Gesekan warga (DEMO)."},
        ],
        "relief_sought": "Hidup berdampingan dengan aman (DEMO).",
        "house_rules_accepted": True,
        "parties": [
            {"role": "pemohon", "forum": "forum-rawa-demo"},
            {"role": "pihak_lain", "forum": "forum-muara-demo"},
        ],
    } | changes


async def _filed(desk: Desk) -> Any:
    """The request, once the desk was told of both forums."""

    async def filed() -> Any:
        answer = await desk.people["rawa"].post(f"{AT}/cases", json=_request())
        return answer.json() if answer.status_code == 201 else None

    return await eventually(filed, seconds=20)


async def _mediating(desk: Desk, case: dict[str, Any]) -> str:
    """Examined, accepted, willing, a mediator appointed, mediation opened."""
    key: str = case["id"]
    await desk.act("officer", key, "claim", {})
    await desk.act("officer", key, "examination", {})
    land, people = case["issues"]
    # Title to land is not the desk's; nobody can make it so.
    await desk.act("officer", key, f"issues/{land['id']}/decision", {"route": "mediasi", **REASON}, 422)
    await desk.act("officer", key, f"issues/{land['id']}/decision", {"route": "diteruskan", **REASON})
    await desk.act("officer", key, f"issues/{people['id']}/decision", {"route": "mediasi", **REASON})
    asked = await desk.act("officer", key, "acceptance", {})
    assert (asked["state"], asked["awaited"]) == (
        "menunggu_kesediaan",
        f"pihak:{asked['parties'][1]['id']}",
    )
    await desk.everybody_sees_what_they_may(key)
    willing = {"willing": True, "house_rules_accepted": True}
    assert (await desk.act("muara", key, "willingness", willing))["state"] == "penunjukan_mediator"
    mediator = await _mediator(desk)
    await desk.act("officer", key, "mediator-proposal", {"mediator_id": mediator})
    # Not before both accept, and not before the statement of impartiality.
    await desk.act("rawa", key, "mediator-acceptance", {"accepted": True})
    await desk.act("officer", key, "mediator-appointment", {}, 409)
    await desk.act("muara", key, "mediator-acceptance", {"accepted": True})
    statement = {"impartial": True, "statement": "Tidak memihak (DEMO)."}
    await desk.act("mediator", key, "impartiality", statement)
    await desk.act("officer", key, "mediator-appointment", {})
    for who in ("rawa", "muara"):
        await desk.act(who, key, "resume", {"position": f"Posisi {who} (DEMO)."})
    assert (await desk.act("mediator", key, "opening", {}))["state"] == "mediasi"
    await desk.everybody_sees_what_they_may(key)
    return key


async def _mediator(desk: Desk) -> str:
    """The node's mediator, who is put on the roster where nobody has done so."""
    subject = "client:api-mediator-kabkota"
    body = {
        "name": "Mediator contoh (DEMO)",
        "subject": subject,
        "capacity": "mediator",
        "term_from": "2020-01-01",
    }
    made = await desk.people["coordinator"].post(f"{AT}/mediators", json=body)
    if made.status_code == 201:
        return str(made.json()["id"])
    roster = (await desk.read("coordinator", "/mediators"))["items"]
    return next(str(one["id"]) for one in roster if one["subject"] == subject)


async def _caucus_and_session(desk: Desk, key: str) -> None:
    """What one party confides stays with it and the mediator; then both sides meet."""
    case = await desk.read("officer", f"/cases/{key}")
    rawa = case["parties"][0]["id"]
    secret = "Bersedia mundur dari satu blok (DEMO)."
    note = await desk.act("mediator", key, "notes", {"text": secret, "party_id": rawa})
    for who, sees in (("mediator", True), ("rawa", True), ("muara", False), ("officer", False)):
        answer = await desk.people[who].get(f"{AT}/cases/{key}/notes")
        assert (secret in answer.text) == sees, (who, answer.text)
    assert note["id"]
    starts = datetime.now(UTC) + timedelta(seconds=2)
    row = await desk.act(
        "officer",
        key,
        "sessions",
        {
            "kind": "pertemuan",
            "starts_at": starts.isoformat(),
            "ends_at": (starts + timedelta(minutes=10)).isoformat(),
            "place": f"Balai {key} (DEMO)",
        },
    )
    past = {"kind": "pertemuan", "place": "Balai (DEMO)"}
    times = {"starts_at": "2020-01-01T00:00:00Z", "ends_at": "2020-01-01T01:00:00Z"}
    await desk.act("officer", key, "sessions", past | times, 422)
    invitation = await desk.people["muara"].get(f"{AT}/cases/{key}/sessions/{row['id']}/invitation.ics")
    assert invitation.text.startswith("BEGIN:VCALENDAR")
    came = [{"party_id": party["id"], "present": True} for party in case["parties"]]

    async def recorded() -> bool:
        headers = {"If-Match": f'"{row["version"]}"'}
        answer = await desk.people["officer"].post(
            f"{AT}/cases/{key}/sessions/{row['id']}/record", json={"attendance": came}, headers=headers
        )
        return answer.status_code == 201

    await eventually(recorded, seconds=20)


async def test_from_the_first_warning_to_the_kept_promise(desk: Desk) -> None:
    signal = {
        "title": "Patok dicabut (DEMO)",
        "classification": "konflik_sosial",
        "severity": 4,
        "region_codes": ["33.01", "34.01"],
        "institution": "fkdm",
        "contact": "FKDM contoh (DEMO)",
        "forums": [],
        "statements": [{"text": "Patok dicabut malam hari (DEMO).", "source": "Warga (DEMO)"}],
    }

    async def warned() -> Any:
        answer = await desk.people["rawa"].post(f"{AT}/early-warnings", json=signal)
        return answer.json() if answer.status_code == 201 else None

    warning = await eventually(warned, seconds=20)
    assert (warning["border"], len(warning["alleged"]), warning["established"]) == ("33.01/34.01", 1, [])
    at = f"{AT}/early-warnings/{warning['id']}"
    assert (await desk.people["muara"].get(at)).status_code == 404
    assert (await desk.people["gwpp"].get(at)).status_code == 200

    case = await _filed(desk)
    land, people = (issue["authority"] for issue in case["issues"])
    assert (land["body"], land["mediable"]) == ("pertanahan", False)
    # The gap of the law is said aloud.
    assert "tidak disebut dalam Pasal 370" in people["gap"]["id"]
    assert people["needs_verification"]
    await desk.everybody_sees_what_they_may(case["id"])
    key = await _mediating(desk, case)
    await _caucus_and_session(desk, key)

    await desk.act("mediator", key, "drafting", {})
    clause = {
        "text": "Ronda bersama dan jalur pengaduan (DEMO).",
        "issues": [case["issues"][1]["id"]],
        "burdens_public": True,
    }
    draft = await desk.act("officer", key, "settlement/clauses", clause)
    owes = {
        "clause_id": draft["clauses"][0]["id"],
        "party_id": case["parties"][1]["id"],
        "text": "Menyusun jadwal ronda (DEMO).",
        "due_on": (datetime.now(UTC) + timedelta(days=1)).date().isoformat(),
    }
    draft = await desk.act("officer", key, "settlement/obligations", owes)
    for who in ("rawa", "muara"):
        await desk.change(who, key, "settlement/initials", {}, draft["version"])
    await desk.act("officer", key, "signing", {"outcome": "penuh"})
    for who in ("rawa", "muara"):
        head = {"head": {"name": f"Ketua {who} (DEMO)", "position": "Ketua forum"}}
        signed = await desk.act(who, key, "signature", head)
    # It burdens the public: nothing is agreed before the DPRD approves.
    assert signed["state"] == "menunggu_persetujuan_dprd"
    approval = {"dprd": "DPRD contoh (DEMO)", "number": "1/DEMO", "date": "2026-01-05"}
    agreed = await desk.act("officer", key, "dprd-approval", {"approvals": [approval]})
    assert (agreed["state"], agreed["outcome"]) == ("kesepakatan", "penuh")
    assert (await desk.act("officer", key, "monitoring", {}))["state"] == "pemantauan"
    await desk.everybody_sees_what_they_may(key)

    [owed] = (await desk.read("rawa", f"/cases/{key}/obligations"))["items"]
    await desk.act("officer", key, "closing", REASON, 409)
    # A week goes by.
    with psycopg.connect(owner_url(desk.node, "kabkota", "mediation")) as owner:
        owner.execute("UPDATE obligations SET due_on = due_on - 7 WHERE id = %s", [owed["id"]])
    path = f"obligations/{owed['id']}"
    broken = await desk.change("officer", key, f"{path}/breach", REASON, owed["version"])
    assert broken["state"] == "dilanggar"
    mended = {
        "agreed": "Jadwal disusun bersama (DEMO).",
        "due_on": (datetime.now(UTC) + timedelta(days=30)).date().isoformat(),
    }
    repaired = await desk.change("officer", key, f"{path}/repair", mended, broken["version"])
    report = {"text": "Jadwal sudah berjalan (DEMO).", "fulfilled": True}
    told = await desk.change("muara", key, f"{path}/report", report, repaired["version"])
    kept = await desk.change(
        "officer", key, f"{path}/verification", {"fulfilled": True, "note": "DEMO"}, told["version"]
    )
    assert kept["state"] == "terpenuhi"
    closed = await desk.act("officer", key, "closing", REASON)
    assert closed["state"] == "ditutup"
    await desk.everybody_sees_what_they_may(key)


async def test_where_mediation_fails_the_dossiers_answer_is_tracked(desk: Desk) -> None:
    case = await _filed(desk)
    key = await _mediating(desk, case)
    offer = "Tawaran rahasia (DEMO)."
    await desk.act("rawa", key, "proposals", {"text": offer})
    await _caucus_and_session(desk, key)
    assert (await desk.act("mediator", key, "failure", REASON))["state"] == "tidak_berhasil"
    await desk.act("officer", key, "referral", REASON, 409)
    await desk.act("officer", key, "referral-dossier", {"body": "menteri"})
    dossier = await desk.people["officer"].get(f"{AT}/cases/{key}/referral")
    assert dossier.status_code == 200
    # Nothing of what was offered or confided leaves the desk.
    for confidence in (offer, "Bersedia mundur"):
        assert confidence not in dossier.text
    assert (await desk.act("officer", key, "referral", REASON))["state"] == "diteruskan"
    await desk.act("officer", key, "closing", REASON, 409)
    today = datetime.now(UTC).date().isoformat()
    await desk.act("officer", key, "referral-receipt", {"number": "R-1/DEMO", "received_on": today})
    answer = {"number": "J-1/DEMO", "dated": today, "outcome": "ditangani", "note": "DEMO"}
    replied = await desk.people["officer"].post(f"{AT}/cases/{key}/referral-reply", json=answer)
    assert replied.status_code == 201, replied.text
    assert (await desk.act("officer", key, "closing", REASON))["state"] == "ditutup"
    await desk.everybody_sees_what_they_may(key)
    rows = (await desk.read("auditor", f"/cases/{key}/trail?page_size=200"))["items"]
    assert {"filing", "willingness", "failure", "referral", "referral-reply", "closing"} <= {
        row["act"] for row in rows
    }
