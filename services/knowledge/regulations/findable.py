"""What search finds of a regulation."""

from services.knowledge.citations import find_articles
from services.knowledge.regulations.models import Regulation
from services.knowledge.regulations.terms import label
from services.knowledge.search.documents import Facets, SearchDocument


def search_document(regulation: Regulation) -> SearchDocument:
    """Title, numbers, subject, issuers and the gists of its articles; cited by each of its numbers."""
    told = [
        *(f"{one['article']} {one['gist']}" for one in regulation.articles),
        *regulation.issuers,
        regulation.note,
    ]
    called = label(regulation.type, regulation.numbers, regulation.year, regulation.title)
    return SearchDocument(
        kind="regulation",
        id=regulation.id,
        slug=regulation.slug,
        title=regulation.title,
        names=[called] if called != regulation.title else [],
        keywords=" \n".join(filter(None, [regulation.subject, *regulation.numbers])),
        text=" \n".join(filter(None, told)),
        keys=_keys(regulation),
        updated_at=regulation.updated_at,
        facets=Facets(
            urusan=regulation.urusan,
            type=regulation.type,
            year=regulation.year,
            forum=regulation.forum_slug,
        ),
    )


def _keys(regulation: Regulation) -> list[str]:
    """By what it may be cited, and with each article of a kind that the keys tell."""
    pasal = dict.fromkeys(
        found.article.pasal.lower()
        for one in regulation.articles
        for found in find_articles(one["article"])
        if found.article is not None
    )
    return [*regulation.keys, *(f"{key}#{number}" for key in regulation.keys[:1] for number in pasal)]
