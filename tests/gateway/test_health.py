"""Who is up."""

import asyncio

from starlette.types import Receive, Scope, Send

from tests.gateway.conftest import Door, OpenGateway
from tests.gateway.serving import nobody_listening, serving
from tests.gateway.upstreams import Upstream, answer


async def test_a_gateway_that_serves_is_alive(gateway: Door) -> None:
    health = await gateway.http.get("/healthz")
    assert (health.status_code, health.json()) == (200, {"status": "up"})
    assert health.headers["cache-control"] == "no-store"


async def test_with_everything_up_it_is_ready(gateway: Door) -> None:
    ready = await gateway.http.get("/readyz")
    assert ready.status_code == 200
    assert ready.json() == {
        "status": "up",
        "services": {"registry": "up", "knowledge": "up", "mediation": "up"},
        "identity": "up",
    }


async def test_a_service_that_is_down_is_named_while_the_rest_serves(open_gateway: OpenGateway) -> None:
    with nobody_listening() as url:
        async with open_gateway(mediation_url=url) as door:
            ready = await door.http.get("/readyz")
            assert ready.status_code == 200
            assert ready.json()["status"] == "degraded"
            assert ready.json()["services"] == {"registry": "up", "knowledge": "up", "mediation": "down"}
            assert (await door.http.get("/v1/regions")).status_code == 200


async def test_with_nothing_behind_it_a_gateway_is_not_ready(open_gateway: OpenGateway) -> None:
    with nobody_listening() as url:
        async with open_gateway(registry_url=url, knowledge_url=url, mediation_url=url) as door:
            ready = await door.http.get("/readyz")
            assert (ready.status_code, ready.json()["status"]) == (503, "down")
            assert (await door.http.get("/healthz")).status_code == 200


async def test_a_service_that_is_unwell_or_slow_is_down_in_good_time(open_gateway: OpenGateway) -> None:
    asked: list[str] = []

    async def unwell(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            asked.append(scope["path"])
            await answer(send, 503, b"{}")

    async def slow(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await asyncio.sleep(1)

    async with (
        serving(unwell, lifespan="off") as unwell_url,
        serving(slow, lifespan="off") as slow_url,
        open_gateway(registry_url=unwell_url, knowledge_url=slow_url, health_timeout=0.2) as door,
    ):
        async with asyncio.timeout(0.9):
            answers = await asyncio.gather(*(door.http.get("/readyz") for _ in range(20)))
        for ready in answers:
            assert ready.json()["services"] == {"registry": "down", "knowledge": "down", "mediation": "up"}
        assert asked == ["/healthz"], "services are asked once, however many ask"


async def test_services_are_asked_without_credentials(gateway: Door, upstream: Upstream) -> None:
    await gateway.http.get("/readyz", headers=gateway.bearer())
    assert upstream.received == []
