"""Settings of mediation, from variables that start with `SIMPUL_MEDIATION_`."""

from services.kit.settings import ServiceSettings, environment


class MediationSettings(ServiceSettings):
    """What mediation needs to start; nothing beyond what every service needs."""

    model_config = environment("SIMPUL_MEDIATION_")
