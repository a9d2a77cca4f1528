"""Settings of knowledge, from variables that start with `SIMPUL_KNOWLEDGE_`."""

from pydantic import Field, SecretStr

from services.kit.settings import ServiceSettings, environment


class KnowledgeSettings(ServiceSettings):
    """What knowledge needs to start, beyond what every service needs."""

    model_config = environment("SIMPUL_KNOWLEDGE_")

    signing_key: SecretStr = Field(
        description="Private ES256 JWK (JSON) for the internal tokens that read other services' feeds."
    )
    registry_url: str = Field(description="Where the registry listens, e.g. http://127.0.0.1:8001.")
