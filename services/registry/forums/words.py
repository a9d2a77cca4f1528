"""What has been said of a forum's fields, as `chronicle` takes it."""

from services.registry.forums.chronicle import Word
from services.registry.forums.models import Fact, Forum


def of_fact(fact: Fact) -> Word:
    """What a fact says."""
    return Word(fact.field, fact.value, fact.as_of, fact.recorded_at, fact.source, fact.mark)


def of_import(forum: Forum, field: str) -> list[Word]:
    """What the import says of a field, if the forum was imported."""
    if forum.imported is None or forum.as_of is None:
        return []
    return [Word(field, forum.imported[field], forum.as_of, forum.created_at)]
