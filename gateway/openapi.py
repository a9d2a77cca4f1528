"""`python -m gateway.openapi [--check]`: the API of the whole node as one description (OpenAPI 3.1).

Made from the committed descriptions of the services, of which the gateway shows what is in its table,
and from its own routes. Names that two services give to different schemas get the service's name.
"""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from gateway.app import ROUTERS, VERSION
from gateway.identity.schemas import SCOPES
from gateway.table import TABLE
from services.kit.web.problems import ProblemOut

ROOT = Path(__file__).resolve().parent.parent
FILE = ROOT / "gateway" / "openapi.json"
SERVICES = ("registry", "knowledge", "mediation")

Document = dict[str, Any]
_REFERENCE = "#/components/schemas/"
_DESCRIPTION = """\
Node kerja sama daerah: forum, direktori, pengetahuan, dan mediasi, dalam dua simpul yang terpisah \
(`provinsi` dan `kabkota`).

The cooperation node of Indonesia's regional governments: forums, directory, knowledge and mediation, \
in two separate simpul (`provinsi` and `kabkota`). Errors are problem documents (RFC 9457), in \
Indonesian, or in English by `Accept-Language`. Reads are public where an operation needs no scope."""


# In the order in which a newcomer meets them.
_TAGS = {
    "reference": "Wilayah dan kosakata / regions and vocabularies.",
    "registry": "Forum dan riwayatnya / forums and their history.",
    "directory": "Direktori forum / the directory of forums.",
    "knowledge": "Praktik baik, situasi, regulasi / practices, situations, regulations.",
    "catalog": "Katalog data (DCAT) / the catalogue of data (DCAT).",
    "search": "Pencarian atas yang terbit / search over what is published.",
    "mediation": "Perkara, antrean petugas, peringatan dini / cases, the officer's queue, early warnings.",
    "oauth": "Token untuk sistem / tokens for systems.",
    "clients": "Klien dan rahasianya / clients and their secrets.",
    "health": "Keadaan layanan / the state of the services.",
}


def build() -> Document:
    """The merged description."""
    parts = {name: document for name in SERVICES if (document := _read(name)) is not None}
    parts["gateway"] = _own()
    new_names = rename_clashes({name: _schemas(part) for name, part in parts.items()})
    paths: Document = {}
    schemas: Document = {}
    for name, part in parts.items():
        renamed = _with_references(part, new_names[name])
        paths |= renamed["paths"]
        schemas |= {new_names[name][old]: schema for old, schema in _schemas(renamed).items()}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Simpul",
            "version": VERSION,
            "description": _DESCRIPTION,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "tags": _tags(paths),
        "paths": dict(sorted(paths.items())),
        "components": {
            "schemas": dict(sorted(schemas.items())),
            "securitySchemes": {
                "oauth2": {
                    "type": "oauth2",
                    "flows": {"clientCredentials": {"tokenUrl": "/oauth/token", "scopes": SCOPES}},
                },
                "basic": {"type": "http", "scheme": "basic"},
            },
        },
    }


def _tags(paths: Document) -> list[dict[str, str]]:
    """The tags in use, those without a description last."""
    used = {tag for item in paths.values() for o in item.values() for tag in o.get("tags", ())}
    described = [{"name": name, "description": text} for name, text in _TAGS.items() if name in used]
    return described + [{"name": name} for name in sorted(used - set(_TAGS))]


def _read(service: str) -> Document | None:
    """The public part of a service's committed description; None where it has none as yet."""
    file = ROOT / "services" / service / "openapi.json"
    if not file.exists():
        return None
    document: Document = json.loads(file.read_text())
    paths = {path: item for path, item in document["paths"].items() if not path.startswith("/internal/")}
    scopes = {entry.path: service for entry in TABLE if entry.service == service}
    for path, item in paths.items():
        for method, operation in item.items():
            operation["security"] = _security(scopes.get(path, service), method, operation)
    document["paths"] = paths
    _drop_unused(document)
    return document


def _security(service: str, method: str, operation: Document) -> list[dict[str, list[str]]]:
    """What an operation asks for: a read that cannot answer 401 is open to everybody."""
    reads = method == "get"
    # At the desk parties file and read; who works there handles, whatever the method.
    scopes = (
        [f"mediation:{'read' if reads else 'file'}", "mediation:handle"]
        if service == "mediation"
        else [f"{service}:{'read' if reads else 'write'}"]
    )
    needed: list[dict[str, list[str]]] = [{"oauth2": [scope]} for scope in scopes]
    return needed if method != "get" or "401" in operation["responses"] else [{}, {"oauth2": []}]


def _own() -> Document:
    app = FastAPI()
    for router in ROUTERS:
        app.include_router(router)
    document: Document = get_openapi(title="gateway", version=VERSION, routes=app.routes)
    schemas = document["components"]["schemas"]
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    problem = ProblemOut.model_json_schema(ref_template=_REFERENCE + "{model}")
    schemas |= problem.pop("$defs", {}) | {"ProblemOut": problem}
    described = {"application/problem+json": {"schema": {"$ref": f"{_REFERENCE}ProblemOut"}}}
    for item in document["paths"].values():
        for operation in item.values():
            operation.setdefault("security", [{}])
            if operation["responses"].get("422", {}).get("description") == "Validation Error":
                del operation["responses"]["422"]
            operation["responses"]["default"] = {
                "description": "A problem (RFC 9457)",
                "content": described,
            }
    return document


def _schemas(document: Document) -> Document:
    schemas: Document = document.get("components", {}).get("schemas", {})
    return schemas


def _drop_unused(document: Document) -> None:
    """Leave out schemas that only internal paths used."""
    schemas = _schemas(document)
    wanted = set(_references(document["paths"]))
    unseen = list(wanted)
    while unseen:
        found = set(_references(schemas[unseen.pop()])) - wanted
        wanted |= found
        unseen.extend(found)
    for name in set(schemas) - wanted:
        del schemas[name]


def rename_clashes(schemas: Mapping[str, Document]) -> dict[str, dict[str, str]]:
    """For each part, what each of its schemas is called in the whole.

    A name keeps where all that use it mean the same: the same text, and the same behind each of its
    references. Otherwise each gets its part's name in front.
    """
    users: dict[str, list[str]] = {}
    for part, own in schemas.items():
        for name in own:
            users.setdefault(name, []).append(part)
    shared = {name for name, parts in users.items() if len(parts) > 1}
    clashing = {
        name
        for name in shared
        if len({json.dumps(schemas[p][name], sort_keys=True) for p in users[name]}) > 1
    }
    while True:
        # What refers to a renamed schema cannot be shared either.
        more = {
            name
            for name in shared - clashing
            if any(not clashing.isdisjoint(_references(schemas[part][name])) for part in users[name])
        }
        if not more:
            break
        clashing |= more
    return {
        part: {name: f"{part.capitalize()}{name}" if name in clashing else name for name in own}
        for part, own in schemas.items()
    }


def _references(value: object) -> Iterator[str]:
    """The names of all schemas that a part of a description refers to."""
    if isinstance(value, dict):
        reference = value.get("$ref")
        if isinstance(reference, str):
            yield reference.removeprefix(_REFERENCE)
        for inner in value.values():
            yield from _references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _references(inner)


def _with_references(value: Any, names: Mapping[str, str]) -> Any:
    """The same with every reference following the new names."""
    if isinstance(value, dict):
        renamed = {key: _with_references(inner, names) for key, inner in value.items()}
        if isinstance(reference := value.get("$ref"), str):
            renamed["$ref"] = _REFERENCE + names[reference.removeprefix(_REFERENCE)]
        return renamed
    if isinstance(value, list):
        return [_with_references(inner, names) for inner in value]
    return value


def render(document: Document) -> str:
    """The text of the committed file."""
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def main(arguments: Sequence[str]) -> int:
    """Write the file, or with `--check` tell by the exit code whether it is what it should be."""
    text = render(build())
    if "--check" in arguments:
        is_current = FILE.exists() and FILE.read_text() == text
        if not is_current:
            sys.stderr.write("gateway/openapi.json is not what `make openapi` would write.\n")
        return 0 if is_current else 1
    FILE.write_text(text)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
