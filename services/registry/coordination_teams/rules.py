"""On which days a team is surely its region's: pure."""

from datetime import date

from services.kit.partial_dates import earliest_day, latest_day

# Behind every day a partial date may mean.
FOREVER = date(9999, 12, 31)


def held(term_from: str | None, term_to: str | None, recorded_on: date) -> tuple[date, date]:
    """The first day on which a team surely is its region's, and the first on which it may be so no more.

    A team was there on the day it was recorded where its dates allow that day. The day on which one team
    ends and the next begins is of either. Of partial dates nothing may be left that is sure: then both
    days are the same.
    """
    earliest, latest = date.min, FOREVER
    if term_from is not None:
        earliest, latest = earliest_day(term_from), latest_day(term_from)
    since = recorded_on if earliest <= recorded_on <= latest else latest
    until = FOREVER if term_to is None else earliest_day(term_to)
    return min(since, until), until
