"""What the node takes a caller for."""

from datetime import UTC, datetime, timedelta

from tests.gateway.conftest import Door


async def test_the_public_is_an_actor_too(gateway: Door) -> None:
    answer = await gateway.http.get("/v1/me")
    assert answer.json() == {
        "subject": "anonymous",
        "client_id": None,
        "roles": ["anonymous"],
        "simpul": ["kabkota", "provinsi"],
        "scopes": [],
        "bindings": {"forum": None, "provinces": []},
        "secret_id": None,
        "expires_at": None,
    }
    assert (answer.headers["cache-control"], answer.headers["vary"]) == ("no-store", "Authorization")


async def test_a_client_learns_what_its_token_may(gateway: Door) -> None:
    bearer = gateway.bearer(
        client_id="gwpp-siapa",
        role="gwpp",
        simpul=["kabkota", "provinsi"],
        scopes=["registry:read"],
        provinces=["34", "33"],
    )
    me = (await gateway.http.get("/v1/me", headers=bearer)).json()
    assert me.pop("secret_id")
    left = datetime.fromisoformat(me.pop("expires_at")) - datetime.now(UTC)
    assert timedelta(minutes=9) < left <= timedelta(minutes=10)
    assert me == {
        "subject": "client:gwpp-siapa",
        "client_id": "gwpp-siapa",
        "roles": ["gwpp"],
        "simpul": ["kabkota", "provinsi"],
        "scopes": ["registry:read"],
        "bindings": {"forum": None, "provinces": ["33", "34"]},
    }


async def test_a_token_that_does_not_verify_is_nobodys(gateway: Door) -> None:
    answer = await gateway.http.get("/v1/me", headers={"Authorization": "Bearer x"})
    assert answer.status_code == 401
    assert (await gateway.http.get("/v1/me?x=1")).status_code == 400
