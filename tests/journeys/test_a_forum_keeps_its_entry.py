"""The first story: a forum's own system changes its forum and sees it arrive in the directory."""

import asyncio
import json
import time

import httpx
import pytest

from tests.support.node import Node, eventually

pytestmark = pytest.mark.xdist_group("node")
FORUM = "/v1/kabkota/forums/kartamantul"
ENTRY = "/v1/kabkota/directory/kartamantul"


async def test_the_public_reads_kartamantul_with_its_sources(node: Node) -> None:
    async with await node.client() as public:
        answer = await public.get(FORUM)
    assert answer.status_code == 200
    assert answer.headers["api-version"] == "1"
    assert answer.headers["x-request-id"]
    forum = answer.json()
    assert [m["role"] for m in forum["members"]] == ["anggota", "anggota", "anggota", "mitra"]
    assert sum(len(i["numbers"]) for i in forum["instruments"]) == 6
    assert [s["percent"] for s in forum["funding"][2]["shares"]] == [75, 15, 10]
    assert [s["amount_idr"] for s in forum["funding"][3]["shares"]] == [125e6, 10e6, 10e6, 650e6]
    assert forum["source"]["document"].startswith("003_")


async def test_each_simpul_shows_its_own_forums(node: Node) -> None:
    async with await node.client() as public:
        provinsi = (await public.get("/v1/provinsi/forums?page_size=100")).json()["items"]
        kabkota = (await public.get("/v1/kabkota/forums?page_size=100")).json()["items"]
    assert {f["simpul"] for f in provinsi} == {"provinsi"}
    assert {"appsi", "mitra-praja-utama"} <= {f["slug"] for f in provinsi}
    assert not {f["slug"] for f in provinsi} & {f["slug"] for f in kabkota}


async def test_a_change_shows_in_history_and_within_a_second_in_the_directory(node: Node) -> None:
    async with await node.client("forum-kartamantul") as own, await node.client() as public:
        tag = (await own.get(FORUM)).headers["etag"]
        purpose = f"Diubah pada {time.time_ns()}."
        changed = await own.patch(f"{FORUM}?reason=uji", json={"purpose": purpose}, headers={"If-Match": tag})
        assert changed.status_code == 200, changed.text

        async def arrived() -> bool:
            entry = (await public.get(ENTRY)).json()
            return bool(entry["purpose"] == purpose and entry["version"] == changed.json()["version"])

        await eventually(arrived, seconds=10)

        newest = (await own.get(f"{FORUM}/history")).json()["items"][0]
        assert (newest["field"], newest["new"], newest["why"]) == ("purpose", purpose, "uji")
        assert newest["who"] == "client:forum-kartamantul"

        stale = await own.patch(FORUM, json={"purpose": "x"}, headers={"If-Match": tag})
        assert stale.status_code == 412
        assert (await public.get(FORUM)).json()["purpose"] == purpose


@pytest.mark.parametrize(
    ("client_id", "status"),
    [
        (None, 401),
        ("forum-barlingmascakeb", 403),
        ("forum-mitra-praja-utama", 403),
        ("kemendagri", 403),
        ("gwpp-jawa-tengah", 403),
        ("api-sekretariat-provinsi", 403),
        ("api-sekretariat-kabkota", 200),
    ],
)
async def test_only_the_forum_and_its_secretariat_may_change_it(
    node: Node, client_id: str | None, status: int
) -> None:
    async with await node.client(client_id) as caller, await node.client() as public:
        tag = (await public.get(FORUM)).headers["etag"]
        answer = await caller.patch(FORUM, json={"stage": "pelaksanaan"}, headers={"If-Match": tag})
    assert answer.status_code == status, answer.text


async def test_a_token_of_one_simpul_does_not_even_read_in_the_other(node: Node) -> None:
    async with await node.client("forum-mitra-praja-utama") as provincial:
        assert (await provincial.get(FORUM)).status_code == 403
        assert (await provincial.get("/v1/provinsi/forums")).status_code == 200
        assert (await provincial.get("/v1/regions/34")).status_code == 200
    async with await node.client("kemendagri") as ministry:
        assert (await ministry.get(FORUM)).status_code == 200
        assert (await ministry.get("/v1/provinsi/forums/appsi")).status_code == 200


async def test_bad_input_is_a_problem_that_names_it_and_never_a_500(node: Node) -> None:
    async with await node.client("forum-kartamantul") as own:
        json_type = {"Content-Type": "application/json", "If-Match": '"1"'}
        large = b'{"notes": "' + b"x" * 10_000_000 + b'"}'
        tag = (await own.get(FORUM)).headers["etag"]
        answers = [
            (await own.get("/v1/kabkota/forums?warna=x"), 400),
            (await own.get("/v1/kabkota/forums?branch=x"), 400),
            (await own.get("/v1/kabkota/forums?page_size=5000"), 400),
            (await own.get("/v1/kabkota/forums?cursor=Zm9v"), 400),
            (await own.get("/v1/lain/forums"), 404),
            (await own.get("/v2/kabkota/forums"), 404),
            (await own.delete(FORUM), 405),
            (await own.patch(FORUM, content=large, headers=json_type), 413),
            (await own.patch(FORUM, content=b"\xff\xfe", headers=json_type), 400),
            (await own.patch(FORUM, content=b"{", headers=json_type), 400),
            (await own.patch(FORUM, content=b'{"notes": "\\u0000"}', headers=json_type), 422),
            (await own.patch(FORUM, content=b"notes=1", headers={"If-Match": tag}), 415),
            (await own.patch(FORUM, json={"status": "aktif"}, headers={"If-Match": tag}), 422),
            (await own.patch(FORUM, json={"stage": "x"}, headers={"If-Match": tag}), 422),
            (await own.patch(FORUM, json={"notes": "x"}), 428),
            (await own.patch(FORUM, json={"notes": "x"}, headers={"If-Match": "*"}), 400),
        ]
        after = (await own.get(FORUM)).headers["etag"]
    for answer, status in answers:
        assert answer.status_code == status, (answer.request.method, answer.url, answer.text)
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["request_id"] == answer.headers["x-request-id"]
    assert after == tag


async def test_what_is_not_even_http_is_a_problem_too(node: Node) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", node.port)
    writer.write(b"\x16\x03\x01 bukan HTTP\r\n\r\n")
    head, _, body = (await reader.read()).partition(b"\r\n\r\n")
    writer.close()
    assert head.startswith(b"HTTP/1.1 400 ")
    assert b"content-type: application/problem+json" in head
    assert json.loads(body)["code"] == "bad-request"


async def test_twenty_requests_with_one_key_register_one_forum(node: Node) -> None:
    body = {
        "slug": "forum-serentak",
        "name": "Forum serentak (DEMO)",
        "branch": "eksekutif",
        "scope": "regional",
    }
    async with await node.client("api-sekretariat-kabkota") as secretariat:

        async def post() -> httpx.Response:
            return await secretariat.post(
                "/v1/kabkota/forums", json=body, headers={"Idempotency-Key": "satu-kunci"}
            )

        answers = await asyncio.gather(*(post() for _ in range(20)))
        again = await post()
    assert {a.status_code for a in answers} <= {201, 409}
    made = {a.content for a in [*answers, again] if a.status_code == 201}
    assert len(made) == 1
    assert again.headers["etag"] == '"1"'


async def test_readyz_names_the_service_that_is_down_while_the_rest_serves(node: Node) -> None:
    async with await node.client() as public:
        node.process("services.knowledge").suspend()
        try:

            async def is_told() -> bool:
                return "knowledge" in json_of_down(await public.get("/readyz"))

            await eventually(is_told, seconds=20)
            assert (await public.get(FORUM)).status_code == 200
        finally:
            node.process("services.knowledge").resume()


def json_of_down(answer: httpx.Response) -> str:
    """The parts of /readyz that are not up, as text."""
    assert answer.status_code == 200
    return str({name: state for name, state in answer.json()["services"].items() if state != "up"})
