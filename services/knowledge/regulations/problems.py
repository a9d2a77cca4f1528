"""What can go wrong with regulations."""

from collections.abc import Sequence

from services.kit.language import Text
from services.kit.problems import Conflict, NotFound


class RegulationNotFound(NotFound):
    code = "regulation-not-found"
    title = Text("Peraturan tidak ditemukan", "The regulation was not found")

    def __init__(self, reference: str = "") -> None:
        super().__init__(
            Text(
                f"Tidak ada peraturan {reference} dalam katalog simpul ini.",
                f"There is no regulation {reference} in the catalogue of this simpul.",
            )
        )


class RegulationTaken(Conflict):
    """`regulation` names the one that is there."""

    code = "regulation-taken"
    title = Text("Peraturan itu sudah ada dalam katalog", "The regulation is in the catalogue already")

    def __init__(self, slug: str | None = None) -> None:
        where = f": {slug}" if slug else ""
        super().__init__(
            Text(
                f"Jenis, nomor, tahun, dan penerbit yang sama sudah tercatat{where}.",
                f"The same type, number, year and issuer is on record{where}.",
            ),
            members={"regulation": slug} if slug else None,
        )


class RegulationSlugTaken(Conflict):
    code = "slug-taken"
    title = Text("Slug sudah dipakai", "The slug is taken")


class RelationNotFound(NotFound):
    code = "relation-not-found"
    title = Text("Hubungan tidak ditemukan", "The relation was not found")


class RelationTaken(Conflict):
    code = "relation-taken"
    title = Text("Hubungan itu sudah tercatat", "The relation is on record already")


class RelationCircle(Conflict):
    """`circle` names the works of the circle in its order."""

    code = "relation-circle"
    title = Text("Hubungan itu membentuk lingkaran", "The relation would close a circle")

    def __init__(self, kind: str, circle: Sequence[str]) -> None:
        way = " > ".join(circle)
        super().__init__(
            Text(f"Lingkaran `{kind}`: {way}.", f"A circle of `{kind}`: {way}."),
            members={"circle": list(circle)},
        )


class ArticleNotFound(NotFound):
    code = "article-not-found"
    title = Text("Pasal tidak ditemukan", "The article was not found")
