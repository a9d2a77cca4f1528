"""Members: who may belong to a forum, since when, and on which ground."""

from typing import Any

import pytest

from tests.registry.factories import make_forum
from tests.support.callers import KARTAMANTUL, SECRETARIAT, Caller

FORUM = "/v1/kabkota/forums/forum-uji"
MEMBERS = f"{FORUM}/members"


async def _add(registry: Caller, status: int = 201, at: str = MEMBERS, **body: Any) -> dict[str, Any]:
    answer = await registry.as_(SECRETARIAT).post(at, body)
    assert answer.status_code == status, answer.text
    result: dict[str, Any] = answer.json()
    return result


async def test_a_region_joins_and_the_forum_its_history_and_version_say_so(registry: Caller) -> None:
    await make_forum(registry)
    member = await _add(registry, region_code="34.04", member_from="2001", note="Pemrakarsa")
    assert (member["region_name"], member["role"], member["body"]) == ("Kabupaten Sleman", "anggota", "pemda")
    forum = (await registry.get(FORUM)).json()
    assert forum["version"] == 2
    assert forum["members"] == [member]
    at = f"{MEMBERS}/{member['id']}"
    assert (await registry.get(at)).json() == member
    newest = (await registry.as_(SECRETARIAT).get(f"{FORUM}/history")).json()["items"][0]
    assert newest["field"] == f"members/{member['id']}"
    assert newest["new"]["region_code"] == "34.04"


async def test_an_organisation_joins_by_name(registry: Caller) -> None:
    await make_forum(registry)
    member = await _add(registry, name="Universitas Contoh (DEMO)", body="perguruan_tinggi", role="mitra")
    assert (member["region_code"], member["region_name"], member["name"]) == (
        None,
        None,
        "Universitas Contoh (DEMO)",
    )


async def test_a_region_is_a_current_member_once_per_body(registry: Caller) -> None:
    await make_forum(registry)
    member = await _add(registry, region_code="34.04")
    problem = await _add(registry, 409, region_code="34.04", role="mitra")
    assert problem["code"] == "member-already-current"
    await _add(registry, region_code="34.04", body="dprd")
    ended = await registry.as_(SECRETARIAT).patch(
        f"{MEMBERS}/{member['id']}", {"member_to": "2010"}, etag='"1"'
    )
    assert (ended.status_code, ended.headers["etag"]) == (200, '"2"')
    await _add(registry, region_code="34.04", member_from="2015")
    await _add(registry, name="Yayasan Contoh (DEMO)", body="masyarakat")
    await _add(registry, 409, name="YAYASAN CONTOH (demo)", body="masyarakat")
    current = (await registry.get(f"{MEMBERS}?current=true")).json()["items"]
    past = (await registry.get(f"{MEMBERS}?current=false")).json()["items"]
    assert (len(current), len(past)) == (3, 1)


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ({}, "/region_code", "region-or-name"),
        ({"name": "Universitas Contoh (DEMO)"}, "/body", "missing"),
        ({"region_code": "34.04", "name": "x"}, "/region_code", "region-or-name"),
        ({"region_code": "99.99"}, "/region_code", "unknown-region"),
        ({"region_code": "Sleman"}, "/region_code", "string-pattern-mismatch"),
        ({"region_code": "34.04", "role": "raja"}, "/role", "unknown-code"),
        ({"region_code": "34.04", "role": None}, "/role", "null"),
        ({"region_code": "34.04", "body": "tni"}, "/body", "unknown-code"),
        (
            {"region_code": "34.04", "member_from": "2010", "member_to": "2009"},
            "/member_to",
            "ends-before-start",
        ),
        ({"region_code": "34"}, "/ground", "other-level-without-ground"),
        ({"region_code": "34", "ground": {}}, "/ground", "instrument-or-pattern"),
        ({"region_code": "34", "ground": {"pattern": "a"}}, "/ground/pattern", "literal-error"),
        (
            {"region_code": "34", "ground": {"instrument_id": "018f0000-0000-7000-8000-000000000000"}},
            "/ground/instrument_id",
            "unknown-row",
        ),
        ({"name": "x", "body": "swasta", "ground": {"pattern": "b"}}, "/ground", "ground-without-region"),
        ({"region_code": "34.04", "irregular": None}, "/irregular", "extra-forbidden"),
    ],
)
async def test_a_wrong_membership_is_named_and_nothing_is_written(
    registry: Caller, body: dict[str, Any], pointer: str, code: str
) -> None:
    await make_forum(registry)
    problem = await _add(registry, 422, **body)
    assert (pointer, code) in {(e["pointer"], e["code"]) for e in problem["errors"]}
    assert (await registry.get(FORUM)).json()["version"] == 1


async def test_partial_dates_that_may_overlap_are_accepted(registry: Caller) -> None:
    await make_forum(registry)
    await _add(registry, region_code="34.04", member_from="2010-06", member_to="2010")


async def test_a_province_is_a_partner_of_kabkota_always_and_a_member_on_a_ground(registry: Caller) -> None:
    await make_forum(registry)
    await _add(registry, region_code="34", role="mitra")
    member = await _add(registry, region_code="33", ground={"pattern": "b"})
    assert member["ground"] == {"pattern": "b"}


async def test_bksp_jabodetabekjur_is_registered_truthfully(registry: Caller) -> None:
    """Three governors and eight heads of kabupaten and kota, all full members, in one body."""
    provinsi = registry.as_(registry.actor, "provinsi")
    await make_forum(provinsi, "bksp-jabodetabekjur", name="BKSP Jabodetabekjur")
    at = "/v1/provinsi/forums/bksp-jabodetabekjur"
    for province in ("31", "32", "36"):
        await _add(provinsi, at=f"{at}/members", region_code=province)
    lower = ("32.01", "32.71", "32.76", "32.16", "32.75", "36.03", "36.71", "32.03")
    for code in lower:
        await _add(provinsi, 422, at=f"{at}/members", region_code=code)
        await _add(provinsi, at=f"{at}/members", region_code=code, ground={"pattern": "b"})
    forum = (await provinsi.get(at)).json()
    assert {m["role"] for m in forum["members"]} == {"anggota"}
    assert len(forum["members"]) == 11


async def test_a_founding_instrument_of_the_forum_is_a_ground(real_forums: Caller) -> None:
    own = real_forums.as_(KARTAMANTUL)
    forum = (await own.get("/v1/kabkota/forums/kartamantul")).json()
    province = next(m for m in forum["members"] if m["region_code"] == "34")
    at = f"/v1/kabkota/forums/kartamantul/members/{province['id']}"
    refused = await own.patch(at, {"role": "anggota"}, etag='"1"')
    assert refused.json()["errors"][0]["code"] == "other-level-without-ground"
    ground = {"instrument_id": forum["instruments"][0]["id"]}
    accepted = await own.patch(at, {"role": "anggota", "ground": ground}, etag='"1"')
    assert accepted.status_code == 200, accepted.text


async def test_an_edit_of_an_unresolved_member_must_say_who_it_is(real_forums: Caller) -> None:
    secretariat = real_forums.as_(SECRETARIAT)
    forum = (await secretariat.get("/v1/kabkota/forums/jabotabek")).json()
    at = f"/v1/kabkota/forums/jabotabek/members/{forum['members'][1]['id']}"
    unsaid = await secretariat.patch(at, {"member_to": "2008"}, etag='"1"')
    assert (unsaid.status_code, unsaid.json()["errors"][0]["code"]) == (422, "region-or-name")
    wrong = await secretariat.patch(at, {"region_code": "32.71", "role": "presiden"}, etag='"1"')
    assert wrong.status_code == 422
    said = await secretariat.patch(at, {"region_code": "32.71", "member_to": "2008"}, etag='"1"')
    assert said.status_code == 200, said.text
    assert (said.json()["irregular"], said.json()["region_name"]) == (None, "Kota Bogor")


async def test_who_a_member_is_does_not_change(registry: Caller) -> None:
    await make_forum(registry)
    member = await _add(registry, region_code="34.04")
    changed = await registry.as_(SECRETARIAT).patch(
        f"{MEMBERS}/{member['id']}", {"region_code": "34.02"}, etag='"1"'
    )
    assert (changed.status_code, changed.json()["errors"][0]["code"]) == (422, "identity")


async def test_a_member_is_changed_at_its_own_version(registry: Caller) -> None:
    await make_forum(registry)
    member = await _add(registry, region_code="34.04")
    at = f"{MEMBERS}/{member['id']}"
    secretariat = registry.as_(SECRETARIAT)
    assert (await secretariat.patch(at, {"note": "x"}, etag=None)).status_code == 428
    assert (await secretariat.patch(at, {"note": "x"}, etag='"7"')).status_code == 412
    assert (await secretariat.patch(at, {"role": "anggota"}, etag='"7"')).status_code == 412
    assert (await secretariat.patch(at, {"role": "raja"}, etag='"7"')).status_code == 422
    assert (await secretariat.patch(at, {"body": "dprd"}, etag='"1"')).status_code == 422
    assert (await secretariat.patch(at, {"role": "anggota"}, etag='"1"')).headers["etag"] == '"1"'
    missing = f"{MEMBERS}/018f0000-0000-7000-8000-000000000000"
    assert (await secretariat.patch(missing, {"note": "x"}, etag='"1"')).json()["code"] == "member-not-found"
    assert (await registry.get(missing)).json()["code"] == "member-not-found"
    assert (await registry.get(f"{MEMBERS}/bukan-uuid")).status_code == 404


async def test_members_are_paged_in_their_order(real_forums: Caller) -> None:
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        after = f"&cursor={cursor}" if cursor else ""
        page = (await real_forums.get(f"/v1/kabkota/forums/javapromo/members?page_size=5{after}")).json()
        seen += [m["region_code"] for m in page["items"]]
        cursor = page["next_cursor"]
    assert len(seen) == 13
    assert seen[0] == "34.71"
