from services.kit.migrate import run_env
from services.registry.schema import metadata

run_env(metadata)
