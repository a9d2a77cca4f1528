"""Citations of law in text. Pure: neither database nor service."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.knowledge.citations import Article, find, find_articles, key_of, keys_for, keys_of, parse


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("Permendagri 22/2020", ["permendagri:22:2020"]),
        ("UU No. 23 Tahun 2014 Pasal 370", ["uu:23:2014", "uu:23:2014#370"]),
        ("psl 370 uu 23/2014", ["uu:23:2014", "uu:23:2014#370"]),
        ("PP 28 thn 2018", ["pp:28:2018"]),
        ("Peraturan Pemerintah Nomor 28 Tahun 2018", ["pp:28:2018"]),
        ("Peraturan Pemerintah Republik Indonesia\nNomor 28 Tahun 2018", ["pp:28:2018"]),
        ("Pasal 195 ayat (4) UU 32/2004", ["uu:32:2004", "uu:32:2004#195"]),
        ("Undang\u2013Undang\u00a0Nomor 23 Tahun 2014.", ["uu:23:2014"]),
        ("joint decree 2002 (272/2002, 05/2002, 240/KPTS/2002)", [":240/kpts:2002"]),
        ("SE 120/1730/SJ", ["se:120/1730/sj:"]),
        ("SE Mendagri Nomor 120/1730/SJ tanggal 13 Juli 2005", ["se:120/1730/sj:2005"]),
        ("Kepmendagri 300.2.2-2430 Tahun 2025", ["kepmendagri:300.2.2-2430:2025"]),
        ("Kepmendagri 300.2.2-2430/2025", ["kepmendagri:300.2.2-2430:2025"]),
        ("UU 23 Tahun 2014 jo. UU 9 Tahun 2015", ["uu:23:2014", "uu:9:2015"]),
        ("UU No. 32 Tahun 2004 juncto No. 12 Tahun 2008", ["uu:32:2004", "uu:12:2008"]),
        ("074/01/IV.05/MSJ/2016", [":74/1/iv.05/msj:2016"]),
        ("Pasal 1320 KUH Perdata", ["kuhperdata::", "kuhperdata::#1320"]),
        ("UUD NRI Tahun 1945 Pasal 18", ["uud::1945", "uud::1945#18"]),
        ("UU 23/2014, Pasal 8 PP 28/2018", ["uu:23:2014", "pp:28:2018", "pp:28:2018#8"]),
    ],
)
def test_a_citation_is_found_however_it_is_written(text: str, keys: list[str]) -> None:
    assert keys_of(text) == keys


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("18 Tahun 2001", [":18:2001"]),
        ("272/2002", [":272:2002"]),
        ("joint decree 2002 (272/2002, 05/2002, 240/KPTS/2002)", [":272:2002", ":5:2002", ":240/kpts:2002"]),
        ("keputusan Nomor 18 Tahun 2001", [":18:2001"]),
        ("Nomor: 18 Tahun 2001", [":18:2001"]),
    ],
)
def test_figures_without_a_kind_have_a_key_where_they_are_asked_for_only(text: str, keys: list[str]) -> None:
    assert keys_of(text, is_asked=True) == keys
    assert ":18:2001" not in keys_of(text)
    assert ":272:2002" not in keys_of(text)


@pytest.mark.parametrize(
    "text",
    [
        "Raperda No 5 Tahun 2012",
        "Raperda Kota Contoh No 5 Tahun 2012",
        "RUU Nomor 5 Tahun 2012",
        "Ranperda tentang sungai, Ranpergub 5/2012",
        "Rancangan Perda No 5 Tahun 2012",
        "nomor rumah 20/2014",
        "Surat pembaca, edisi 15/2014",
        "surat kabar Kompas 25/2014",
        "sesuai nomor antrean, 25/2014",
        "17 Juni 2025",
        "1/2015",
        "sejak 1/2015 hingga 12/2016",
        "17/8/2015",
        "2025-06-17",
        "75/15/10",
        "pembagian 75/15/10 persen",
        "Pasal 5 ayat (2)",
        "ayat (2) huruf b",
        "Rp 23/2014",
        "Peraturan itu menelan Rp 1.500 Tahun 2014",
        "keputusan senilai 1.500 tahun 2014",
        "(0274) 562/2002",
        "surat, telp. 562/2002",
        "surat 0274-562/2002",
        "tahun anggaran 2014/2015",
        "keputusan tahun 2014/2015",
        "menurut peraturan berusia 18 tahun 2001",
        "keputusan berlaku selama 5 Tahun 2015",
        "UU 23",
        "UU 23 Tahun 2014-2019",
        "tiket PP 500 ribu",
        "Budi, SE 120/2014",
        "Rancangan Undang-Undang Nomor 5 Tahun 2010",
        "skor 85/2000",
    ],
)
def test_what_is_no_citation_is_not_taken(text: str) -> None:
    assert find(text) == []


def test_a_citation_tells_where_it_stands_and_what_it_names() -> None:
    text = "Menurut Pasal 409 huruf b UU 23/2014 dan Perda Kota Bogor Nomor 5 Tahun 2014 (contoh)."

    law, of_a_city = find(text)

    assert (law.text, law.kind, law.number, law.year) == ("Pasal 409 huruf b UU 23/2014", "uu", "23", 2014)
    assert text[law.start : law.end] == law.text
    assert law.article == Article("409", None, "b")
    assert law.article.label() == "Pasal 409 huruf b"
    assert (of_a_city.kind, of_a_city.issuer, of_a_city.number) == ("perda", "Kota Bogor", "5")


def test_a_ministers_regulation_is_not_that_of_another_minister() -> None:
    (other,) = find("Peraturan Menteri Pertanian Nomor 22 Tahun 2020")
    (short,) = find("Permenkumham 8/2019")

    assert (other.kind, other.issuer) == ("permen", "Pertanian")
    assert (short.kind, short.issuer) == ("permen", "kumham")


def test_an_emergency_law_is_not_the_law_of_that_number() -> None:
    assert keys_of("Undang-Undang Darurat Nomor 12 Tahun 1951") == ["uu_darurat:12:1951"]


def test_the_numbers_of_a_joint_decree_are_of_one_kind() -> None:
    found = find(
        "Keputusan Bersama Bupati Bantul, Bupati Sleman, dan Walikota Yogyakarta "
        "Nomor 18 Tahun 2001, 01/PK-KDH/2001, 01 Tahun 2001 tentang prasarana"
    )

    assert [key_of(one) for one in found] == ["skb:18:2001", "skb:1/pk-kdh:2001", "skb:1:2001"]
    assert {one.issuer for one in found} == {"Bupati Bantul, Bupati Sleman, dan Walikota Yogyakarta"}


def test_who_asks_for_a_citation_may_write_less() -> None:
    assert find("5/2012") == []
    asked = parse(" 5/2012. ")
    law = parse("UU 23")

    assert asked is not None
    assert key_of(asked) == ":5:2012"
    assert law is not None
    assert key_of(law) == "uu:23:"
    assert parse("UU 23/2014 dan seterusnya") is None
    assert parse("") is None


def test_a_regulation_is_cited_by_each_of_its_numbers() -> None:
    keys = keys_for("skb", ["18 Tahun 2001", "01/PK-KDH/2001"], 2001)

    assert {"skb:18:2001", ":18:2001", "skb:1/pk-kdh:2001", ":1/pk-kdh:2001"} <= set(keys)
    assert "se:120/1730/sj:" in keys_for("se", ["120/1730/SJ"], 2005)
    assert keys_for("uu", ["23"], 2014) == ["uu:23:2014", ":23:2014"]


KINDS = {
    "uu": ("UU", "Undang-Undang", "uu", "Undang Undang Republik Indonesia", "Undang-Undang (UU)"),
    "pp": ("PP", "Peraturan Pemerintah", "pp"),
    "perpres": ("Perpres", "Peraturan Presiden"),
    "permendagri": ("Permendagri", "Peraturan Menteri Dalam Negeri", "PERMENDAGRI"),
    "kepmendagri": ("Kepmendagri", "Keputusan Menteri Dalam Negeri"),
    "perda": ("Perda", "Peraturan Daerah Kota Contoh"),
}
NUMBERED = st.sampled_from(
    [
        "{} {}/{}",
        "{} No. {} Tahun {}",
        "{} Nomor {} Tahun {}",
        "{} {} thn {}",
        "{} no {} th. {}",
        "{} {} tahun {}",
    ]
)
WORDS = st.text(alphabet="abc .,\n", max_size=30).map(lambda t: t + " ")
YEARS = st.integers(1945, 2099)


@given(
    kind=st.sampled_from(sorted(KINDS)),
    spelling=st.integers(0, 4),
    form=NUMBERED,
    number=st.integers(1, 9999),
    year=YEARS,
    before=WORDS,
    article=st.none() | st.integers(1, 500),
)
def test_every_spelling_is_found_where_it_stands(
    kind: str, spelling: int, form: str, number: int, year: int, before: str, article: int | None
) -> None:
    words = KINDS[kind][spelling % len(KINDS[kind])]
    cited = form.format(words, number, year) + (f" Pasal {article}" if article else "")

    (found,) = find(f"{before}{cited} mengatur demikian")

    assert found.text == cited
    assert key_of(found) == f"{kind}:{number}:{year}"
    assert (found.article.pasal if found.article else None) == (str(article) if article else None)


MONTHS = ["Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "Oktober", "Desember"]
TELEPHONES = st.builds("{} {}-{}".format, st.sampled_from(["telp", "fax", "hp", "(0274)"]), YEARS, YEARS)


@given(
    parts=st.lists(
        st.one_of(
            st.builds("{} {} {}".format, st.integers(1, 31), st.sampled_from(MONTHS), YEARS),
            st.builds("{}/{}".format, st.integers(1, 12), YEARS),
            st.builds("{:02}/{:02}/{}".format, st.integers(1, 31), st.integers(1, 12), YEARS),
            st.dates().map(str),
            st.builds("{}/{}/{}".format, *[st.integers(0, 100)] * 3),
            st.builds("Pasal {} ayat ({})".format, st.integers(1, 500), st.integers(1, 20)),
            st.builds("Rp{},00".format, st.integers(1, 10**9).map(lambda n: f"{n:,}".replace(",", "."))),
            st.builds("Rp {}/{}".format, st.integers(1, 999), YEARS),
            st.builds("08{}".format, st.integers(10**8, 10**10)),
            st.builds("{}/{}".format, YEARS, YEARS),
            TELEPHONES,
        ),
        min_size=1,
        max_size=6,
    ),
    glue=st.sampled_from([" ", ", ", "; ", " dan ", "\n"]),
)
def test_dates_telephones_shares_money_and_bare_articles_are_never_taken(parts: list[str], glue: str) -> None:
    assert find(glue.join(parts)) == []


@given(st.text(max_size=300) | st.text(alphabet="UuPp 0123456789/.-(),NoTahunpsl\n", max_size=300))
def test_whatever_a_text_says_spans_lie_in_it_in_order(text: str) -> None:
    end = 0
    for citation in find(text):
        assert end <= citation.start < citation.end <= len(text)
        assert text[citation.start : citation.end] == citation.text
        end = citation.end


HOSTILE = [
    "skb ",
    "se ",
    "raperda ",
    "permen a ",
    "skb a, b, c, d, ",
    "UU 1/2014 Pasal 1 ",
    "surat keputusan ",
]


@pytest.mark.parametrize(
    "piece", ["UU ", "1/", "Pasal 1 ", "Perda a b c d ", "0", "1.", "UU 23/2014 ", "SKB Bupati ", *HOSTILE]
)
def test_a_long_text_is_read_in_time_that_grows_with_it(piece: str) -> None:
    text = piece * (200_000 // len(piece))

    began = time.process_time()
    find(text)
    find_articles(text)

    assert time.process_time() - began < 5
