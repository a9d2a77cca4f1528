"""What each part of the node is told: its own addresses, databases and keys, and nobody else's."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from deploy.local.databases import SERVICES, Database, url_as
from deploy.local.keys import Keys, public
from services.kit.simpul import SIMPUL

PARTS = (*SERVICES, "gateway")
# The services that read the registry's feed.
READERS = ("knowledge", "mediation")
ISSUERS = ("gateway-access", "gateway", "knowledge", "mediation")

# Of our own environment only what a program needs to run at all; an operator's passwords and
# proxies are none of its business.
_INHERITED = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR")


@dataclass(frozen=True)
class Wiring:
    """Where everything is: the gateway's address, the services' loopback ports, the server."""

    home: Path
    gateway_host: str
    gateway_port: int
    service_ports: Mapping[str, int]
    admin_url: str
    keys: Keys

    @property
    def gateway_url(self) -> str:
        """The gateway's base URL, as a browser takes it."""
        host = f"[{self.gateway_host}]" if ":" in self.gateway_host else self.gateway_host
        return f"http://{host}:{self.gateway_port}"

    @property
    def mark(self) -> str:
        """What every process of this node carries in its environment."""
        return mark_of(self.home)

    def service_url(self, service: str) -> str:
        """A service's base URL on the loopback interface."""
        return f"http://127.0.0.1:{self.service_ports[service]}"

    def database_url(self, database: Database) -> str:
        """A database's URL as its login role."""
        return url_as(self.admin_url, database.login, self.keys.passwords[database.login], database.name)


def mark_of(home: Path) -> str:
    """The variable, as NAME=value, by which the processes of a home are known."""
    return f"SIMPUL_NODE={home}"


def of(part: str, wiring: Wiring, inherited: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The whole environment of a part: `registry`, `knowledge`, `mediation` or `gateway`.

    Variables of the operator that start with the part's prefix are handed on to it; those set here
    win, because the parts would not find each other otherwise. The exceptions are the node's
    public URL and where the registry keeps files, which the operator may know better.
    """
    prefix = f"SIMPUL_{part.upper()}_"
    handed_on = {
        name: value for name, value in inherited.items() if name in _INHERITED or name.startswith(prefix)
    }
    own = _gateway(wiring) if part == "gateway" else _service(part, wiring)
    name, _, home = wiring.mark.partition("=")
    return {
        **{f"{prefix}{key}": value for key, value in _by_default(part, wiring).items()},
        **handed_on,
        **{f"{prefix}{key}": value for key, value in own.items()},
        name: home,
        "PYTHONUNBUFFERED": "1",
        "SIMPUL_LOG_FORMAT": "plain",
    }


def _by_default(part: str, wiring: Wiring) -> dict[str, str]:
    """What an operator's own variables go before."""
    if part == "gateway":
        return {"PUBLIC_URL": wiring.gateway_url}
    if part == "registry":
        return {"FILES_URL": (wiring.home / "files").as_uri()}
    if part == "knowledge":
        return {
            "PUBLIC_URL": wiring.gateway_url,
            "SNAPSHOT_FOLDER": str(wiring.home / "snapshots"),
            "FILES_URL": (wiring.home / "knowledge-files").as_uri(),
            "OUTBOUND_OPENS_LOOPBACK": "true",
        }
    if part == "mediation":
        return {
            "FILES_URL": (wiring.home / "mediation-files").as_uri(),
            "ROOTS_FOLDER": str(wiring.home / "trail-roots"),
        }
    return {}


def _service(part: str, wiring: Wiring) -> dict[str, str]:
    variables = {
        f"DATABASE_URL_{simpul.upper()}": wiring.database_url(Database(f"{part}_{simpul}", part))
        for simpul in SIMPUL
    }
    variables |= {
        "HOST": "127.0.0.1",
        "PORT": str(wiring.service_ports[part]),
        "CURSOR_KEY": wiring.keys.cursor[part],
        "ISSUERS": json.dumps(_trusted(part, wiring.keys)),
    }
    if part in READERS:
        variables["SIGNING_KEY"] = json.dumps(wiring.keys.signing[part])
        variables["REGISTRY_URL"] = wiring.service_url("registry")
    return variables


def _trusted(part: str, keys: Keys) -> list[dict[str, object]]:
    """Whose internal tokens a service accepts: the gateway's for any actor, and in the registry
    those of the services that read its feed, for nothing else."""
    reaches = {"gateway": "actor"}
    if part == "registry":
        reaches |= dict.fromkeys(READERS, "internal")
    return [
        {"issuer": issuer, "jwk": public(keys.signing[issuer]), "reach": reach}
        for issuer, reach in reaches.items()
    ]


def _gateway(wiring: Wiring) -> dict[str, str]:
    return {
        "HOST": wiring.gateway_host,
        "PORT": str(wiring.gateway_port),
        "IDENTITY_DATABASE_URL": wiring.database_url(Database("gateway_identity", "identity")),
        "ACCESS_KEY": json.dumps(wiring.keys.signing["gateway-access"]),
        "INTERNAL_KEY": json.dumps(wiring.keys.signing["gateway"]),
        **{f"{service.upper()}_URL": wiring.service_url(service) for service in SERVICES},
    }
