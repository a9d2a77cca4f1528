"""What can go wrong with members."""

from services.kit.language import Text
from services.kit.problems import Conflict, FieldError, NotFound


class MemberNotFound(NotFound):
    code = "member-not-found"
    title = Text("Anggota tidak ditemukan", "The member was not found")


class MemberTaken(Conflict):
    code = "member-already-current"
    title = Text("Sudah menjadi anggota", "Is a member already")

    def __init__(self) -> None:
        detail = Text(
            "Wilayah atau organisasi ini dengan badan yang sama masih tercatat sebagai anggota. "
            "Akhiri dahulu keanggotaan itu dengan member_to.",
            "This region or organisation is a member with the same body already. "
            "End that membership first by member_to.",
        )
        super().__init__(detail, errors=[FieldError("/region_code", "member-already-current", detail)])
