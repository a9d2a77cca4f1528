"""Finds where a request goes, by the table."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import quote, unquote

from gateway.table import Entry
from services.kit.simpul import SIMPUL, Simpul

# What may stand in a path segment as it is (RFC 3986, section 3.3), so that a service reads the very
# segments that were matched here.
_SAFE = "-._~!$&'()*+,;=:@"


@dataclass(frozen=True, slots=True)
class Target:
    """Where a request goes. `simpul` is None where the path names none."""

    service: str
    simpul: Simpul | None
    takes_document: bool = field(default=False, compare=False)


class Node:
    """What is known of a path: the target of each method, and what may follow."""

    __slots__ = ("literals", "parameter", "targets")

    def __init__(self) -> None:
        self.literals: dict[str, Node] = {}
        self.parameter: Node | None = None
        self.targets: dict[str, Target] = {}

    @property
    def allow(self) -> str:
        """The value of an `Allow` header. HEAD is answered wherever GET is."""
        methods = set(self.targets) | ({"HEAD"} if "GET" in self.targets else set())
        return ", ".join(sorted(methods))


class Routes:
    """The table as a tree of segments; a literal goes before a parameter."""

    def __init__(self, table: Iterable[Entry]) -> None:
        self._root = Node()
        for entry in table:
            if "{simpul}" in entry.path:
                for simpul in SIMPUL:
                    self._add(entry, entry.path.replace("{simpul}", simpul), simpul)
            else:
                self._add(entry, entry.path, None)

    def _add(self, entry: Entry, path: str, simpul: Simpul | None) -> None:
        node = self._root
        for segment in path.split("/")[1:]:
            if segment.startswith("{"):
                node.parameter = node.parameter or Node()
                node = node.parameter
            else:
                node = node.literals.setdefault(segment, Node())
        if entry.method in node.targets:
            raise ValueError(f"{entry.method} {entry.path} stands in the table twice")
        node.targets[entry.method] = Target(entry.service, simpul, entry.takes_document)

    def find(self, raw_path: bytes) -> tuple[Node, str] | None:
        """The node of a path as it came over the wire, and the path to ask the service for.

        Escaped segments are compared decoded and passed on escaped anew, so that gateway and
        service cannot read them differently; one that hides a slash, a dot segment or NUL is no path.
        """
        try:
            path = raw_path.decode("ascii")
        except UnicodeDecodeError:
            return None
        segments = path.split("/")
        if "%" in path:
            segments = [unquote(segment) for segment in segments]
            if any("/" in segment or "\0" in segment for segment in segments):
                return None
            path = "/".join(quote(segment, safe=_SAFE) for segment in segments)
        node = _descend(self._root, segments, 1)
        return None if node is None else (node, path)


def _descend(node: Node, segments: list[str], depth: int) -> Node | None:
    if depth == len(segments):
        return node if node.targets else None
    segment = segments[depth]
    child = node.literals.get(segment)
    if child is not None and (found := _descend(child, segments, depth + 1)) is not None:
        return found
    if node.parameter is None or segment in ("", ".", ".."):
        return None
    return _descend(node.parameter, segments, depth + 1)
