"""Stage, status and verification of a forum."""

import pytest

from services.registry.standing import rules
from tests.registry.factories import make_forum
from tests.support.callers import KARTAMANTUL, SECRETARIAT, Caller

FORUM = "/v1/kabkota/forums/forum-uji"
KARTAMANTUL_AT = "/v1/kabkota/forums/kartamantul"


async def test_verifying_an_imported_forum_says_which_status_was_found(real_forums: Caller) -> None:
    secretariat = real_forums.as_(SECRETARIAT)
    silent = await secretariat.post(f"{KARTAMANTUL_AT}/verifications", {"means": "surat"})
    assert (silent.status_code, silent.json()["errors"][0]["pointer"]) == (422, "/status")
    found = await secretariat.post(
        f"{KARTAMANTUL_AT}/verifications", {"means": "surat", "status": "aktif", "note": "Surat DEMO"}
    )
    assert found.status_code == 201, found.text
    forum = (await real_forums.get(KARTAMANTUL_AT)).json()
    assert (forum["status"], forum["last_verified_by"]) == ("aktif", SECRETARIAT.subject)
    assert forum["last_verified_at"] is not None
    assert found.json()["forum_version"] == forum["version"]
    (change,) = (await real_forums.get(f"{KARTAMANTUL_AT}/status-changes")).json()["items"]
    assert (change["previous"], change["status"]) == ("belum_diverifikasi", "aktif")
    again = await secretariat.post(f"{KARTAMANTUL_AT}/verifications", {"means": "laman_resmi"})
    assert again.status_code == 201
    listed = (await real_forums.get(f"{KARTAMANTUL_AT}/verifications")).json()["items"]
    assert listed == [again.json(), found.json()]


async def test_a_found_forum_tells_its_own_status_and_what_cannot_follow_is_told(real_forums: Caller) -> None:
    own = real_forums.as_(KARTAMANTUL)
    body = {"status": "vakum", "since": "2012", "reason": "DEMO"}
    assert (await own.post(f"{KARTAMANTUL_AT}/status-changes", body)).status_code == 403
    found = {"means": "pertemuan", "status": "aktif", "since": "2007"}
    await real_forums.as_(SECRETARIAT).post(f"{KARTAMANTUL_AT}/verifications", found)
    dormant = await own.post(f"{KARTAMANTUL_AT}/status-changes", body)
    assert dormant.status_code == 201, dormant.text
    back = await own.post(f"{KARTAMANTUL_AT}/status-changes", body | {"status": "usulan"})
    assert (back.status_code, back.json()["code"]) == (409, "status-cannot-follow")
    assert "aktif, bubar, digantikan, revitalisasi" in back.json()["detail"]
    unknown = await own.post(f"{KARTAMANTUL_AT}/status-changes", body | {"status": "hilang"})
    assert unknown.json()["errors"][0]["code"] == "unknown-code"
    later = await own.post(f"{KARTAMANTUL_AT}/status-changes", body | {"status": "bubar", "since": "2999"})
    assert later.json()["errors"][0]["code"] == "in-the-future"
    assert (await real_forums.get(KARTAMANTUL_AT)).json()["status"] == "vakum"


async def test_a_forum_is_shown_with_the_status_it_had(real_forums: Caller) -> None:
    secretariat = real_forums.as_(SECRETARIAT)
    for status, since in (("aktif", "2007"), ("vakum", "2012"), ("revitalisasi", "2020")):
        change = {"status": status, "since": since, "reason": "DEMO"}
        answer = await secretariat.post(f"{KARTAMANTUL_AT}/status-changes", change)
        assert answer.status_code == 201, answer.text
    known = {}
    for when in ("2006", "2010", "2012", "2021"):
        known[when] = (await real_forums.get(f"{KARTAMANTUL_AT}?as_of={when}")).json()["status"]
    assert known == {
        "2006": "belum_diverifikasi",
        "2010": "aktif",
        "2012": "vakum",
        "2021": "revitalisasi",
    }


async def test_a_stage_is_a_fact_with_its_time(registry: Caller) -> None:
    await make_forum(registry, stage="inisiasi")
    secretariat = registry.as_(SECRETARIAT)
    change = {"stage": "perencanaan_awal", "since": "2001", "mark": "V2", "source": {"document": "DEMO"}}
    earlier = await secretariat.post(f"{FORUM}/stage-changes", change)
    assert (earlier.status_code, earlier.json()["since"]) == (201, "2001")
    assert (await registry.get(FORUM)).json()["stage"] == "inisiasi"
    now = await secretariat.post(f"{FORUM}/stage-changes", {"stage": "pelaksanaan"})
    assert (await registry.get(FORUM)).json()["stage"] == "pelaksanaan"
    listed = (await registry.get(f"{FORUM}/stage-changes?page_size=2")).json()
    assert listed["items"] == [now.json(), earlier.json()]
    assert listed["next_cursor"] is not None
    wrong = await secretariat.post(f"{FORUM}/stage-changes", {"stage": "puncak"})
    assert wrong.json()["errors"][0]["pointer"] == "/stage"


async def test_a_row_added_today_without_a_date_was_not_known_before(real_forums: Caller) -> None:
    added = await real_forums.as_(SECRETARIAT).post(f"{KARTAMANTUL_AT}/organs", {"kind": "komite_khusus"})
    assert added.status_code == 201
    then = (await real_forums.get(f"{KARTAMANTUL_AT}?as_of=2006")).json()
    now = (await real_forums.get(KARTAMANTUL_AT)).json()
    assert added.json() in now["organs"]
    assert then["organs"] == [organ for organ in now["organs"] if organ["id"] != added.json()["id"]]
    assert (await real_forums.get(f"{KARTAMANTUL_AT}?as_of=1990")).json()["organs"] == []


@pytest.mark.parametrize("status", rules.FOLLOWING)
def test_no_status_leads_back_to_a_proposal(status: str) -> None:
    assert rules.FOLLOWING[status].isdisjoint(rules.UNFOUND)
    assert set(rules.may_follow(status)) <= rules.LIVING | rules.ENDED


async def test_a_status_begins_no_earlier_than_the_one_before(real_forums: Caller) -> None:
    secretariat = real_forums.as_(SECRETARIAT)
    await secretariat.post(f"{KARTAMANTUL_AT}/verifications", {"means": "surat", "status": "aktif"})
    early = {"status": "vakum", "since": "2012", "reason": "DEMO"}
    refused = await secretariat.post(f"{KARTAMANTUL_AT}/status-changes", early)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/since")
    made = await secretariat.post(f"{KARTAMANTUL_AT}/status-changes", {"status": "vakum", "reason": "DEMO"})
    assert made.status_code == 201
    now = await real_forums.get(KARTAMANTUL_AT)
    assert (now.json()["status"], made.headers["etag"]) == ("vakum", now.headers["etag"])


async def test_a_forum_is_not_verified_as_unverified(real_forums: Caller) -> None:
    body = {"means": "surat", "status": "belum_diverifikasi"}
    answer = await real_forums.as_(SECRETARIAT).post(f"{KARTAMANTUL_AT}/verifications", body)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/status")
    assert (await real_forums.get(KARTAMANTUL_AT)).json()["last_verified_at"] is None


async def test_what_was_verified_and_signed_later_was_not_known_before(real_forums: Caller) -> None:
    secretariat = real_forums.as_(SECRETARIAT)
    await secretariat.post(f"{KARTAMANTUL_AT}/verifications", {"means": "surat", "status": "aktif"})
    signed = {"title": "Naskah DEMO", "document_kind": "pks", "signed_on": "2020"}
    row = (await secretariat.post(f"{KARTAMANTUL_AT}/instruments", signed)).json()
    then = (await real_forums.get(f"{KARTAMANTUL_AT}?as_of=2006")).json()
    now = (await real_forums.get(KARTAMANTUL_AT)).json()
    assert (then["last_verified_at"], then["last_verified_by"]) == (None, None)
    assert row["id"] in {told["instrument_id"] for told in now["analysis"]}
    assert row["id"] not in {told["instrument_id"] for told in then["analysis"]}
    assert then["urusan"] == now["urusan"]
    assert (await real_forums.get(f"{KARTAMANTUL_AT}?as_of=1990")).json()["urusan"] == []
