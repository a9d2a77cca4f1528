import json
from pathlib import Path

import pytest
from pydantic_settings import BaseSettings

from deploy.local import databases, environment, keys
from deploy.local.environment import Wiring
from gateway.settings import GatewaySettings
from services.knowledge.settings import KnowledgeSettings
from services.mediation.settings import MediationSettings
from services.registry.settings import RegistrySettings


@pytest.fixture(scope="module")
def wiring(tmp_path_factory: pytest.TempPathFactory) -> Wiring:
    home = tmp_path_factory.mktemp("home")
    return Wiring(
        home=home,
        gateway_host="127.0.0.1",
        gateway_port=8000,
        service_ports={"registry": 8001, "knowledge": 8002, "mediation": 8003},
        admin_url="postgresql://admin:pw@db.example:6432/postgres?sslmode=require",
        keys=keys.load(
            home / "keys.json",
            roles=databases.ROLES,
            issuers=environment.ISSUERS,
            parts=databases.SERVICES,
        ),
    )


def secrets_of(wiring: Wiring, part: str) -> dict[str, bool]:
    """Which secrets of the node the environment of a part holds."""
    text = json.dumps(environment.of(part, wiring, {})).replace("\\", "")
    return {
        **{f"password {role}": word in text for role, word in wiring.keys.passwords.items()},
        **{f"signing {name}": key["d"] in text for name, key in wiring.keys.signing.items()},
        **{f"cursor {name}": word in text for name, word in wiring.keys.cursor.items()},
    }


@pytest.mark.parametrize(
    ("part", "held"),
    [
        ("registry", {"password registry_provinsi_app", "password registry_kabkota_app", "cursor registry"}),
        (
            "knowledge",
            {
                "password knowledge_provinsi_app",
                "password knowledge_kabkota_app",
                "cursor knowledge",
                "signing knowledge",
            },
        ),
        (
            "mediation",
            {
                "password mediation_provinsi_app",
                "password mediation_kabkota_app",
                "cursor mediation",
                "signing mediation",
            },
        ),
        (
            "gateway",
            {
                "password gateway_identity_app",
                "signing gateway",
                "signing gateway-access",
            },
        ),
    ],
)
def test_a_part_holds_its_own_secrets_and_no_other(wiring: Wiring, part: str, held: set[str]) -> None:
    assert {name for name, there in secrets_of(wiring, part).items() if there} == held
    assert "admin:pw" not in json.dumps(environment.of(part, wiring, {}))


def test_a_part_is_given_only_what_is_its_own_of_our_environment(wiring: Wiring) -> None:
    ours = {
        "PATH": "/bin",
        "PGPASSWORD": "ours",
        "HTTPS_PROXY": "http://proxy.example",
        "SIMPUL_DATABASE_ADMIN_URL": "ours",
        "SIMPUL_REGISTRY_WRITE_POOL_SIZE": "20",
        "SIMPUL_REGISTRY_PORT": "1",
        "SIMPUL_KNOWLEDGE_WRITE_POOL_SIZE": "30",
    }
    given = environment.of("registry", wiring, ours)
    assert given["PATH"] == "/bin"
    assert given["SIMPUL_REGISTRY_WRITE_POOL_SIZE"] == "20"
    assert given["SIMPUL_REGISTRY_PORT"] == "8001"  # the node's wiring wins
    assert given.keys().isdisjoint(
        {"PGPASSWORD", "HTTPS_PROXY", "SIMPUL_DATABASE_ADMIN_URL", "SIMPUL_KNOWLEDGE_WRITE_POOL_SIZE"}
    )


def test_database_urls_name_role_and_database_and_keep_the_servers_options(wiring: Wiring) -> None:
    url = environment.of("registry", wiring, {})["SIMPUL_REGISTRY_DATABASE_URL_KABKOTA"]
    password = wiring.keys.passwords["registry_kabkota_app"]
    assert url == (
        f"postgresql://registry_kabkota_app:{password}@db.example:6432/registry_kabkota?sslmode=require"
    )


def test_every_secret_is_somebodys(wiring: Wiring) -> None:
    held = [secrets_of(wiring, part) for part in environment.PARTS]
    unread = {name for name in held[0] if not any(of[name] for of in held)}
    # What only migrations use.
    assert unread == {f"password {database.owner}" for database in databases.DATABASES}


@pytest.mark.parametrize(
    ("part", "settings"),
    [
        ("registry", RegistrySettings),
        ("knowledge", KnowledgeSettings),
        ("mediation", MediationSettings),
        ("gateway", GatewaySettings),
    ],
)
def test_a_part_is_told_nothing_that_it_does_not_read(
    wiring: Wiring, part: str, settings: type[BaseSettings]
) -> None:
    prefix = f"SIMPUL_{part.upper()}_"
    told = {
        name.removeprefix(prefix).lower()
        for name in environment.of(part, wiring, {})
        if name.startswith(prefix)
    }
    assert told <= settings.model_fields.keys()
    required = {name for name, field in settings.model_fields.items() if field.is_required()}
    assert required <= told


def test_the_registry_trusts_its_readers_for_the_feed_only(wiring: Wiring) -> None:
    reach = {
        part: {
            issuer["issuer"]: issuer["reach"]
            for issuer in json.loads(environment.of(part, wiring, {})[f"SIMPUL_{part.upper()}_ISSUERS"])
        }
        for part in ("registry", "knowledge", "mediation")
    }
    assert reach == {
        "registry": {"gateway": "actor", "knowledge": "internal", "mediation": "internal"},
        "knowledge": {"gateway": "actor"},
        "mediation": {"gateway": "actor"},
    }


def test_the_operator_may_name_another_public_url(wiring: Wiring) -> None:
    name = "SIMPUL_GATEWAY_PUBLIC_URL"
    assert environment.of("gateway", wiring, {})[name] == "http://127.0.0.1:8000"
    assert environment.of("gateway", wiring, {name: "https://simpul.example"})[name] == (
        "https://simpul.example"
    )


def test_files_are_in_the_nodes_folder_unless_the_operator_names_a_store(wiring: Wiring) -> None:
    name = "SIMPUL_REGISTRY_FILES_URL"
    assert environment.of("registry", wiring, {})[name] == (wiring.home / "files").as_uri()
    assert environment.of("registry", wiring, {name: "s3://berkas/simpul"})[name] == "s3://berkas/simpul"


def test_an_address_of_version_6_is_a_url(wiring: Wiring) -> None:
    six = Wiring(Path("/"), "::1", 8000, {}, "", keys.Keys())
    assert six.gateway_url == "http://[::1]:8000"


def test_every_part_is_marked_with_its_home(wiring: Wiring) -> None:
    for part in environment.PARTS:
        assert environment.of(part, wiring, {})["SIMPUL_NODE"] == str(wiring.home)
