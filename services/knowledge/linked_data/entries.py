"""An entry of the directory in the words of W3C ORG and schema.org."""

from collections.abc import Mapping
from typing import Any

from services.knowledge.linked_data.words import Node, known, partial_date, region, term

# What is an organisation. A planning area, an agreement without a body and a proposal are none, and
# saying that they have members would make them one.
ORGANISATIONS = frozenset({"forum", "asosiasi"})


def linked(entry: Mapping[str, Any], base: str) -> Node:
    """The entry as a node; `base` is the node's public URL, without a slash at the end."""
    at = f"{base}/v1/{entry['simpul']}"
    here = f"{at}/directory/{entry['id']}"
    is_organisation = entry["entity_kind"] in ORGANISATIONS
    classified = {
        "entity_kind": entry["entity_kind"],
        "branch": entry["branch"],
        "forum_scope": entry["scope"],
        "institutional_format": entry["institutional_format"],
    }
    kinds = [term(base, name, code) for name, code in classified.items() if code]
    present = [m["region_code"] for m in entry["members"] if m["region_code"] and m["member_to"] is None]
    node: Node = {
        "id": here,
        "type": ["org:OrganizationalCollaboration", "schema:Organization"]
        if is_organisation
        else ["schema:Thing"],
        "identifier": entry["id"],
        "slug": entry["slug"],
        "version": entry["version"],
        "content_sha256": entry["content_sha256"],
        "name": entry["name"],
        "schema_name": entry["name"],
        "alternate_name": [*filter(None, [entry["short_name"]]), *(a["name"] for a in entry["aliases"])],
        "description": entry["purpose"],
        ("classification" if is_organisation else "kind"): kinds,
        "status": term(base, "forum_status", entry["status"]),
        "stage": term(base, "stage", entry["stage"]),
        "subject": [
            *(term(base, "sector", code) for code in entry["sectors"]),
            *(term(base, "urusan", code) for code in entry["urusan"]),
        ],
        "spatial": list(dict.fromkeys(region(base, code) for code in present)),
        "instrument": [_instrument(row, at, entry["slug"], base) for row in entry["instruments"]],
        "bibliographic_source": (entry["source"] or {}).get("title"),
        "derived_from": f"{at}/forums/{entry['id']}",
        "part_of": f"{at}/catalog#directory",
        "created": entry["created_at"],
        "modified": entry["updated_at"],
    }
    if is_organisation:
        node |= {
            "founded": partial_date(entry["founded_on"]),
            "member": list(dict.fromkeys(region(base, code) for code in present)),
            "membership": [_membership(row, here, base) for row in entry["members"]],
            "unit": [_organ(row, here, base) for row in entry["organs"]],
            "site": _site(entry["secretariat"], base),
            "contact": [_contact(row, base) for row in entry["contacts"]],
            "linked_to": [
                f"{at}/directory/{row['forum']['id']}"
                for row in (*entry["links"], *entry["linked_from"])
                if row["forum"]
            ],
            "related": [
                known({"schema_name": row["name"], "url": row["url"]})
                for row in entry["links"]
                if not row["forum"]
            ],
        }
    return known(node)


def _membership(row: Mapping[str, Any], forum: str, base: str) -> Node:
    code = row["region_code"]
    member: str | Node | None = region(base, code)
    if member is None:
        member = {"type": "org:Organization", "name": row["name"] or row["region_name"]}
    return known(
        {
            "id": f"{forum}#member-{row['id']}",
            "type": "org:Membership",
            "of_organization": forum,
            "of_member": member,
            "role": term(base, "member_role", row["role"]),
            "from": partial_date(row["member_from"]),
            "to": partial_date(row["member_to"]),
        }
    )


def _organ(row: Mapping[str, Any], forum: str, base: str) -> Node:
    return known(
        {
            "id": f"{forum}#organ-{row['id']}",
            "type": "org:OrganizationalUnit",
            "name": row["name"],
            "classification": term(base, "organ", row["kind"]),
            "description": row["description"],
        }
    )


def _site(secretariat: Mapping[str, Any] | None, base: str) -> Node | None:
    if secretariat is None:
        return None
    place = {"type": "org:Site", "label": secretariat["place"]}
    return known(place | {"spatial": region(base, secretariat["region_code"])})


def _contact(row: Mapping[str, Any], base: str) -> Node:
    return known(
        {
            "type": "schema:ContactPoint",
            "contact_type": row["organ_name"] or row["organ"] or row["position"],
            "schema_name": row["person"],
            "telephone": row["phone"],
            "email": row["email"],
            "url": row["website"],
            "address": row["address"],
        }
    )


def _instrument(row: Mapping[str, Any], at: str, slug: str, base: str) -> Node:
    return known(
        {
            "id": f"{at}/forums/{slug}/instruments/{row['id']}",
            "type": "schema:CreativeWork",
            "schema_name": row["title"],
            "number": row["numbers"],
            "kind": term(base, "document_kind", row["document_kind"]),
            "signed": partial_date(row["signed_on"]),
        }
    )
