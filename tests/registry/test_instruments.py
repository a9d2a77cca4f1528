"""Legal instruments: what they may say, how long they hold, and what stands under what."""

from datetime import UTC, datetime
from typing import Any

import pytest

from services.kit import clock
from services.registry.forums.terms import closes_on, expires_on
from tests.registry.factories import make_forum
from tests.support.callers import SECRETARIAT, Caller

FORUM = "/v1/kabkota/forums/forum-uji"
AT = f"{FORUM}/instruments"
HEAD = {"name": "Bupati Contoh (DEMO)", "office": "Bupati", "basis": "kepala_daerah"}


async def add(registry: Caller, status: int = 201, **body: Any) -> dict[str, Any]:
    said = {"title": "Naskah contoh (DEMO)", "document_kind": "kesepakatan_bersama"} | body
    answer = await registry.as_(SECRETARIAT).post(AT, said)
    assert answer.status_code == status, answer.text
    result: dict[str, Any] = answer.json()
    return result


async def amend(registry: Caller, row: dict[str, Any], status: int = 200, **changes: Any) -> dict[str, Any]:
    answer = await registry.as_(SECRETARIAT).patch(f"{AT}/{row['id']}", changes, etag=f'"{row["version"]}"')
    assert answer.status_code == status, answer.text
    result: dict[str, Any] = answer.json()
    return result


WHOLE: dict[str, Any] = {
    "type": "skb",
    "document_kind": "pks",
    "cooperation_kind": "ksdd",
    "nature": "wajib",
    "pattern": "e",
    "numbers": ["1/DEMO/2020", "2/DEMO/2020"],
    "title": "Perjanjian contoh (DEMO)",
    "objects": ["Tempat pemrosesan akhir sampah"],
    "scope": "Pengelolaan sampah",
    "purpose": "Contoh",
    "place_codes": ["34.02"],
    "urusan": ["2.11"],
    "is_continuous": True,
    "signed_on": "2020-05-01",
    "signed_place": "Yogyakarta",
    "signatories": ["Bupati Sleman", "Bupati Bantul"],
    "in_force_from": "2020-05-01",
    "in_force_to": "2025-05-01",
    "extensions": [{"decided_on": "2025-04", "until": "2029", "number": "3/DEMO/2025"}],
    "parties": [
        {"region_code": "34.04", "number": "1/DEMO/2020", "signer": HEAD, "rights": "x", "duties": "y"},
        {
            "region_code": "34.02",
            "signer": HEAD | {"basis": "surat_kuasa", "basis_document": "SK/DEMO", "signature": "basah"},
        },
    ],
    "sanctions": "Teguran",
    "force_majeure": "Bencana",
    "dispute_clause": {
        "steps": [{"act": "Musyawarah", "days": 30, "day_kind": "kerja"}, {"act": "Gubernur"}],
        "forum": "Gubernur",
    },
    "approvals": [
        {
            "region_code": "34.04",
            "needed": True,
            "why": "Membebani APBD",
            "letter_on": "2020-03",
            "decision": "disetujui",
            "decision_number": "4/DEMO/2020",
            "decided_on": "2020-04-01",
        }
    ],
    "note": "x",
    "regulation_id": "skb-contoh",
}


async def test_an_instrument_says_all_of_it_in_its_forum(registry: Caller) -> None:
    await make_forum(registry)
    made = await add(registry, **WHOLE)
    assert made["expires_on"] == "2029-12-31"
    assert made["parties"][1] == {
        "region_code": "34.02",
        "name": None,
        "number": None,
        "signer": HEAD | {"basis": "surat_kuasa", "basis_document": "SK/DEMO", "signature": "basah"},
        "rights": None,
        "duties": None,
    }
    forum = (await registry.get(FORUM)).json()
    assert (forum["version"], forum["instruments"]) == (2, [made])
    assert (await registry.get(f"{AT}/{made['id']}")).json() == made
    newest = (await registry.as_(SECRETARIAT).get(f"{FORUM}/history")).json()["items"][0]
    assert newest["new"]["parties"] == made["parties"]
    again = await amend(registry, made, parties=WHOLE["parties"], title=made["title"])
    assert again["version"] == 1
    changed = await amend(registry, made, parties=[{"region_code": "34.04"}, {"region_code": "34.02"}])
    assert changed["parties"][1]["signer"] is None
    assert changed["version"] == 2


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ({"document_kind": None}, "/document_kind", "type-or-kind"),
        ({"document_kind": "surat"}, "/document_kind", "unknown-code"),
        ({"type": "surat"}, "/type", "unknown-code"),
        ({"cooperation_kind": "x"}, "/cooperation_kind", "unknown-code"),
        ({"nature": "x"}, "/nature", "unknown-code"),
        ({"nature": "wajib", "pattern": "f"}, "/pattern", "unknown-code"),
        ({"nature": "sukarela", "pattern": "a"}, "/pattern", "pattern-without-wajib"),
        ({"urusan": ["1.01", "9.99"]}, "/urusan/1", "unknown-code"),
        ({"place_codes": ["99.99"]}, "/place_codes/0", "unknown-region"),
        ({"title": None}, "/title", "null"),
        ({"numbers": None}, "/numbers", "null"),
        ({"signatories": ["Bupati"]}, "/numbers", "numbers-missing"),
        ({"signed_on": "2020-02-30"}, "/signed_on", "invalid-partial-date"),
        ({"signed_on": "2900"}, "/signed_on", "in-the-future"),
        ({"in_force_from": "2020", "in_force_to": "2019"}, "/in_force_to", "ends-before-start"),
        ({"signed_on": "2021", "in_force_to": "2020-06"}, "/signed_on", "signed-after-end"),
        (
            {"in_force_to": "2020-06-30", "extensions": [{"until": "2020-06-30"}]},
            "/extensions/0/until",
            "extends-nothing",
        ),
        ({"extensions": [{"until": "2023"}, {"until": "2022"}]}, "/extensions/1/until", "extends-nothing"),
        (
            {"signed_on": "2020-05", "extensions": [{"until": "2023", "decided_on": "2019"}]},
            "/extensions/0/decided_on",
            "decided-before-signed",
        ),
        ({"extensions": [{}]}, "/extensions/0/until", "missing"),
        ({"ended_on": "2020"}, "/end_reason", "missing"),
        ({"end_reason": "kesepakatan"}, "/ended_on", "missing"),
        ({"ended_on": "2020", "end_reason": "ganti_bupati"}, "/end_reason", "unknown-code"),
        (
            {"signed_on": "2020", "ended_on": "2019", "end_reason": "kesepakatan"},
            "/ended_on",
            "ends-before-start",
        ),
        ({"parties": [{}]}, "/parties/0/region_code", "region-or-name"),
        ({"parties": [{"region_code": "34.04", "name": "x"}]}, "/parties/0/region_code", "region-or-name"),
        ({"parties": [{"region_code": "34.99"}]}, "/parties/0/region_code", "unknown-region"),
        (
            {"parties": [{"region_code": "34.04"}, {"region_code": "34.04"}]},
            "/parties/1/region_code",
            "repeated-region",
        ),
        ({"parties": [{"name": "x", "signer": {}}]}, "/parties/0/signer/basis", "missing"),
        (
            {"document_kind": "pks", "parties": [{"name": "x", "signer": {"basis": "surat_kuasa"}}]},
            "/parties/0/signer/basis_document",
            "missing",
        ),
        (
            {"parties": [{"name": "x", "signer": {"basis": "surat_kuasa", "basis_document": "SK"}}]},
            "/parties/0/signer/basis",
            "power-for-pks-only",
        ),
        ({"dispute_clause": {}}, "/dispute_clause", "empty-clause"),
        (
            {"dispute_clause": {"steps": [{"act": "Musyawarah", "days": 3}]}},
            "/dispute_clause/steps/0/day_kind",
            "missing",
        ),
        (
            {"approvals": [{"region_code": "34.04", "needed": True}] * 2},
            "/approvals/1/region_code",
            "repeated-region",
        ),
        (
            {"approvals": [{"region_code": "34.04", "needed": True, "decision": "disetujui"}]},
            "/approvals/0/decision_number",
            "missing",
        ),
        (
            {"parties": [{"region_code": "34.02"}], "approvals": [{"region_code": "34.04", "needed": True}]},
            "/approvals/0/region_code",
            "not-a-party",
        ),
        ({"approvals": [{"region_code": "34.04", "needed": "ya"}]}, "/approvals/0/needed", "bool-type"),
        (
            {"parent_id": "018f0000-0000-7000-8000-000000000000"},
            "/parent_id",
            "unknown-instrument",
        ),
        ({"expires_on": "2020-01-01"}, "/expires_on", "extra-forbidden"),
    ],
)
async def test_what_is_wrong_with_an_instrument_is_named_and_nothing_is_written(
    registry: Caller, body: dict[str, Any], pointer: str, code: str
) -> None:
    await make_forum(registry)
    problem = await add(registry, 422, **body)
    assert (pointer, code) in {(e["pointer"], e["code"]) for e in problem["errors"]}
    assert (await registry.get(FORUM)).json()["version"] == 1


async def test_all_errors_are_told_at_once(registry: Caller) -> None:
    await make_forum(registry)
    problem = await add(
        registry,
        422,
        nature="x",
        urusan=["9.99"],
        parties=[{}],
        ended_on="2020",
        signed_on="2021",
    )
    assert {e["pointer"] for e in problem["errors"]} == {
        "/nature",
        "/urusan/0",
        "/parties/0/region_code",
        "/end_reason",
        "/ended_on",
    }


async def test_a_change_of_regional_head_is_no_reason_to_end(registry: Caller) -> None:
    await make_forum(registry)
    problem = await add(registry, 422, ended_on="2020", end_reason="ganti_kepala_daerah")
    assert "pergantian kepala daerah tidak mengakhiri" in problem["errors"][0]["detail"]
    for reason in ("jangka_waktu", "tujuan_tercapai", "kesepakatan", "perubahan_aturan", "objek_hilang"):
        await add(registry, ended_on="2020", end_reason=reason)


@pytest.mark.parametrize("code", ["31.01", "31.71", "31.72", "31.73", "31.74", "31.75"])
async def test_administrative_regions_are_no_party_to_a_cooperation_of_regions(
    registry: Caller, code: str
) -> None:
    await make_forum(registry)
    parties = [{"region_code": "32.75"}, {"region_code": code}]
    problem = await add(registry, 422, cooperation_kind="ksdd", parties=parties)
    assert [(e["pointer"], e["code"]) for e in problem["errors"]] == [
        ("/parties/1/region_code", "not-autonomous")
    ]
    assert "UU 23/2014" in problem["errors"][0]["detail"]
    await add(registry, cooperation_kind="pra_2018", parties=parties)


@pytest.mark.parametrize(
    ("pattern", "fitting", "other"),
    [
        ("a", ["34", "33"], ["34", "34.04"]),
        ("b", ["34", "34.04"], ["34", "33.01"]),
        ("c", ["34", "33.01"], ["34", "34.04"]),
        ("d", ["34.03", "33.12", "35.01"], ["34.04", "34.02"]),
        ("e", ["34.04", "34.02"], ["34.03", "33.12"]),
    ],
)
async def test_a_pattern_fits_levels_and_provinces_of_the_parties(
    registry: Caller, pattern: str, fitting: list[str], other: list[str]
) -> None:
    await make_forum(registry)
    body: dict[str, Any] = {"nature": "wajib", "pattern": pattern}
    await add(registry, **body, parties=[{"region_code": code} for code in fitting])
    await add(registry, **body)
    wrong = await add(registry, 422, **body, parties=[{"region_code": code} for code in other])
    assert wrong["errors"][0]["code"] == "pattern-mismatch"


async def test_a_mixed_body_fits_the_patterns_of_both_levels(registry: Caller) -> None:
    """BKSP Jabodetabekjur: three provinces with kabupaten and kota of two of them."""
    await make_forum(registry)
    parties = [{"region_code": code} for code in ("31", "32", "36", "32.01", "32.71", "36.71")]
    for pattern in ("b", "c"):
        await add(registry, nature="wajib", pattern=pattern, parties=parties)


async def test_a_pks_stands_under_a_kesepakatan_of_its_forum(registry: Caller) -> None:
    await make_forum(registry)
    frame = await add(registry, signed_on="2018", in_force_to="2023-06-30")
    pks = await add(registry, document_kind="pks", parent_id=frame["id"], signed_on="2023-06")
    assert pks["parent_id"] == frame["id"]
    late = await add(registry, 422, document_kind="pks", parent_id=frame["id"], signed_on="2023-07")
    assert late["errors"][0]["code"] == "parent-had-ended"
    below = await add(registry, 422, document_kind="pks", parent_id=pks["id"])
    assert below["errors"][0]["code"] == "not-a-frame"
    own = await amend(registry, pks, 422, parent_id=pks["id"])
    assert own["errors"][0]["code"] == "own-parent"
    circle = await amend(registry, frame, 422, parent_id=pks["id"])
    assert circle["errors"][0]["code"] == "circle"
    ended = await amend(registry, frame, 422, ended_on="2020", end_reason="kesepakatan")
    assert (ended["errors"][0]["pointer"], ended["errors"][0]["code"]) == ("/ended_on", "pks-signed-later")
    kind = await amend(registry, frame, 422, document_kind="pks")
    assert "not-a-frame" in {e["code"] for e in kind["errors"]}
    addendum = await add(registry, document_kind="adendum", parent_id=pks["id"])
    assert (await amend(registry, addendum, parent_id=None))["parent_id"] is None


async def test_a_parent_is_of_the_same_forum(registry: Caller) -> None:
    await make_forum(registry)
    await make_forum(registry, "forum-lain")
    elsewhere = await registry.as_(SECRETARIAT).post(
        "/v1/kabkota/forums/forum-lain/instruments", {"title": "x", "type": "skb"}
    )
    problem = await add(registry, 422, document_kind="pks", parent_id=elsewhere.json()["id"])
    assert problem["errors"][0]["code"] == "unknown-instrument"


async def test_an_instrument_that_others_refer_to_stays(registry: Caller) -> None:
    await make_forum(registry)
    frame = await add(registry, title="Kesepakatan (DEMO)")
    pks = await add(registry, document_kind="pks", parent_id=frame["id"], title="PKS (DEMO)")
    secretariat = registry.as_(SECRETARIAT)
    member = {"region_code": "34", "ground": {"instrument_id": pks["id"]}}
    assert (await secretariat.post(f"{FORUM}/members", member)).status_code == 201
    relation = {"kind": "implements", "instrument_id": frame["id"]}
    assert (await secretariat.post(f"{AT}/{pks['id']}/relations", relation)).status_code == 201

    async def delete(row: dict[str, Any], version: int) -> tuple[int, str]:
        answer = await secretariat.request(
            "DELETE", f"{AT}/{row['id']}", headers={"If-Match": f'"{version}"'}
        )
        return answer.status_code, answer.text

    status, said = await delete(frame, 2)
    assert status == 409
    assert "naskah di bawahnya (PKS (DEMO)); hubungan dengan PKS (DEMO)" in said
    status, said = await delete(pks, 2)
    assert status == 409
    assert "dasar keanggotaan (Daerah Istimewa Yogyakarta); hubungan dengan Kesepakatan (DEMO)" in said
    free = await add(registry)
    assert (await delete(free, 7))[0] == 412
    assert (await delete(free, 1))[0] == 204
    assert (await registry.get(f"{AT}/{free['id']}")).json()["code"] == "instrument-not-found"


async def test_an_edit_of_an_irregular_instrument_must_mend_it(real_forums: Caller) -> None:
    secretariat = real_forums.as_(SECRETARIAT)
    at = "/v1/kabkota/forums/barlingmascakeb"
    decree = (await secretariat.get(at)).json()["instruments"][0]
    where = f"{at}/instruments/{decree['id']}"
    unmended = await secretariat.patch(where, {"note": "x"}, etag='"1"')
    assert (unmended.status_code, unmended.json()["errors"][0]["code"]) == (422, "numbers-missing")
    # Invented numbers: which of the source's four belongs to whom is not known.
    codes = ("33.04", "33.03", "33.02", "33.01", "33.05")
    parties = [{"region_code": code, "number": f"{index}/DEMO"} for index, code in enumerate(codes)]
    fewer = await secretariat.patch(where, {"parties": parties[:4]}, etag='"1"')
    assert fewer.status_code == 422
    mended = await secretariat.patch(where, {"parties": parties}, etag='"1"')
    assert mended.status_code == 200, mended.text
    assert (mended.json()["irregular"], len(mended.json()["numbers"])) == (None, 4)


async def test_lists_filter_by_kind_and_by_what_is_in_force(registry: Caller) -> None:
    await make_forum(registry)
    await add(registry, title="lama", signed_on="2001", in_force_to="2006", nature="sukarela")
    await add(registry, title="berakhir", signed_on="2019", ended_on="2020", end_reason="kesepakatan")
    await add(registry, title="berlaku", signed_on="2019", cooperation_kind="ksdd", document_kind="pks")
    await add(
        registry, title="panjang", in_force_from="2020", in_force_to="2021", extensions=[{"until": "2900"}]
    )
    await add(registry, title="kelak", in_force_from="2899", nature="wajib", pattern="e")
    await add(registry, title="tak diketahui", type="skb", document_kind=None)

    async def titles(query: str) -> list[str]:
        answer = await registry.get(f"{AT}?{query}")
        assert answer.status_code == 200, answer.text
        return [row["title"] for row in answer.json()["items"]]

    assert await titles("in_force=true") == ["berlaku", "panjang"]
    assert await titles("in_force=false") == ["lama", "berakhir", "kelak"]
    assert await titles("type=skb") == ["tak diketahui"]
    assert await titles("document_kind=pks&cooperation_kind=ksdd") == ["berlaku"]
    assert await titles("nature=wajib&pattern=e") == ["kelak"]
    wrong = await registry.get(f"{AT}?type=surat")
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (400, "/query/type")


async def test_the_legal_day_decides_what_is_in_force(registry: Caller) -> None:
    await make_forum(registry)
    await add(registry, signed_on="2020", in_force_to="2020-12-31")
    # 31 December 17:30 in UTC is 1 January in Jakarta.
    with clock.fixed(datetime(2020, 12, 31, 16, 30, tzinfo=UTC)):
        assert len((await registry.get(f"{AT}?in_force=true")).json()["items"]) == 1
    with clock.fixed(datetime(2020, 12, 31, 17, 30, tzinfo=UTC)):
        assert (await registry.get(f"{AT}?in_force=true")).json()["items"] == []


def test_the_latest_extension_ends_the_term_and_an_end_ends_it_sooner() -> None:
    row: dict[str, Any] = {"in_force_to": "2020-02", "extensions": [], "ended_on": None}
    assert str(expires_on(row)) == "2020-02-29"
    row["extensions"] = [{"until": "2021"}, {"until": "2022-06"}]
    assert str(expires_on(row)) == "2022-06-30"
    assert str(closes_on(row | {"ended_on": "2021-01"})) == "2021-01-31"
    assert expires_on({"in_force_to": None}) is None


async def test_mandatory_cooperation_is_between_regions_said_or_not(registry: Caller) -> None:
    await make_forum(registry)
    parties = [{"region_code": "32.75"}, {"region_code": "31.71"}]
    for kind in (None, "ksdd"):
        problem = await add(
            registry, 422, cooperation_kind=kind, nature="wajib", pattern="d", parties=parties
        )
        assert ("/parties/1/region_code", "not-autonomous") in [
            (e["pointer"], e["code"]) for e in problem["errors"]
        ]
    for kind in ("ksdpk", "ksdpl", "ksdll"):
        problem = await add(registry, 422, cooperation_kind=kind, nature="wajib")
        assert ("/nature", "never-mandatory") in [(e["pointer"], e["code"]) for e in problem["errors"]]


async def test_an_instrument_closes_with_its_term_or_its_end_whichever_is_first(registry: Caller) -> None:
    await make_forum(registry)
    ended: dict[str, Any] = {"end_reason": "kesepakatan"}
    await add(registry, in_force_to="2020-12-31", ended_on="2024-05-01", **ended)
    await add(registry, in_force_to="2020-12-31", ended_on="2019-05", **ended)
    told = (await registry.get("/v1/kabkota/forums/forum-uji")).json()["analysis"]
    assert [row["closes_on"] for row in told] == ["2020-12-31", "2019-05-31"]


async def test_an_agreement_of_the_old_word_carries_a_memorandum_out(registry: Caller) -> None:
    await make_forum(registry)
    memorandum = await add(registry, document_kind=None, type="mou", signed_on="2010")
    await add(registry, document_kind=None, type="perjanjian", signed_on="2011", parent_id=memorandum["id"])
    told = (await registry.get("/v1/kabkota/forums/forum-uji")).json()["analysis"]
    assert [row["has_agreement"] for row in told] == [True, False]
