"""Starts one process of a node in its container: `python -m deploy.docker.run PART MODULE [ARGUMENTS]`.

The part's environment is the file that `deploy.docker.prepare` wrote for it.
"""

import json
import os
import sys

from deploy.docker.prepare import SHARED


def main() -> None:
    """Become the process, so that it hears the container's signals itself."""
    part, module, *arguments = sys.argv[1:]
    own = json.loads((SHARED / part / "environment.json").read_bytes())
    program = [sys.executable, "-m", module, *arguments]
    os.execve(sys.executable, program, os.environ | own)  # noqa: S606  no shell is what is wanted


if __name__ == "__main__":
    main()
