"""What can go wrong with guides."""

from services.kit.language import Text
from services.kit.problems import NotFound


class GuideNotFound(NotFound):
    code = "guide-not-found"
    title = Text("Panduan tidak ditemukan", "The guide was not found")

    def __init__(self, slug: str = "") -> None:
        super().__init__(Text(f"Tidak ada panduan {slug}.", f"There is no guide {slug}."))
