"""Entries and the catalogue as linked data, read by a JSON-LD processor."""

from collections.abc import Callable
from typing import Any

import pytest
from pyld import jsonld

from services.registry.importer import read_json
from tests.registry.factories import add_row, make_forum
from tests.support.callers import SECRETARIAT, Caller

AT = "/v1/kabkota"
BASE = "https://simpul.example/v1/kabkota"
LD = {"Accept": "application/ld+json"}
ORG, DCAT, DCT = "http://www.w3.org/ns/org#", "http://www.w3.org/ns/dcat#", "http://purl.org/dc/terms/"


def expand(document: dict[str, Any]) -> dict[str, Any]:
    """The one node of a document, expanded; whatever has no meaning in its context is an error."""
    # Safe mode of the processor: nothing is dropped in silence.
    (node,) = jsonld.expand(document, {"onPropertyDropped": _refuse})
    _no_term_is_lost(document, document["@context"])
    found: dict[str, Any] = node
    return found


def _refuse(name: str) -> None:
    raise AssertionError(f"{name} has no meaning in the context")


def _no_term_is_lost(value: object, context: dict[str, Any]) -> None:
    if isinstance(value, dict):
        for name, inner in value.items():
            assert name.startswith("@") or name in context, name
            if name != "@context":
                _no_term_is_lost(inner, context)
    elif isinstance(value, list):
        for inner in value:
            _no_term_is_lost(inner, context)


def ids(node: dict[str, Any], name: str) -> list[str]:
    return [value["@id"] for value in node.get(name, [])]


async def _linked(caller: Caller, slug: str) -> dict[str, Any]:
    answer = await caller.get(f"{AT}/directory/{slug}", headers=LD)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/ld+json"
    document: dict[str, Any] = answer.json()
    return document


async def test_a_forum_is_a_collaboration_with_members_and_roles(directory: Caller) -> None:
    entry = (await directory.get(f"{AT}/directory/kartamantul")).json()
    node = expand(await _linked(directory, "kartamantul"))
    assert node["@id"] == f"{BASE}/directory/{entry['id']}"
    assert node["@type"] == [f"{ORG}OrganizationalCollaboration", "https://schema.org/Organization"]
    assert ids(node, f"{ORG}hasMember") == [
        f"https://simpul.example/v1/regions/{member['region_code']}" for member in entry["members"]
    ]
    roles = [membership[f"{ORG}role"][0]["@id"] for membership in node[f"{ORG}hasMembership"]]
    assert [role.rpartition("#")[2] for role in roles] == ["anggota"] * 3 + ["mitra"]
    assert node["http://www.w3.org/2004/02/skos/core#prefLabel"] == [
        {"@value": entry["name"], "@language": "id"}
    ]
    assert ids(node, f"{DCT}isPartOf") == [f"{BASE}/catalog#directory"]
    assert node["urn:simpul:term:contentSha256"] == [{"@value": entry["content_sha256"]}]


async def test_every_real_forum_has_a_meaning(directory: Caller) -> None:
    for record in read_json("forums.json"):
        simpul = record["simpul"]
        caller = directory.as_(directory.actor, simpul)
        answer = await caller.get(f"/v1/{simpul}/directory/{record['slug']}", headers=LD)
        node = expand(answer.json())
        is_organisation = record["entity_kind"] in ("forum", "asosiasi")
        assert (f"{ORG}hasMembership" in node) == (is_organisation and bool(record["members"]))
        assert jsonld.to_rdf(answer.json(), {"format": "application/n-quads"})


async def test_what_a_forum_may_have_has_a_meaning(
    registry: Caller, knowledge: Caller, catch_up: Callable[[], Any]
) -> None:
    await make_forum(registry, "lain", founded_on="1999")
    made = await make_forum(
        registry,
        "lengkap",
        founded_on="2001-06",
        short_name="LKP",
        purpose="Contoh (DEMO).",
        secretariat={"place": "Cilacap", "region_code": "33.01"},
    )
    office = {"phone": "+62 274 0000", "email": "kantor@contoh.example", "address": "Jalan Contoh (DEMO)"}
    organ = await add_row(registry, "organs", of="lengkap", kind="sekretariat", office=office)
    await add_row(
        registry,
        "officers",
        of="lengkap",
        organ_id=organ["id"],
        name="Pejabat DEMO",
        office="Kepala",
        is_contact=True,
    )
    await add_row(registry, "links", of="lengkap", kind="mitra", forum="lain")
    await add_row(
        registry,
        "links",
        of="lengkap",
        kind="jejaring",
        name="Lembaga (DEMO)",
        url="https://contoh.example/x",
    )
    await add_row(
        registry,
        "instruments",
        of="lengkap",
        title="Naskah (DEMO)",
        document_kind="pks",
        signed_on="2001-06-28",
    )
    await catch_up()
    node = expand(await _linked(knowledge, "lengkap"))
    assert node["https://schema.org/foundingDate"] == [
        {"@value": "2001-06", "@type": "http://www.w3.org/2001/XMLSchema#gYearMonth"}
    ]
    assert len(node["https://schema.org/contactPoint"]) == 2
    other = (await knowledge.get(f"{AT}/directory/lain")).json()
    assert ids(node, f"{ORG}linkedTo") == [f"{BASE}/directory/{other['id']}"]
    assert ids(expand(await _linked(knowledge, "lain")), f"{ORG}linkedTo") == [
        f"{BASE}/directory/{made['id']}"
    ]


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, "application/json"),
        ("*/*", "application/json"),
        ("application/*", "application/json"),
        ("text/html", "application/json"),
        ("application/ld+json", "application/ld+json"),
        ('application/ld+json; profile="x"', "application/ld+json"),
        ("application/ld+json;q=0.5, application/json", "application/json"),
        ("application/json;q=0.5, application/ld+json", "application/ld+json"),
        ("application/ld+json;q=0, */*", "application/json"),
        ("application/ld+json;q=viel", "application/json"),
    ],
)
async def test_the_form_is_what_the_reader_would_rather_have(
    directory: Caller, accept: str | None, expected: str
) -> None:
    answer = await directory.get(f"{AT}/directory/kartamantul", headers={"Accept": accept} if accept else {})
    assert answer.headers["content-type"] == expected
    assert answer.headers["vary"] == "Accept"


async def test_each_form_has_a_tag_of_its_own(
    directory: Caller, registry: Caller, catch_up: Callable[[], Any]
) -> None:
    at = f"{AT}/directory/kartamantul"
    plain = (await directory.get(at)).headers["etag"]
    linked = (await directory.get(at, headers=LD)).headers["etag"]
    assert plain != linked
    assert (await directory.get(at, headers=LD | {"If-None-Match": linked})).status_code == 304
    assert (await directory.get(at, headers=LD | {"If-None-Match": plain})).status_code == 200
    assert (await directory.get(at, headers={"If-None-Match": linked})).status_code == 200
    await registry.as_(SECRETARIAT).patch("/v1/kabkota/forums/kartamantul", {"notes": "DEMO"}, etag='"1"')
    await catch_up()
    assert (await directory.get(at, headers=LD | {"If-None-Match": linked})).status_code == 200


async def test_an_entry_that_is_not_there_is_a_problem_in_every_form(directory: Caller) -> None:
    answer = await directory.get(f"{AT}/directory/tidak-ada", headers=LD)
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json")


async def test_the_catalogue_lists_the_directory_and_its_forms(directory: Caller) -> None:
    answer = await directory.get(f"{AT}/catalog")
    assert answer.headers["content-type"] == "application/ld+json"
    node = expand(answer.json())
    assert (node["@id"], node["@type"]) == (f"{BASE}/catalog", [f"{DCAT}Catalog"])
    (dataset,) = [d for d in node[f"{DCAT}dataset"] if d["@id"].endswith("#directory")]
    assert dataset["@type"] == [f"{DCAT}Dataset"]
    for needed in ("title", "description", "publisher", "modified", "conformsTo", "accessRights"):
        assert f"{DCT}{needed}" in dataset, needed
    forms = dataset[f"{DCAT}distribution"]
    media = {
        ids(form, f"{DCAT}mediaType")[0].rpartition("/")[2] for form in forms if f"{DCAT}mediaType" in form
    }
    assert media == {"csv", "json", "vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
    for form in forms:
        path = ids(form, f"{DCAT}downloadURL")[0].removeprefix("https://simpul.example")
        restricted = ids(form, f"{DCT}accessRights")[0].endswith("RESTRICTED")
        assert (await directory.get(path)).status_code == (401 if restricted else 200)
    tag = answer.headers["etag"]
    assert (await directory.get(f"{AT}/catalog", headers={"If-None-Match": tag})).status_code == 304


async def test_the_catalogue_changes_with_the_directory(
    directory: Caller, registry: Caller, catch_up: Callable[[], Any]
) -> None:
    before = await directory.get(f"{AT}/catalog")
    await make_forum(registry, "forum-baru")
    await catch_up()
    after = await directory.get(f"{AT}/catalog")
    assert before.headers["etag"] != after.headers["etag"]
    assert before.json()["modified"] < after.json()["modified"]


async def test_an_empty_catalogue_is_one_too(knowledge: Caller) -> None:
    node = expand((await knowledge.get(f"{AT}/catalog")).json())
    assert f"{DCT}modified" not in node
