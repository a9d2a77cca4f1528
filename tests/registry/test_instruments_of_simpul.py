"""All instruments of a simpul: what an office asks of them, page by page."""

from datetime import UTC, datetime
from typing import Any

import pytest

from services.kit import clock
from tests.registry.factories import add_row, make_forum
from tests.support.callers import Caller

LIST = "/v1/kabkota/instruments"
NOW = datetime(2026, 1, 1, 5, tzinfo=UTC)


async def add(registry: Caller, title: str, slug: str = "forum-uji", **body: Any) -> dict[str, Any]:
    said = {"title": title, "document_kind": "kesepakatan_bersama"} | body
    return await add_row(registry, "instruments", said, of=slug)


async def titles(registry: Caller, query: str = "") -> list[str]:
    with clock.fixed(NOW):
        answer = await registry.get(f"{LIST}?{query}")
    assert answer.status_code == 200, answer.text
    return [row["title"] for row in answer.json()["items"]]


async def test_instruments_of_all_forums_come_with_their_forum_in_three_orders(registry: Caller) -> None:
    forum = await make_forum(registry)
    await make_forum(registry, "forum-lain")
    await add(registry, "b", signed_on="2020", in_force_to="2030")
    await add(registry, "c", signed_on="2020-05", in_force_to="2029")
    await add(registry, "a", "forum-lain")
    first = (await registry.get(LIST)).json()["items"][1]
    assert first["forum"] == {"id": forum["id"], "slug": "forum-uji", "name": forum["name"]}
    for sort, expected in {"title": "abc", "-signed_on": "cba", "expires_on": "cba"}.items():
        assert "".join(await titles(registry, f"sort={sort}")) == expected
        seen, cursor = "", ""
        while cursor is not None:
            after = f"&cursor={cursor}" if cursor else ""
            page = (await registry.get(f"{LIST}?sort={sort}&page_size=1{after}")).json()
            seen += "".join(row["title"] for row in page["items"])
            cursor = page["next_cursor"]
        assert seen == expected


async def test_codes_parties_and_ends_are_filters(registry: Caller) -> None:
    await make_forum(registry)
    await add(registry, "a", urusan=["2.11", "1.03"], parties=[{"region_code": "34.04"}])
    await add(registry, "b", document_kind="pks", cooperation_kind="ksdpk", in_force_to="2026-01-31")
    await add(registry, "c", type="skb", nature="wajib", pattern="e", in_force_to="2025-12-31")
    await add(registry, "d", ended_on="2025-06", end_reason="objek_hilang", in_force_to="2026-01-10")
    assert await titles(registry, "urusan=1.03") == ["a"]
    assert await titles(registry, "region=34.04") == ["a"]
    assert await titles(registry, "document_kind=pks&cooperation_kind=ksdpk") == ["b"]
    assert await titles(registry, "type=skb&nature=wajib&pattern=e") == ["c"]
    assert await titles(registry, "expires_before=2026-01-31") == ["c", "d"]
    assert await titles(registry, "ends_within_days=30") == ["b"]
    assert await titles(registry, "ends_within_days=29") == []
    assert await titles(registry, "ended=true") == ["c", "d"]
    assert await titles(registry, "ended=false") == ["a", "b"]


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("document_kind=surat", "/query/document_kind"),
        ("urusan=9.99", "/query/urusan"),
        ("region=99.99", "/query/region"),
        ("region=Sleman", "/query/region"),
        ("without_pks=false", "/query/without_pks"),
        ("ends_within_days=3661", "/query/ends_within_days"),
        ("ends_within_days=1_0", "/query/ends_within_days"),
        ("expires_before=1700000000", "/query/expires_before"),
        ("sort=expires_on,title", "/query/sort"),
        ("in_force=true", "/query/in_force"),
    ],
)
async def test_an_unknown_value_is_named(registry: Caller, query: str, pointer: str) -> None:
    answer = await registry.get(f"{LIST}?{query}")
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, pointer)


async def test_a_kesepakatan_without_a_pks_is_found_while_it_is_in_force(registry: Caller) -> None:
    await make_forum(registry)
    lonely = await add(registry, "a", signed_on="2024")
    await add(registry, "b", signed_on="2010", in_force_to="2015")
    await add(registry, "c", type="mou", document_kind=None, signed_on="2024")
    await add(registry, "d", document_kind="deklarasi", signed_on="2024")
    carried = await add(registry, "e", signed_on="2024")
    await add(registry, "f", document_kind="pks", parent_id=carried["id"], signed_on="2024")
    await add(registry, "g", document_kind="adendum", parent_id=lonely["id"], signed_on="2024")
    assert await titles(registry, "without_pks=true") == ["a", "c"]


async def test_what_was_not_followed_up_within_a_year_is_found_as_the_check_warns(registry: Caller) -> None:
    await make_forum(registry)
    dates = {"a": "2024-12-31", "b": "2025-01-01", "c": "2024-12", "d": "2025-01", "e": "2024", "f": "2025"}
    for title, signed_on in dates.items():
        row = await add(registry, title, signed_on=signed_on)
        at = f"/v1/kabkota/forums/forum-uji/instruments/{row['id']}/checks"
        with clock.fixed(NOW):
            checks = {check["code"]: check for check in (await registry.get(at)).json()}
        found = await titles(registry, "without_follow_up=true")
        assert (title in found) is (checks["tindak_lanjut"]["state"] == "peringatan")
    assert await titles(registry, "without_follow_up=true") == ["a", "c", "e"]
    followed = await add(registry, "g", signed_on="2010")
    assert "g" in await titles(registry, "without_follow_up=true")
    await add_row(registry, "activities", title="Kegiatan (DEMO)", instrument_id=followed["id"])
    assert "g" not in await titles(registry, "without_follow_up=true")


async def test_an_approval_that_is_needed_and_absent_is_found(registry: Caller) -> None:
    await make_forum(registry)
    given = {"decision": "disetujui", "decision_number": "1/DEMO", "decided_on": "2020"}
    await add(registry, "a", approvals=[{"region_code": "34.04", "needed": True}])
    await add(registry, "b", approvals=[{"region_code": "34.04", "needed": True} | given])
    await add(registry, "c", approvals=[{"region_code": "34.04", "needed": False}])
    await add(
        registry, "d", approvals=[{"region_code": "34.04", "needed": True} | given | {"decision": "ditolak"}]
    )
    assert await titles(registry, "dprd_missing=true") == ["a", "d"]


async def test_a_secretariat_is_due_by_pp_28_pasal_7(registry: Caller) -> None:
    await make_forum(registry)
    due: dict[str, Any] = {
        "nature": "wajib",
        "is_continuous": True,
        "in_force_from": "2024-05-01",
        "in_force_to": "2029-04-30",
        "parties": [{"region_code": code} for code in ("34.04", "34.02", "34.71")],
    }
    await add(registry, "a", **due)
    await add(registry, "b", **due | {"is_continuous": None})
    await add(registry, "c", **due | {"nature": "sukarela"})
    await add(registry, "d", **due | {"in_force_to": "2029-04-29"})
    await add(registry, "e", **due | {"parties": due["parties"][:2]})
    await add(registry, "f", **due | {"parties": [], "objects": ["x", "y", "z"]})
    assert await titles(registry, "secretariat_due=true") == ["a", "f"]
    await add_row(registry, "organs", kind="sekretariat")
    assert await titles(registry, "secretariat_due=true") == []
