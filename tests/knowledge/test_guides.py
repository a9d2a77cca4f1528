"""Guides: what they answer, and for which reasons."""

from collections.abc import Mapping
from typing import Any

import pytest

from services.knowledge.guides import shelf
from services.knowledge.guides.records import (
    Guide,
)
from tests.knowledge.regulations import AT as REGULATIONS
from tests.knowledge.regulations import add_work, relate
from tests.support.callers import Caller

AT = "/v1/kabkota/guides"
EN = {"Accept-Language": "en"}
GUIDES = list(shelf.guides().values())
each_guide = pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.slug)


async def ask(caller: Caller, slug: str, *, headers: dict[str, str] | None = None, **answers: Any) -> Any:
    answer = await caller.post(f"{AT}/{slug}/answers", {"answers": answers}, headers=headers or {})
    assert answer.status_code == 200, answer.text
    return answer.json()


def codes(told: Mapping[str, Any]) -> list[str]:
    return [outcome["code"] for outcome in told["outcomes"]]


def outcome(told: Mapping[str, Any], code: str) -> Any:
    return next(one for one in told["outcomes"] if one["code"] == code)


# Reading.


async def test_the_list_names_every_guide(regulations: Caller) -> None:
    answer = await regulations.get(AT)
    assert answer.status_code == 200
    assert [one["slug"] for one in answer.json()["items"]] == list(shelf.SLUGS)
    assert answer.headers["content-language"] == "id"
    again = await regulations.get(AT, headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304


@each_guide
async def test_a_guide_is_read_in_the_readers_language(regulations: Caller, guide: Guide) -> None:
    at = f"{AT}/{guide.slug}"
    read, in_english = await regulations.get(at), await regulations.get(at, headers=EN)
    assert read.json()["title"] == guide.title.id
    assert in_english.json()["title"] == guide.title.en
    assert (read.headers["content-language"], in_english.headers["content-language"]) == ("id", "en")
    assert read.headers["vary"] == "Accept-Language"
    assert read.headers["etag"] != in_english.headers["etag"]
    assert "sekretariat" in read.json()["maintenance"]
    assert len(read.json()["questions"]) == len(guide.questions)
    cited = {basis.regulation for basis in guide.bases() if basis.regulation}
    laws = read.json()["regulations"]
    assert {law["regulation"] for law in laws} == cited
    for law in laws:
        assert law["on"] == read.json()["as_of"]
        assert (await regulations.get(law["uri"])).status_code == 200
    again = await regulations.get(at, headers={"If-None-Match": read.headers["etag"]})
    assert again.status_code == 304


@each_guide
async def test_nothing_answered_leaves_everything_to_answer(regulations: Caller, guide: Guide) -> None:
    told = await ask(regulations, guide.slug)
    assert told["unanswered"] == [question.code for question in guide.questions]
    nothing: dict[str, Any] = {question.code: None for question in guide.questions}
    assert await ask(regulations, guide.slug, **nothing) == told


# What the guides answer.


async def test_a_forum_like_kartamantul_is_advised_to_coordinate_monitor_and_evaluate(
    library: Caller,
) -> None:
    told = await ask(
        library,
        "format-kelembagaan",
        tujuan=["koordinasi", "rencana_monev"],
        siap_sanksi=False,
        kesepahaman=True,
        pernah_berkoordinasi=True,
        anggaran="rutin",
        unit_siap=False,
    )
    (suggested,) = [one for one in told["outcomes"] if one["is_suggested"]]
    assert suggested["code"] == "forum_koordinasi_monev"
    assert suggested["era"]["code"] == "anjuran_2006"
    assert {"vocabulary": "institutional_format", "code": "forum_koordinasi_monev"} in suggested["terms"]
    assert all(reason["source"]["title"] for reason in suggested["reasons"])
    assert "kartamantul-sekber-profesional" in [one["slug"] for one in suggested["practices"]]
    for practice in suggested["practices"]:
        assert (await library.get(practice["uri"])).status_code == 200
    assert outcome(told, "lembaga_kerjasama")["score"] < 0
    assert "kelola_profesional" in codes(told)
    assert "simpulan penyusun" in told["method"]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, "sekretariat"),
        ({"jumlah_objek": "lebih_dari_dua", "jumlah_daerah": "dua"}, "sekretariat"),
        ({"jumlah_daerah": "dua"}, "sekretariat_belum"),
        ({"jangka": "kurang_dari_lima"}, "sekretariat_belum"),
        ({"terus_menerus": False}, "sekretariat_belum"),
        ({"sifat": "sukarela"}, "sekretariat_belum"),
    ],
)
async def test_a_secretariat_needs_what_pp_28_asks(
    regulations: Caller, changed: dict[str, Any], expected: str
) -> None:
    fitting: dict[str, Any] = {
        "sifat": "wajib",
        "terus_menerus": True,
        "jumlah_daerah": "lebih_dari_dua",
        "jumlah_objek": "sampai_dua",
        "jangka": "lima_atau_lebih",
    }
    told = await ask(regulations, "format-kelembagaan", **fitting | changed)
    assert codes(told) == [expected]
    law = told["outcomes"][0]["reasons"][0]["law"]
    assert (law["regulation"], law["article"], law["in_force"]) == ("pp-28-2018", "Pasal 7", True)
    assert law["on"] == told["as_of"] == told["outcomes"][0]["era"]["on"]


async def test_a_burdening_ksdd_of_two_regencies_takes_both_documents_and_the_dprd(
    regulations: Caller,
) -> None:
    told = await ask(regulations, "dokumen-hukum", jenis="ksdd", sifat="wajib", pola="e", membebani=True)
    found = codes(told)
    assert found.index("kesepakatan_bersama") < found.index("persetujuan_dprd") < found.index("pks")
    assert "tanpa_dprd" not in found
    assert "pks_atau_kontrak" not in found
    assert outcome(told, "dipantau_gubernur")["reasons"][0]["law"]["article"] == "Pasal 368"
    eras = [one["era"]["code"] for one in told["outcomes"]]
    assert eras == sorted(eras, key="anjuran_2006".__eq__)
    assert outcome(told, "jangka_waktu")["era"]["code"] == "hukum_perlu_verifikasi"
    assert eras[0] == "hukum_berlaku"
    assert eras[-1] == "anjuran_2006"


async def test_the_advice_of_2006_says_that_its_law_is_over(regulations: Caller) -> None:
    told = await ask(regulations, "dokumen-hukum", jenis="ksdd")
    advice = outcome(told, "skb_2006")
    assert advice["title"].startswith("Anjuran 2006")
    assert advice["era"]["on"] is None
    law = advice["reasons"][1]["law"]
    assert (law["regulation"], law["in_force"]) == ("uu-32-2004", False)
    assert "2014-10-02" in law["in_force_reason"]
    assert "peraturan ini tidak berlaku pada tanggal jawaban" in advice["reasons"][1]["labels"]


async def test_a_third_party_means_ksdpk_and_its_contract(regulations: Caller) -> None:
    told = await ask(regulations, "dokumen-hukum", jenis="ksdpk", membebani=False, belum_dianggarkan=False)
    found = codes(told)
    assert found[:4] == ["kesepakatan_bersama", "tanpa_dprd", "pks_atau_kontrak", "penanda_tangan"]
    assert found[-1] == "perjanjian_2006"
    assert [one["law"]["article"] for one in outcome(told, "pks_atau_kontrak")["reasons"]] == [
        None,
        "Pasal 366",
    ]


async def test_what_a_secondary_source_says_needs_verification(regulations: Caller) -> None:
    told = await ask(regulations, "dokumen-hukum", jenis="ksdpl")
    document = outcome(told, "naskah_luar_negeri")
    assert document["needs_verification"]
    assert "perlu verifikasi" in document["reasons"][0]["labels"]
    assert not outcome(told, "persetujuan_pusat")["needs_verification"]
    in_english = await ask(regulations, "dokumen-hukum", jenis="ksdpl", headers=EN)
    assert "needs verification" in outcome(in_english, "naskah_luar_negeri")["reasons"][0]["labels"]


async def test_where_the_law_was_repealed_the_answer_says_so(regulations: Caller) -> None:
    before = await ask(regulations, "dokumen-hukum", jenis="ksdd")
    assert outcome(before, "pks")["era"]["code"] == "hukum_berlaku"
    await add_work(regulations, 9, 2019)
    repealed = await relate(regulations, "pp-28-2018", "dicabut_oleh", "uu-9-2019")
    assert repealed.status_code == 201, repealed.text
    after = await ask(regulations, "dokumen-hukum", jenis="ksdd")
    assert outcome(after, "pks")["era"]["code"] == "hukum_tidak_berlaku"
    read = (await regulations.get(f"{AT}/dokumen-hukum")).json()
    assert outcome(read, "pks")["era"]["code"] == "hukum_tidak_berlaku"
    law = outcome(after, "pks")["reasons"][0]["law"]
    assert law["in_force"] is False
    assert "UU 9/2019" in law["in_force_reason"]


async def test_a_regulation_that_is_not_in_the_catalogue_is_not_said_to_be_in_force(codes: Caller) -> None:
    told = await ask(codes, "dokumen-hukum", jenis="ksdd")
    law = outcome(told, "pks")["reasons"][0]["law"]
    assert (law["in_force"], law["uri"]) == (None, None)
    assert outcome(told, "pks")["needs_verification"]
    assert outcome(told, "pks")["era"]["code"] == "hukum_perlu_verifikasi"


async def test_a_memorandum_without_rights_and_duties_is_no_agreement(regulations: Caller) -> None:
    told = await ask(regulations, "syarat-sah", berjudul_mou=True, hal_tertentu=False, sepakat=True)
    assert codes(told) == ["belum_hal_tertentu", "mou_belum_perjanjian"]
    whole = await ask(
        regulations, "syarat-sah", sepakat=True, cakap=True, hal_tertentu=True, sebab_halal=True
    )
    assert codes(whole) == ["memenuhi_1320"]
    assert whole["outcomes"][0]["needs_verification"], "the catalogue does not know when the code took force"


async def test_what_a_contract_with_a_third_party_lacks_is_named(regulations: Caller) -> None:
    told = await ask(
        regulations, "syarat-sah", pihak_ketiga=True, hal_tertentu=True, jangka_waktu=False, sanksi=False
    )
    assert codes(told) == ["kurang_jangka_waktu", "kurang_sanksi"]
    said: dict[str, Any] = dict.fromkeys(
        ("pihak_ketiga", "hal_tertentu", "jangka_waktu", "klausul_perselisihan", "sanksi"), True
    )
    both = await ask(regulations, "syarat-sah", **said)
    assert codes(both) == ["isi_366_lengkap"]


# What is refused.


@pytest.mark.parametrize(
    ("answers", "pointer", "code"),
    [
        ({"tidak_ada": True}, "/answers/tidak_ada", "unknown-question"),
        ({"a/b~c": 1}, "/answers/a~1b~0c", "unknown-question"),
        ({"anggaran": "besar"}, "/answers/anggaran", "unknown-option"),
        ({"anggaran": ["kecil"]}, "/answers/anggaran", "string-type"),
        ({"anggaran": {}}, "/answers/anggaran", "string-type"),
        ({"tujuan": "koordinasi"}, "/answers/tujuan", "list-type"),
        ({"tujuan": ["koordinasi", "x"]}, "/answers/tujuan/1", "unknown-option"),
        ({"tujuan": ["koordinasi", 1]}, "/answers/tujuan/1", "string-type"),
        ({"tujuan": ["koordinasi"] * 1000}, "/answers/tujuan", "too-long"),
        ({"siap_sanksi": "ya"}, "/answers/siap_sanksi", "bool-type"),
        ({"siap_sanksi": 1}, "/answers/siap_sanksi", "bool-type"),
    ],
)
async def test_an_answer_that_is_none_is_named(
    regulations: Caller, answers: dict[str, Any], pointer: str, code: str
) -> None:
    refused = await regulations.post(f"{AT}/format-kelembagaan/answers", {"answers": answers})
    assert refused.status_code == 422
    assert [(error["pointer"], error["code"]) for error in refused.json()["errors"]] == [(pointer, code)]


@pytest.mark.parametrize("body", [{}, {"answers": []}, {"answers": {}, "x": 1}, [], {"answers": None}])
async def test_a_body_of_another_shape_is_refused(regulations: Caller, body: Any) -> None:
    refused = await regulations.post(f"{AT}/syarat-sah/answers", body)
    assert refused.status_code == 422


async def test_more_answers_than_any_guide_asks_for_are_refused(regulations: Caller) -> None:
    many = {f"q{number}": True for number in range(51)}
    refused = await regulations.post(f"{AT}/syarat-sah/answers", {"answers": many})
    assert refused.status_code == 422
    assert [error["pointer"] for error in refused.json()["errors"]] == ["/answers"]


async def test_a_guide_that_is_not_there_is_not_found_whatever_is_sent(regulations: Caller) -> None:
    assert (await regulations.get(f"{AT}/tidak-ada")).status_code == 404
    answer = await regulations.post(f"{AT}/tidak-ada/answers", {"x": 1})
    assert (answer.status_code, answer.json()["code"]) == (404, "guide-not-found")


async def test_answering_writes_nothing(regulations: Caller) -> None:
    before = (await regulations.get(f"{REGULATIONS}/pp-28-2018")).json()
    first = await ask(regulations, "dokumen-hukum", jenis="ksdd")
    assert await ask(regulations, "dokumen-hukum", jenis="ksdd") == first
    assert (await regulations.get(f"{REGULATIONS}/pp-28-2018")).json() == before


async def test_roles_are_filtered_by_actor_and_issue(regulations: Caller) -> None:
    everything = await ask(regulations, "peran-aktor")
    cells = [one for one in everything["outcomes"] if one["era"]["code"] == "anjuran_2006"]
    assert len(cells) == 37
    told = await ask(
        regulations,
        "peran-aktor",
        matriks="kad",
        aktor=["pemerintah_provinsi"],
        aspek=["landasan_hukum", "pendanaan"],
    )
    assert codes(told) == [
        "hukum_pemantauan",
        "hukum_sekretariat",
        "kad__pendanaan__pemerintah_provinsi",
        "kad__landasan_hukum__pemerintah_provinsi",
    ]
    assert [one["law"]["article"] for one in outcome(told, "hukum_pemantauan")["reasons"]] == ["Pasal 368"]


async def test_the_five_stages_stand_beside_those_of_pp_28(regulations: Caller) -> None:
    told = await ask(regulations, "tahap", tahap="pelaksanaan")
    assert codes(told) == ["hukum_pelaksanaan", "pelaksanaan"]
    assert [reason["mark"] for reason in told["outcomes"][0]["reasons"]] == ["U", "U"]
    assert told["outcomes"][0]["needs_verification"]
    sourced, inferred = told["outcomes"][1]["reasons"][:2]
    assert (sourced["inferred"], inferred["inferred"]) == (False, True)
    assert inferred["labels"] == ["simpulan penyusun"]
    assert told["outcomes"][0]["era"]["code"] == "hukum_perlu_verifikasi"
    whole = await ask(regulations, "tahap")
    assert [one["era"]["code"] for one in whole["outcomes"]] == [
        *["hukum_berlaku"] * 3,
        "hukum_perlu_verifikasi",
        "hukum_berlaku",
        *["kajian_2023"] * 5,
    ]


async def test_a_weak_variable_and_a_problem_name_practices_of_this_simpul(library: Caller) -> None:
    answers: dict[str, Any] = {
        "variabel_kekokohan": 1,
        "variabel_transparansi": 5,
        "variabel_saling_ketergantungan": 3,
        "masalah_dukungan_anggaran": False,
        "masalah_kelembagaan": True,
    }
    told = await ask(library, "pemeriksaan-kesehatan", **answers)
    assert codes(told) == [
        "transparansi_kuat",
        "kekokohan_lemah",
        "saling_ketergantungan_sedang",
        "masalah_dukungan_anggaran",
    ]
    budget = outcome(told, "masalah_dukungan_anggaran")
    assert budget["reasons"][0]["source"]["locator"] == "Tabel 1"
    assert "kartamantul-lepas-donor" in [one["slug"] for one in budget["practices"]]
    assert outcome(told, "transparansi_kuat")["practices"] == []
    # What tells of a forum of the other simpul is not there.
    path = "/v1/provinsi/guides/pemeriksaan-kesehatan/answers"
    elsewhere = await library.as_(library.actor, "provinsi").post(path, {"answers": answers})
    slugs = [practice["slug"] for one in elsewhere.json()["outcomes"] for practice in one["practices"]]
    assert not [slug for slug in slugs if slug.startswith("kartamantul")]


@pytest.mark.parametrize("grade", [0, 6, 2.5, "3", True, [3]])
async def test_a_grade_is_an_integer_from_1_to_5(regulations: Caller, grade: Any) -> None:
    at = f"{AT}/pemeriksaan-kesehatan/answers"
    refused = await regulations.post(at, {"answers": {"variabel_kekokohan": grade}})
    assert [(e["pointer"], e["code"]) for e in refused.json()["errors"]] == [
        ("/answers/variabel_kekokohan", "scale")
    ]


async def test_steps_for_reluctance_are_inferred_and_said_to_be(regulations: Caller) -> None:
    told = await ask(regulations, "keengganan", alasan=["tidak_mampu"])
    assert codes(told) == ["bantuan_apbn", "langkah_tidak_mampu", "tidak_mampu", "dialog_aktor_kunci"]
    assert outcome(told, "langkah_tidak_mampu")["reasons"][0]["inferred"]
    assert not outcome(told, "tidak_mampu")["reasons"][0]["inferred"]


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"para_pihak": "kabkota_satu_provinsi"}, ["gubernur"]),
        ({"para_pihak": "kabkota_satu_provinsi", "gubernur_tidak_dapat": True}, ["gubernur", "menteri"]),
        ({"para_pihak": "provinsi_provinsi"}, ["menteri"]),
        ({"para_pihak": "kabkota_beda_provinsi"}, ["tidak_disebut"]),
        (
            {"para_pihak": "kabkota_beda_provinsi", "pokok": ["batas_daerah", "dampak_sosial"]},
            ["batas_kemendagri", "tidak_disebut", "mediasi_simpul"],
        ),
        ({"para_pihak": "internal_forum"}, ["klausul_sendiri", "mediasi_simpul"]),
        ({"pokok": ["tanah", "batas_desa"]}, ["batas_desa", "tanah"]),
    ],
)
async def test_authority_over_disputes_is_that_of_pasal_370(
    regulations: Caller, answers: dict[str, Any], expected: list[str]
) -> None:
    assert codes(await ask(regulations, "penyelesaian-perselisihan", **answers)) == expected


async def test_the_gap_of_pasal_370_is_said_aloud(regulations: Caller) -> None:
    told = await ask(regulations, "penyelesaian-perselisihan", para_pihak="kabkota_beda_provinsi")
    gap = outcome(told, "tidak_disebut")
    assert "bukan hukum yang sudah pasti" in gap["text"]
    assert gap["needs_verification"]
    assert [reason["inferred"] for reason in gap["reasons"]] == [False, False, True]
