"""What has been said of a forum's fields, as `chronicle` takes it."""

from collections.abc import Sequence

from services.kit.partial_dates import earliest_day, latest_day
from services.registry.forums.chronicle import Word
from services.registry.forums.models import Fact, Forum, StatusChange


def of_fact(fact: Fact) -> Word:
    """What a fact says."""
    return Word(fact.field, fact.value, fact.as_of, fact.recorded_at, fact.source, fact.mark)


def of_import(forum: Forum, field: str) -> list[Word]:
    """What the import says of a field, if the forum was imported."""
    if forum.imported is None or forum.as_of is None:
        return []
    return [Word(field, forum.imported[field], forum.as_of, forum.created_at)]


def status_on(present: str, changes: Sequence[StatusChange], when: str) -> str:
    """The status at a partial date; before the first change, what that change found."""
    if not changes:
        return present
    ordered = sorted(changes, key=lambda change: (change.since, change.recorded_at))
    held = [change for change in ordered if earliest_day(change.since) <= latest_day(when)]
    return held[-1].status if held else ordered[0].previous
