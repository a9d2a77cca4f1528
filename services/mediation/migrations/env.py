from services.kit.migrate import run_env
from services.mediation.schema import metadata

run_env(metadata)
