"""One line of the table."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Entry:
    """One route of a service: `{simpul}` stands for each of the two, other braces for any segment."""

    method: str
    path: str
    service: str
    # Whether its body is a document, for which there is more room.
    takes_document: bool = field(default=False, compare=False)


def routes(service: str, *told: str, takes_document: bool = False) -> tuple[Entry, ...]:
    """Routes of a service, each said as `METHOD /path`."""
    pairs = (route.split(" ") for route in told)
    return tuple(Entry(method, path, service, takes_document) for method, path in pairs)
