"""Which forum a written name means."""

import pytest

from services.kit.ids import new_id
from services.registry.forums.matching import NamedForum, match
from tests.registry.factories import add_row, make_forum
from tests.support.callers import Caller

MATCH = "/v1/kabkota/forums/match"


@pytest.mark.parametrize(
    ("simpul", "name", "slug"),
    [
        ("kabkota", "Kartamantul", "kartamantul"),
        ("kabkota", "KARTAMANTUL", "kartamantul"),
        ("kabkota", "Sekber Kartamantul", "kartamantul"),
        ("kabkota", "Sekretariat Bersama Kartamantul", "kartamantul"),
        ("kabkota", "Kartamntul", "kartamantul"),
        ("kabkota", "Barlingmascakeb", "barlingmascakeb"),
        ("kabkota", "Barlingmaskeb", "barlingmascakeb"),
        ("kabkota", "Regional Management Barlingmascakeb", "barlingmascakeb"),
        ("kabkota", "Java Promo", "javapromo"),
        ("kabkota", "Mesuji OKI", "mesuji-oki"),
        ("kabkota", "Timor Tengah Utara, Belu, Malaka", "ttu-belu-malaka"),
        ("kabkota", "apeksi", "apeksi"),
        ("provinsi", "Mitra Praja", "mitra-praja-utama"),
        ("provinsi", "MPU", "mitra-praja-utama"),
        ("provinsi", "BKPRS", "bkprs"),
        ("provinsi", "Badan Kerja Sama Pembangunan Regional Sulawesi", "bkprs"),
    ],
)
async def test_a_forum_is_found_as_people_write_it(
    real_forums: Caller, simpul: str, name: str, slug: str
) -> None:
    asking = real_forums.as_(real_forums.actor, simpul)  # type: ignore[arg-type]
    answer = await asking.get(f"/v1/{simpul}/forums/match", params={"name": name})
    assert answer.status_code == 200, answer.text
    best = answer.json()["candidates"][0]
    assert (best["slug"], best["chosen"]) == (slug, True), answer.json()
    assert set(best) == {"slug", "id", "name", "short_name", "score", "chosen", "reason"}


async def test_a_forum_of_the_other_simpul_is_no_candidate(real_forums: Caller) -> None:
    candidates = (await real_forums.get(MATCH, params={"name": "Mitra Praja Utama"})).json()["candidates"]
    assert "mitra-praja-utama" not in {candidate["slug"] for candidate in candidates}


async def test_of_two_that_fit_alike_none_is_chosen(registry: Caller) -> None:
    for slug, name in (("forum-a", "Forum Contoh (DEMO)"), ("forum-b", "Badan Contoh (DEMO)")):
        await make_forum(registry, slug, name=name)
    candidates = (await registry.get(MATCH, params={"name": "Contoh DEMO"})).json()["candidates"]
    assert [(c["slug"], c["chosen"]) for c in candidates] == [("forum-a", False), ("forum-b", False)]
    (exact, _) = (await registry.get(MATCH, params={"name": "Forum Contoh (DEMO)"})).json()["candidates"]
    assert (exact["slug"], exact["score"], exact["chosen"]) == ("forum-a", 1.0, True)


async def test_a_name_that_means_no_forum_finds_none(real_forums: Caller) -> None:
    for name in ("qqqqqq", "dan", "???", "a"):
        assert (await real_forums.get(MATCH, params={"name": name})).json() == {"candidates": []}


async def test_candidates_are_limited_and_explained_in_both_languages(real_forums: Caller) -> None:
    answer = await real_forums.get(
        f"{MATCH}?name=Sekber%20Kartamantul&limit=1", headers={"Accept-Language": "en"}
    )
    (best,) = answer.json()["candidates"]
    assert best["reason"] == "same name, without the kind of body"
    assert answer.headers["content-language"] == "en"


@pytest.mark.parametrize(
    "query", ["", "name=", "name=%20", f"name={'x' * 201}", "name=x&limit=0", "name=x&limit=26", "name=%00"]
)
async def test_a_match_that_cannot_be_asked_is_refused(registry: Caller, query: str) -> None:
    assert (await registry.get(f"{MATCH}?{query}")).status_code == 400


def test_one_of_thousands_of_forums_alike_is_found() -> None:
    # Names that all share their words: where the comparing would grow out of measure, if it did.
    forums = [
        NamedForum(new_id(), f"forum-{n}", f"{'aaaaaaaaaaaa ' * 6} {n}", f"FKD {n}") for n in range(5000)
    ]
    for name in ("aaaaaaaaaaab", "aaaaaaaaaaaa", "Forum Kerja Sama " + "a" * 183):
        assert len(match(name, forums, limit=5)) <= 5
    assert match("FKD 77", forums, limit=5)[0].found.slug == "forum-77"


async def test_a_forum_is_found_by_a_former_name(registry: Caller) -> None:
    await make_forum(registry, "forum-lain")
    await make_forum(registry)
    await add_row(registry, "aliases", name="Paguyuban Rumpun Padi (DEMO)", used_to="2010")
    answer = await registry.get("/v1/kabkota/forums/match?name=Paguyuban Rumpun Padi (DEMO)")
    (best, *_) = answer.json()["candidates"]
    assert (best["slug"], best["chosen"]) == ("forum-uji", True)


async def test_a_name_without_a_word_hides_no_other(registry: Caller) -> None:
    await make_forum(registry)
    await add_row(registry, "aliases", name="\u001c")
    for name in ("dki", "%1C", "-"):
        answer = await registry.get(f"/v1/kabkota/forums/match?name={name}")
        assert answer.status_code in (200, 400), answer.text
