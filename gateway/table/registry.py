"""The routes of the registry."""

from typing import Final

from gateway.table.entries import Entry, routes

_SERVICE: Final = "registry"


def _rows_below_forums(*names: str) -> tuple[Entry, ...]:
    """The five routes of each list of rows below a forum that can be written and taken away."""
    at = [f"/v1/{{simpul}}/forums/{{slug}}/{name}" for name in names]
    of_list = [f"{method} {path}" for path in at for method in ("GET", "POST")]
    of_row = [f"{method} {path}/{{id}}" for path in at for method in ("GET", "PATCH", "DELETE")]
    return routes(_SERVICE, *of_list, *of_row)


def _records_about_regions(*names: str) -> tuple[Entry, ...]:
    """The six routes of each kind of record about regions that the secretariat keeps."""
    at = [f"/v1/{{simpul}}/{name}" for name in names]
    of_list = [f"{method} {path}" for path in at for method in ("GET", "POST")]
    of_record = [f"{method} {path}/{{id}}" for path in at for method in ("GET", "PATCH", "DELETE")]
    return routes(_SERVICE, *of_list, *of_record, *(f"GET {path}/{{id}}/history" for path in at))


ENTRIES: Final = (
    *routes(
        _SERVICE,
        "GET /v1/regions",
        "GET /v1/regions/match",
        "GET /v1/regions/{code}",
        "GET /v1/vocabularies",
        "GET /v1/vocabularies/{code}",
        "GET /v1/{simpul}/admissions",
        "POST /v1/{simpul}/admissions",
        "GET /v1/{simpul}/admissions/{id}",
        "POST /v1/{simpul}/admissions/{id}/decision",
        "POST /v1/{simpul}/admissions/{id}/departure",
        "GET /v1/{simpul}/admissions/{id}/history",
        "POST /v1/{simpul}/admissions/{id}/withdrawal",
        "GET /v1/{simpul}/code-of-conduct",
        "POST /v1/{simpul}/code-of-conduct",
        "GET /v1/{simpul}/code-of-conduct/{edition}",
        "GET /v1/{simpul}/forums",
        "POST /v1/{simpul}/forums",
        "GET /v1/{simpul}/forums/facets",
        "GET /v1/{simpul}/forums/match",
        "GET /v1/{simpul}/forums/{slug}",
        "PATCH /v1/{simpul}/forums/{slug}",
        "GET /v1/{simpul}/forums/{slug}/code-of-conduct-acceptances",
        "POST /v1/{simpul}/forums/{slug}/code-of-conduct-acceptances",
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
        "GET /v1/{simpul}/forums/{slug}/members",
        "POST /v1/{simpul}/forums/{slug}/members",
        "GET /v1/{simpul}/forums/{slug}/members/{id}",
        "PATCH /v1/{simpul}/forums/{slug}/members/{id}",
        "GET /v1/{simpul}/forums/{slug}/review-notes",
        "POST /v1/{simpul}/forums/{slug}/review-notes",
        "GET /v1/{simpul}/forums/{slug}/review-notes/{id}",
        "POST /v1/{simpul}/forums/{slug}/review-notes/{id}/closing",
        "GET /v1/{simpul}/forums/{slug}/review-notes/{id}/history",
        "POST /v1/{simpul}/forums/{slug}/review-notes/{id}/replies",
        "GET /v1/{simpul}/forums/{slug}/stage-changes",
        "POST /v1/{simpul}/forums/{slug}/stage-changes",
        "GET /v1/{simpul}/forums/{slug}/status-changes",
        "POST /v1/{simpul}/forums/{slug}/status-changes",
        "GET /v1/{simpul}/forums/{slug}/verifications",
        "POST /v1/{simpul}/forums/{slug}/verifications",
        "GET /v1/{simpul}/forums/{slug}/warnings",
        "GET /v1/{simpul}/imports",
        "GET /v1/{simpul}/imports/templates/{kind}",
        "GET /v1/{simpul}/imports/{id}",
        "POST /v1/{simpul}/imports/{id}/cancellation",
        "GET /v1/{simpul}/imports/{id}/report",
        "GET /v1/{simpul}/imports/{id}/rows",
        "GET /v1/{simpul}/instruments",
        "GET /v1/{simpul}/region-changes",
        "POST /v1/{simpul}/region-changes",
        "GET /v1/{simpul}/region-changes/{id}",
        "GET /v1/{simpul}/supervision",
        "GET /v1/{simpul}/urusan-mappings/coverage",
        "GET /v1/{simpul}/urusan-mappings/coverage/counts",
    ),
    *routes(
        _SERVICE,
        "POST /v1/{simpul}/forums/{slug}/instruments/{id}/files",
        "POST /v1/{simpul}/imports",
        takes_document=True,
    ),
    *_records_about_regions("border-pairs", "coordination-teams", "urusan-mappings"),
    *_rows_below_forums(
        "activities",
        "aliases",
        "commitments",
        "funding",
        "guidance",
        "links",
        "officers",
        "organs",
        "reports",
        "statutes",
    ),
)
