"""Settings of the registry, from variables that start with `SIMPUL_REGISTRY_`."""

from services.kit.settings import ServiceSettings, environment


class RegistrySettings(ServiceSettings):
    """What the registry needs to start; nothing beyond what every service needs."""

    model_config = environment("SIMPUL_REGISTRY_")
