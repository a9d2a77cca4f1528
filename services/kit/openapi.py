"""Writes or checks a service's committed OpenAPI file: `python -m services.kit.openapi [--check]`."""

import importlib
import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def services() -> list[str]:
    """The services of the tree: folders that can be served."""
    return sorted(path.parent.name for path in ROOT.glob("*/__main__.py"))


def describe(service: str) -> str:
    """The OpenAPI 3.1 document of a service, as its file holds it."""
    create = importlib.import_module(f"services.{service}.app").create
    return json.dumps(create(None).openapi(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def main(arguments: list[str]) -> int:
    """Write every file, or with `--check` say which are not as generated."""
    stale = []
    for service in services():
        path = ROOT / service / "openapi.json"
        text = describe(service)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(str(path.relative_to(ROOT.parent)))
            if "--check" not in arguments:
                path.write_text(text, encoding="utf-8")
    if stale and "--check" in arguments:
        print("not as generated, run `make openapi`: " + ", ".join(stale), file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
