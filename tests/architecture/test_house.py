"""Rules of the house that a machine can see."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from pydantic_settings import BaseSettings

from deploy.local.settings import LauncherSettings
from gateway.settings import GatewaySettings
from services.knowledge.settings import KnowledgeSettings
from services.mediation.settings import MediationSettings
from services.registry.settings import RegistrySettings

ROOT = Path(__file__).resolve().parents[2]
SETTINGS: tuple[type[BaseSettings], ...] = (
    RegistrySettings,
    KnowledgeSettings,
    MediationSettings,
    GatewaySettings,
    LauncherSettings,
)
SECRET = re.compile(r"password|secret|_key$|cursor_key")
# Names of registries whose address a lock file or a Dockerfile could pick up.
REGISTRY_ADDRESS = re.compile(
    r"https?://[^/\s\"']*(pypi|npmjs|pythonhosted|artifactory|nexus)[^/\s]*/", re.IGNORECASE
)


def tracked_files() -> list[Path]:
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    return [ROOT / name for name in names.decode().split("\0") if name]


@pytest.mark.parametrize("settings", SETTINGS, ids=lambda s: s.__name__)
def test_every_setting_is_documented_in_code_and_in_the_table_of_settings(
    settings: type[BaseSettings],
) -> None:
    table = (ROOT / "deploy" / "SETTINGS.md").read_text(encoding="utf-8")
    prefix = settings.model_config["env_prefix"]
    for name, field in settings.model_fields.items():
        assert field.description, f"{settings.__name__}.{name} has no description"
        assert f"`{prefix}{name.upper()}`" in table, f"{prefix}{name.upper()} is not in deploy/SETTINGS.md"


@pytest.mark.parametrize("settings", SETTINGS, ids=lambda s: s.__name__)
def test_no_setting_has_a_default_secret(settings: type[BaseSettings]) -> None:
    for name, field in settings.model_fields.items():
        if SECRET.search(name):
            assert field.is_required() or field.default is None, f"{name} has a default"


def test_no_tracked_file_holds_a_registry_address_or_a_path_of_a_machine() -> None:
    for path in tracked_files():
        if path.suffix in {".png", ".ico", ".woff2"} or "static/vendor" in str(path) or not path.exists():
            continue
        text = path.read_text(encoding="utf-8")
        assert not REGISTRY_ADDRESS.search(text), path
        assert "/ro" + "ot/" not in text, path


def test_the_lock_pins_every_package_by_hash_and_names_no_address() -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    entries = re.split(r"\n(?=[a-z0-9])", text)
    assert len(entries) > 50
    assert all("==" in entry and "--hash=sha256:" in entry for entry in entries)
    assert "://" not in text


def test_no_statement_is_written_as_text_in_a_capability() -> None:
    """A SELECT is built by SQLAlchemy Core, so that it starts from `visible_to`."""
    for path in (ROOT / "services").glob("*/*/queries.py"):
        assert not re.search(r"[\"'](SELECT|WITH) ", path.read_text(encoding="utf-8")), path


def test_every_query_module_of_a_capability_says_who_may_see() -> None:
    modules = [p for p in (ROOT / "services").glob("*/*/queries.py") if p.parts[-3] != "kit"]
    assert modules
    for path in modules:
        assert "def visible_to(actor: Actor" in path.read_text(encoding="utf-8"), path


def test_every_capability_stands_in_the_contract_of_layers() -> None:
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (layers,) = [c for c in pyproject["tool"]["importlinter"]["contracts"] if c["type"] == "layers"]
    capabilities = {
        ".".join(path.parent.relative_to(ROOT).parts)
        for layer in ("queries", "service")
        for room in ("services/*", "gateway/identity")
        for path in ROOT.glob(f"{room}/*/{layer}.py")
        if path.parts[-3] != "kit"
    }
    assert capabilities == set(layers["containers"])
