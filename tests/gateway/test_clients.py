"""Registering, reading and amending clients, and what that does to tokens already issued."""

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from gateway.identity.db import Sessions
from gateway.identity.models import Client
from services.kit import clock
from services.kit.tokens import InternalVerifier
from tests.gateway.conftest import SECRET, Door, MakeClient, OpenGateway, new_client_id
from tests.gateway.test_oauth import GRANT, TOKEN, basic
from tests.gateway.upstreams import Upstream

pytestmark = pytest.mark.usefixtures("clean_identity")
BOTH = ["provinsi", "kabkota"]
CLIENTS = "/v1/clients"
Headers = dict[str, str]


@pytest.fixture
def admin(gateway: Door) -> Headers:
    return gateway.bearer(client_id="admin-uji", role="admin", simpul=BOTH, scopes=["admin"])


def body(**fields: Any) -> dict[str, Any]:
    values = {
        "client_id": new_client_id(),
        "name": "Sistem Uji",
        "role": "forum",
        "simpul": ["kabkota"],
        "scopes": ["registry:read", "registry:write"],
        "forum": "kartamantul",
    }
    return {name: value for name, value in (values | fields).items() if value is not ...}


async def token_of(http: httpx.AsyncClient, client_id: str, secret: str = SECRET) -> Headers:
    answer = await http.post(TOKEN, data=GRANT, headers=basic(client_id, secret))
    assert answer.status_code == 200, answer.text
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}


async def test_a_registered_client_comes_in_with_the_secret_it_was_told(
    gateway: Door, admin: Headers
) -> None:
    sent = body()
    answer = await gateway.http.post(CLIENTS, json=sent, headers=admin)
    assert answer.status_code == 201, answer.text
    assert answer.headers["location"] == f"/v1/clients/{sent['client_id']}"
    assert answer.headers["cache-control"] == "no-store"
    made = answer.json()
    bearer = await token_of(gateway.http, sent["client_id"], made["client_secret"])
    me = (await gateway.http.get("/v1/me", headers=bearer)).json()
    assert me["bindings"] == {"forum": "kartamantul", "provinces": []}
    assert me["secret_id"] == made["secret_id"]

    read = await gateway.http.get(answer.headers["location"], headers=admin)
    assert read.headers["etag"] == answer.headers["etag"] == '"1"'
    told = {name: value for name, value in made.items() if name not in ("client_secret", "secret_id")}
    assert read.json() == told
    assert told | sent == told
    assert (told["disabled"], told["demonstration"]) == (None, False)
    again = await gateway.http.get(
        answer.headers["location"], headers=admin | {"If-None-Match": read.headers["etag"]}
    )
    assert again.status_code == 304


async def test_a_repeated_registration_is_told_all_but_the_secret(gateway: Door, admin: Headers) -> None:
    sent, keyed = body(), admin | {"Idempotency-Key": "daftar-1"}
    first = await gateway.http.post(CLIENTS, json=sent, headers=keyed)
    again = await gateway.http.post(CLIENTS, json=sent, headers=keyed)
    assert first.json()["client_secret"]
    assert (again.status_code, again.headers["idempotency-replayed"]) == (201, "true")
    assert again.json() == first.json() | {"client_secret": None}
    other = await gateway.http.post(CLIENTS, json=sent | {"name": "Lain"}, headers=keyed)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency-key-reused")


async def test_an_id_is_given_once(gateway: Door, admin: Headers) -> None:
    sent = body()
    assert (await gateway.http.post(CLIENTS, json=sent, headers=admin)).status_code == 201
    answer = await gateway.http.post(CLIENTS, json=sent, headers=admin)
    assert (answer.status_code, answer.json()["code"]) == (409, "client-id-taken")
    assert answer.json()["errors"][0]["pointer"] == "/client_id"


async def test_of_two_at_once_one_registers(gateway: Door, admin: Headers) -> None:
    sent = body()
    answers = await asyncio.gather(*(gateway.http.post(CLIENTS, json=sent, headers=admin) for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409, 409]


# What is changed, and which fields are told to be wrong.
UNFIT: dict[str, tuple[dict[str, Any], set[tuple[str, str]]]] = {
    "an id with capitals": ({"client_id": "Forum"}, {("/client_id", "string-pattern-mismatch")}),
    "an id with a NUL": ({"client_id": "forum\0"}, {("/client_id", "nul")}),
    "a blank name": ({"name": " "}, {("/name", "string-pattern-mismatch")}),
    "a name with a NUL": ({"name": "a\0"}, {("/name", "nul")}),
    "an unknown role": ({"role": "raja"}, {("/role", "literal-error")}),
    "an unknown simpul": ({"simpul": ["pusat"]}, {("/simpul/0", "literal-error")}),
    "no simpul": ({"simpul": []}, {("/simpul", "too-short")}),
    "a simpul twice": ({"simpul": ["kabkota", "kabkota"]}, {("/simpul", "repeated")}),
    "an unknown scope": ({"scopes": ["registry:own"]}, {("/scopes/0", "literal-error")}),
    "no scope": ({"scopes": []}, {("/scopes", "too-short")}),
    "a scope twice": ({"scopes": ["registry:read"] * 2}, {("/scopes", "repeated")}),
    "a scope of admins": ({"scopes": ["registry:read", "admin"]}, {("/scopes/1", "scope-of-another-role")}),
    "no forum": ({"forum": None}, {("/forum", "forum-and-role")}),
    "a forum of a ministry": ({"role": "ministry"}, {("/forum", "forum-and-role")}),
    "a forum in both simpul": ({"simpul": BOTH}, {("/simpul", "forum-in-two-simpul")}),
    "a forum with provinces": ({"provinces": ["33"]}, {("/provinces", "provinces-and-role")}),
    "a gwpp without its province": ({"role": "gwpp", "forum": ...}, {("/provinces", "missing")}),
    "a province that is a kabupaten": (
        {"role": "gwpp", "forum": ..., "provinces": ["33.01"]},
        {("/provinces/0", "string-pattern-mismatch")},
    ),
    "all at once": (
        {"role": "gwpp", "scopes": ["admin"]},
        {("/forum", "forum-and-role"), ("/provinces", "missing"), ("/scopes/0", "scope-of-another-role")},
    ),
    "a field nobody knows": ({"demonstration": True}, {("/demonstration", "extra-forbidden")}),
    "nothing": (
        dict.fromkeys(("client_id", "name", "role", "simpul", "scopes", "forum"), ...),
        {(f"/{name}", "missing") for name in ("client_id", "name", "role", "simpul", "scopes")},
    ),
}


@pytest.mark.parametrize("case", UNFIT)
async def test_what_cannot_be_a_client_is_refused_with_every_reason(
    gateway: Door, admin: Headers, case: str
) -> None:
    fields, errors = UNFIT[case]
    answer = await gateway.http.post(CLIENTS, json=body(**fields), headers=admin)
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert {(error["pointer"], error["code"]) for error in answer.json()["errors"]} == errors
    assert (await gateway.http.get(CLIENTS, headers=admin)).json()["items"] == []


async def test_nobody_registers_a_client_that_reaches_further_than_itself(gateway: Door) -> None:
    kabkota = gateway.bearer(client_id="admin-kabkota", role="admin", scopes=["admin"])
    answer = await gateway.http.post(
        CLIENTS, json=body(role="ministry", forum=..., simpul=BOTH), headers=kabkota
    )
    assert (answer.status_code, answer.json()["code"]) == (403, "simpul-mismatch")


async def test_an_admin_sees_clients_of_its_own_simpul_only(
    gateway: Door, make_client: MakeClient, admin: Headers
) -> None:
    own = await make_client(new_client_id())
    other = await make_client(new_client_id(), role="ministry", simpul=["provinsi"])
    both = await make_client(new_client_id(), role="ministry", simpul=BOTH)
    kabkota = gateway.bearer(client_id="admin-kabkota", role="admin", scopes=["admin"])
    listed = (await gateway.http.get(CLIENTS, headers=kabkota)).json()["items"]
    assert [item["client_id"] for item in listed] == [own]
    assert (await gateway.http.get(f"{CLIENTS}/{other}", headers=kabkota)).status_code == 404
    assert len((await gateway.http.get(CLIENTS, headers=admin)).json()["items"]) == 3
    assert (await gateway.http.get(f"{CLIENTS}/{both}", headers=admin)).status_code == 200


async def test_the_list_is_paged_and_filtered(gateway: Door, make_client: MakeClient, admin: Headers) -> None:
    for number in range(5):
        await make_client(f"daftar-{number}", role="ministry", simpul=BOTH if number < 2 else ["provinsi"])
    await make_client(new_client_id(), disabled_at=clock.now())
    seen: list[str] = []
    url = f"{CLIENTS}?page_size=2&role=ministry"
    while url:
        answer = await gateway.http.get(url, headers=admin)
        seen += [item["client_id"] for item in answer.json()["items"]]
        url = answer.links["next"]["url"] if "next" in answer.links else ""
    assert seen == [f"daftar-{number}" for number in range(5)]
    for query, count in (
        ("simpul=kabkota", 3),
        ("simpul=kabkota&role=forum", 1),
        ("disabled=true", 1),
        ("disabled=false", 5),
        ("simpul=provinsi&disabled=true", 0),
    ):
        answer = await gateway.http.get(f"{CLIENTS}?{query}", headers=admin)
        assert len(answer.json()["items"]) == count, query


@pytest.mark.parametrize(
    "query", ["role=raja", "simpul=pusat", "disabled=x", "sort=name", "forum=x", "cursor=x", "page_size=0"]
)
async def test_a_query_nobody_understands_is_refused(gateway: Door, admin: Headers, query: str) -> None:
    answer = await gateway.http.get(f"{CLIENTS}?{query}", headers=admin)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == f"/query/{query.partition('=')[0]}"


async def test_a_change_needs_the_version_it_changes(
    gateway: Door, make_client: MakeClient, admin: Headers
) -> None:
    url = f"{CLIENTS}/{await make_client(new_client_id())}"
    change = {"name": "Nama baru"}
    assert (await gateway.http.patch(url, json=change, headers=admin)).status_code == 428
    stale = await gateway.http.patch(url, json=change, headers=admin | {"If-Match": '"7"'})
    assert (stale.status_code, stale.headers["etag"]) == (412, '"1"')
    done = await gateway.http.patch(url, json=change, headers=admin | {"If-Match": '"1"'})
    assert (done.status_code, done.headers["etag"], done.json()["name"]) == (200, '"2"', "Nama baru")
    same = await gateway.http.patch(url, json=change, headers=admin | {"If-Match": '"2"'})
    assert (same.status_code, same.headers["etag"]) == (200, '"2"')


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"role": "ministry"}, "/role"),
        ({"simpul": BOTH}, "/simpul"),
        ({"client_id": "lain"}, "/client_id"),
        ({"name": None}, "/name"),
        ({"scopes": None}, "/scopes"),
        ({"scopes": ["knowledge:own"]}, "/scopes/0"),
        ({"scopes": ["admin"]}, "/scopes/0"),
        ({"forum": None}, "/forum"),
        ({"provinces": ["33"]}, "/provinces"),
        ({"disabled": True}, "/disabled"),
        ({"disabled": {}}, "/disabled/reason"),
        ({"disabled": {"reason": ""}}, "/disabled/reason"),
    ],
)
async def test_a_change_that_cannot_be_is_refused_before_its_version(
    gateway: Door, make_client: MakeClient, admin: Headers, change: dict[str, Any], pointer: str
) -> None:
    url = f"{CLIENTS}/{await make_client(new_client_id())}"
    answer = await gateway.http.patch(url, json=change, headers=admin | {"If-Match": '"9"'})
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]
    assert (await gateway.http.get(url, headers=admin)).json()["version"] == 1


async def test_a_disabled_client_is_out_within_two_seconds_and_back_when_let_in(
    gateway: Door, make_client: MakeClient, admin: Headers
) -> None:
    url = f"{CLIENTS}/{await make_client(name := new_client_id())}"
    bearer = await token_of(gateway.http, name)
    assert (await gateway.http.get("/v1/regions", headers=bearer)).status_code == 200
    disabled = await gateway.http.patch(
        url, json={"disabled": {"reason": "Laptop hilang"}}, headers=admin | {"If-Match": '"1"'}
    )
    assert disabled.json()["disabled"]["reason"] == "Laptop hilang"
    await _until(gateway, bearer, status=401)
    assert (await gateway.http.post(TOKEN, data=GRANT, headers=basic(name, SECRET))).status_code == 401

    let_in = await gateway.http.patch(url, json={"disabled": None}, headers=admin | {"If-Match": '"2"'})
    assert let_in.json()["disabled"] is None
    await _until(gateway, bearer, status=200)


async def _until(door: Door, bearer: Headers, *, status: int) -> None:
    async with asyncio.timeout(2):
        while (await door.http.get("/v1/regions", headers=bearer)).status_code != status:
            pass


async def test_scopes_and_bindings_change_within_two_seconds_in_tokens_already_issued(
    gateway: Door,
    open_gateway: OpenGateway,
    upstream: Upstream,
    verifier_of: Callable[[str], InternalVerifier],
    make_client: MakeClient,
    admin: Headers,
) -> None:
    name = await make_client(new_client_id(), role="gwpp", provinces=["33"])
    bearer = await token_of(gateway.http, name)
    verifier = verifier_of("registry")

    async def seen(door: Door) -> tuple[set[str], set[str]]:
        """Scopes and provinces of the actor whom the service sees."""
        assert (await door.http.get("/v1/regions", headers=bearer)).status_code == 200
        actor = verifier.verify(upstream.last.headers["authorization"].removeprefix("Bearer ")).actor
        return set(actor.scopes), set(actor.bound_to("province"))

    async with open_gateway() as another:
        for door in (gateway, another):
            assert await seen(door) == ({"registry:read", "registry:write"}, {"33"})
        change = {"scopes": ["registry:read", "knowledge:read"], "provinces": ["34"]}
        done = await gateway.http.patch(f"{CLIENTS}/{name}", json=change, headers=admin | {"If-Match": '"1"'})
        assert done.status_code == 200
        async with asyncio.timeout(2):
            for door in (gateway, another):
                # What was given comes with the next token only.
                while await seen(door) != ({"registry:read"}, {"34"}):
                    pass
    bearer = await token_of(gateway.http, name)
    assert (await seen(gateway))[0] == {"registry:read", "knowledge:read"}


@pytest.mark.parametrize(
    ("change", "pointer"),
    [({"disabled": {"reason": "Salah tekan"}}, "/disabled"), ({"scopes": ["registry:read"]}, "/scopes")],
)
async def test_an_admin_may_not_lock_itself_out(
    gateway: Door, make_client: MakeClient, admin: Headers, change: dict[str, Any], pointer: str
) -> None:
    name = await make_client(new_client_id(), role="admin", simpul=BOTH, scopes=["admin"])
    url = f"{CLIENTS}/{name}"
    itself = await token_of(gateway.http, name)
    refused = await gateway.http.patch(url, json=change, headers=itself | {"If-Match": '"1"'})
    assert (refused.status_code, refused.json()["code"]) == (409, "self-lockout")
    assert refused.json()["errors"][0]["pointer"] == pointer
    # Its name it may change, and another admin may do the rest.
    named = await gateway.http.patch(url, json={"name": "Baru"}, headers=itself | {"If-Match": '"1"'})
    assert named.status_code == 200
    by_another = await gateway.http.patch(url, json=change, headers=admin | {"If-Match": '"2"'})
    assert by_another.status_code == 200


async def test_the_history_tells_who_did_what_from_where_newest_first(
    gateway: Door, admin: Headers, identity_sessions: Sessions
) -> None:
    sent = body()
    url = f"{CLIENTS}/{sent['client_id']}"
    first = (await gateway.http.post(CLIENTS, json=sent, headers=admin)).json()
    await gateway.http.patch(url, json={"name": "Baru"}, headers=admin | {"If-Match": '"1"'})
    bearer = await token_of(gateway.http, sent["client_id"], first["client_secret"])
    second = (await gateway.http.post(f"{url}/secrets", headers=bearer)).json()
    await gateway.http.delete(f"{url}/secrets/{first['secret_id']}", headers=bearer | {"If-Match": '"3"'})
    await gateway.http.patch(
        url, json={"disabled": {"reason": "Selesai"}}, headers=admin | {"If-Match": '"4"'}
    )
    # Refused writes leave no trace.
    await gateway.http.patch(url, json={"name": "X"}, headers=admin | {"If-Match": '"1"'})

    entries: list[dict[str, Any]] = []
    page: str | None = f"{url}/history?page_size=2"
    while page:
        answer = await gateway.http.get(page, headers=admin)
        entries += answer.json()["items"]
        page = answer.links["next"]["url"] if "next" in answer.links else None
    itself = f"client:{sent['client_id']}"
    assert [(e["act"], e["who"], e["address"], e["version"]) for e in entries] == [
        ("disable", "client:admin-uji", "127.0.0.1", 5),
        ("delete_secret", itself, "127.0.0.1", 4),
        ("add_secret", itself, "127.0.0.1", 3),
        ("amend", "client:admin-uji", "127.0.0.1", 2),
        ("register", "client:admin-uji", "127.0.0.1", 1),
    ]
    assert entries[0]["changes"] == {"disabled": {"old": None, "new": {"reason": "Selesai"}}}
    assert entries[1]["changes"] == {"secret": {"old": first["secret_id"], "new": None}}
    assert entries[2]["changes"] == {"secret": {"old": None, "new": second["id"]}}
    assert entries[3]["changes"] == {"name": {"old": "Sistem Uji", "new": "Baru"}}
    assert entries[4]["changes"]["scopes"] == {"old": None, "new": sent["scopes"]}
    for secret in (first["client_secret"], second["client_secret"]):
        assert secret not in str(entries)
    async with identity_sessions.begin() as session:
        client = await session.get_one(Client, sent["client_id"])
        assert client.version == 5
