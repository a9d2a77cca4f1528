"""A load of bounded time and connections on a loopback address, by wrk."""

import re
import shutil
import subprocess
from dataclasses import dataclass
from statistics import median

SECONDS = 3
CONNECTIONS = 16
_UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0}


@dataclass(frozen=True)
class Figures:
    """Requests per second, latency in ms."""

    per_second: float
    p50: float
    p99: float


def require_wrk() -> None:
    """One line where it is missing."""
    if shutil.which("wrk") is None:
        raise SystemExit("make bench needs wrk (on Debian: apt-get install wrk).")


def measure(url: str, *, token: str | None = None, connections: int = CONNECTIONS) -> Figures:
    """Load one URL for a few seconds. An answer that is not 2xx ends the run: it would measure nothing."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{SECONDS}s", "--latency"]
    if token:
        command += ["-H", f"Authorization: Bearer {token}"]
    out = subprocess.run([*command, url], capture_output=True, text=True, check=True).stdout
    assert "Non-2xx" not in out, f"{url} does not answer 2xx:\n{out}"

    def milliseconds(label: str) -> float:
        found = re.search(rf"{label}\s+([0-9.]+)(us|ms|s)\b", out)
        assert found, out
        return float(found[1]) * _UNITS[found[2]]

    rate = re.search(r"Requests/sec:\s+([0-9.]+)", out)
    assert rate, out
    return Figures(float(rate[1]), milliseconds("50%"), milliseconds("99%"))


def middle(runs: list[Figures]) -> Figures:
    """The median of each figure over interleaved runs."""
    return Figures(
        median(r.per_second for r in runs), median(r.p50 for r in runs), median(r.p99 for r in runs)
    )
