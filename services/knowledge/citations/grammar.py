"""How Indonesian texts name a law: the words for its kinds, its number and year, a place in it.

The patterns read a text that `flatten` prepared. Every repetition is bounded, so that none makes a search
slow.
"""

import re
from typing import Final

_FLAGS = re.IGNORECASE
# Blanks and hyphens of every kind, each one character for one, so that spans stay those of the text.
_PLAIN = {ord(c): " " for c in "\t\r\f\v\u00a0\u2002\u2003\u2007\u2009\u202f\u3000"} | {
    ord(c): "-" for c in "\u00ad\u2010\u2011\u2012\u2013\u2014"
}
_LINE_END = re.compile(r"(?<!\n)\n(?![ \t]*\n)")


def flatten(text: str) -> str:
    """The text with plain blanks and hyphens, its single line ends as blanks; of the same length."""
    return _LINE_END.sub(" ", text.translate(_PLAIN))


_S = " {1,4}"
_UU = r"undang[ -]{1,3}undang"
_HOME = f"(?:menteri{_S}dalam{_S}negeri|mendagri)"
_CITY = "wali ?kota"


def _words(text: str) -> str:
    return text.replace(" ", _S)


# A code and the words for it; the longer ones first where one begins like another.
KINDS: Final[tuple[tuple[str, str], ...]] = (
    ("kuhperdata", f"kitab{_S}{_UU}{_S}hukum{_S}perdata|kuh ?perdata"),
    ("uud", f"{_UU}{_S}dasar|uud"),
    ("perppu", f"peraturan{_S}pemerintah{_S}pengganti{_S}{_UU}|perp?pu"),
    ("uu_darurat", f"{_UU}{_S}darurat"),
    ("uu", f"{_UU}|uu"),
    ("pp", f"{_words('peraturan pemerintah')}|pp"),
    ("perpres", f"{_words('peraturan presiden')}|perpres"),
    ("keppres", f"{_words('keputusan presiden')}|kepp?res"),
    ("inpres", f"{_words('instruksi presiden')}|inpres"),
    ("permendagri", f"peraturan{_S}{_HOME}|permen ?dagri"),
    ("kepmendagri", f"keputusan{_S}{_HOME}|kepmen ?dagri"),
    ("inmendagri", f"instruksi{_S}{_HOME}|inmendagri"),
    ("se", f"surat{_S}edaran(?:{_S}{_HOME})?|se"),
    ("perma", f"{_words('peraturan mahkamah agung')}|perma"),
    ("perda", f"{_words('peraturan daerah')}|perda"),
    ("peraturan_gubernur", f"{_words('peraturan gubernur')}|pergub"),
    ("peraturan_bupati", f"{_words('peraturan bupati')}|perbup"),
    ("peraturan_wali_kota", f"peraturan{_S}{_CITY}|perwali|perwako|perwal"),
    ("keputusan_gubernur", f"{_words('keputusan gubernur')}|kepgub"),
    ("keputusan_bupati", f"{_words('keputusan bupati')}|kepbup"),
    ("keputusan_wali_kota", f"keputusan{_S}{_CITY}|kepwal"),
    ("skb", f"(?:surat{_S})?{_words('keputusan bersama')}|skb"),
    ("permen", f"{_words('peraturan menteri')}|permen[a-z]{{0,12}}"),
    ("kepmen", f"{_words('keputusan menteri')}|kepmen[a-z]{{0,12}}"),
    ("sk", f"{_words('surat keputusan')}|sk"),
)
# A bill in one word. It is told apart so that its number is not taken for that of an act.
_BILL = (
    r"(?P<draft>ruu|rpp|r(?:an?|anc?)?per(?:da|dasi?|dasus|gub|bup|wal|wali|wako|kot|pres|men[a-z]{0,12}))"
)
HEAD: Final = re.compile(
    r"(?<![\w/.-])(?:" + "|".join(f"(?P<{code}>{words})" for code, words in KINDS) + rf"|{_BILL})(?!\w)",
    _FLAGS,
)
# Codes of law without a number.
UNNUMBERED: Final = frozenset({"kuhperdata", "uud"})
# Two letters that are also an academic degree and other things: only with a number that is a letter's.
AMBIGUOUS: Final = frozenset({"se", "sk"})
# Kinds that do not say who issued them: a region, an office or a ministry follows.
_ISSUED_BY_SOMEONE: Final = frozenset(
    {
        *("perda", "peraturan_gubernur", "peraturan_bupati", "peraturan_wali_kota", "keputusan_gubernur"),
        *("keputusan_bupati", "keputusan_wali_kota", "skb", "permen", "kepmen", "sk", "se", "draft"),
    }
)
# What is not part of an issuer's name: the beginning of another act, what leads on to its subject or number.
# The short words for kinds are all here: so no words are read as an issuer's for a second kind again.
_NO_ISSUER = (
    r"(?:skb|se|sk|mou|perda|pergub|perbup|perwali|perwako|perwal|kepgub|kepbup|kepwal|perma|perp?pu|inpres"
    r"|kepp?res|kepmendagri|inmendagri|permen[a-z]{0,12}|kepmen[a-z]{0,12}|surat|kitab|kuh|rancangan|"
    r"peraturan|undang|keputusan|instruksi|uud?|pp|perpres|pasal|psl|ayat|huruf"
    r"|nomor|nomer|no|nr|tahun|thn|th|tentang|perihal|yang|serta|atau|jo|juncto|rp|tanggal|tgl|pada|dengan"
    r"|ini|itu|tersebut|adalah|dalam(?! {1,4}negeri))"
)


def _issuer_words(*, of_many: bool) -> str:
    joined, longest = ("", 25) if of_many else ("|dan", 8)
    stop = _NO_ISSUER[:-1] + joined + r")(?!\w)"
    return rf"(?P<issuer>(?:{_S}(?!{stop})[^\W\d_][^\W\d_.'-]{{0,30}},?){{1,{longest}}}?)??"


_STATE = f"(?:{_S}(?:RI|republik{_S}indonesia))?"
_SHORT = r"(?: {0,3}\([^()\d\n]{1,60}\))?"
_TO_NUMBER = f"{_SHORT}{_STATE}{_SHORT}"

_YEAR = r"(?P<year>(?:19[4-9]|20[0-9])[0-9])(?![0-9])"
_YEAR_WORD = r"(?:tahun|thn\.?|th\.?)"
_NUMBER_WORD = r"(?P<word>nomor|nomer|no\.?|nr\.?|№)"
# 23 | 130.A | 300.2.2-2430 | 120/1730/SJ | 074/01/IV.05/MSJ/2016
_NUMBER = r"(?P<number>[0-9]{1,5}[A-Z]?(?:[.-][0-9A-Z]{1,8}){0,5}(?:/[0-9A-Z][0-9A-Z.-]{0,19}){0,5})"
# The end of it: neither a further figure nor a further part; a dot or comma may end the sentence.
_END = r"(?![0-9A-Za-z_]|[./-][0-9A-Za-z]|,[0-9])"
_NUMBERED = rf"(?:{_NUMBER_WORD} {{0,4}})?{_NUMBER}(?<![.-])(?:,? {{0,4}}{_YEAR_WORD} {{0,4}}{_YEAR})?{_END}"
NUMBERED: Final = re.compile(_NUMBERED, _FLAGS)
_AFTER_KIND = re.compile(rf"{_TO_NUMBER} {{0,4}}{_NUMBERED}", _FLAGS)
_AFTER_ISSUER = re.compile(rf"{_TO_NUMBER}{_issuer_words(of_many=False)} {{0,4}},? ?{_NUMBERED}", _FLAGS)
_AFTER_ISSUERS = re.compile(rf"{_TO_NUMBER}{_issuer_words(of_many=True)} {{0,4}},? ?{_NUMBERED}", _FLAGS)
# A letter has a date instead of a year: `120/1730/SJ tanggal 13 Juli 2005`.
DATED: Final = re.compile(rf",? {{0,4}}(?:tanggal|tgl\.?){_S}[0-9]{{1,2}}{_S}[a-z]{{3,9}}{_S}{_YEAR}", _FLAGS)
CONSTITUTION: Final = re.compile(
    rf"(?:{_S}(?:NRI|negara{_S}republik{_S}indonesia))?(?:{_S}tahun)?{_S}(?P<year>1945)(?![0-9])", _FLAGS
)


def after(kind: str) -> re.Pattern[str]:
    """What follows the words for a kind, up to the end of number and year."""
    if kind == "skb":
        return _AFTER_ISSUERS
    return _AFTER_ISSUER if kind in _ISSUED_BY_SOMEONE else _AFTER_KIND


_ARTICLE = (
    rf"(?:pasal|psl\.?|ps\.){_S}?(?P<pasal>[0-9]{{1,4}}[A-Z]{{0,2}})(?! ?%)(?: ?- ?[0-9]{{1,4}}[A-Z]?)?(?!\w)"
    rf"(?:,?{_S}?(?:ayat|ay\.)?{_S}?\((?P<ayat>[0-9]{{1,2}}[a-z]?)\))?"
    rf"(?:,?{_S}(?:huruf|hrf\.?){_S}(?P<huruf>[a-z]{{1,2}})(?!\w))?"
)
ARTICLE: Final = re.compile(rf"(?<!\w){_ARTICLE}", _FLAGS)
ARTICLE_BEFORE: Final = re.compile(
    rf"(?<!\w){_ARTICLE}(?:,?{_S}(?:dari|pada|dalam|di dalam|menurut)?{_S}?|,? )$", _FLAGS
)
GAP: Final = re.compile(f",?{_S}(?:(?:dari|pada|dalam){_S})?", _FLAGS)
ARTICLE_AFTER: Final = re.compile(rf",? {{0,4}}{_ARTICLE}", _FLAGS)

# Between two citations the second of which need not name its kind again.
JOINED: Final = re.compile(rf"{_S}?(?:jo\.?|juncto|jis\.?){_S}", _FLAGS)
LISTED: Final = re.compile(rf" ?(?:,|;|dan(?=\W)|, ?dan(?=\W)|serta(?=\W)){_S}", _FLAGS)
# What tells that a number standing alone is that of an act.
CONTEXT: Final = re.compile(
    r"(?<!\w)(?:(?:nomor|nomer|no\.?|nr\.?) ?:? ?$|(?:peraturan|keputusan|skb|perjanjian|kesepakatan"
    r"|kesepahaman|mou|perda|decree|joint|instrumen)(?!\w))",
    _FLAGS,
)
# What tells that it is something else.
_OTHER_WORDS = (
    "rp usd idr pasal psl ps ayat huruf bab bagian butir lampiran halaman hal hlm tanggal tgl bulan usia umur"
    " berusia berumur selama dalam kurun jangka masa periode sekitar hampir lebih sejak dari sampai setiap"
    " tiap per skor nilai rasio edisi volume vol rumah kabar"
    " telp telepon tel telpon fax faks hp wa rt rw npwp nik nip"
)
OTHERWISE: Final = re.compile(
    rf"(?:(?<!\w)(?:{_OTHER_WORDS.replace(' ', '|')})[. :]{{0,3}}|[$€+] ?|\(\+?[0-9 ]{{2,8}}\) ?)$", _FLAGS
)
# Groups of three figures: money, a count.
THOUSANDS: Final = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+")
DRAFT: Final = re.compile(rf"(?<!\w)(?:rancangan|draf|draft|naskah akademik){_S}$", _FLAGS)
