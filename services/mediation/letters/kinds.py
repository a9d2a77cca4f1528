"""The kinds of letters: what each is called, to whom it goes, and within which limit an answer is awaited."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from services.mediation.cases.codes import DISPUTANTS
from services.mediation.cases.models import Party

To = Literal["pemohon", "pihak", "belum_menjawab", "diundang", "petugas", "instansi"]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of letter that leaves the office; its template bears its code.

    to            `pihak` are all disputants, `belum_menjawab` those of them who said nothing yet; `diundang`
                  are whom a meeting invites; `instansi` is whom the act names; `petugas` is a paper of the
                  office, which no party sees
    awaits        the code of the clock within which an answer is awaited
    answered_by   acts that answer it as well as a letter does
    """

    code: str
    title: str
    subject: str
    to: To
    awaits: str | None = None
    answered_by: frozenset[str] = field(default_factory=frozenset)

    @property
    def internal(self) -> bool:
        return self.to == "petugas"


_WILLING: Final = frozenset({"willingness"})
_KINDS: Final = (
    Kind("tanda_terima", "Tanda Terima", "Tanda terima permohonan mediasi", "pemohon"),
    Kind(
        "permintaan_kelengkapan",
        "Surat Permintaan Kelengkapan",
        "Permintaan kelengkapan permohonan mediasi",
        "pemohon",
        "kelengkapan",
        frozenset({"completion"}),
    ),
    Kind("telaahan", "Telaahan Staf", "Telaahan atas permohonan mediasi", "petugas"),
    Kind(
        "pemberitahuan_tidak_diterima",
        "Surat Pemberitahuan",
        "Permohonan mediasi tidak dapat diterima",
        "pemohon",
    ),
    Kind(
        "pemberitahuan_klausul",
        "Surat Pemberitahuan",
        "Penyelesaian menurut klausul forum sendiri",
        "pihak",
        "klausul_internal",
        frozenset({"clause-exhaustion"}),
    ),
    Kind(
        "pemberitahuan_kesediaan",
        "Surat Pemberitahuan",
        "Pemberitahuan permohonan dan permintaan pernyataan kesediaan",
        "belum_menjawab",
        "kesediaan",
        _WILLING,
    ),
    Kind(
        "pengingat_kesediaan",
        "Surat Pengingat",
        "Pengingat pernyataan kesediaan",
        "belum_menjawab",
        "kesediaan",
        _WILLING,
    ),
    Kind(
        "pemberitahuan_tidak_bersedia",
        "Surat Pemberitahuan",
        "Pihak tidak bersedia mengikuti mediasi",
        "pihak",
    ),
    Kind("surat_penunjukan", "Surat Penunjukan", "Penunjukan mediator", "pihak"),
    Kind("pemberitahuan_penggantian", "Surat Pemberitahuan", "Penggantian mediator", "pihak"),
    Kind("undangan", "Surat Undangan", "Undangan pertemuan mediasi", "diundang"),
    Kind("undangan_perubahan", "Surat Undangan", "Perubahan undangan pertemuan mediasi", "diundang"),
    Kind("undangan_pembatalan", "Surat Pemberitahuan", "Pembatalan pertemuan mediasi", "diundang"),
    Kind(
        "undangan_penandatanganan",
        "Surat Undangan",
        "Undangan penandatanganan kesepakatan penyelesaian perselisihan",
        "pihak",
        "penandatanganan",
        frozenset({"signature", "signature-refusal"}),
    ),
    Kind("pemberitahuan_perumusan", "Surat Pemberitahuan", "Perumusan kembali kesepakatan", "pihak"),
    Kind("berita_acara_tidak_berhasil", "Berita Acara", "Mediasi tidak berhasil", "pihak"),
    Kind(
        "penerusan",
        "Surat Penerusan",
        "Penerusan perselisihan",
        "instansi",
        "tanggapan_rujukan",
        frozenset({"referral-reply"}),
    ),
    Kind("pemberitahuan_penangguhan", "Surat Pemberitahuan", "Penangguhan mediasi", "pihak"),
    Kind("pemberitahuan_kelanjutan", "Surat Pemberitahuan", "Kelanjutan mediasi", "pihak"),
    Kind("pemberitahuan_pencabutan", "Surat Pemberitahuan", "Pencabutan permohonan mediasi", "pihak"),
    Kind("berita_acara_penutupan", "Berita Acara", "Penutupan perkara", "pihak"),
)
KINDS: Final[Mapping[str, Kind]] = {one.code: one for one in _KINDS}
# Kinds that go to all disputants alike.
TO_ALL: Final = frozenset(one.code for one in _KINDS if one.to == "pihak")


def addressees(kind: Kind, parties: list[Party]) -> list[Party]:
    """The parties of a case to which a letter of this kind goes."""
    standing = [party for party in parties if party.left_on is None and party.role in DISPUTANTS]
    if kind.to == "pemohon":
        return [party for party in standing if party.role == "pemohon"]
    if kind.to == "belum_menjawab":
        return [party for party in standing if party.willingness is None]
    return standing if kind.to == "pihak" else []
