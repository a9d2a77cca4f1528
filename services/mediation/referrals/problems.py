"""What can go wrong with referrals."""

from services.kit.language import Text
from services.kit.problems import Conflict, Forbidden, NotFound, Unavailable


class ReferralNotFound(NotFound):
    code = "referral-not-found"
    title = Text("Berkas rujukan belum disusun", "There is no referral dossier")


class ReferralClosed(Forbidden):
    code = "referral-not-theirs"
    title = Text(
        "Berkas rujukan hanya untuk petugas, para pihak, dan instansi tujuan",
        "The dossier is for the office, the parties and its addressee",
    )


class ReplyNotTheirs(Forbidden):
    code = "reply-not-theirs"
    title = Text(
        "Tanggapan hanya diralat oleh yang mencatatnya", "An answer is corrected by whoever recorded it"
    )


class DossierNotReady(Conflict):
    """The paper is still being made; `Retry-After` says when to ask again."""

    code = "dossier-not-ready"
    title = Text("Naskah berkas rujukan sedang dibuat", "The dossier's paper is being made")

    def __init__(self) -> None:
        super().__init__(headers={"Retry-After": "2"})


class DossierNotMade(Unavailable):
    code = "dossier-not-made"
    title = Text("Naskah berkas rujukan gagal dibuat", "The dossier's paper could not be made")
