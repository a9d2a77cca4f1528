"""What can go wrong with changes of region codes."""

from services.kit.language import Text
from services.kit.problems import Conflict, FieldError, NotFound


class RegionChangeNotFound(NotFound):
    code = "region-change-not-found"
    title = Text("Perubahan kode tidak ditemukan", "The change of codes was not found")


class RegionChangeConflict(Conflict):
    code = "region-change-conflict"
    title = Text(
        "Bertentangan dengan kode wilayah yang tercatat", "In conflict with the region codes on record"
    )


class DecreeRecordedOtherwise(Conflict):
    code = "decree-recorded-otherwise"
    title = Text("Keputusan ini tercatat lain", "This decree is on record differently")

    def __init__(self, number: str, fields: list[str]) -> None:
        names = ", ".join(fields)
        detail = Text(
            f"Keputusan {number} sudah tercatat dengan {names} yang lain.",
            f"Decree {number} is on record with another {names}.",
        )
        pointers = [FieldError(f"/decree/{field}", self.code, detail) for field in fields]
        super().__init__(detail, errors=pointers)
