"""Every route of the gateway's own, asked by every kind of caller. A route without a row fails the suite."""

from typing import Any, NamedTuple

import pytest

from gateway import openapi
from tests.gateway.conftest import Door, MakeClient, new_client_id
from tests.gateway.test_clients import BOTH

pytestmark = pytest.mark.usefixtures("clean_identity")

# By name what differs from a forum's client in kabkota; the client that is asked about is in kabkota.
CALLERS: dict[str, dict[str, Any] | None] = {
    "public": None,
    "itself": {},
    "other": {"client_id": "forum-lain"},
    "secretariat": {"client_id": "sekretariat-uji", "role": "secretariat"},
    "ministry": {"client_id": "kementerian-uji", "role": "ministry", "simpul": BOTH},
    "officer-with-scope": {"client_id": "petugas-uji", "role": "officer", "scopes": ["admin", "audit:read"]},
    "admin": {"client_id": "admin-uji", "role": "admin", "simpul": BOTH, "scopes": ["admin"]},
    "admin-without-scope": {"client_id": "admin-uji", "role": "admin", "scopes": ["registry:read"]},
    "admin-elsewhere": {
        "client_id": "admin-uji",
        "role": "admin",
        "simpul": ["provinsi"],
        "scopes": ["admin"],
    },
    "auditor": {"client_id": "auditor-uji", "role": "auditor", "scopes": ["audit:read"]},
    "auditor-without-scope": {"client_id": "auditor-uji", "role": "auditor", "scopes": ["admin"]},
}
EVERYBODY = dict.fromkeys(CALLERS, 200)
NOBODY = dict.fromkeys(CALLERS, 403) | {"public": 401}
INVISIBLE = dict.fromkeys(CALLERS, 404) | {"public": 401}
# These ask for a client's secret, whatever token comes along.
BY_SECRET = dict.fromkeys(CALLERS, 401)


class Row(NamedTuple):
    """What one route answers to each caller, and how to ask it of a client `{id}`."""

    statuses: dict[str, int]
    path: str
    body: Any = None


NEW = {
    "client_id": "klien-baru",
    "name": "Baru",
    "role": "ministry",
    "simpul": ["kabkota"],
    "scopes": ["registry:read"],
}
TABLE: dict[tuple[str, str], Row] = {
    ("get", "/.well-known/jwks.json"): Row(EVERYBODY, "/.well-known/jwks.json"),
    ("get", "/.well-known/oauth-authorization-server"): Row(
        EVERYBODY, "/.well-known/oauth-authorization-server"
    ),
    ("get", "/healthz"): Row(EVERYBODY, "/healthz"),
    ("get", "/readyz"): Row(EVERYBODY, "/readyz"),
    ("post", "/oauth/token"): Row(BY_SECRET, "/oauth/token"),
    ("post", "/oauth/revoke"): Row(BY_SECRET, "/oauth/revoke"),
    ("get", "/v1/me"): Row(EVERYBODY, "/v1/me"),
    ("get", "/v1/clients"): Row(
        NOBODY | {"admin": 200, "admin-elsewhere": 200, "auditor": 200}, "/v1/clients"
    ),
    # An admin of the other simpul is refused for the simpul.
    ("post", "/v1/clients"): Row(NOBODY | {"admin": 201}, "/v1/clients", NEW),
    ("get", "/v1/clients/{client_id}"): Row(
        INVISIBLE | dict.fromkeys(("itself", "admin", "auditor"), 200), "/v1/clients/{id}"
    ),
    ("patch", "/v1/clients/{client_id}"): Row(
        INVISIBLE | {"itself": 403, "auditor": 403, "admin": 200}, "/v1/clients/{id}", {"name": "Baru"}
    ),
    ("get", "/v1/clients/{client_id}/secrets"): Row(
        INVISIBLE | {"itself": 200, "auditor": 403, "admin": 200}, "/v1/clients/{id}/secrets"
    ),
    ("post", "/v1/clients/{client_id}/secrets"): Row(
        INVISIBLE | {"itself": 201, "auditor": 403, "admin": 201}, "/v1/clients/{id}/secrets", {}
    ),
    ("delete", "/v1/clients/{client_id}/secrets/{id}"): Row(
        INVISIBLE | {"itself": 409, "auditor": 403, "admin": 204}, "/v1/clients/{id}/secrets/{secret}"
    ),
    ("get", "/v1/clients/{client_id}/history"): Row(
        INVISIBLE | {"itself": 403, "auditor": 200, "admin": 200}, "/v1/clients/{id}/history"
    ),
}


def test_every_route_of_the_gateways_own_has_a_row() -> None:
    described = openapi._own()["paths"]
    assert {(method, path) for path, methods in described.items() for method in methods} == set(TABLE)


@pytest.mark.parametrize(("method", "route"), list(TABLE), ids=lambda value: str(value))
async def test_each_caller_gets_what_the_table_says(
    gateway: Door, make_client: MakeClient, method: str, route: str
) -> None:
    row = TABLE[method, route]
    admin = gateway.bearer(client_id="admin-uji", role="admin", simpul=BOTH, scopes=["admin"])
    answers = {}
    for name, fields in CALLERS.items():
        asked = await make_client(new_client_id())
        held = await gateway.http.get(f"/v1/clients/{asked}/secrets", headers=admin)
        path = row.path.format(id=asked, secret=held.json()["items"][0]["id"])
        headers = {"If-Match": '"1"'} if method in ("patch", "delete") else {}
        if fields is not None:
            headers |= gateway.bearer(**({"client_id": asked} | fields))
        answer = await gateway.http.request(method.upper(), path, json=row.body, headers=headers)
        if row.statuses is BY_SECRET:
            form = {"grant_type": "client_credentials", "token": "x"}
            answer = await gateway.http.post(path, data=form, headers=headers)
        answers[name] = answer.status_code
    assert answers == row.statuses
