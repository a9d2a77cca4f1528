"""The routes of knowledge."""

from typing import Final

from gateway.table.entries import Entry, routes

_SERVICE: Final = "knowledge"


def _kinds(*names: str) -> tuple[Entry, ...]:
    """The routes of each kind of knowledge that is written, reviewed and published."""
    told: list[str] = []
    documents: list[str] = []
    for name in names:
        at = f"/v1/{{simpul}}/{name}"
        one = f"{at}/{{slug}}"
        told += [f"GET {at}", f"POST {at}", f"GET {at}/facets", f"GET {one}", f"PATCH {one}"]
        told += [f"POST {one}/{act}" for act in ("submission", "publication", "withdrawal")]
        told += [f"PUT {one}/reviewers", f"GET {one}/reviews", f"POST {one}/reviews"]
        told += [f"GET {one}/comments", f"POST {one}/comments", f"POST {one}/comments/{{id}}/resolution"]
        told += [f"GET {one}/versions", f"GET {one}/versions/{{version}}", f"GET {one}/comparison"]
        told += [f"{method} {one}/attachments/{{id}}" for method in ("GET", "DELETE")]
        documents.append(f"POST {one}/attachments")
    return routes(_SERVICE, *told) + routes(_SERVICE, *documents, takes_document=True)


ENTRIES: Final = (
    *_kinds("learning", "practices", "publications", "situations"),
    *routes(
        _SERVICE,
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
        "GET /v1/{simpul}/learning/match",
        "GET /v1/{simpul}/learning/{slug}/enrolments",
        "POST /v1/{simpul}/learning/{slug}/enrolments",
        "POST /v1/{simpul}/learning/{slug}/enrolments/{id}/attendance",
        "POST /v1/{simpul}/learning/{slug}/enrolments/{id}/cancellation",
        "POST /v1/{simpul}/learning/{slug}/enrolments/{id}/evaluation",
        "GET /v1/{simpul}/learning/{slug}/feedback",
        "GET /v1/{simpul}/practices/{slug}/endorsements",
        "POST /v1/{simpul}/practices/{slug}/endorsements",
        "DELETE /v1/{simpul}/practices/{slug}/endorsements/{id}",
        "GET /v1/{simpul}/practices/{slug}/similar",
        "GET /v1/{simpul}/publications/feed",
        "GET /v1/{simpul}/regulations",
        "POST /v1/{simpul}/regulations",
        "POST /v1/{simpul}/regulations/citations",
        "GET /v1/{simpul}/regulations/facets",
        "GET /v1/{simpul}/regulations/resolve",
        "GET /v1/{simpul}/regulations/{slug}",
        "PATCH /v1/{simpul}/regulations/{slug}",
        "GET /v1/{simpul}/regulations/{slug}/articles",
        "POST /v1/{simpul}/regulations/{slug}/articles",
        "PATCH /v1/{simpul}/regulations/{slug}/articles/{id}",
        "DELETE /v1/{simpul}/regulations/{slug}/articles/{id}",
        "GET /v1/{simpul}/regulations/{slug}/comparison",
        "GET /v1/{simpul}/regulations/{slug}/relations",
        "POST /v1/{simpul}/regulations/{slug}/relations",
        "DELETE /v1/{simpul}/regulations/{slug}/relations/{id}",
        "GET /v1/{simpul}/regulations/{slug}/versions",
        "GET /v1/{simpul}/regulations/{slug}/versions/{version}",
        "GET /v1/{simpul}/saved-searches",
        "POST /v1/{simpul}/saved-searches",
        "GET /v1/{simpul}/saved-searches/{id}",
        "PATCH /v1/{simpul}/saved-searches/{id}",
        "DELETE /v1/{simpul}/saved-searches/{id}",
        "GET /v1/{simpul}/saved-searches/{id}/results",
        "POST /v1/{simpul}/saved-searches/{id}/seen",
        "GET /v1/{simpul}/search",
        "POST /v1/{simpul}/search/clicks",
        "GET /v1/{simpul}/search/facets",
        "GET /v1/{simpul}/search/log",
    ),
    *routes(_SERVICE, "POST /v1/{simpul}/jdihn/lint", takes_document=True),
)
