from services.kit.migrate import run_env
from services.knowledge.schema import metadata

run_env(metadata)
