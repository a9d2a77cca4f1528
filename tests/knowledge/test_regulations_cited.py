"""Citations resolved against the catalogue, and found in texts."""

import asyncio
import threading
from typing import Any

import pytest

from services.knowledge.citations import Citation, find
from services.knowledge.regulations import resolving
from tests.knowledge.regulations import AT, add_work
from tests.support.callers import Caller


async def _resolve(caller: Caller, citation: str) -> dict[str, Any]:
    answer = await caller.get(f"{AT}/resolve", params={"citation": citation})
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


@pytest.mark.parametrize(
    ("citation", "slug", "article"),
    [
        ("Permendagri 22/2020", "permendagri-22-2020", None),
        ("UU No. 23 Tahun 2014 Pasal 370", "uu-23-2014", "Pasal 370"),
        ("psl 370 uu 23/2014", "uu-23-2014", "Pasal 370"),
        ("PP 28 thn 2018", "pp-28-2018", None),
        ("Peraturan Pemerintah Nomor 28 Tahun 2018", "pp-28-2018", None),
        ("Pasal 195 ayat (4) UU 32/2004", "uu-32-2004", "Pasal 195 ayat (4)"),
        ("SE 120/1730/SJ", "se-mendagri-120-1730-sj-2005", None),
        ("Kepmendagri 300.2.2-2430 Tahun 2025", "kepmendagri-300-2-2-2430-2025", None),
        ("18 Tahun 2001", "skb-kartamantul-kerjasama-2001", None),
        ("01/PK-KDH/2001", "skb-kartamantul-kerjasama-2001", None),
        ("04/KBPL-KB/OKI/2016", "mou-mesuji-oki-2016", None),
        ("Pasal 1320 KUHPerdata", "kuhperdata", "Pasal 1320"),
        ("UU 23", "uu-23-2014", None),
        ("uu-23-2014", "uu-23-2014", None),
    ],
)
async def test_a_citation_is_resolved(
    regulations: Caller, citation: str, slug: str, article: str | None
) -> None:
    told = await _resolve(regulations, citation)
    assert [match["slug"] for match in told["matches"]] == [slug]
    (match,) = told["matches"]
    assert match["article"] == article
    assert match["uri"] == f"{AT}/{slug}"
    assert match["title"]
    assert match["reason"]


async def test_the_gist_of_an_article_on_record_is_told(regulations: Caller) -> None:
    (match,) = (await _resolve(regulations, "Pasal 195 ayat (4) UU 32/2004"))["matches"]
    assert "persetujuan DPRD" in match["gist"]
    (match,) = (await _resolve(regulations, "Pasal 8 ayat (1) PP 28/2018"))["matches"]
    assert match["gist"].startswith("Perselisihan")


async def test_a_number_alone_may_mean_several_works_nationwide_first(regulations: Caller) -> None:
    await add_work(
        regulations, 22, 2020, type="perda", level="daerah", issuers=["Kota Contoh (DEMO)"], slug="a-perda-22"
    )
    told = await _resolve(regulations, "22 Tahun 2020")
    assert [match["slug"] for match in told["matches"]] == ["permendagri-22-2020", "a-perda-22"]
    assert {match["reason"] for match in told["matches"]} == {
        "Nomor dan tahunnya sama; jenisnya tidak disebut."
    }


@pytest.mark.parametrize(
    "citation", ["UU 99/2099", "Peraturan Menteri Pertanian 22/2020", "17 Juni 2025", "Pasal 5 ayat (2)", "x"]
)
async def test_what_is_not_here_has_no_match(regulations: Caller, citation: str) -> None:
    assert (await _resolve(regulations, citation))["matches"] == []


async def test_the_issuer_tells_works_of_one_number_apart(codes: Caller) -> None:
    perda: dict[str, Any] = {"type": "perda", "level": "daerah"}
    await add_work(codes, 5, **perda, issuers=["Kota Contoh (DEMO)"], slug="perda-kota-5")
    await add_work(codes, 5, **perda, issuers=["Kabupaten Misal (DEMO)"], slug="perda-kabupaten-5")
    one = await _resolve(codes, "Perda Kota Contoh Nomor 5 Tahun 2040")
    both = await _resolve(codes, "Perda Nomor 5 Tahun 2040")
    assert [match["slug"] for match in one["matches"]] == ["perda-kota-5"]
    assert {match["slug"] for match in both["matches"]} == {"perda-kota-5", "perda-kabupaten-5"}


async def test_citations_of_a_text_are_linked_and_the_rest_is_told_as_it_is(regulations: Caller) -> None:
    text = (
        "Sejak 2 Oktober 2014 berlaku Pasal 363 UU 23/2014; tata caranya PP 28/2018 dan Perda Kota X "
        "Nomor 18 Tahun 2001. Keputusan Nomor 18 Tahun 2001 dan 01/PK-KDH/2001 mendahuluinya, "
        "biaya Rp 23/2014, 75/15/10."
    )
    answer = await regulations.post(f"{AT}/citations", {"text": text})
    assert answer.status_code == 200, answer.text
    found = answer.json()["citations"]
    assert [(one["text"], one["status"], one["slug"]) for one in found] == [
        ("Pasal 363 UU 23/2014", "linked", "uu-23-2014"),
        ("PP 28/2018", "linked", "pp-28-2018"),
        ("Perda Kota X Nomor 18 Tahun 2001", "unresolved", None),
        ("Nomor 18 Tahun 2001", "ambiguous", None),
        ("01/PK-KDH/2001", "linked", "skb-kartamantul-kerjasama-2001"),
    ]
    assert found[3]["candidates"] == ["skb-kartamantul-kerjasama-2001"]
    assert all(text[one["start"] : one["end"]] == one["text"] for one in found)


async def test_a_joint_decree_is_linked_where_its_signatories_are_named(regulations: Caller) -> None:
    named = "Keputusan Bersama Bupati Bantul, Bupati Sleman, dan Walikota Yogyakarta Nomor 18 Tahun 2001"
    unnamed = "SKB Nomor 18 Tahun 2001"
    others = "Keputusan Bersama Bupati Contoh Nomor 18 Tahun 2001"
    statuses = []
    for text in (named, unnamed, others):
        answer = await regulations.post(f"{AT}/citations", {"text": text})
        statuses += [one["status"] for one in answer.json()["citations"]]
    assert statuses == ["linked", "ambiguous", "unresolved"]


async def test_a_text_of_very_many_citations_is_answered_in_part_and_said_so(codes: Caller) -> None:
    perda: dict[str, Any] = {"type": "perda", "level": "daerah"}
    for number in range(22):
        slug, issuers = f"perda-{number}", [f"Kota Contoh {number} (DEMO)"]
        await add_work(codes, 5, **perda, issuers=issuers, slug=slug)
    text = "Perda No. 5 Tahun 2040; " * 2_000
    told = (await codes.post(f"{AT}/citations", {"text": text})).json()
    assert (len(told["citations"]), told["has_more"]) == (1_000, True)
    assert {len(one["candidates"]) for one in told["citations"]} == {20}
    few = (await codes.post(f"{AT}/citations", {"text": text[:240]})).json()
    assert (len(few["citations"]), few["has_more"]) == (10, False)
    long = await codes.post(f"{AT}/citations", {"text": "a" * 50_001})
    assert [e["pointer"] for e in long.json()["errors"]] == ["/text"]


async def test_others_are_answered_while_a_text_is_read(
    codes: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_go_on, real = threading.Event(), find

    def waits(text: str) -> list[Citation]:
        # In the event loop nobody could have let it go on.
        assert may_go_on.wait(10)
        return real(text)

    monkeypatch.setattr(resolving, "find", waits)
    asked = asyncio.create_task(codes.post(f"{AT}/citations", {"text": "skb " * 100}))
    assert (await codes.get(AT)).status_code == 200
    may_go_on.set()
    assert (await asked).status_code == 200


async def test_a_bare_article_is_read_in_its_context_only(regulations: Caller) -> None:
    body = {"text": "Menurut Pasal 370 ayat (2) dan Pasal 8 PP 28/2018."}
    without = (await regulations.post(f"{AT}/citations", body)).json()["citations"]
    within = (await regulations.post(f"{AT}/citations", {**body, "context": "uu-23-2014"})).json()[
        "citations"
    ]
    assert [one["slug"] for one in without] == ["pp-28-2018"]
    assert [(one["slug"], one["citation"]["article"]) for one in within] == [
        ("uu-23-2014", "Pasal 370 ayat (2)"),
        ("pp-28-2018", "Pasal 8"),
    ]
    unknown = await regulations.post(f"{AT}/citations", {**body, "context": "uu-0-0"})
    assert unknown.json()["code"] == "regulation-not-found"
