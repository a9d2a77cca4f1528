"""Pages of other origins, where the operator lets them in."""

from tests.gateway.conftest import OpenGateway
from tests.gateway.upstreams import Upstream

ORIGIN = "https://peta.test"


async def test_a_configured_origin_may_call_and_read(open_gateway: OpenGateway, upstream: Upstream) -> None:
    async with open_gateway(cors_origins=[ORIGIN]) as door:
        asked = await door.http.options(
            "/v1/kabkota/forums/kartamantul",
            headers={
                "Origin": ORIGIN,
                "Access-Control-Request-Method": "PATCH",
                "Access-Control-Request-Headers": "authorization,if-match",
            },
        )
        assert asked.status_code == 200
        assert asked.headers["access-control-allow-origin"] == ORIGIN
        assert "PATCH" in asked.headers["access-control-allow-methods"]
        assert upstream.received == []

        answer = await door.http.get("/v1/regions", headers={"Origin": ORIGIN})
        assert answer.headers["access-control-allow-origin"] == ORIGIN
        assert "ETag" in answer.headers["access-control-expose-headers"]
        assert "access-control-allow-credentials" not in answer.headers
        problem = await door.http.get("/nowhere", headers={"Origin": ORIGIN})
        assert (problem.status_code, problem.headers["access-control-allow-origin"]) == (404, ORIGIN)


async def test_another_origin_may_not(open_gateway: OpenGateway, upstream: Upstream) -> None:
    async with open_gateway(cors_origins=[ORIGIN]) as door:
        answer = await door.http.get("/v1/regions", headers={"Origin": "https://lain.test"})
        assert "access-control-allow-origin" not in answer.headers
