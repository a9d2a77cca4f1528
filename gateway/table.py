"""Which request goes to which service: an explicit table, never a wildcard.

A path that is not here does not exist for the public, whatever a service may serve.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote, unquote

from services.kit.simpul import SIMPUL, Simpul

# What may stand in a path segment as it is (RFC 3986, section 3.3), so that a service reads the very
# segments that were matched here.
_SAFE = "-._~!$&'()*+,;=:@"


@dataclass(frozen=True, slots=True)
class Entry:
    """One route of a service: `{simpul}` stands for each of the two, other braces for any segment."""

    method: str
    path: str
    service: str
    # Whether its body is a document, for which there is more room.
    takes_document: bool = field(default=False, compare=False)


def _routes(service: str, *routes: str) -> tuple[Entry, ...]:
    pairs = (route.split(" ") for route in routes)
    return tuple(Entry(method, path, service) for method, path in pairs)


def _rows_below_forums(service: str, *names: str) -> tuple[Entry, ...]:
    """The five routes of each list of rows below a forum that can be written and taken away."""
    at = [f"/v1/{{simpul}}/forums/{{slug}}/{name}" for name in names]
    of_list = [f"{method} {path}" for path in at for method in ("GET", "POST")]
    of_row = [f"{method} {path}/{{id}}" for path in at for method in ("GET", "PATCH", "DELETE")]
    return _routes(service, *of_list, *of_row)


def _records_about_regions(service: str, *names: str) -> tuple[Entry, ...]:
    """The six routes of each kind of record about regions that the secretariat keeps."""
    at = [f"/v1/{{simpul}}/{name}" for name in names]
    of_list = [f"{method} {path}" for path in at for method in ("GET", "POST")]
    of_record = [f"{method} {path}/{{id}}" for path in at for method in ("GET", "PATCH", "DELETE")]
    return _routes(service, *of_list, *of_record, *(f"GET {path}/{{id}}/history" for path in at))


def _knowledge(service: str, *names: str) -> tuple[Entry, ...]:
    """The routes of each kind of knowledge that is written, reviewed and published."""
    routes: list[str] = []
    documents: list[Entry] = []
    for name in names:
        at = f"/v1/{{simpul}}/{name}"
        one = f"{at}/{{slug}}"
        routes += [f"GET {at}", f"POST {at}", f"GET {at}/facets", f"GET {one}", f"PATCH {one}"]
        routes += [f"POST {one}/{act}" for act in ("submission", "publication", "withdrawal")]
        routes += [f"PUT {one}/reviewers", f"GET {one}/reviews", f"POST {one}/reviews"]
        routes += [f"GET {one}/comments", f"POST {one}/comments", f"POST {one}/comments/{{id}}/resolution"]
        routes += [f"GET {one}/versions", f"GET {one}/versions/{{version}}", f"GET {one}/comparison"]
        routes += [f"{method} {one}/attachments/{{id}}" for method in ("GET", "DELETE")]
        documents.append(Entry("POST", f"{one}/attachments", service, takes_document=True))
    return (*_routes(service, *routes), *documents)


def _acts_on_cases(service: str, *acts: str) -> tuple[Entry, ...]:
    """The acts of the transition table, each a sub-resource of a case."""
    return _routes(service, *(f"POST /v1/{{simpul}}/cases/{{id}}/{act}" for act in acts))


TABLE: Final[tuple[Entry, ...]] = (
    *_routes(
        "registry",
        "GET /v1/regions",
        "GET /v1/regions/match",
        "GET /v1/regions/{code}",
        "GET /v1/vocabularies",
        "GET /v1/vocabularies/{code}",
        "GET /v1/{simpul}/region-changes",
        "POST /v1/{simpul}/region-changes",
        "GET /v1/{simpul}/region-changes/{id}",
        "GET /v1/{simpul}/urusan-mappings/coverage",
        "GET /v1/{simpul}/urusan-mappings/coverage/counts",
        "GET /v1/{simpul}/forums",
        "POST /v1/{simpul}/forums",
        "GET /v1/{simpul}/forums/match",
        "GET /v1/{simpul}/forums/facets",
        "GET /v1/{simpul}/forums/{slug}",
        "PATCH /v1/{simpul}/forums/{slug}",
        "GET /v1/{simpul}/forums/{slug}/facts",
        "POST /v1/{simpul}/forums/{slug}/facts",
        "GET /v1/{simpul}/forums/{slug}/funding/summary",
        "PUT /v1/{simpul}/forums/{slug}/funding-policy",
        "GET /v1/{simpul}/forums/{slug}/history",
        "GET /v1/{simpul}/forums/{slug}/instruments",
        "POST /v1/{simpul}/forums/{slug}/instruments",
        "GET /v1/{simpul}/forums/{slug}/instruments/{id}",
        "PATCH /v1/{simpul}/forums/{slug}/instruments/{id}",
        "DELETE /v1/{simpul}/forums/{slug}/instruments/{id}",
        "GET /v1/{simpul}/forums/{slug}/instruments/{id}/checks",
        "GET /v1/{simpul}/forums/{slug}/instruments/{id}/files",
        "GET /v1/{simpul}/forums/{slug}/instruments/{id}/files/{file_id}",
        "DELETE /v1/{simpul}/forums/{slug}/instruments/{id}/files/{file_id}",
        "GET /v1/{simpul}/forums/{slug}/instruments/{id}/relations",
        "POST /v1/{simpul}/forums/{slug}/instruments/{id}/relations",
        "DELETE /v1/{simpul}/forums/{slug}/instruments/{id}/relations/{relation_id}",
        "GET /v1/{simpul}/forums/{slug}/stage-changes",
        "POST /v1/{simpul}/forums/{slug}/stage-changes",
        "GET /v1/{simpul}/forums/{slug}/status-changes",
        "POST /v1/{simpul}/forums/{slug}/status-changes",
        "GET /v1/{simpul}/forums/{slug}/verifications",
        "POST /v1/{simpul}/forums/{slug}/verifications",
        "GET /v1/{simpul}/instruments",
        "GET /v1/{simpul}/forums/{slug}/code-of-conduct-acceptances",
        "POST /v1/{simpul}/forums/{slug}/code-of-conduct-acceptances",
        "GET /v1/{simpul}/forums/{slug}/members",
        "POST /v1/{simpul}/forums/{slug}/members",
        "GET /v1/{simpul}/forums/{slug}/members/{id}",
        "PATCH /v1/{simpul}/forums/{slug}/members/{id}",
        "GET /v1/{simpul}/forums/{slug}/review-notes",
        "POST /v1/{simpul}/forums/{slug}/review-notes",
        "GET /v1/{simpul}/forums/{slug}/review-notes/{id}",
        "GET /v1/{simpul}/forums/{slug}/review-notes/{id}/history",
        "POST /v1/{simpul}/forums/{slug}/review-notes/{id}/replies",
        "POST /v1/{simpul}/forums/{slug}/review-notes/{id}/closing",
        "GET /v1/{simpul}/forums/{slug}/warnings",
        "GET /v1/{simpul}/admissions",
        "POST /v1/{simpul}/admissions",
        "GET /v1/{simpul}/admissions/{id}",
        "GET /v1/{simpul}/admissions/{id}/history",
        "POST /v1/{simpul}/admissions/{id}/decision",
        "POST /v1/{simpul}/admissions/{id}/departure",
        "POST /v1/{simpul}/admissions/{id}/withdrawal",
        "GET /v1/{simpul}/code-of-conduct",
        "POST /v1/{simpul}/code-of-conduct",
        "GET /v1/{simpul}/code-of-conduct/{edition}",
        "GET /v1/{simpul}/supervision",
    ),
    *_records_about_regions("registry", "border-pairs", "coordination-teams", "urusan-mappings"),
    *_rows_below_forums(
        "registry",
        "organs",
        "officers",
        "statutes",
        "funding",
        "commitments",
        "activities",
        "reports",
        "aliases",
        "links",
        "guidance",
    ),
    Entry("POST", "/v1/{simpul}/forums/{slug}/instruments/{id}/files", "registry", takes_document=True),
    Entry("POST", "/v1/{simpul}/cases/{id}/documents", "mediation", takes_document=True),
    Entry("POST", "/v1/{simpul}/cases/{id}/letters/{letter_id}/file", "mediation", takes_document=True),
    Entry(
        "POST", "/v1/{simpul}/cases/{id}/documents/{document_id}/versions", "mediation", takes_document=True
    ),
    Entry("POST", "/v1/{simpul}/imports", "registry", takes_document=True),
    Entry("POST", "/v1/{simpul}/jdihn/lint", "knowledge", takes_document=True),
    *_routes(
        "registry",
        "GET /v1/{simpul}/imports",
        "GET /v1/{simpul}/imports/templates/{kind}",
        "GET /v1/{simpul}/imports/{id}",
        "GET /v1/{simpul}/imports/{id}/rows",
        "GET /v1/{simpul}/imports/{id}/report",
        "POST /v1/{simpul}/imports/{id}/cancellation",
    ),
    *_knowledge("knowledge", "practices", "situations", "publications", "learning"),
    *_routes(
        "knowledge",
        "GET /v1/{simpul}/publications/feed",
        "GET /v1/{simpul}/learning/match",
        "GET /v1/{simpul}/learning/{slug}/feedback",
        "GET /v1/{simpul}/learning/{slug}/enrolments",
        "POST /v1/{simpul}/learning/{slug}/enrolments",
        "POST /v1/{simpul}/learning/{slug}/enrolments/{id}/attendance",
        "POST /v1/{simpul}/learning/{slug}/enrolments/{id}/cancellation",
        "POST /v1/{simpul}/learning/{slug}/enrolments/{id}/evaluation",
        "GET /v1/{simpul}/practices/{slug}/similar",
        "GET /v1/{simpul}/practices/{slug}/endorsements",
        "POST /v1/{simpul}/practices/{slug}/endorsements",
        "DELETE /v1/{simpul}/practices/{slug}/endorsements/{id}",
        "GET /v1/{simpul}/catalog",
        "GET /v1/{simpul}/directory",
        "GET /v1/{simpul}/directory/border-pairs",
        "GET /v1/{simpul}/directory/changes",
        "GET /v1/{simpul}/directory/digest",
        "GET /v1/{simpul}/directory/facets",
        "GET /v1/{simpul}/directory/snapshot",
        "GET /v1/{simpul}/directory/snapshot/manifest",
        "GET /v1/{simpul}/directory/{id}",
        "GET /v1/{simpul}/guides",
        "GET /v1/{simpul}/guides/{slug}",
        "POST /v1/{simpul}/guides/{slug}/answers",
        "GET /v1/{simpul}/search",
        "GET /v1/{simpul}/search/facets",
        "POST /v1/{simpul}/search/clicks",
        "GET /v1/{simpul}/search/log",
        "GET /v1/{simpul}/saved-searches",
        "POST /v1/{simpul}/saved-searches",
        "GET /v1/{simpul}/saved-searches/{id}",
        "PATCH /v1/{simpul}/saved-searches/{id}",
        "DELETE /v1/{simpul}/saved-searches/{id}",
        "GET /v1/{simpul}/saved-searches/{id}/results",
        "POST /v1/{simpul}/saved-searches/{id}/seen",
        "GET /v1/{simpul}/jdihn",
        "POST /v1/{simpul}/jdihn",
        "GET /v1/{simpul}/jdihn/feed",
        "GET /v1/{simpul}/jdihn/members",
        "POST /v1/{simpul}/jdihn/members",
        "GET /v1/{simpul}/jdihn/members/{id}",
        "PATCH /v1/{simpul}/jdihn/members/{id}",
        "DELETE /v1/{simpul}/jdihn/members/{id}",
        "POST /v1/{simpul}/jdihn/members/{id}/pulls",
        "GET /v1/{simpul}/jdihn/members/{id}/records",
        "GET /v1/{simpul}/regulations",
        "POST /v1/{simpul}/regulations",
        "GET /v1/{simpul}/regulations/facets",
        "GET /v1/{simpul}/regulations/resolve",
        "POST /v1/{simpul}/regulations/citations",
        "GET /v1/{simpul}/regulations/{slug}",
        "PATCH /v1/{simpul}/regulations/{slug}",
        "GET /v1/{simpul}/regulations/{slug}/articles",
        "POST /v1/{simpul}/regulations/{slug}/articles",
        "PATCH /v1/{simpul}/regulations/{slug}/articles/{id}",
        "DELETE /v1/{simpul}/regulations/{slug}/articles/{id}",
        "GET /v1/{simpul}/regulations/{slug}/relations",
        "POST /v1/{simpul}/regulations/{slug}/relations",
        "DELETE /v1/{simpul}/regulations/{slug}/relations/{id}",
        "GET /v1/{simpul}/regulations/{slug}/versions",
        "GET /v1/{simpul}/regulations/{slug}/versions/{version}",
        "GET /v1/{simpul}/regulations/{slug}/comparison",
    ),
    *_routes(
        "mediation",
        "GET /v1/{simpul}/cases",
        "POST /v1/{simpul}/cases",
        "POST /v1/{simpul}/cases/reservations",
        "GET /v1/{simpul}/cases/{id}",
        "GET /v1/{simpul}/cases/{id}/clocks",
        "GET /v1/{simpul}/cases/{id}/letters",
        "POST /v1/{simpul}/cases/{id}/letters",
        "GET /v1/{simpul}/cases/{id}/letters/{letter_id}",
        "GET /v1/{simpul}/cases/{id}/letters/{letter_id}/file",
        "POST /v1/{simpul}/cases/{id}/letters/{letter_id}/correction",
        "POST /v1/{simpul}/cases/{id}/letters/{letter_id}/withdrawal",
        "POST /v1/{simpul}/cases/{id}/issues/{issue_id}/decision",
        "DELETE /v1/{simpul}/non-working-days/{day}",
        "GET /v1/{simpul}/cases/{id}/mediator-candidates",
        "GET /v1/{simpul}/cases/{id}/mediator-evaluations",
        "GET /v1/{simpul}/cases/{id}/mediators",
        "GET /v1/{simpul}/cases/{id}/notes",
        "POST /v1/{simpul}/cases/{id}/notes",
        "POST /v1/{simpul}/cases/{id}/notes/{note_id}/disclosure",
        "GET /v1/{simpul}/cases/{id}/proposals",
        "POST /v1/{simpul}/cases/{id}/proposals",
        "GET /v1/{simpul}/cases/{id}/proposals/{proposal_id}",
        "PATCH /v1/{simpul}/cases/{id}/proposals/{proposal_id}",
        "POST /v1/{simpul}/cases/{id}/proposals/{proposal_id}/answer",
        "GET /v1/{simpul}/cases/{id}/resumes",
        "GET /v1/{simpul}/cases/{id}/referral",
        "GET /v1/{simpul}/cases/{id}/referral/file",
        "GET /v1/{simpul}/cases/{id}/sessions",
        "POST /v1/{simpul}/cases/{id}/sessions",
        "GET /v1/{simpul}/cases/{id}/sessions/{session_id}",
        "PATCH /v1/{simpul}/cases/{id}/sessions/{session_id}",
        "GET /v1/{simpul}/cases/{id}/sessions/{session_id}/invitation.ics",
        "POST /v1/{simpul}/cases/{id}/sessions/{session_id}/adjournment",
        "POST /v1/{simpul}/cases/{id}/sessions/{session_id}/cancellation",
        "POST /v1/{simpul}/cases/{id}/sessions/{session_id}/record",
        "GET /v1/{simpul}/cases/{id}/obligations",
        "POST /v1/{simpul}/cases/{id}/obligations/{obligation_id}/breach",
        "POST /v1/{simpul}/cases/{id}/obligations/{obligation_id}/repair",
        "POST /v1/{simpul}/cases/{id}/obligations/{obligation_id}/report",
        "POST /v1/{simpul}/cases/{id}/obligations/{obligation_id}/verification",
        "GET /v1/{simpul}/cases/{id}/settlement",
        "GET /v1/{simpul}/cases/{id}/settlement/file",
        "POST /v1/{simpul}/cases/{id}/settlement/clauses",
        "PATCH /v1/{simpul}/cases/{id}/settlement/clauses/{clause_id}",
        "DELETE /v1/{simpul}/cases/{id}/settlement/clauses/{clause_id}",
        "POST /v1/{simpul}/cases/{id}/settlement/initials",
        "POST /v1/{simpul}/cases/{id}/settlement/obligations",
        "DELETE /v1/{simpul}/cases/{id}/settlement/obligations/{obligation_id}",
        "GET /v1/{simpul}/clock-rules",
        "GET /v1/{simpul}/clock-rules/{id}",
        "GET /v1/{simpul}/clock-rules/{id}/history",
        "GET /v1/{simpul}/non-working-days",
        "PATCH /v1/{simpul}/clock-rules/{id}",
        "POST /v1/{simpul}/clock-rules",
        "POST /v1/{simpul}/non-working-days",
        "GET /v1/{simpul}/cases/{id}/similar",
        "GET /v1/{simpul}/early-warnings",
        "POST /v1/{simpul}/early-warnings",
        "GET /v1/{simpul}/early-warnings/bulletins",
        "POST /v1/{simpul}/early-warnings/bulletins",
        "GET /v1/{simpul}/early-warnings/bulletins/{id}",
        "GET /v1/{simpul}/early-warnings/trend",
        "GET /v1/{simpul}/early-warnings/{id}",
        "PATCH /v1/{simpul}/early-warnings/{id}",
        "POST /v1/{simpul}/early-warnings/{id}/closing",
        "POST /v1/{simpul}/early-warnings/{id}/corroborations",
        "POST /v1/{simpul}/early-warnings/{id}/escalation",
        "GET /v1/{simpul}/early-warnings/{id}/history",
        "POST /v1/{simpul}/early-warnings/{id}/statements",
        "POST /v1/{simpul}/early-warnings/{id}/statements/{statement_id}/assessment",
        "GET /v1/{simpul}/figures",
        "GET /v1/{simpul}/cases/{id}/access-codes",
        "GET /v1/{simpul}/cases/{id}/documents",
        "GET /v1/{simpul}/cases/{id}/documents/{document_id}",
        "GET /v1/{simpul}/cases/{id}/documents/{document_id}/content",
        "POST /v1/{simpul}/cases/{id}/documents/{document_id}/lock",
        "POST /v1/{simpul}/cases/{id}/documents/{document_id}/unlock",
        "PUT /v1/{simpul}/cases/{id}/relations",
        "PUT /v1/{simpul}/cases/{id}/root-causes",
        "GET /v1/{simpul}/cases/{id}/trail",
        "GET /v1/{simpul}/mediators",
        "GET /v1/{simpul}/mediators/{id}",
        "GET /v1/{simpul}/mediators/{id}/conflicts",
        "PATCH /v1/{simpul}/mediators/{id}",
        "POST /v1/{simpul}/mediators",
        "POST /v1/{simpul}/mediators/{id}/conflicts",
        "GET /v1/{simpul}/queue",
        "GET /v1/{simpul}/queue/facets",
        "GET /v1/{simpul}/queue/my-day",
        "GET /v1/{simpul}/queue/workload",
        "POST /v1/{simpul}/queue/assignments",
        "POST /v1/{simpul}/queue/takeovers",
        "GET /v1/{simpul}/queue/views",
        "POST /v1/{simpul}/queue/views",
        "PUT /v1/{simpul}/queue/views/{id}",
        "DELETE /v1/{simpul}/queue/views/{id}",
        "GET /v1/{simpul}/personal-data/processing",
        "GET /v1/{simpul}/personal-data/requests",
        "POST /v1/{simpul}/personal-data/requests",
        "GET /v1/{simpul}/personal-data/requests/{id}",
        "POST /v1/{simpul}/personal-data/requests/{id}/answer",
        "POST /v1/{simpul}/personal-data/requests/{id}/correction",
        "POST /v1/{simpul}/personal-data/requests/{id}/erasure",
        "POST /v1/{simpul}/personal-data/requests/{id}/export",
        "POST /v1/{simpul}/personal-data/requests/{id}/identity-check",
        "POST /v1/{simpul}/personal-data/requests/{id}/refusal",
        "GET /v1/{simpul}/retention/cases",
        "POST /v1/{simpul}/retention/cases/{id}/destruction",
        "POST /v1/{simpul}/retention/cases/{id}/hold",
        "POST /v1/{simpul}/retention/cases/{id}/release",
        "GET /v1/{simpul}/retention/rules",
        "GET /v1/{simpul}/retention/rules/{state}",
        "GET /v1/{simpul}/retention/rules/{state}/history",
        "PATCH /v1/{simpul}/retention/rules/{state}",
        "GET /v1/{simpul}/trail/export",
        "GET /v1/{simpul}/trail/roots",
    ),
    *_acts_on_cases(
        "mediation",
        "acceptance",
        "access-code-issue",
        "access-code-revocation",
        "assignment",
        "cancellation",
        "claim",
        "clause-exhaustion",
        "closing",
        "completion",
        "completion-request",
        "dprd-approval",
        "dprd-refusal",
        "drafting",
        "duplicate-link",
        "examination",
        "extension",
        "failure",
        "filing",
        "handover",
        "head-change",
        "impartiality",
        "inadmissibility",
        "internal-clause",
        "mediator-acceptance",
        "mediator-appointment",
        "mediator-evaluation",
        "mediator-proposal",
        "mediator-replacement",
        "monitoring",
        "opening",
        "party-addition",
        "party-departure",
        "reconvening",
        "redrafting",
        "referral",
        "referral-dossier",
        "referral-receipt",
        "referral-reply",
        "referral-reply-correction",
        "reminder",
        "renewed-invitation",
        "representative-ending",
        "representative-naming",
        "resume",
        "resumption",
        "signature",
        "signature-refusal",
        "signing",
        "split",
        "suspension",
        "unwillingness",
        "willingness",
        "withdrawal",
    ),
)


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
