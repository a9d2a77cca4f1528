"""Money: shares that sum to the rupiah, commitments, and what the public sees."""

from typing import Any

import pytest

from tests.registry.factories import add_row, make_forum
from tests.support.callers import SECRETARIAT, Caller

FORUM = "/v1/kabkota/forums/forum-uji"
THREE = [
    {"region_code": "34.71", "percent": 75},
    {"region_code": "34.04", "percent": 15},
    {"region_code": "34.02", "percent": 10},
]


async def test_parts_follow_from_percents_to_the_rupiah(registry: Caller) -> None:
    await make_forum(registry)
    row = await add_row(
        registry, "funding", source="bagi_biaya", year=2026, amount_idr=1_000_000_001, shares=THREE
    )
    assert [share["amount_idr"] for share in row["shares"]] == [750_000_001, 150_000_000, 100_000_000]
    at = f"{FORUM}/funding/{row['id']}"
    keeper = registry.as_(SECRETARIAT)
    grown = await keeper.patch(at, {"amount_idr": 2_000_000_000}, etag='"1"')
    assert [share["amount_idr"] for share in grown.json()["shares"]] == [
        1_500_000_000,
        300_000_000,
        200_000_000,
    ]
    wrong = [dict(share, amount_idr=1) for share in THREE]
    refused = await keeper.patch(at, {"shares": wrong}, etag='"2"')
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "shares-do-not-sum")
    assert (await registry.get(at)).json() == grown.json()


async def test_real_shares_of_2006_are_shown_as_the_source_has_them(real_forums: Caller) -> None:
    forum = (await real_forums.get("/v1/kabkota/forums/kartamantul")).json()
    row = next(f for f in forum["funding"] if f["amount_idr"] == 1_900_000_000)
    changed = await real_forums.as_(SECRETARIAT).patch(
        f"/v1/kabkota/forums/kartamantul/funding/{row['id']}", {"year": 2006}, etag='"1"'
    )
    assert changed.status_code == 200, changed.text
    assert [s["percent"] for s in changed.json()["shares"]] == [75, 15, 10]
    assert sum(s["amount_idr"] for s in changed.json()["shares"]) == 1_900_000_000


async def test_the_public_sees_what_came_in_what_was_spent_and_where_it_leans_on_one(
    registry: Caller,
) -> None:
    await make_forum(registry)
    keeper = registry.as_(SECRETARIAT)
    await add_row(
        registry,
        "funding",
        source="donor",
        year=2025,
        amount_idr=800,
        spent_idr=500,
        donor={"name": "Donor DEMO", "until": "2026", "afterwards": "Iuran naik bertahap."},
    )
    await add_row(registry, "funding", source="iuran_anggota", year=2025, amount_idr=200, spent_idr=200)
    await add_row(registry, "funding", source="iuran_anggota", year=2026, amount_idr=300)
    await add_row(
        registry,
        "funding",
        source="sponsor",
        amount_idr=5,
        sponsor={"name": "Sponsor DEMO", "in_return": "Logo pada laporan."},
    )
    await add_row(
        registry,
        "commitments",
        region_code="34.04",
        year=2025,
        committed_idr=200,
        realised_idr=150,
        budget_document="Perda DEMO",
    )
    summary = (await registry.get(f"{FORUM}/funding/summary")).json()
    assert summary["warnings"] == []
    assert [year["year"] for year in summary["years"]] == [2026, 2025, None]
    assert summary["years"][1] == {
        "year": 2025,
        "amount_idr": 1000,
        "spent_idr": 700,
        "committed_idr": 200,
        "realised_idr": 150,
        "sources": [
            {"source": "donor", "amount_idr": 800, "spent_idr": 500, "percent": 80.0},
            {"source": "iuran_anggota", "amount_idr": 200, "spent_idr": 200, "percent": 20.0},
        ],
    }
    forum = await registry.get(FORUM)
    limit = await keeper.send(
        "PUT",
        f"{FORUM}/funding-policy",
        {"share_limit_percent": 75},
        headers={"If-Match": forum.headers["etag"]},
    )
    assert (limit.status_code, limit.json()) == (200, {"share_limit_percent": 75.0})
    warned = (await registry.get(f"{FORUM}/funding/summary?from_year=2025&to_year=2025")).json()
    (warning,) = warned["warnings"]
    assert (warning["source"], warning["percent"], warning["limit_percent"]) == ("donor", 80.0, 75.0)
    assert "80.00 %" in warning["reason"]
    assert [year["year"] for year in warned["years"]] == [2025]
    assert (await registry.get(FORUM)).json()["share_limit_percent"] == 75
    stale = await keeper.send(
        "PUT", f"{FORUM}/funding-policy", {"share_limit_percent": 1}, headers={"If-Match": '"1"'}
    )
    assert stale.status_code == 412


async def test_money_and_activities_name_rows_of_their_forum_and_hold_them(registry: Caller) -> None:
    await make_forum(registry)
    await make_forum(registry, "forum-lain")
    money = await add_row(registry, "funding", source="pemerintah_pusat", year=2026)
    member = await add_row(registry, "members", region_code="34.04")
    programme = await add_row(registry, "activities", title="Program DEMO", kind="program")
    activity = await add_row(
        registry,
        "activities",
        title="Kegiatan DEMO",
        kind="kegiatan",
        parent_id=programme["id"],
        funding_id=money["id"],
        responsible_member_id=member["id"],
        responsible_unit="Dinas DEMO",
        starts_on="2026-01",
        ends_on="2026-12",
        status="berjalan",
        budget_idr=10,
        indicators=[
            {
                "name": "Sampah terkelola",
                "unit": "%",
                "baseline": 20,
                "target": 60,
                "realised": 35.5,
                "realised_on": "2026-06",
            }
        ],
        evaluations=[{"on": "2026-07", "by": "Komite DEMO", "finding": "Sesuai rencana."}],
    )
    report = await add_row(
        registry,
        "reports",
        activity_id=activity["id"],
        title="Semester I DEMO",
        period_from="2026-01",
        period_to="2026-06",
        addressee="menteri",
    )
    keeper = registry.as_(SECRETARIAT)
    for at in (f"funding/{money['id']}", f"activities/{programme['id']}", f"activities/{activity['id']}"):
        assert (await keeper.delete(f"{FORUM}/{at}", etag='"1"')).json()["code"] == "row-referred-to"
    circle = await keeper.patch(
        f"{FORUM}/activities/{programme['id']}", {"parent_id": activity["id"]}, etag='"1"'
    )
    assert (circle.status_code, circle.json()["errors"][0]["code"]) == (422, "circle")
    elsewhere = await keeper.post(
        "/v1/kabkota/forums/forum-lain/activities", {"title": "X", "funding_id": money["id"]}
    )
    assert elsewhere.json()["errors"][0]["pointer"] == "/funding_id"
    forum = (await registry.get(FORUM)).json()
    assert forum["reports"] == [report]
    assert [row["title"] for row in forum["activities"]] == ["Program DEMO", "Kegiatan DEMO"]


@pytest.mark.parametrize(
    ("collection", "body", "pointer", "code"),
    [
        ("funding", {"source": "langit"}, "/source", "unknown-code"),
        ("funding", {"source": "donor", "amount_idr": -1}, "/amount_idr", "greater-than-equal"),
        ("funding", {"source": "donor", "amount_idr": 1.5}, "/amount_idr", "int-type"),
        ("funding", {"source": "bagi_biaya", "shares": THREE[:2]}, "/shares", "shares-do-not-sum"),
        (
            "funding",
            {"source": "bagi_biaya", "shares": [THREE[0], THREE[0]]},
            "/shares/1/region_code",
            "repeated-value",
        ),
        (
            "funding",
            {"source": "bagi_biaya", "shares": [{"region_code": "34.99", "percent": 100}]},
            "/shares/0/region_code",
            "unknown-region",
        ),
        (
            "funding",
            {"source": "bagi_biaya", "shares": [{"region_code": "34.04", "percent": 100.5}]},
            "/shares/0/percent",
            "less-than-equal",
        ),
        ("funding", {"source": "iuran_anggota", "donor": {"name": "A"}}, "/donor", "other-source"),
        (
            "commitments",
            {"region_code": "34.04", "year": 26, "committed_idr": 1},
            "/year",
            "greater-than-equal",
        ),
        ("commitments", {"region_code": "34.04", "year": 2026}, "/committed_idr", "missing"),
        ("activities", {"title": "A", "kind": "pesta"}, "/kind", "unknown-code"),
        (
            "activities",
            {"title": "A", "starts_on": "2026", "ends_on": "2025"},
            "/ends_on",
            "ends-before-start",
        ),
        (
            "activities",
            {"title": "A", "indicators": [{"name": "B", "realised_on": "2026"}]},
            "/indicators/0/realised",
            "missing",
        ),
        (
            "reports",
            {"title": "A", "period_from": "2026", "period_to": "2025", "addressee": "raja"},
            "/period_to",
            "ends-before-start",
        ),
        (
            "reports",
            {"title": "A", "period_from": "2026", "period_to": "2026", "addressee": "raja"},
            "/addressee",
            "unknown-code",
        ),
    ],
)
async def test_wrong_money_and_activities_are_named_and_nothing_is_written(
    registry: Caller, collection: str, body: dict[str, Any], pointer: str, code: str
) -> None:
    await make_forum(registry)
    answer = await registry.as_(SECRETARIAT).post(f"{FORUM}/{collection}", body)
    assert answer.status_code == 422, answer.text
    assert (pointer, code) in [(error["pointer"], error["code"]) for error in answer.json()["errors"]]
    assert (await registry.get(FORUM)).json()["version"] == 1
