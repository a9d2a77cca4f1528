"""The analyser, pure: what meets, what does not, and that nothing makes it fail."""

import csv
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.knowledge.search import analyser
from services.knowledge.search.analyser import document_terms, query_terms, root
from services.knowledge.search.analyser.words import (
    ABBREVIATIONS,
    EXCEPTIONS,
    MUNICIPALITIES,
    PROVINCES,
    ROOTS,
)

FAMILIES = {
    "mediasi": "mediasi dimediasi memediasi mediator pemediasian",
    "kelola": "kelola mengelola pengelolaan dikelola pengelola terkelola",
    "wisata": "wisata pariwisata kepariwisataan berwisata wisatawan",
    "sampah": "sampah persampahan sampahnya",
    "kerjasama": "kerjasama bekerjasama",
    "daya": "daya pemberdayaan memberdayakan diberdayakan berdaya",
    "selesai": "selesai menyelesaikan penyelesaian diselesaikan penyelesaiannya",
    "biaya": "biaya membiayai pembiayaan dibiayai",
    "tanggungjawab": "tanggungjawab pertanggungjawaban mempertanggungjawabkan",
    "lembaga": "lembaga kelembagaan melembagakan dilembagakan",
    "sepakat": "sepakat kesepakatan menyepakati disepakati sepakatlah",
    "rencana": "rencana perencanaan merencanakan direncanakan",
    "angkut": "angkut pengangkutan mengangkut angkutan",
    "pantau": "pantau pemantauan memantau dipantau",
    "tangan": "tangan penanganan menangani ditangani",
    "tanah": "tanah pertanahan",
    "tahan": "pertahanan bertahan menahan",
    "ikan": "ikan perikanan",
    "beri": "beri memberi pemberian memberikan",
    "berita": "berita pemberitaan",
    "izin": "izin perizinan ijin perijinan mengizinkan",
    "batas": "batas perbatasan berbatasan",
    "uang": "uang keuangan",
    "lanjut": "berkelanjutan keberlanjutan melanjutkan",
    "pimpin": "pimpinan kepemimpinan memimpin",
}


@pytest.mark.parametrize(("expected", "family"), FAMILIES.items())
def test_a_family_of_words_has_one_root(expected: str, family: str) -> None:
    assert {word: root(word) for word in family.split()} == dict.fromkeys(family.split(), expected)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("kerjasama antar daerah", "Kerja Sama Antardaerah"),
        ("tanggung jawab", "tanggungjawab"),
        ("kota-kota", "kota"),
        ("perundang-undangan", "undang-undang"),
        ("tempat pembuangan akhir", "TPA"),
        ("tempat pemrosesan akhir", "tpa"),
        ("tim koordinasi kerja sama daerah", "TKKSD"),
        ("ｋｅｒｊａ　ｓａｍａ", "kerja-sama"),
        ("Jogja", "Yogyakarta"),
        ("psl 370", "Pasal 370"),
        ("Jawa Timur", "jatim"),
        ("Sumatra Selatan", "Sumsel"),
        ("Papua Barat Daya", "papuabaratdaya"),
        ("Perjanjian Kerja Sama", "PKS"),
        ("nota kesepahaman", "MoU"),
        ("kapan dan dimana kerja sama berakhir", "kerja sama berakhir"),
    ],
)
def test_two_spellings_are_one_query(one: str, other: str) -> None:
    assert query_terms(one) == query_terms(other) != []


@pytest.mark.parametrize("short", ABBREVIATIONS)
def test_an_abbreviation_and_its_words_find_each_other(short: str) -> None:
    in_short = {term.term for term in document_terms(short)}
    for wording in ABBREVIATIONS[short]:
        in_full = {term.term for term in document_terms(wording)}
        assert set(query_terms(short)) <= in_full, wording
        assert set(query_terms(wording)) <= in_short, wording


def test_roots_stay_as_they_are() -> None:
    assert [word for word in ROOTS if root(root(word)) != root(word)] == []
    assert [word for word in EXCEPTIONS.values() if root(word) != word] == []


def test_words_are_found_where_they_stand() -> None:
    text = "Sekretariat memediasi kerja sama TPA."
    placed = {term.term: text[term.start : term.end] for term in document_terms(text)}
    assert placed["mediasi"] == "memediasi"
    assert placed["kerjasama"] == "kerja sama"
    assert placed["tpa"] == placed["buang"] == "TPA"


def test_what_an_abbreviation_stands_for_is_not_written_there() -> None:
    written = {term.term: term.is_written for term in document_terms("Sekber mengelola biaya")}
    assert written == {"sekber": True, "sekretariat": False, "sama": False, "kelola": True, "biaya": True}


def test_a_household_is_none_of_an_associations_rules() -> None:
    rules = {term.term for term in document_terms("Anggaran Dasar dan Anggaran Rumah Tangga")}
    assert rules >= {"adart", "art"}
    assert rules.isdisjoint(query_terms("rumah tangga"))


def test_to_share_is_a_word() -> None:
    assert query_terms("bagi hasil") == ["bagi", "hasil"]
    assert query_terms("pembagian urusan") == ["bagi", "urus"]


def test_provinces_are_those_of_the_registry() -> None:
    root_of_repository = Path(__file__).resolve().parents[2]
    folder = root_of_repository / "services/registry/data/regions"
    provinces = dict(list(csv.reader((folder / "provinces.csv").read_text("utf-8").splitlines()))[1:])
    for code, name in provinces.items():
        named = [PROVINCES[term] for term in query_terms(name) if term in PROVINCES]
        assert set(named) == {code}, name
    assert set(PROVINCES.values()) == set(provinces)
    regencies = list(csv.reader((folder / "regencies.csv").read_text("utf-8").splitlines()))[1:]
    of_the_same_name = {
        name.removeprefix("Kota ").lower(): code
        for code, _, name in regencies
        if name.startswith("Kota ") and name.removeprefix("Kota ").lower() in PROVINCES
    }
    assert of_the_same_name == MUNICIPALITIES


TEXTS = st.one_of(
    st.text(max_size=300),
    st.lists(
        st.sampled_from(
            [*sorted(EXCEPTIONS), *sorted(ROOTS), *ABBREVIATIONS, "antardaerah", "nya", "di", "-"]
        ),
        max_size=30,
    ).map(" ".join),
    st.text(alphabet="mengpenbrtdisaknylah -", max_size=80),
)


@given(TEXTS)
def test_any_text_has_terms_and_they_have_themselves(text: str) -> None:
    terms = query_terms(text)
    assert query_terms(" ".join(terms)) == terms
    for placed in document_terms(text):
        assert 0 <= placed.start < placed.end <= len(text)
        assert 0 < len(placed.term) <= analyser.LONGEST_TERM
        assert placed.term.isalnum()


@given(TEXTS)
def test_a_document_is_found_by_its_own_words(text: str) -> None:
    assert set(query_terms(text)) <= {term.term for term in document_terms(text)}


@pytest.mark.parametrize("text", ["mem" * 50_000, "kerja sama " * 30_000, "a" * 500_000, "ke-" * 100_000])
def test_a_long_text_ends(text: str) -> None:
    began = time.monotonic()
    assert len(document_terms(text)) < 10 * analyser.MOST_WORDS
    # No bound on time, but on runaway: some seconds where some hundredths are expected.
    assert time.monotonic() - began < 20
