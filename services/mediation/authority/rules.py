"""Pure rules of authority. Nothing here rules on a dispute: the node mediates or passes on.

Marks as everywhere: V read in the law, V2 from a secondary source, U unconfirmed; what is V2 or U is shown
as "perlu verifikasi".
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from services.kit.language import Text

Mark = Literal["V", "V2", "U"]
# Between whom a dispute is, by the parties' regions.
Pattern = Literal[
    "kabkota_satu_provinsi",
    "kabkota_lain_provinsi",
    "provinsi_provinsi",
    "provinsi_kabkota_sendiri",
    "provinsi_kabkota_provinsi_lain",
    "tidak_tentu",
]
PROVINCE: Final = "provinsi"


@dataclass(frozen=True, slots=True)
class Disputant:
    """A region on one side: its code (`33` or `33.01`) and level (`provinsi`, `kabupaten`, `kota`)."""

    code: str
    level: str

    @property
    def province(self) -> str:
        return self.code[:2]

    @property
    def is_province(self) -> bool:
        return self.level == PROVINCE


@dataclass(frozen=True, slots=True)
class Authority:
    """Who settles an issue, by which rule and how sure that is.

    body        code: `simpul gubernur menteri kemendagri bupati pertanahan`
    final       whether its decision is final; None where the law does not say
    gap         what the law leaves open, said aloud; None where it leaves nothing open
    mediable    whether the node may mediate it, or must pass it on
    """

    body: str
    name: Text
    citation: str
    mark: Mark
    final: bool | None
    mediable: bool
    province: str | None = None
    gap: Text | None = None

    def document(self) -> dict[str, Any]:
        """As it is stored and shown; both languages of each sentence."""
        return {
            "body": self.body,
            "name": {"id": self.name.id, "en": self.name.en},
            "citation": self.citation,
            "mark": self.mark,
            "needs_verification": self.mark != "V",
            "final": self.final,
            "mediable": self.mediable,
            "province": self.province,
            "gap": None if self.gap is None else {"id": self.gap.id, "en": self.gap.en},
        }


_MINISTER = Text("Menteri Dalam Negeri", "Minister of Home Affairs")
_GAP = Text(
    "Perselisihan kabupaten/kota antarprovinsi tidak disebut dalam Pasal 370; rujukan diusulkan ke Menteri; "
    "Permendagri 22/2020 perlu diperiksa.",
    "Disputes between kabupaten/kota of different provinces are not named in Article 370; a referral to the "
    "Minister is proposed; Permendagri 22/2020 is to be checked.",
)
_UNCERTAIN = Text(
    "Wilayah para pihak belum cukup untuk menentukan kewenangan menurut Pasal 370.",
    "The parties' regions do not suffice to tell the authority by Article 370.",
)
_NAMES: Final[Mapping[str, Text]] = {
    "gubernur": Text(
        "Gubernur sebagai wakil Pemerintah Pusat", "The governor as representative of the centre"
    ),
    "menteri": _MINISTER,
    "kemendagri": Text(
        "Kementerian Dalam Negeri (penegasan batas daerah)", "Ministry of Home Affairs (boundaries)"
    ),
    "bupati": Text("Bupati (batas desa dalam satu kabupaten)", "The bupati (villages of one kabupaten)"),
    "pertanahan": Text("Kantor pertanahan atau pengadilan", "The land office or a court"),
}
_CHOSEN: Final = Text(
    "Dipilih petugas setelah instansi lain mengembalikannya atau menyatakan tidak berwenang.",
    "Chosen by the office after another authority returned it or declared itself not competent.",
)
# Matters whose authority does not depend on who the parties are.
_BOUNDARY: Final = frozenset({"tapal_batas", "tapal batas", "batas_wilayah"})
_VILLAGE_BOUNDARY: Final = "batas_desa"
_LAND: Final = "pertanahan"
_LAND_NOTE: Final = Text(
    "Hak atas tanah diperiksa kantor pertanahan atau pengadilan; dampak sosialnya diajukan sebagai isu "
    "tersendiri dan dapat dimediasi.",
    "Title to land is for the land office or a court; its social effects are filed as an issue of their own "
    "and may be mediated.",
)


def pattern_of(disputants: Sequence[Disputant]) -> Pattern:
    """Between whom a dispute is; of several the one that asks for the highest authority."""
    distinct = {one.code: one for one in disputants}
    provinces = [one for one in distinct.values() if one.is_province]
    others = [one for one in distinct.values() if not one.is_province]
    if len(provinces) >= 2:
        return "provinsi_provinsi"
    if provinces and others:
        own = all(one.province == provinces[0].code for one in others)
        return "provinsi_kabkota_sendiri" if own else "provinsi_kabkota_provinsi_lain"
    if len(others) >= 2:
        one_province = len({one.province for one in others}) == 1
        return "kabkota_satu_provinsi" if one_province else "kabkota_lain_provinsi"
    return "tidak_tentu"


def of_pattern(disputants: Sequence[Disputant]) -> Authority:
    """Who settles a dispute that mediation does not, by the parties (UU 23/2014 Pasal 370)."""
    pattern = pattern_of(disputants)
    if pattern == "kabkota_satu_provinsi":
        return Authority(
            "gubernur",
            _NAMES["gubernur"],
            "UU 23/2014 Pasal 370",
            "V",
            final=None,
            mediable=True,
            province=disputants[0].province,
        )
    if pattern == "kabkota_lain_provinsi":
        return Authority(
            "menteri", _MINISTER, "UU 23/2014 Pasal 370", "U", final=None, mediable=True, gap=_GAP
        )
    if pattern == "tidak_tentu":
        return Authority(
            "menteri", _MINISTER, "UU 23/2014 Pasal 370", "U", final=None, mediable=True, gap=_UNCERTAIN
        )
    return Authority("menteri", _MINISTER, "UU 23/2014 Pasal 370", "V", final=True, mediable=True)


def of_issue(category: str, disputants: Sequence[Disputant]) -> Authority:
    """Who may settle one issue: by its matter where the matter has an authority, else by the parties."""
    if category in _BOUNDARY:
        return Authority(
            "kemendagri",
            _NAMES["kemendagri"],
            "Permendagri 141/2017",
            "V2",
            final=None,
            mediable=False,
        )
    if category == _VILLAGE_BOUNDARY:
        return Authority(
            "bupati",
            _NAMES["bupati"],
            "batas desa dalam satu kabupaten",
            "U",
            final=None,
            mediable=False,
        )
    if category == _LAND:
        return Authority(
            "pertanahan",
            _NAMES["pertanahan"],
            "hak atas tanah",
            "U",
            final=None,
            mediable=False,
            gap=_LAND_NOTE,
        )
    return of_pattern(disputants)


def chosen(body: str, province: str | None) -> Authority | None:
    """An authority that the office names for what came back: no rule proposes it. None where it is none, or
    a governor's province is not known.
    """
    if body not in _NAMES or (body == "gubernur" and province is None):
        return None
    return Authority(
        body,
        _NAMES[body],
        "dipilih petugas",
        "U",
        final=None,
        mediable=False,
        province=province if body == "gubernur" else None,
        gap=_CHOSEN,
    )
