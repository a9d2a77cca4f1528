"""What can go wrong with regions."""

from services.kit.language import Text
from services.kit.problems import FieldError, NotFound


class RegionNotFound(NotFound):
    code = "region-not-found"
    title = Text("Wilayah tidak ditemukan", "The region was not found")

    def __init__(self, code: str) -> None:
        super().__init__(
            Text(f"Tidak ada wilayah dengan kode {code}.", f"There is no region with code {code}.")
        )


def unknown_region(pointer: str, code: str) -> FieldError:
    """A field error that names a code which is no region's."""
    detail = Text(f"Tidak ada wilayah dengan kode {code}.", f"There is no region with code {code}.")
    return FieldError(pointer, "unknown-region", detail)
