"""The catalogue of a simpul in the words of DCAT 3."""

from collections.abc import Mapping
from datetime import datetime

from services.kit.language import Text
from services.kit.simpul import Simpul
from services.knowledge.catalog.datasets import DATASETS, IANA, RIGHTS, Dataset, Distribution
from services.knowledge.linked_data.publisher import Publisher
from services.knowledge.linked_data.words import Node, known

DCAT = "https://www.w3.org/TR/vocab-dcat-3/"
LANGUAGES = ["http://publications.europa.eu/resource/authority/language/IND"]
CONTINUOUS = "http://publications.europa.eu/resource/authority/frequency/UPDATE_CONT"


def catalogue(simpul: Simpul, publisher: Publisher, changed: Mapping[str, datetime]) -> Node:
    """The catalogue as a node. `changed` tells of each dataset when something of it was last published."""
    at = f"{publisher.public_url}/v1/{simpul}"
    datasets = [_dataset(dataset, simpul, publisher, changed) for dataset in DATASETS]
    return known(
        {
            "id": f"{at}/catalog",
            "type": "dcat:Catalog",
            "title": _texts(
                Text(
                    f"Katalog data simpul kerja sama {simpul}", f"Catalogue of the cooperation node {simpul}"
                )
            ),
            "description": _texts(
                Text(
                    "Data terbuka simpul kerja sama antardaerah, dengan kode referensi wilayah dan kosakata.",
                    "Open data on cooperation between regional governments, with its reference codes.",
                )
            ),
            "language": LANGUAGES,
            "publisher": _agent(publisher),
            "contact_point": _contact(publisher),
            "license": publisher.license,
            "conforms_to": [DCAT],
            "modified": max(changed.values()).isoformat() if changed else None,
            "homepage": publisher.public_url,
            "dataset": datasets,
            "service": [
                {
                    "id": f"{at}/catalog#api",
                    "type": "dcat:DataService",
                    "title": _texts(Text("API simpul", "API of the node")),
                    "endpoint": at,
                    "endpoint_description": f"{publisher.public_url}/openapi.json",
                    "serves": [dataset["id"] for dataset in datasets],
                }
            ],
        }
    )


def _dataset(dataset: Dataset, simpul: Simpul, publisher: Publisher, changed: Mapping[str, datetime]) -> Node:
    base = publisher.public_url
    at = f"{base}/v1/{simpul}"
    return known(
        {
            "id": f"{at}/catalog#{dataset.name}",
            "type": "dcat:Dataset",
            "identifier": f"{simpul}/{dataset.name}",
            "title": _texts(dataset.title),
            "description": _texts(dataset.description),
            "keyword": list(dataset.keywords),
            "language": LANGUAGES,
            "publisher": _agent(publisher),
            "contact_point": _contact(publisher),
            "license": publisher.license,
            "access_rights": f"{RIGHTS}/PUBLIC",
            "frequency": CONTINUOUS,
            "modified": changed[dataset.name].isoformat() if dataset.name in changed else None,
            # Data standard and reference codes, as Satu Data Indonesia (Perpres 39/2019) asks for.
            "conforms_to": [f"{base}/openapi.json", *dataset.conforms_to],
            "references": [f"{base}/v1/regions", f"{base}/v1/vocabularies"],
            "landing_page": f"{at}/{dataset.path}",
            "distribution": [
                _distribution(one, at, f"{at}/catalog#{dataset.name}-{one.name}", publisher)
                for one in dataset.distributions
            ],
        }
    )


def _distribution(one: Distribution, at: str, name: str, publisher: Publisher) -> Node:
    url = f"{at}/{one.path}"
    return known(
        {
            "id": name,
            "type": "dcat:Distribution",
            "title": _texts(one.title),
            "access_url": url,
            "download_url": url,
            "media_type": f"{IANA}/{one.media_type}" if one.is_registered else None,
            "format": one.media_type,
            "license": publisher.license,
            "access_rights": f"{RIGHTS}/{'RESTRICTED' if one.is_restricted else 'PUBLIC'}",
            "rights": "OAuth 2.0, scope directory:pull" if one.is_restricted else None,
            "access_service": f"{at}/catalog#api",
        }
    )


def _agent(publisher: Publisher) -> Node:
    return {"type": "foaf:Agent", "agent_name": publisher.name, "homepage": publisher.public_url}


def _contact(publisher: Publisher) -> Node:
    return known(
        {
            "type": "vcard:Organization",
            "contact_name": publisher.name,
            "contact_email": f"mailto:{publisher.email}" if publisher.email else None,
            "contact_url": publisher.public_url,
        }
    )


def _texts(text: Text) -> list[Node]:
    return [{"@value": text.id, "@language": "id"}, {"@value": text.en, "@language": "en"}]
