"""`python -m deploy.local`, which is what `make run` runs: the whole node in one terminal."""

import asyncio
import sys

from pydantic import ValidationError

from deploy.local import node
from deploy.local.errors import LauncherError
from deploy.local.settings import LauncherSettings


def main() -> int:
    """Run the node until it is told to stop; 0 then, 1 after one line that says what is wrong."""
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]
    try:
        settings = LauncherSettings()
        asyncio.run(node.serve(settings))
    except ValidationError as error:
        for problem in error.errors(include_url=False, include_input=False):
            name = "_".join(str(part) for part in problem["loc"]).upper()
            text = problem["msg"].removeprefix("Value error, ")
            print(f"simpul: SIMPUL_{name}: {text}.", file=sys.stderr)
        return 1
    except (LauncherError, OSError) as error:
        print(f"simpul: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
